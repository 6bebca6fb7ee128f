"""Each kind of reason at its borders: when it holds, when it stops holding, and which facts it carries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeAlias

import pytest

from shop.errors import NotFound
from shop.reason import REASON_KINDS, Reason
from shop.reasons import find, reasons, who

TinyShop: TypeAlias = Any
"""Made by the fixture `tiny_shop`."""
AT = "2026-11-20T12:00"


@pytest.fixture
def shop(tiny_shop: Callable[..., Any]) -> TinyShop:
    """One Chinese customer and two coffees."""
    return tiny_shop().customer("c1", country="CN", language="zh").product("p1").product("p2")


def found(shop: TinyShop, kind: str, at: str = AT) -> list[Reason]:
    with shop.view(at) as view:
        every = find(view, kind)  # type: ignore[arg-type]
        assert [r for r in reasons(view, ["c1"])["c1"] if r.kind == kind] == [r for r in every if r.customer_id == "c1"]
        assert who(view, kind) == sorted({r.customer_id for r in every})  # type: ignore[arg-type]
    for reason in every:
        assert Reason.model_validate_json(reason.model_dump_json()) == reason
    return every


def facts(reason: Reason) -> dict[str, Any]:
    return {name: value.model_dump(mode="json") for name, value in reason.facts.items()}


@pytest.mark.parametrize(
    ("put", "holds"),
    [
        ("2026-11-19T12:00", True), ("2026-11-19T12:01", False), ("2026-11-06T12:00", True),
        ("2026-11-06T11:59", False), ("2026-11-21", False),
    ],
)  # fmt: skip
def test_a_cart_is_left_between_one_and_fourteen_days(shop: TinyShop, put: str, holds: bool) -> None:
    assert bool(found(shop.event("c1", "cart", put, "p1"), "cart_left")) is holds


def test_a_cart_carries_the_last_local_day_it_was_put_in(shop: TinyShop) -> None:
    shop.event("c1", "cart", "2026-11-10", "p1").event("c1", "cart", "2026-11-15T00:30", "p1")
    [reason] = found(shop, "cart_left")
    assert (reason.product_id, facts(reason)) == ("p1", {"on": {"date": "2026-11-15"}})
    assert reason.source == "events: cart 2026-11-15"


@pytest.mark.parametrize("undo", ["bought", "removed", "emptied", "out of stock", "discontinued", "no price here"])
def test_a_cart_is_not_left(shop: TinyShop, undo: str) -> None:
    shop.event("c1", "cart", "2026-11-15", "p1")
    match undo:
        case "bought":
            shop.order("c1", "2026-11-16", [("p1", 1)])
        case "removed":
            shop.event("c1", "cart_removed", "2026-11-15T01:00", "p1")
        case "emptied":
            shop.event("c1", "cart_removed", "2026-11-16")
        case "out of stock":
            shop.stock("p1", 0, "2026-11-19")
        case "discontinued":
            shop.tables["products"][0]["status"] = "discontinued"
        case "no price here":
            shop.tables["customers"][0]["country"] = "US"
    assert found(shop, "cart_left") == []


def test_an_unpaid_order_or_a_former_purchase_does_not_empty_a_cart(shop: TinyShop) -> None:
    shop.order("c1", "2026-11-14", [("p1", 1)]).event("c1", "cart", "2026-11-15", "p1")
    shop.order("c1", "2026-11-16", [("p1", 1)], status="pending").event("c1", "cart_removed", "2026-11-14", "p1")
    assert len(found(shop, "cart_left")) == 1


def test_a_price_fell_in_the_customers_currency(shop: TinyShop) -> None:
    shop.tables["customers"][0] |= {"country": "GB", "language": "en"}
    shop.price("p1", "20", None, currency="GBP").price("p1", "15.5", "2026-11-01", currency="GBP")
    shop.price("p1", "200", "2026-11-02").event("c1", "wishlist", "2026-10-01T09:00", "p1")
    [reason] = found(shop, "price_fell")
    assert facts(reason) == {
        "wishlisted_on": {"date": "2026-10-01"},
        "price_then": {"money": "20.00", "currency": "GBP"},
        "price_now": {"money": "15.50", "currency": "GBP"},
        "diff": {"money": "4.50", "currency": "GBP"},
    }
    assert reason.source == "events: wishlist 2026-10-01; prices: GBP since 2026-11-01"


@pytest.mark.parametrize(
    ("now", "wished", "holds"),
    [
        ("97", "2026-10-01", True), ("97.01", "2026-10-01", False), ("80", "2026-11-10", False),
        ("80", "2025-11-01", False), ("120", "2026-10-01", False),
    ],
)  # fmt: skip
def test_a_fall_is_at_least_three_percent_since_the_wish(
    shop: TinyShop, now: str, wished: str, holds: bool
) -> None:  # fmt: skip
    shop.price("p1", now, "2026-11-05").event("c1", "wishlist", wished, "p1")
    assert bool(found(shop, "price_fell")) is holds


@pytest.mark.parametrize(
    ("prices", "holds"),
    [
        ([("70", "2026-10-25"), ("95", "2026-11-12")], False),  # cheaper since the wish: 95 is a rise
        ([("95", "2026-10-25"), ("70", "2026-11-12")], True),  # down in two steps
        ([("70", "2026-10-25"), ("95", "2026-11-01"), ("70", "2026-11-12")], True),  # as cheap as it ever was
        ([("80", "2026-09-20"), ("100", "2026-09-28"), ("90", "2026-10-15")], False),  # cheaper in the 30 days before
        ([("80", "2026-08-20"), ("100", "2026-09-01"), ("90", "2026-10-15")], True),  # that was longer ago
    ],
)
def test_a_fall_is_to_the_lowest_price_since_the_wish_and_of_thirty_days(
    shop: TinyShop, prices: list[tuple[str, str]], holds: bool
) -> None:
    for price, since in prices:
        shop.price("p1", price, since)
    assert bool(found(shop.event("c1", "wishlist", "2026-10-01", "p1"), "price_fell")) is holds


def test_only_a_wish_makes_a_fall_and_the_last_wish_counts(shop: TinyShop) -> None:
    shop.price("p1", "80", "2026-11-05").price("p2", "80", "2026-11-05").event("c1", "cart", "2026-10-01", "p1")
    shop.event("c1", "wishlist", "2026-10-01", "p2").event("c1", "wishlist", "2026-11-06", "p2")
    assert found(shop, "price_fell") == []


def test_a_bought_wish_is_over(shop: TinyShop) -> None:
    shop.price("p1", "80", "2026-11-05").event("c1", "wishlist", "2026-10-01", "p1")
    assert found(shop.order("c1", "2026-10-02", [("p1", 1)]), "price_fell") == []


def test_a_cheaper_new_variant_is_not_a_fall(shop: TinyShop) -> None:
    shop.variant("p1", "p1-small").price("p1", "30", "2026-11-05", variant="p1-small")
    assert found(shop.event("c1", "wishlist", "2026-10-01", "p1"), "price_fell") == []


@pytest.mark.parametrize(("kind", "role"), [("stock_alert", "asked_on"), ("wishlist", "wished_on")])
def test_back_in_stock_after_it_was_wanted(shop: TinyShop, kind: str, role: str) -> None:
    shop.stock("p1", 5, "2026-09-01").stock("p1", 0, "2026-10-01").stock("p1", 8, "2026-11-10")
    [reason] = found(shop.event("c1", kind, "2026-10-20", "p1"), "back_in_stock")
    assert facts(reason) == {role: {"date": "2026-10-20"}, "restocked_on": {"date": "2026-11-10"}}
    assert reason.source == f"events: {kind} 2026-10-20; stock: counted 2026-11-10"


def test_a_stock_alert_counts_before_a_later_wish(shop: TinyShop) -> None:
    shop.stock("p1", 0, "2026-10-01").stock("p1", 8, "2026-11-10")
    shop.event("c1", "stock_alert", "2026-10-19", "p1").event("c1", "wishlist", "2026-10-20", "p1")
    [reason] = found(shop, "back_in_stock")
    assert facts(reason)["asked_on"] == {"date": "2026-10-19"}
    assert "wished_on" not in reason.facts


@pytest.mark.parametrize(
    "counts",
    [
        [(5, "2026-09-01"), (0, "2026-10-21"), (8, "2026-11-10")],  # wanted while there was some
        [(0, "2026-10-01"), (8, "2026-11-01")],  # came back too long ago
        [(0, "2026-10-01"), (8, "2026-11-10"), (0, "2026-11-12")],  # gone again
        [(0, "2026-10-01")],  # not back
        [(0, None), (8, "2026-11-10")],  # nobody counted zero on any day
        [(8, None)],
    ],
)
def test_not_back_in_stock(shop: TinyShop, counts: list[tuple[int, str | None]]) -> None:
    for quantity, at in counts:
        shop.stock("p1", quantity, at)
    assert found(shop.event("c1", "wishlist", "2026-10-20", "p1"), "back_in_stock") == []


def test_stock_of_another_variant_counts(shop: TinyShop) -> None:
    shop.variant("p1", "p1-big").stock("p1", 0, "2026-10-01").stock("p1", 8, "2026-11-10")
    shop.stock("p1", 2, "2026-09-01", variant="p1-big").event("c1", "wishlist", "2026-10-20", "p1")
    assert found(shop, "back_in_stock") == []
    shop.stock("p1", 0, "2026-10-02", variant="p1-big")
    assert len(found(shop, "back_in_stock")) == 1


@pytest.fixture
def two(shop: TinyShop) -> TinyShop:
    """p1 for 100 with a second variant, p1-big, for 160."""
    return shop.variant("p1", "p1-big").price("p1", "160", None, variant="p1-big")


def big(shop: TinyShop, kind: str, at: str, variant: str = "p1-big") -> TinyShop:
    """An event that names a variant."""
    return shop.event("c1", kind, at, "p1", variant_key=shop.key("variant", variant))


def test_a_named_variant_must_be_back_itself(two: TinyShop) -> None:
    two.stock("p1", 0, "2026-10-01").stock("p1", 0, "2026-10-01", variant="p1-big")
    big(two, "stock_alert", "2026-10-20").stock("p1", 8, "2026-11-10")
    assert found(two, "back_in_stock") == []
    [reason] = found(two.stock("p1", 3, "2026-11-12", variant="p1-big"), "back_in_stock")
    assert (reason.variant_id, facts(reason)["restocked_on"]) == ("p1-big", {"date": "2026-11-12"})


def test_a_named_variant_is_back_although_another_never_left(two: TinyShop) -> None:
    two.stock("p1", 5, "2026-09-01").stock("p1", 0, "2026-10-01", variant="p1-big")
    big(two, "stock_alert", "2026-10-20").stock("p1", 3, "2026-11-12", variant="p1-big")
    [reason] = found(two, "back_in_stock")
    assert reason.variant_id == "p1-big"


def test_a_named_variant_in_the_cart_must_be_for_sale_itself(two: TinyShop) -> None:
    [reason] = found(big(two, "cart", "2026-11-15"), "cart_left")
    assert reason.variant_id == "p1-big"
    two.stock("p1", 5, "2026-11-01").stock("p1", 0, "2026-11-16", variant="p1-big")
    assert found(two, "cart_left") == []


def test_taking_another_variant_out_leaves_it_in_the_cart(two: TinyShop) -> None:
    big(big(two, "cart", "2026-11-14"), "cart", "2026-11-15", "p1")
    [reason] = found(big(two, "cart_removed", "2026-11-16", "p1"), "cart_left")
    assert (reason.variant_id, facts(reason)["on"]) == ("p1-big", {"date": "2026-11-14"})
    assert found(two.event("c1", "cart_removed", "2026-11-17", "p1"), "cart_left") == []


def test_a_fall_is_of_the_named_variant_and_only_while_it_is_for_sale(two: TinyShop) -> None:
    big(two, "wishlist", "2026-10-01").price("p1", "50", "2026-11-05")
    assert found(two, "price_fell") == []
    [reason] = found(two.price("p1", "120", "2026-11-06", variant="p1-big"), "price_fell")
    assert (reason.variant_id, facts(reason)["price_now"]["money"]) == ("p1-big", "120.00")
    assert found(two.stock("p1", 5, None).stock("p1", 0, "2026-11-16", variant="p1-big"), "price_fell") == []


def test_without_a_named_variant_all_must_cost_the_same(two: TinyShop) -> None:
    two.event("c1", "wishlist", "2026-10-01", "p1").price("p1", "80", "2026-11-05")
    assert found(two, "price_fell") == []
    [reason] = found(two.price("p1", "80", "2026-11-06", variant="p1-big"), "price_fell")
    assert (reason.variant_id, facts(reason)["price_then"]["money"]) == (None, "100.00")


@pytest.mark.parametrize(("last", "holds"), [(23, False), (24, True), (48, True), (49, False)])
def test_replenishment_by_the_customers_own_rhythm(
    shop: TinyShop, last: int, holds: bool
) -> None:  # fmt: skip
    days = [date(2026, 11, 20) - timedelta(days=last + back) for back in (0, 30, 60)]
    for day in days:
        shop.order("c1", day.isoformat(), [("p1", 1)])
    every = found(shop, "replenishment_due")
    assert bool(every) is holds
    for reason in every:
        assert facts(reason) == {
            "last_bought": {"date": days[0].isoformat()}, "rhythm_days": {"days": 30},
            "due_on": {"date": (days[0] + timedelta(days=30)).isoformat()}, "own_rhythm": {"bool": True},
        }  # fmt: skip


@pytest.mark.parametrize(("repeaters", "holds"), [(20, True), (19, False)])
def test_a_single_purchase_borrows_the_rhythm_of_twenty(shop: TinyShop, repeaters: int, holds: bool) -> None:
    for number in range(repeaters):
        shop.customer(f"r{number}").order(f"r{number}", "2026-05-01", [("p1", 1)])
        shop.order(f"r{number}", "2026-05-31", [("p1", 1)])
    [*due] = found(shop.order("c1", "2026-10-20", [("p1", 1), ("p2", 1)]), "replenishment_due")
    assert [(r.product_id, facts(r)["own_rhythm"]) for r in due] == ([("p1", {"bool": False})] if holds else [])


def test_two_orders_in_a_few_days_are_no_rhythm(shop: TinyShop) -> None:
    shop.order("c1", "2026-11-12", [("p1", 1)]).order("c1", "2026-11-16", [("p1", 1)])
    assert found(shop.order("c1", "2026-11-16", [("p1", 2)]), "replenishment_due") == []


@pytest.mark.parametrize(("rhythm", "holds"), [(120, True), (121, False)])
def test_what_lasts_longer_than_a_season_is_not_used_up(shop: TinyShop, rhythm: int, holds: bool) -> None:
    last = date(2026, 11, 20) - timedelta(days=rhythm)
    for day in (last, last - timedelta(days=rhythm)):
        shop.order("c1", day.isoformat(), [("p1", 1)])
    assert bool(found(shop, "replenishment_due")) is holds


def test_lapsing_follows_the_lifecycle(shop: TinyShop) -> None:
    shop.order("c1", "2026-08-01", [("p1", 1)]).order("c1", "2026-09-01T23:00", [("p2", 1)])
    [reason] = found(shop, "lapsing")
    assert reason.product_id is None
    assert facts(reason) == {
        "last_bought": {"date": "2026-09-01"}, "days_since": {"days": 80}, "orders": {"number": "2", "unit": ""},
    }  # fmt: skip
    assert found(shop, "lapsing", "2026-10-01") == []
    assert found(shop, "lapsing", "2027-09-01") == []


def test_new_in_a_category_bought_twice(shop: TinyShop) -> None:
    texts = {"en": {"name": "New", "category": "coffee"}, "zh": {"name": "新品", "category": "咖啡"}}
    shop.product("p3", texts=texts, launched_on="2026-10-21").product("p4", launched_on="2026-10-20")
    shop.product("p5", category="tea", launched_on="2026-11-01")
    shop.order("c1", "2026-09-01", [("p1", 1), ("p2", 1)])
    assert found(shop, "new_in_category") == []
    [reason] = found(shop.order("c1", "2026-09-05", [("p2", 1)]), "new_in_category")
    assert reason.product_id == "p3"
    assert facts(reason) == {"category": {"text": "咖啡"}, "launched_on": {"date": "2026-10-21"}}
    assert found(shop.order("c1", "2026-11-19", [("p3", 1)]), "new_in_category") == []


def test_who_objects_to_profiling_gets_only_what_they_asked_for(shop: TinyShop) -> None:
    shop.tables["customers"][0]["objects_to_profiling"] = True
    shop.event("c1", "cart", "2026-11-15", "p2").order("c1", "2026-09-01", [("p2", 1)])
    shop.stock("p1", 0, "2026-10-01").stock("p1", 8, "2026-11-10").event("c1", "wishlist", "2026-10-20", "p1")
    with shop.view(AT) as view:
        assert reasons(view, ["c1"]) == {"c1": []}
    with shop.event("c1", "stock_alert", "2026-10-19", "p1").view(AT) as view:
        [reason] = reasons(view, ["c1"])["c1"]
    assert (reason.kind, reason.source) == (
        "back_in_stock",
        "events: stock_alert 2026-10-19; stock: counted 2026-11-10",
    )


def test_reasons_are_ordered_by_strength_then_recency_then_product(shop: TinyShop) -> None:
    shop.product("p3").event("c1", "cart", "2026-11-14T08:00", "p3").event("c1", "cart", "2026-11-15T08:00", "p2")
    shop.event("c1", "cart", "2026-11-15T09:00", "p1").order("c1", "2026-09-01", [("p1", 1)]).customer("c2")
    with shop.view(AT) as view:
        every = reasons(view, ["c2", "c1", "nobody"])
    assert [(r.kind, r.product_id) for r in every["c1"]] == [
        ("cart_left", "p1"), ("cart_left", "p2"), ("cart_left", "p3"), ("lapsing", None),
    ]  # fmt: skip
    assert list(every) == ["c2", "c1", "nobody"]
    assert every["c2"] == every["nobody"] == []


def test_an_unknown_kind_is_refused(shop: TinyShop) -> None:
    with shop.view(AT) as view, pytest.raises(NotFound, match="cart_left"):
        find(view, "cart_lef")
    assert len(REASON_KINDS) == 9
