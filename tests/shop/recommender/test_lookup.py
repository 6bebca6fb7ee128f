"""The lookup: nothing bought, sent back or unsellable, a reason that is true, and a shortage that is explained."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shop.catalogue.chosen import FEW
from shop.errors import InvalidInput, NotFound
from shop.recommender import (
    BecauseBought,
    BoughtTogether,
    Popular,
    PopularInCategory,
    Recommendation,
    companions,
    recommend_explained,
    recommend_many,
    why,
)
from shop.recommender.why import why_fewer

Shop = Callable[..., Any]
BUYERS = ("c1", "c2", "c3")


@pytest.fixture
def shop(tiny_shop: Shop) -> Any:  # noqa: ANN401 - loaded by path
    """Three buyers of p1, p2 and p3; p4 is popular with others; c8 bought p1 only, c9 nothing."""
    made = tiny_shop()
    for place in range(1, 5):
        texts = {
            "en": {"name": f"Bean {place}", "category": "coffee"},
            "zh": {"name": f"豆{place}", "category": "咖啡"},
        }
        made.product(f"p{place}", price="100", stock=5, texts=texts)
    for customer in (*BUYERS, "c4", "c5", "c8", "c9"):
        made.customer(customer, country="CN", language="zh")
    for customer in BUYERS:
        made.order(customer, "2026-11-01", [("p1", 1), ("p2", 1), ("p3", 1)])
    made.order("c4", "2026-11-10", [("p4", 1)]).order("c5", "2026-11-10", [("p4", 3)])
    return made.order("c8", "2026-11-05", [("p1", 1)])


def ids(items: list[Recommendation]) -> list[str]:
    return [item.product_id for item in items]


def test_neighbours_first_then_what_is_popular(shop: Any) -> None:  # noqa: ANN401
    with shop.view() as view:
        items = recommend_many(view, ["c8"], 5)["c8"]
    assert [(item.product_id, item.model) for item in items] == [
        ("p2", "item-knn"), ("p3", "item-knn"), ("p4", "popularity"),
    ]  # fmt: skip
    assert items[0].reason == BecauseBought(product_id="p1", bought_on=date(2026, 11, 5), customers=3)
    assert items[2].reason == Popular(customers=2, recent=2, days=90)  # number 4 of its category leads nothing


def test_a_new_customer_gets_what_is_popular_and_no_claim_about_their_taste(shop: Any) -> None:  # noqa: ANN401
    with shop.view() as view:
        items = recommend_many(view, ["c9"], 2)["c9"]
        words = why(view, "c9", items[0], "en")
    assert ids(items) == ["p1", "p2"]
    assert items[0].reason == Popular(customers=4, recent=4, days=90)
    assert words == "Not from the history of c9: 4 customers bought Bean 1, 4 of them in the last 90 days."


def test_popular_in_a_category_that_the_customer_knows(shop: Any) -> None:  # noqa: ANN401
    with shop.view() as view:
        item = recommend_many(view, ["c4"], 1)["c4"][0]
        words = why(view, "c4", item, "zh")
    assert item.reason == PopularInCategory(category="coffee", rank=1, customers=4, recent=4, days=90)
    assert words == "c4 购买过咖啡类商品；豆1在该类中排名第 1：4 位客户购买过，其中近 90 天 4 位。"


def test_who_objects_to_profiling_gets_what_is_popular(shop: Any) -> None:  # noqa: ANN401
    shop.customer("shy", country="CN", objects_to_profiling=True).order("shy", "2026-11-06", [("p1", 1)])
    with shop.view() as view:
        items = recommend_many(view, ["shy"], 5)["shy"]
    assert ids(items) == ["p2", "p3", "p4"]
    assert {item.reason.kind for item in items} == {"popular"}


def test_what_cannot_be_sold_is_left_out_and_counted(shop: Any) -> None:  # noqa: ANN401
    shop.stock("p2", 0, "2026-11-15")
    shop.product("gone", status="discontinued", stock=5).product("usd", currency="USD", stock=5).product("new", stock=5)
    for customer in ("c1", "c2"):
        shop.order(customer, "2026-11-02", [("gone", 1), ("usd", 1)], currency="USD")
    shop.order("c8", "2026-11-06", [("p3", 1)]).order("c8", "2026-11-08", [("p3", -1)])
    with shop.view() as view:
        shortlist = recommend_explained(view, ["c8"], 5)["c8"]
        anywhere = recommend_many(view, ["c8"], 5, currency_required=False)["c8"]
    assert ids(list(shortlist.items)) == ["p4"]
    assert sorted(ids(anywhere)) == ["p4", "usd"]
    assert shortlist.shortage is not None
    assert (shortlist.shortage.asked, shortlist.shortage.found) == (5, 1)
    assert shortlist.shortage.left_out == {
        "already_bought": 1, "returned": 1, "out_of_stock": 1, "discontinued": 1, "not_priced": 1, "never_bought": 1,
    }  # fmt: skip
    assert why_fewer(shortlist.shortage, "en") == (
        "1 of 5 found. The other products of the shop: 1 bought already, 1 discontinued, 1 never bought by anybody, "
        "1 without a price in the customer's currency, 1 out of stock, 1 sent back before."
    )
    assert why_fewer(shortlist.shortage, "zh").startswith(
        "需要 5 件，找到 1 件。店铺的其他商品：1 件已购买，1 件已下架"
    )


def test_enough_is_no_shortage(shop: Any) -> None:  # noqa: ANN401
    with shop.view() as view:
        shortlist = recommend_explained(view, ["c9"], 3)["c9"]
    assert (len(shortlist.items), shortlist.shortage) == (3, None)


def test_the_future_is_not_known(shop: Any) -> None:  # noqa: ANN401
    with shop.view("2026-11-03") as view:
        assert ids(recommend_many(view, ["c8"], 5)["c8"]) == ["p1", "p2", "p3"]


def test_many_get_what_each_gets_alone_in_the_order_asked(shop: Any) -> None:  # noqa: ANN401
    shop.customer("us", country="US", language="en")
    with shop.view() as view:
        asked = ["us", "c9", "c1", "c8", "c9"]
        many = recommend_many(view, asked, 3)
        assert list(many) == ["us", "c9", "c1", "c8"]
        assert many == {id_: recommend_many(view, [id_], 3)[id_] for id_ in many}
        assert recommend_many(view, []) == {}
    assert many["us"] == []


def test_a_crowd_gets_what_its_members_get(shop: Any) -> None:  # noqa: ANN401
    crowd = [f"x{number:03}" for number in range(FEW + 1)]
    for customer in crowd:
        shop.customer(customer, country="CN")
    shop.order(crowd[0], "2026-11-05", [("p2", 1)])
    with shop.view() as view:
        many = recommend_many(view, crowd, 3)
        assert {id_: many[id_] for id_ in crowd[:2]} == recommend_many(view, crowd[:2], 3)
    assert many[crowd[0]] != many[crowd[1]]


def test_companions_are_what_the_same_customers_buy(shop: Any) -> None:  # noqa: ANN401
    with shop.view() as view:
        items = companions(view, "p2", 5, currency="CNY")
        assert sorted(ids(items)) == ["p1", "p3"]
        assert {item.reason for item in items} == {BoughtTogether(product_id="p2", customers=3)}
        assert ids(companions(view, "p2", 5, currency="CNY", exclude={"p1"})) == ["p3"]
        assert companions(view, "p2", 5, currency="USD") == []
        assert why(view, "c1", items[-1], "en").startswith("3 customers bought Bean 2 and Bean")


def test_unknown_ids_and_silly_numbers_are_named(shop: Any) -> None:  # noqa: ANN401
    with shop.view() as view:
        with pytest.raises(NotFound, match="'nobody'"):
            recommend_many(view, ["c1", "nobody"])
        with pytest.raises(NotFound, match="'p9'"):
            companions(view, "p9")
        with pytest.raises(InvalidInput, match="0 recommendations"):
            recommend_many(view, ["c1"], 0)
