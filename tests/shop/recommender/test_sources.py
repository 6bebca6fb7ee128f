"""Candidates beyond the model: what is due again, new, looked at lately; what the cart and the rules change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shop.recommender import (
    BecauseViewed,
    BoughtTogether,
    BuyAgain,
    NewInCategory,
    Recommendation,
    ShopChoice,
    companions,
    recommend_explained,
    recommend_many,
    substitutes,
    why,
)
from shop.recommender.rules import NAME

Shop = Any


@pytest.fixture
def shop(tiny_shop: Callable[..., Shop]) -> Shop:
    """Four bought tea, cup and pot together; three others rope and tent; c9 bought tea twice, a month apart."""
    made = tiny_shop()
    for product, category in (("tea", "tea"), ("tea2", "tea"), ("cup", "ware"), ("pot", "ware")):
        made.product(product, price="100", stock=5, category=category)
    for product in ("rope", "tent"):
        made.product(product, price="100", stock=5, category="camp")
    for customer in ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c9", "new"):
        made.customer(customer, country="CN", language="zh")
    for customer in ("c1", "c2", "c3", "c4"):
        made.order(customer, "2026-10-01", [("tea", 1), ("cup", 1), ("pot", 1)])
    for customer in ("c5", "c6", "c7"):
        made.order(customer, "2026-10-02", [("rope", 1), ("tent", 1)])
    return made.order("c9", "2026-09-20", [("tea", 1)]).order("c9", "2026-10-20", [("tea", 1)])


def ids(items: list[Recommendation]) -> list[str]:
    return [item.product_id for item in items]


def test_what_is_due_comes_back_with_its_rhythm(shop: Shop) -> None:
    with shop.view("2026-11-20") as view:
        due = recommend_many(view, ["c9"], 3, again=True)["c9"]
        assert due[0].reason == BuyAgain(bought_on=date(2026, 10, 20), rhythm_days=30, times=2)
        assert why(view, "c9", due[0], "en") == "c9 bought Tea on 2 days, about every 30 days, last on 2026-10-20."
        assert "tea" not in ids(recommend_many(view, ["c9"], 5)["c9"])
    for early_or_late in ("2026-11-01", "2027-01-10"):
        with shop.view(early_or_late) as view:
            assert "tea" not in ids(recommend_many(view, ["c9"], 5, again=True)["c9"])


@pytest.mark.parametrize("spoiled", ["returned", "in the cart", "out of stock"])
def test_what_is_due_must_be_wanted_and_there(shop: Shop, spoiled: str) -> None:
    if spoiled == "returned":
        shop.order("c9", "2026-10-25", [("tea", -1)])
    elif spoiled == "in the cart":
        shop.event("c9", "cart", "2026-11-19", "tea")
    else:
        shop.stock("tea", 0, "2026-11-01")
    with shop.view("2026-11-20") as view:
        assert "tea" not in ids(recommend_many(view, ["c9"], 5, again=True)["c9"])


def test_a_cart_is_not_recommended_until_it_is_emptied_or_old(shop: Shop) -> None:
    shop.event("c9", "cart", "2026-11-15", "cup")
    with shop.view("2026-11-16") as view:
        shortlist = recommend_explained(view, ["c9"], 9)["c9"]
    assert "cup" not in ids(list(shortlist.items))
    assert shortlist.shortage is not None
    assert shortlist.shortage.left_out == {"already_bought": 1, "in_cart": 1, "never_bought": 1}
    with shop.view("2026-12-01") as view:
        assert "cup" in ids(recommend_many(view, ["c9"], 9)["c9"])
    shop.event("c9", "cart_removed", "2026-11-15T10:00", "cup")
    with shop.view("2026-11-16") as view:
        assert "cup" in ids(recommend_many(view, ["c9"], 9)["c9"])


def test_what_was_looked_at_lately_turns_the_list_without_training(shop: Shop, state: Any) -> None:  # noqa: ANN401
    with shop.view("2026-11-20") as view:
        before = ids(recommend_many(view, ["c9"], 4)["c9"])
    state.execute(
        "INSERT INTO events (customer_id, kind, happened_at, product_id) VALUES ('c9', 'cart', ?, 'rope')",
        ("2026-11-19 10:00:00",),
    )
    with shop.view("2026-11-20", state) as view:
        found = recommend_many(view, ["c9"], 4)["c9"]
        cold = recommend_many(view, ["new"], 1)["new"][0]
    assert before == ["cup", "pot", "rope", "tent"]
    assert ids(found) == ["cup", "tent", "pot"]  # rope lies in the cart
    assert found[1].reason == BecauseViewed(product_id="rope", viewed_on=date(2026, 11, 19), customers=3)
    assert cold.reason.kind == "popular"


def test_a_new_customer_is_known_by_what_they_look_at(shop: Shop) -> None:
    shop.event("new", "view", "2026-11-19", "rope")
    with shop.view("2026-11-20") as view:
        found = {item.product_id: item.reason for item in recommend_many(view, ["new"], 6)["new"]}
    assert found["tent"] == BecauseViewed(product_id="rope", viewed_on=date(2026, 11, 19), customers=3)
    shop.customer("shy", country="CN", objects_to_profiling=True).event("shy", "view", "2026-11-19", "rope")
    with shop.view("2026-11-20") as view:
        assert {item.reason.kind for item in recommend_many(view, ["shy"], 6)["shy"]} == {"popular"}


def test_news_of_a_category_that_the_customer_buys_from(shop: Shop) -> None:
    shop.product("tea3", stock=5, category="tea", launched_on="2026-11-10")
    with shop.view("2026-11-20") as view:
        found = {item.product_id: item for item in recommend_many(view, ["c9", "c1"], 9)["c9"]}
        others = ids(recommend_many(view, ["c1"], 9)["c1"])
        words = why(view, "c9", found["tea3"], "zh")
    assert found["tea3"].reason == NewInCategory(category="tea", launched_on=date(2026, 11, 10), days=2)
    assert words == "Tea3于 2026-11-10 在tea类上新；c9 曾在 2 天购买过该类商品。"
    assert "tea3" not in others  # c1 bought tea on one day only


def test_rules_of_the_home(shop: Shop) -> None:
    path = shop.folder / NAME
    path.write_text('pin = ["tea2"]\nexclude = ["cup", "pot"]\n', encoding="utf-8")
    with shop.view("2026-11-20") as view:
        shortlist = recommend_explained(view, ["c9"], 5)["c9"]
        words = why(view, "c9", shortlist.items[0], "en")
    assert ids(list(shortlist.items)) == ["tea2", "rope", "tent"]
    assert shortlist.items[0].reason == ShopChoice()
    assert words == "Not from the history of c9: the shop's rules put Tea2 there."
    assert shortlist.shortage is not None
    assert shortlist.shortage.left_out == {"already_bought": 1, "rules": 2}


def test_complements_lie_in_one_order_and_substitutes_do_not(shop: Shop) -> None:
    for customer, day in (("c1", "2026-10-05"), ("c2", "2026-10-06"), ("c3", "2026-10-07")):
        shop.order(customer, day, [("tea2", 1)])
    with shop.view("2026-11-20") as view:
        together = companions(view, "tea", 5, currency="CNY")
        instead = substitutes(view, "tea", 5, currency="CNY")
        assert substitutes(view, "cup", 5) == []
    assert ids(together) == ["cup", "pot"]
    assert {item.reason for item in together} == {BoughtTogether(product_id="tea", customers=4)}
    assert ids(instead) == ["tea2"]
    assert instead[0].reason == BoughtTogether(product_id="tea", customers=3)


def test_bad_data_has_a_defined_answer(tiny_shop: Callable[..., Shop]) -> None:
    made = tiny_shop().product("only", stock=5).product("other", stock=5)
    for customer in ("all", "twice", "back", "none"):
        made.customer(customer, country="CN")
    made.order("all", "2026-11-01", [("only", 1), ("other", 1)])
    made.order("twice", "2026-11-01", [("only", 1), ("only", 2)])
    made.order("back", "2026-11-01", [("only", 1), ("only", -1), ("other", 0)])
    with made.view() as view:
        found = recommend_explained(view, ["all", "twice", "back", "none"], 3)
    assert {id_: ids(list(shortlist.items)) for id_, shortlist in found.items()} == {
        "all": [], "twice": ["other"], "back": ["other"], "none": ["only", "other"],
    }  # fmt: skip
    assert found["all"].shortage is not None
    assert found["all"].shortage.left_out == {"already_bought": 2}
    assert found["back"].shortage is not None
    assert found["back"].shortage.left_out == {"returned": 1}
