"""What the sample shops deliver fits the import contract, in every brand."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import yaml
from PIL import Image

from shop.errors import InvalidInput, NotFound
from shop.importing.tables import TABLES, table_named
from shop.samples import BRANDS, sample_source
from shop.samples.timeline import LAST_DAY
from shop.types import BrandBook, FixedOff, FullReduction, PercentOff, Policy, Promotion, PromotionFile

Cells = list[dict[str, str]]
CUSTOMERS = 60
MOMENTS = ("placed_at", "happened_at", "written_at", "opened_at", "sent_at", "counted_at", "joined_at", "starts_at")


def read_all(brand: str, customers: int, seed: int = 1) -> dict[str, Cells]:
    source = sample_source(brand, customers, seed)
    return {
        table.name: [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
        for table in source.tables()
    }


@pytest.fixture(scope="module", params=BRANDS)
def shop(request: pytest.FixtureRequest) -> tuple[str, dict[str, Cells]]:
    return request.param, read_all(request.param, CUSTOMERS)


def test_tables_come_in_the_order_of_the_contract_with_known_columns() -> None:
    for brand in BRANDS:
        seen = []
        for table in sample_source(brand, 5).tables():
            seen.append(table.name)
            known = table_named(table.name)
            assert all(known.column(column) for column in table.columns), table.name
            assert len(set(table.columns)) == len(table.columns)
            required = {column.name for column in known.columns if column.required}
            stems = {column.rsplit("_", 1)[0] for column in table.columns} | set(table.columns)
            assert required <= stems, table.name
        assert seen == [table.name for table in TABLES]


def test_nothing_happens_after_the_last_evening(shop: tuple[str, dict[str, Cells]]) -> None:
    latest = f"{LAST_DAY.isoformat()}T22:00"
    for name, rows in shop[1].items():
        moments = [row[column] for row in rows for column in MOMENTS if row.get(column)]
        assert max(moments, default="") < latest, name
    assert max(row["happened_at"] for row in shop[1]["events"]).startswith(LAST_DAY.isoformat()[:7])


def test_references_lead_somewhere_except_the_awkward_ones(shop: tuple[str, dict[str, Cells]]) -> None:
    tables = shop[1]
    customers = {row["customer_id"] for row in tables["customers"]}
    variants = {(row["product_id"], row["variant_id"]) for row in tables["products"]}
    products = {product for product, _ in variants}
    orders = {row["order_id"] for row in tables["orders"]}
    for name in ("events", "outcomes", "tickets", "reviews"):
        assert {row["customer_id"] for row in tables[name]} - {""} <= customers, name
    for name in ("events", "reviews", "price_history", "stock"):
        assert {row["product_id"] for row in tables[name]} - {""} <= products, name
    assert {row["order_id"] for row in tables["order_lines"]} == orders
    assert len({row["customer_id"] for row in tables["orders"]} - customers) == 1
    strange = {(row["product_id"], row["variant_id"]) for row in tables["order_lines"]} - variants
    assert strange == {("NO-SUCH-PRODUCT", "")}


def test_orders_add_up(shop: tuple[str, dict[str, Cells]]) -> None:
    lines: dict[str, list[dict[str, str]]] = {}
    for line in shop[1]["order_lines"]:
        lines.setdefault(line["order_id"], []).append(line)
    for order in shop[1]["orders"]:
        if "X-" in order["order_id"]:
            continue
        sold = sum(round(float(line["total"]) * 100) for line in lines[order["order_id"]] if int(line["quantity"]) > 0)
        back = sum(round(float(line["total"]) * 100) for line in lines[order["order_id"]] if int(line["quantity"]) < 0)
        assert sold + round(float(order["shipping"]) * 100) == round(float(order["total"]) * 100)
        assert -back == round(float(order["refunded"]) * 100)


def test_the_last_price_of_the_history_is_the_price_of_today(shop: tuple[str, dict[str, Cells]]) -> None:
    brand, tables = shop
    source = sample_source(brand, 1)
    base = source.shop().currency
    last: dict[tuple[str, str, str], dict[str, str]] = {}
    for row in sorted(tables["price_history"], key=lambda row: row["starts_at"]):
        last[row["product_id"], row["variant_id"], row["currency"]] = row
    for row in tables["products"]:
        for currency in source.catalogue.currencies:
            tail = "" if currency == base else f"_{currency.lower()}"
            now = last[row["product_id"], row["variant_id"], currency]
            assert row[f"price{tail}"].lstrip("$¥").replace(",", ".") == now["price"]
            assert row[f"list_price{tail}"] == now["list_price"]
            assert not now["list_price"] or float(now["list_price"]) > float(now["price"])


def test_prices_do_not_all_end_alike(shop: tuple[str, dict[str, Cells]]) -> None:
    brand = shop[0]
    prices = [epoch[-1].price for item in sample_source(brand, 1).catalogue.items
              for epoch in item.skus[0].epochs.values()]  # fmt: skip
    endings = {price % 1000 for price in prices}
    assert len(endings) >= 5
    assert sum(price % 100 == 99 for price in prices) < len(prices) / 10


def test_the_stories_of_the_week_are_there(shop: tuple[str, dict[str, Cells]]) -> None:
    brand, tables = shop
    stories = sample_source(brand, 1).truth()["products"]
    assert len(stories["discontinued"]) == 1
    assert all(len(stories[key]) >= 2 for key in ("price_fell", "launched_lately", "back_in_stock", "sold_out"))
    counts: dict[str, list[int]] = {}
    for row in tables["stock"]:
        if row["product_id"] == stories["back_in_stock"][0]:
            counts.setdefault(row["variant_id"], []).append(int(row["quantity"]))
    assert counts
    assert all(levels[-2] == 0 < levels[-1] for levels in counts.values())
    kinds = {row["kind"] for row in tables["events"]}
    assert {"view", "cart", "wishlist", "open", "click"} <= kinds


def _categories(promotion: Promotion) -> set[str]:
    """The categories that its effect names or spares."""
    effect = promotion.effect
    assert isinstance(effect, PercentOff | FixedOff | FullReduction)
    items = effect.target.items
    return {name for part in (items, *items.any_of, *items.none_of) for name in part.categories}


def _front(text: str) -> tuple[dict[str, object], str]:
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


@pytest.mark.parametrize("brand", BRANDS)
def test_documents_are_valid(brand: str) -> None:
    source = sample_source(brand, 1)
    documents = list(source.documents())
    promotions = PromotionFile.model_validate_json(documents[0].text)
    assert {"percent", "fixed", "full_reduction"} == {promotion.effect.kind for promotion in promotions.promotions}
    assert all(promotion.exclusions for promotion in promotions.promotions)
    assert any(promotion.code_pool for promotion in promotions.promotions)
    categories = {name for kind in source.brand.categories for name in kind.name.values()}
    for promotion in promotions.promotions:
        assert _categories(promotion) <= categories
    books = [BrandBook.model_validate(_front(d.text)[0]) for d in documents if d.kind == "brand"]
    assert {book.language for book in books} == set(source.shop().languages)
    assert all([line.id for line in book.lines] == [f"B{n}" for n in range(1, 16)] for book in books)
    for document in documents:
        if document.kind == "policy":
            front, body = _front(document.text)
            facts = {key: str(value) for key, value in dict(front.pop("facts") or {}).items()}  # type: ignore[call-overload]
            assert Policy.model_validate({**front, "facts": facts, "body": body}).facts


def _pictures(brand: str) -> Iterator[tuple[str, bytes]]:
    return ((picture.name, picture.content) for picture in sample_source(brand, 1).pictures())


def test_every_product_has_a_small_picture_of_its_own() -> None:
    for brand in BRANDS:
        named = {row["picture"] for row in read_all(brand, 1)["products"]}
        content = dict(_pictures(brand))
        assert set(content) == named
        assert len(set(content.values())) == len(content)
        assert max(map(len, content.values())) <= 12_000
        assert Image.open(io.BytesIO(next(iter(content.values())))).size == (480, 360)


def test_bad_requests_say_what_is_possible() -> None:
    with pytest.raises(NotFound, match="coffee"):
        sample_source("cofee", 10)
    with pytest.raises(InvalidInput, match="1 to"):
        sample_source("coffee", 0)
