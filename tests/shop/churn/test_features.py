"""What was known of a buyer at a moment: the same as plain Python finds, and blind to whatever came later."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from shop.churn.cuts import cut_moments, earlier_cuts
from shop.churn.features import KNOWN, Known, known_at, outcome_after

TinyShop: TypeAlias = Any
NewShop = Callable[..., Any]
ZONE = ZoneInfo("Asia/Shanghai")
MOMENT = datetime(2026, 9, 1, 15, 30, tzinfo=ZONE)
HORIZON = 60


def buyer(known: Known, customer: str) -> dict[str, float]:
    place = known.ids.index(customer)
    return {name: float(known[name][place]) for name in KNOWN}


def random_orders(seed: int) -> list[tuple[str, datetime, int, bool]]:
    """Customer, moment, units (below zero: a document that only takes back), discounted; around the moment."""
    chance = random.Random(seed)
    return [
        (
            f"c{chance.randrange(12)}",
            MOMENT - timedelta(minutes=chance.randrange(-150 * 24 * 60, 400 * 24 * 60)),
            chance.choice((1, 2, 3, -1)),
            chance.random() < 0.3,
        )
        for _ in range(90)
    ]


def product_of(moment: datetime) -> str:
    return "p2" if moment.minute % 3 else "p1"


def shop_of(new_shop: NewShop, orders: list[tuple[str, datetime, int, bool]]) -> TinyShop:
    shop = new_shop().product("p1", price="10").product("p2", price="30", category="tea")
    for number in range(12):
        shop.customer(f"c{number}")
    for customer, moment, units, reduced in orders:
        shop.order(
            customer, moment.isoformat(), [(product_of(moment), units)], discount="1" if reduced and units > 0 else "0"
        )
    return shop


@pytest.mark.parametrize("seed", range(4))
def test_rows_after_the_moment_never_change_what_was_known(tiny_shop: NewShop, seed: int) -> None:
    orders = random_orders(seed)
    before = [order for order in orders if order[1] <= MOMENT]
    assert len(before) < len(orders)
    with shop_of(tiny_shop, orders).view("2027-02-01") as later:
        seen_later = known_at(later, MOMENT, HORIZON)
    with shop_of(tiny_shop, orders).view(MOMENT.isoformat()) as then:
        seen_then = known_at(then, MOMENT, HORIZON)
    with shop_of(tiny_shop, before).view("2027-02-01") as never:
        without = known_at(never, MOMENT, HORIZON)
    assert seen_later.ids == seen_then.ids == without.ids
    for name in KNOWN:
        np.testing.assert_array_equal(seen_later[name], without[name], err_msg=name)
        np.testing.assert_array_equal(seen_then[name], without[name], err_msg=name)


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_plain_python(tiny_shop: NewShop, seed: int) -> None:
    orders = random_orders(seed)
    with shop_of(tiny_shop, orders).view("2027-02-01") as view:
        known = known_at(view, MOMENT, HORIZON)
        followed = outcome_after(view, MOMENT, HORIZON, known.ids)
    prices = {"p1": 10, "p2": 30}
    for place, customer in enumerate(known.ids):
        own = [order for order in orders if order[0] == customer and order[1] <= MOMENT]
        sales = [(moment, cut) for _, moment, units, cut in own if units > 0]
        days = sorted({moment.date() for moment, _ in sales})
        gaps = [(b - a).days for a, b in pairwise(days)]
        ages = [(MOMENT.date() - moment.date()).days for moment, _ in sales]
        spend = sum(prices[product_of(at)] * units - (cut and units > 0) for _, at, units, cut in own)
        found = buyer(known, customer)
        assert found["orders"] == len(sales)
        assert (found["days"], found["days_since"]) == (len(days), (MOMENT.date() - days[-1]).days)
        assert found["tenure"] == (MOMENT.date() - days[0]).days
        assert found["median_gap"] == (median(gaps) if gaps else pytest.approx(float("nan"), nan_ok=True))
        assert found["orders_now"] == sum(age < HORIZON for age in ages)
        assert found["orders_before"] == sum(HORIZON <= age < 2 * HORIZON for age in ages)
        assert found["spend"] == spend
        assert found["returned"] == -sum(units for _, _, units, _ in own if units < 0)
        assert found["reduced"] == sum(cut for _, cut in sales)
        assert found["categories"] == len({product_of(moment) for moment, _ in sales})
        end = MOMENT + timedelta(days=HORIZON)
        came = [o for o in orders if o[0] == customer and MOMENT < o[1] <= end and o[2] > 0]
        assert followed.silent[place] == (not came)


def test_days_are_local_and_the_last_second_counts(tiny_shop: NewShop) -> None:
    shop = tiny_shop().product("p1").customer("c1").customer("c2")
    shop.order("c1", "2026-08-31T16:30:00+00:00", [("p1", 1)])  # already the 1st of September there
    shop.order("c2", MOMENT.isoformat(), [("p1", 1)])
    with shop.view("2026-12-01") as view:
        known = known_at(view, MOMENT, HORIZON)
        assert known["days_since"].tolist() == [0.0, 0.0]
        assert known_at(view, MOMENT - timedelta(seconds=1), HORIZON).ids == ("c1",)


def test_the_outcome_ends_with_the_horizon(tiny_shop: NewShop) -> None:
    shop = tiny_shop().product("p1")
    end = MOMENT + timedelta(days=HORIZON)
    for name, moment in (("a", MOMENT), ("b", end), ("c", end + timedelta(seconds=1))):
        shop.customer(name).order(name, moment.isoformat(), [("p1", 1)])
    with shop.view("2027-02-01") as view:
        followed = outcome_after(view, MOMENT, HORIZON, ["a", "b", "c"])
    assert followed.silent.tolist() == [1.0, 0.0, 1.0]
    assert followed.spend.tolist() == [0.0, 100.0, 0.0]


def test_cancelled_orders_objectors_and_opened_mail_are_not_seen(tiny_shop: NewShop) -> None:
    shop = tiny_shop().product("p1").customer("c1").customer("c2", objects_to_profiling=True).customer("c3")
    shop.order("c1", "2026-07-01", [("p1", 1)]).order("c1", "2026-08-01", [("p1", 1)], status="cancelled")
    shop.order("c2", "2026-08-01", [("p1", 1)])
    shop.event("c1", "open", "2026-08-30").event("c1", "click", "2026-08-30").event("c1", "view", "2026-08-20", "p1")
    with shop.view("2026-12-01") as view:
        known = known_at(view, MOMENT, HORIZON)
    assert known.ids == ("c1",)
    found = buyer(known, "c1")
    assert (found["orders"], found["days_since"]) == (1, 62)
    assert (found["visit_since"], found["visits_now"], found["visits_before"]) == (12, 1, 0)


def test_a_sample_is_the_same_at_every_cut_and_ids_can_be_asked_for(tiny_shop: NewShop) -> None:
    with shop_of(tiny_shop, random_orders(1)).view("2027-02-01") as view:
        everyone = known_at(view, MOMENT, HORIZON)
        some = known_at(view, MOMENT, HORIZON, most=5)
        assert set(some.ids) < set(everyone.ids)
        assert set(known_at(view, MOMENT, HORIZON, most=3).ids) < set(some.ids)
        asked = known_at(view, MOMENT, HORIZON, ids=["nobody", everyone.ids[2]])
    assert asked.ids == (everyone.ids[2],)
    assert buyer(asked, asked.ids[0]) == pytest.approx(buyer(everyone, asked.ids[0]), nan_ok=True)


def test_cuts_lie_a_horizon_back_and_see_their_outcome(tiny_shop: NewShop) -> None:
    with shop_of(tiny_shop, random_orders(2)).view(MOMENT.isoformat()) as view:
        moments = cut_moments(view, view.at, HORIZON)
        cuts = earlier_cuts(view, view.at, HORIZON)
    assert moments[0][0] == MOMENT - timedelta(days=HORIZON)
    assert all(cut.at + timedelta(days=HORIZON) <= MOMENT for cut in cuts)
    assert [(a.at - b.at).days for a, b in pairwise(cuts)] == [HORIZON // 3] * (len(cuts) - 1)
    assert cuts[0].at.astimezone(UTC) > cuts[-1].at.astimezone(UTC)


def test_nobody_bought(tiny_shop: NewShop) -> None:
    with tiny_shop().customer("c1").view() as view:
        assert known_at(view, view.at, HORIZON).ids == ()
        assert earlier_cuts(view, view.at, HORIZON) == []
