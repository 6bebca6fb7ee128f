"""Portraits: figures from the shop's own rows, the same ones that plain Python computes."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median
from typing import Any, TypeAlias

import pytest

from shop.money import money
from shop.portraits import Interest, PurchaseWindow, portraits
from shop.portraits.taste import HALF_LIFE_DAYS, WEIGHTS

TinyShop: TypeAlias = Any
TODAY = date(2026, 11, 20)


def test_a_prospect_has_an_empty_portrait(tiny_shop: Callable[..., Any]) -> None:
    with tiny_shop().customer("c1", country="GB", language="en").view("2026-11-20") as view:
        [portrait] = portraits(view, ["c1", "nobody"]).values()
    assert (portrait.country, portrait.language, portrait.lifecycle) == ("GB", "en", "prospect")
    assert (portrait.orders, portrait.spend, portrait.first_order) == (0, money("0", "CNY").rounded(), None)
    assert portrait.rfm is portrait.rhythm_days is portrait.next_purchase is portrait.price_band is None
    assert portrait.discount_share is None
    assert portrait.interests == ()


def test_a_rhythm_needs_two_gaps_and_gives_a_window(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1").customer("c1").order("c1", "2026-09-01", [("p1", 1)])
    shop.order("c1", "2026-09-11", [("p1", 1)]).order("c1", "2026-09-11T20:00", [("p1", 1)])
    with shop.view("2026-11-20") as view:
        assert portraits(view, ["c1"])["c1"].rhythm_days is None
    with shop.order("c1", "2026-10-04", [("p1", 1)]).view("2026-11-20") as view:
        portrait = portraits(view, ["c1"])["c1"]
    assert portrait.rhythm_days == Decimal("16.5")
    # 13.2 to 26.4 days after the last order, in whole days
    assert portrait.next_purchase == PurchaseWindow(earliest=date(2026, 10, 18), latest=date(2026, 10, 30))
    assert (portrait.first_order, portrait.last_order) == (date(2026, 9, 1), date(2026, 10, 4))


def test_orders_near_midnight_fall_on_the_local_day(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1").customer("c1").order("c1", "2026-10-01T16:30:00+00:00", [("p1", 1)])
    with shop.view("2026-11-20") as view:
        assert portraits(view, ["c1"])["c1"].last_order == date(2026, 10, 2)


def test_what_counts_as_bought_at_a_discount(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1", price="80", list_price="100").product("p2", price="50").customer("c1")
    shop.price("p2", "50", "2026-10-10", list_price="70")
    shop.order("c1", "2026-10-01", [("p1", 1), ("p1", 1, "100"), ("p2", 2)])  # below list, at list, no list then
    shop.order("c1", "2026-10-02", [("p2", 1)], discount="5").order("c1", "2026-10-11", [("p2", 1), ("p2", -1)])
    shop.order("c1", "2026-10-12", [("p1", 1)], status="cancelled")
    with shop.view("2026-11-20") as view:
        portrait = portraits(view, ["c1"])["c1"]
    assert portrait.discount_share == Decimal("0.6")
    assert portrait.price_band == money("50.00", "CNY")


def test_prices_are_compared_in_base_currency(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1", price="20", currency="USD").customer("c1")
    shop.order("c1", "2026-10-01", [("p1", 3)], currency="USD", shipping="4").order("c1", "2026-10-02", [("p1", 1)])
    with shop.view("2026-11-20") as view:
        portrait = portraits(view, ["c1"])["c1"]
    assert portrait.price_band == money("80.00", "CNY")  # between 140 and 20
    assert portrait.spend == money("440.00", "CNY")


def test_interests_fade_and_name_the_category_in_the_shops_language(tiny_shop: Callable[..., Any]) -> None:
    both = {"zh": {"name": "茶", "category": "茶"}, "en": {"name": "Tea", "category": "Tea"}}
    shop = tiny_shop().product("p1", texts=both).product("p2", category="Coffee").customer("c1", language="zh")
    shop.event("c1", "view", "2026-11-20", "p1").event("c1", "cart_removed", "2026-11-20", "p1")
    shop.event("c1", "view", "2026-08-22", "p2").event("c1", "search", "2026-11-20")
    with shop.view("2026-11-20") as view:
        assert portraits(view, ["c1"])["c1"].interests == (
            Interest(category="Tea", weight=Decimal("0.6667")), Interest(category="Coffee", weight=Decimal("0.3333")),
        )  # fmt: skip


def test_who_objects_to_profiling_has_the_bare_history(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1").customer("c1", objects_to_profiling=True)
    for day in ("2026-09-01", "2026-10-01", "2026-11-01"):
        shop.order("c1", day, [("p1", 1)])
    with shop.event("c1", "view", "2026-11-02", "p1").view("2026-11-20") as view:
        portrait = portraits(view, ["c1"])["c1"]
    assert not portrait.profiled
    assert (portrait.orders, portrait.last_order) == (3, date(2026, 11, 1))
    assert portrait.rfm is portrait.lifecycle is portrait.rhythm_days is portrait.price_band is None
    assert portrait.discount_share is portrait.next_purchase is None
    assert portrait.interests == ()


def local(moment: datetime) -> date:
    return (moment.replace(tzinfo=UTC) + timedelta(hours=8)).date()


def random_shop(make: Callable[..., Any], seed: int) -> TinyShop:
    dice = random.Random(seed)

    def moment() -> str:
        return (datetime(2026, 11, 19, 12) - timedelta(minutes=dice.randrange(200 * 1440))).isoformat()

    shop = make()
    for number in range(6):
        shop.product(f"p{number}", price=str(dice.randint(10, 200)), category=f"k{number % 4}")
    for number in range(25):
        shop.customer(f"c{number}")
        for _ in range(dice.randrange(6)):
            lines = [(f"p{dice.randrange(6)}", dice.randint(1, 3)) for _ in range(2)]
            shop.order(f"c{number}", moment(), lines, status=dice.choice(("paid", "paid", "cancelled")))
        for _ in range(dice.randrange(6)):
            shop.event(f"c{number}", dice.choice(("view", "cart", "wishlist")), moment(), f"p{dice.randrange(6)}")
    return shop


def expected_interests(shop: TinyShop, key: int) -> dict[str, Decimal]:
    signals = [(line["product_key"], "purchase", line["placed_at"]) for line in shop.tables["order_lines"]
               if line["is_sale"] and line["customer_key"] == key]  # fmt: skip
    events = [e for e in shop.tables["events"] if e["customer_key"] == key]
    signals += [(e["product_key"], e["kind"], e["happened_at"]) for e in events]
    scores: dict[str, int] = defaultdict(int)
    for product, kind, at in signals:
        age = (TODAY - local(at)).days
        scores[f"k{(product - 1) % 4}"] += round(1_000_000 * WEIGHTS[kind] * 0.5 ** (age / HALF_LIFE_DAYS))
    total = sum(scores.values())
    return {name: Decimal(score) / total for name, score in scores.items()}


@pytest.mark.parametrize("seed", range(3))
def test_portraits_equal_plain_python(tiny_shop: Callable[..., Any], seed: int) -> None:
    shop = random_shop(tiny_shop, seed)
    with shop.view("2026-11-20") as view:
        found = portraits(view, [f"c{n}" for n in range(25)])
    assert len(found) == 25
    for customer_id, portrait in found.items():
        key = shop.key("customer", customer_id)
        lines = [x for x in shop.tables["order_lines"] if x["is_sale"] and x["customer_key"] == key]
        days = sorted({local(line["placed_at"]) for line in lines})
        gaps = [(b - a).days for a, b in pairwise(days)]
        assert portrait.rhythm_days == (Decimal(str(median(gaps))) if len(gaps) > 1 else None)
        assert portrait.spend.amount == sum(line["total"] for line in lines)
        assert (portrait.rfm is None) == (not lines)
        if lines:
            band = Decimal(median(line["unit_price"] for line in lines)).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert portrait.price_band == money(band, "CNY")
        weights = {item.category: item.weight for item in portrait.interests}
        wanted = expected_interests(shop, key)
        assert weights.keys() == wanted.keys()
        for name, weight in wanted.items():
            assert abs(weights[name] - weight) < Decimal("0.0002")
        assert list(weights.values()) == sorted(weights.values(), reverse=True)
