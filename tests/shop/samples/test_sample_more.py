"""Products beyond those written by hand: plausible, distinct, the same each time, and harmless to the rest."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from shop.catalogue import price_of, products
from shop.errors import InvalidInput
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import BRANDS, sample_source
from shop.samples.brand import brand_of
from shop.samples.more import Composer, patterns
from shop.samples.source import MOST_PRODUCTS
from shop.store.view import ShopView

MANY = 1500


def _rows(brand: str, customers: int, count: int | None, name: str, seed: int = 1) -> list[list[str]]:
    tables = sample_source(brand, customers, seed, count).tables()
    return next([row.cells for row in table.rows] for table in tables if table.name == name)


@pytest.mark.parametrize("brand", BRANDS)
def test_no_two_combinations_read_alike(brand: str) -> None:
    more, languages = patterns(brand), brand_of(brand).info.languages
    for language in languages:
        names = [spec.words(language).name for spec in brand_of(brand).products]
        for pattern in more.categories.values():
            parts = {"word": more.word, **pattern.parts}
            for words in product(*(part.words(language) for part in parts.values())):
                names.append(pattern.name[language].format_map(dict(zip(parts, words, strict=True))))
        assert len(set(names)) == len(names) > 15_000


@pytest.mark.parametrize("brand", BRANDS)
def test_the_words_of_all_languages_go_together(brand: str) -> None:
    more, languages = patterns(brand), brand_of(brand).info.languages
    for pattern in more.categories.values():
        for part in (more.word, *pattern.parts.values(), *pattern.traits.values()):
            sizes = {len(part.words(language)) for language in languages}
            assert len(sizes) == 1
            assert all(len(set(part.words(language))) in sizes for language in languages)
            assert not part.factor or {len(part.factor)} == sizes


@pytest.mark.parametrize("brand", BRANDS)
def test_no_two_products_share_a_name_in_any_language(brand: str) -> None:
    """Neighbours, the end of the range, and where the combinations of a category start anew."""
    book = brand_of(brand)
    composer = Composer(book, 1)
    numbers = [*range(600), *range(8_000, 8_600), *range(MOST_PRODUCTS - 600, MOST_PRODUCTS)]
    specs = [*book.products, *(composer.spec(number) for number in numbers)]
    assert len({spec.id for spec in specs}) == len(specs)
    for language in book.info.languages:
        names = [spec.words(language).name for spec in specs]
        assert len(set(names)) == len(names)
        assert not [name for name in names if "{" in name or len(name) > 80]


@pytest.mark.parametrize("brand", BRANDS)
def test_generated_products_are_complete(brand: str) -> None:
    source = sample_source(brand, 1, 1, MANY)
    generated = source.catalogue.items[len(source.catalogue.written) :]
    assert len(source.catalogue.items) == MANY
    assert {item.category.key for item in generated} == {category.key for category in source.brand.categories}
    for item in generated:
        assert item.spec.price > 0
        assert item.spec.attrs
        for language in source.shop().languages:
            words = item.spec.words(language)
            assert words.name
            assert words.short
            assert len(words.text) > 8
            assert "{" not in words.text + "".join(item.spec.attrs.values())
    endings = {epochs[-1].price % 1000 for item in generated for sku in item.skus for epochs in sku.epochs.values()}
    assert len(endings) >= 5


def test_the_first_products_do_not_depend_on_how_many_there_are() -> None:
    written, few, many = (_rows("outdoor", 5, count, "products") for count in (None, 200, 400))
    assert few[: len(written)] == written
    assert many[: len(few)] == few
    assert len(many) > len(few)
    assert _rows("outdoor", 5, 200, "products", seed=2) != few


def test_more_products_are_also_bought_and_every_price_and_count_is_theirs() -> None:
    source = sample_source("coffee", 150, 1, 300)
    tables = {
        table.name: [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
        for table in source.tables()
    }
    ids = {row["product_id"] for row in tables["products"]}
    written = {item.spec.id for item in source.catalogue.written}
    assert len(ids) == 300
    for name in ("events", "price_history", "stock"):
        assert {row["product_id"] for row in tables[name]} - {""} <= ids, name
    bought = {row["product_id"] for row in tables["order_lines"]} & ids
    assert bought - written
    assert bought & written
    assert {row["product_id"] for row in tables["price_history"]} == ids
    pictures = {picture.name for picture in source.pictures()}
    assert pictures == {row["picture"] for row in tables["products"]}
    assert len(pictures) == len(written) + len(source.brand.categories)


def test_what_the_truth_tells_is_about_the_products_written_by_hand() -> None:
    few, many = sample_source("skincare", 10).truth(), sample_source("skincare", 10, 1, 500).truth()
    assert many == few


def test_an_item_that_was_let_go_is_made_again_the_same() -> None:
    items = sample_source("coffee", 1, 1, MANY).catalogue.items
    again = sample_source("coffee", 1, 1, MANY).catalogue.items
    assert items[MANY - 1] == again[MANY - 1]
    assert items[-0] == items.written[0]
    assert [item.spec.id for item in items[67:71]] == [items[number].spec.id for number in range(67, 71)]
    with pytest.raises(IndexError):
        items[MANY]


@pytest.mark.parametrize("count", [0, 5, MOST_PRODUCTS + 1])
def test_impossible_numbers_of_products_are_refused(count: int) -> None:
    with pytest.raises(InvalidInput, match="products"):
        sample_source("coffee", 10, 1, count)


def test_more_products_are_imported_with_texts_prices_and_a_shared_picture(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    report = import_source(sample_source("outdoor", 30, 1, 250), home)
    assert report.totals.read == report.totals.kept + report.totals.repaired + report.totals.quarantined
    with ShopView(home.current_build()) as view:
        found = products(view)
    assert len(found) == 250
    generated = [one for id_, one in found.items() if len(id_) > 6]
    assert all(set(one.texts) == {"en", "zh"} and one.attributes for one in generated)
    assert any(price_of(one, "CNY") for one in generated)
    tents = {one.pictures[0].ref for one in generated if one.texts["en"].category == "Tents & tarps"}
    assert len(tents) == 1
