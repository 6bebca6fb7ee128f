"""Bare names rank and exclude nothing; what a query states as a condition must hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retrieval.embedders import HashingEmbedder
from retrieval.filters import Catalogue, catalogue_of, parse_filters
from retrieval.index import build_index
from retrieval.search import Searcher
from shop.store.view import ShopView
from tools.finding import find


@pytest.mark.parametrize(
    "query", ["laptops", "navy bag", "waterproof shoes", "Ridge shoes", "canvas material", "Aero laptop", "tea"]
)
def test_names_alone_are_words_to_rank_by(query: str, english: Catalogue) -> None:
    _, filters = parse_filters(query, english)
    assert filters.conditions
    assert filters.only_names


@pytest.mark.parametrize("query", ["笔记本电脑", "藏青箱包", "山脊鞋子", "防水鞋子"])
def test_names_alone_in_chinese(query: str, chinese: Catalogue) -> None:
    _, filters = parse_filters(query, chinese)
    assert filters.conditions
    assert filters.only_names


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("bags in navy", "option"),
        ("navy coloured bags", "option"),
        ("red shoes", "option"),  # variants are sold in red: names do not carry it
        ("shoes by Ridge", "brand"),
        ("shoes from Ridge", "brand"),
        ("Ridge brand shoes", "brand"),
        ("shoes that are waterproof", "value"),
        ("not waterproof shoes", "value"),
        ("material: canvas", "value"),
        ("bags made of canvas", "value"),
        ("category: tea", "category"),
        ("laptops under $900", "price"),
        ("laptops in stock", "stock"),
        ("shoes size 42", "option"),
        ("tea not from Grain", "brand"),
    ],
)
def test_what_is_stated_is_a_condition(query: str, kind: str, english: Catalogue) -> None:
    _, filters = parse_filters(query, english)
    assert not filters.only_names
    stated = [one for one in filters.conditions if not getattr(one, "bare", False)]
    assert kind in {one.kind for one in stated}


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("藏青色箱包", "option"),
        ("山脊品牌", "brand"),
        ("品牌:Aero", "brand"),
        ("要防水的鞋子", "value"),
        ("42码", "option"),
        ("有货的茶叶", "stock"),
        ("材质是canvas", "value"),
        ("茶叶类", "category"),
    ],
)
def test_what_is_stated_in_chinese(query: str, kind: str, chinese: Catalogue) -> None:
    _, filters = parse_filters(query, chinese)
    stated = [one for one in filters.conditions if not getattr(one, "bare", False)]
    assert kind in {one.kind for one in stated}


@pytest.fixture(scope="module")
def hifi(tmp_path_factory: pytest.TempPathFactory, empty_shop: Callable[[Path], Any]) -> Iterator[ShopView]:
    """Four CD players that do not say whether they play CDs, a radio that does, and a blue one of each."""
    shop = empty_shop(tmp_path_factory.mktemp("hifi"))
    for number in range(4):
        _add(shop, f"player{number}", f"Compact CD player {number}", "Players", "Sona")
    _add(shop, "radio", "Kitchen radio", "Radios", "Sona", cd="yes", color="blue")
    _add(shop, "speaker", "Blue speaker", "Speakers", "Tono", cd="no", color="white")
    with shop.view() as view:
        yield view


def _add(shop: Any, id_: str, name: str, kind: str, brand: str, **attributes: str) -> None:  # noqa: ANN401
    shop.product(id_, price="280", texts={"en": {"name": name, "category": kind}}, brand=brand, stock=3)
    shop.price(id_, "40", None, currency="USD")
    for place, (attribute, text) in enumerate(attributes.items(), 1):
        named = {"position": place, "name": attribute, "label": attribute}
        shop.row("product_attributes", product_key=shop.key("product", id_), **named, text=text)


@pytest.fixture(scope="module")
def searcher(hifi: ShopView, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder, embedder = tmp_path_factory.mktemp("index"), HashingEmbedder()
    build_index(hifi, folder, embedder)
    with Searcher(folder, embedder) as opened:
        yield opened


def names(view: ShopView, searcher: Searcher, query: str) -> list[str]:
    return [one.product_id for one in find(view, searcher, query, 10, "en").products]


def test_a_feature_word_in_a_name_does_not_exclude(hifi: ShopView, searcher: Searcher) -> None:
    for query in ("cd player", "cd player under $50", "cd player in stock"):
        assert {f"player{number}" for number in range(4)} <= set(names(hifi, searcher, query)[:5])


def test_a_stated_feature_excludes(hifi: ShopView, searcher: Searcher) -> None:
    assert names(hifi, searcher, "something with cd") == ["radio"]


def test_a_bare_colour_ranks_and_a_stated_one_excludes(hifi: ShopView, searcher: Searcher) -> None:
    found = find(hifi, searcher, "blue radio", 10, "en")
    assert {"radio", "speaker"} <= {one.product_id for one in found.products}
    assert found.products[0].product_id == "radio"
    assert found.filters.conditions == ()
    assert {one.kind for one in found.filters.ranked_by} == {"option", "category"}
    assert names(hifi, searcher, "in blue") == ["radio"]


def test_names_hold_beside_a_stated_condition(hifi: ShopView, searcher: Searcher) -> None:
    assert names(hifi, searcher, "speakers under $50") == ["speaker"]
    assert names(hifi, searcher, "by Tono") == ["speaker"]


def test_questions_about_the_shape_count_names_exactly(hifi: ShopView, searcher: Searcher) -> None:
    [item] = find(hifi, searcher, "how many radios do you have", 10, "en").statistics
    assert item.model_dump(mode="json")["fields"]["products"]["number"] == "1"


def test_a_word_is_mostly_a_word_where_names_carry_it(hifi: ShopView) -> None:
    catalogue = catalogue_of(hifi)
    assert catalogue.mostly_a_word("cd", ("cd",))
    assert not catalogue.mostly_a_word("kitchen", ("cd",))
