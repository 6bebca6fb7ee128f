"""The tools over search, over a real shop and a real index: facts by words, figures, policies, clear failures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from retrieval.embedders import HashingEmbedder
from retrieval.index import build_index
from retrieval.search import Searcher
from shop.store.view import ShopView
from tools.langchain import as_langchain
from tools.retrieval_tools import retrieval_tools

MakeHome = Callable[[str], Path]


@pytest.fixture(scope="module", params=["coffee", "skincare"])
def brand(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Desk:
    """A shop's view with its search, asked as a model asks."""

    def __init__(self, view: ShopView, searcher: Searcher) -> None:
        self.view = view
        self._tools = {tool.name: tool for tool in retrieval_tools(searcher)}

    def ask(self, tool: str, **given: object) -> str:
        return str(as_langchain(self._tools[tool], self.view).invoke(given))

    def read(self, tool: str, **given: object) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.ask(tool, **given))


@pytest.fixture(scope="module")
def desks(sample_home: MakeHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Desk]]:
    """Return a function that opens a sample shop with an index of its own."""
    made: dict[str, Desk] = {}
    opened: list[Any] = []

    def desk(brand: str) -> Desk:
        if brand not in made:
            folder, embedder = tmp_path_factory.mktemp(brand), HashingEmbedder()
            view = ShopView(next(sample_home(brand).glob("shop-*.duckdb")))
            build_index(view, folder, embedder)
            searcher = Searcher(folder, embedder)
            opened.extend([searcher, view])
            made[brand] = Desk(view, searcher)
        return made[brand]

    yield desk
    for one in opened:
        one.close()


def prices(found: Any) -> list[Decimal]:  # noqa: ANN401 - JSON
    fields = [product["evidence"]["fields"] for product in found["products"]]
    return [Decimal((one.get("price") or one["from_price"])["money"]) for one in fields]


def test_products_are_found_by_words_and_conditions(desks: Callable[[str], Desk]) -> None:
    found = desks("coffee").read("search_products", query="gooseneck kettle under £100 in stock", k=5)
    assert found["searched"] == "gooseneck"
    assert found["products"][0]["product_id"] == "CF-401"
    assert all(price < 100 for price in prices(found))
    assert {one["evidence"]["fields"]["category"]["text"] for one in found["products"]} == {"Kettles"}
    assert {
        (one["evidence"]["fields"].get("price") or one["evidence"]["fields"]["from_price"])["currency"]
        for one in found["products"]
    } == {"GBP"}


def test_when_nothing_matches_the_nearest_and_the_excluding_condition_are_named(desks: Callable[[str], Desk]) -> None:
    found = desks("coffee").read("search_products", query="kettle under $20")
    assert found["products"] == []
    assert found["nearest"][0]["missed"] == "under $20"
    assert found["nearest"][0]["products"][0]["product_id"] == "CF-405"
    assert "no product meets all conditions" in found["notes"]


def test_an_unclear_condition_is_told_and_not_applied(desks: Callable[[str], Desk]) -> None:
    found = desks("coffee").read("search_products", query="kettle around $50")
    assert found["filters"]["unclear"][0]["words"] == "around $50"
    assert any("around $50" in note for note in found["notes"])
    assert all(condition["kind"] != "price" for condition in found["filters"]["conditions"])


@pytest.mark.parametrize(
    ("query", "kettles"), [("how many kettles do you have", 6), ("how many kettles under $100 in stock", 4)]
)
def test_counts_are_evidence_of_kind_x(desks: Callable[[str], Desk], query: str, kettles: int) -> None:
    [item] = desks("coffee").read("catalogue_shape", query=query)["statistics"]
    assert item["kind"] == "statistic"
    assert item["fields"]["products"] == {"number": str(kettles), "unit": ""}


def test_extremes_agree_with_a_plain_reading_of_the_store(desks: Callable[[str], Desk]) -> None:
    desk = desks("skincare")
    rows = desk.view.rows(
        """SELECT p.product_id, n.price FROM products p JOIN product_texts t USING (product_key)
           JOIN variants v USING (product_key) JOIN price_now n USING (variant_key)
           JOIN stock_now s USING (variant_key)
           WHERE t.category = '面膜' AND p.status = 'active' AND s.quantity > 0 ORDER BY n.price, p.product_id"""
    )
    cheapest = desk.read("catalogue_shape", query="最便宜的面膜", language="zh")
    dearest = desk.read("catalogue_shape", query="最贵的面膜", language="zh")
    assert cheapest["products"][0]["product_id"] == rows[0][0]
    assert dearest["products"][0]["product_id"] in {id_ for id_, price in rows if price == rows[-1][1]}
    assert Decimal(cheapest["statistics"][0]["fields"]["lowest_price"]["money"]) == rows[0][1]


def test_a_category_may_be_named_exactly(desks: Callable[[str], Desk]) -> None:
    found = desks("coffee").read("catalogue_shape", category="Kettles")
    assert found["statistics"][0]["fields"]["products"]["number"] == "6"


@pytest.mark.parametrize(
    ("brand_name", "query", "policy", "field", "value"),
    [
        ("coffee", "what is the return window", "returns", "return_days", {"days": 30}),
        ("coffee", "can I send back an opened bag", "returns", "return_days", {"days": 30}),
        ("coffee", "how much is shipping to the UK", "shipping", "fee_gbp", {"text": "4.20"}),
        ("coffee", "how do I opt out", "privacy", "opt_out_days", {"days": 1}),
        ("skincare", "退货期限是多久", "returns", "return_days", {"days": 7}),
        ("skincare", "满多少包邮", "shipping", "free_shipping_from", {"text": "99"}),
    ],
)
def test_policies_are_found_with_heading_and_version(
    desks: Callable[[str], Desk], brand_name: str, query: str, policy: str, field: str, value: object
) -> None:
    language = "zh" if brand_name == "skincare" else "en"
    for tool in ("search_policies", "search_products"):
        best = desks(brand_name).read(tool, query=query, language=language)["policies"][0]
        assert best["kind"] == "policy"
        assert best["source"] == f"policies:{policy} v2026-03"
        assert best["fields"][field] == value
        assert best["fields"]["version"] == {"text": "2026-03"}
        assert best["fields"]["heading"]["text"]


@pytest.mark.parametrize(
    ("tool", "given", "expected"),
    [
        ("catalogue_shape", {"category": "Kettle"}, "Kettles"),
        ("search_products", {"query": "kettle", "k": 1000}, "20"),
        ("search_products", {"query": "?!"}, "at least one word"),
        ("search_policies", {"query": ""}, "at least one word"),
        ("search_products", {"query": "kettle", "language": "fr"}, "zh"),
        ("search_products", {"query": "kettle", "price": 3}, "price"),
    ],
)
def test_a_failure_names_what_is_valid(
    desks: Callable[[str], Desk], tool: str, given: dict[str, object], expected: str
) -> None:
    answer = desks("coffee").ask(tool, **given)
    assert expected in answer
    assert "failed" in answer or "unusable" in answer
