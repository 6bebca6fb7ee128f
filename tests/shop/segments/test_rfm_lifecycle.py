"""RFM and lifecycle agree with a plain Python reading of the same rows."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shop.segments.history import ensure_buyers
from shop.segments.lifecycle import DEFAULT_LATE_DAYS, DEFAULT_USUAL_DAYS, lifecycle
from shop.segments.rfm import cell_titles, rfm

TODAY = date(2026, 11, 20)
ZONE = ZoneInfo("America/New_York")


def random_shop(tiny_shop: Callable[..., Any], seed: int, people: int = 80) -> Any:  # noqa: ANN401 - a TinyShop
    """Orders at any hour of the day, near midnight too, some cancelled, some of the same day, some of nobody."""
    dice = random.Random(seed)
    shop = tiny_shop(zone="America/New_York").product("p1", price="10")
    for number in range(people):
        shop.customer(f"c{number}")
        for _ in range(dice.choice((0, 1, 1, 1, 2, 3, 6))):
            at = datetime(2026, 11, 20) - timedelta(days=dice.randrange(300), minutes=dice.randrange(1440))
            status = dice.choice(("delivered", "delivered", "paid", "cancelled", "pending"))
            shop.order(f"c{number}", at.isoformat(), [("p1", dice.randint(1, 5))], status=status)
    return shop.order(None, "2026-11-01", [("p1", 50)])


def sales_of(shop: Any) -> dict[int, list[tuple[date, Decimal]]]:  # noqa: ANN401 - a TinyShop
    found = defaultdict(list)
    for row in shop.tables["orders"]:
        if row["is_sale"] and row["customer_key"]:
            local = row["placed_at"].replace(tzinfo=UTC).astimezone(ZONE).date()
            found[row["customer_key"]].append((local, row["spend_base"]))
    return found


def scores(values: dict[int, Any]) -> dict[int, int]:
    return {key: 1 + 5 * sum(v < values[key] for v in values.values()) // len(values) for key in values}


@pytest.mark.parametrize("seed", range(4))
def test_rfm_equals_the_count_of_those_who_are_worse(tiny_shop: Callable[..., Any], seed: int) -> None:
    shop = random_shop(tiny_shop, seed)
    sales = sales_of(shop)
    recency = {key: max(day for day, _ in rows) for key, rows in sales.items()}
    r, f = scores(recency), scores({key: len(rows) for key, rows in sales.items()})
    spend = {key: sum((amount for _, amount in rows), Decimal(0)) for key, rows in sales.items()}
    m = scores(spend)
    with shop.view("2026-11-20") as view:
        table = rfm(view)
    assert table.currency == "CNY"
    assert len(table.rows) == len(sales)
    for row in table.rows.values():
        key = shop.key("customer", row.customer_id)
        assert row[1:7] == (
            (TODAY - recency[key]).days, len(sales[key]), spend[key], r[key], f[key], m[key],
        )  # fmt: skip
    assert sum(table.cells().values()) == len(sales)


def test_cells_are_named_by_their_scores(tiny_shop: Callable[..., Any]) -> None:
    shop = random_shop(tiny_shop, 7, people=60)
    with shop.view("2026-11-20") as view:
        rows = rfm(view).rows.values()
    assert {row.cell for row in rows} == set(cell_titles())
    for row in rows:
        match row.cell:
            case "champions":
                assert min(row.r, row.f, row.m) >= 4
            case "loyal":
                assert row.r >= 3
                assert row.f >= 4
            case "new":
                assert (row.frequency, row.r >= 4) == (1, True)
            case "potential":
                assert row.r >= 3
                assert row.f < 4
            case "at_risk":
                assert row.r < 3 <= row.f
            case _:
                assert max(row.r, row.f) < 3


def test_nobody_bought_means_an_empty_table(tiny_shop: Callable[..., Any]) -> None:
    with tiny_shop().customer("c1").view() as view:
        assert rfm(view).rows == {}
        assert lifecycle(view).stages == {"c1": "prospect"}


@pytest.mark.parametrize("seed", range(4))
def test_lifecycle_follows_the_shops_own_gaps(tiny_shop: Callable[..., Any], seed: int) -> None:
    shop = random_shop(tiny_shop, seed)
    days = {key: sorted({day for day, _ in rows}) for key, rows in sales_of(shop).items()}
    gaps = sorted((b - a).days for dates in days.values() for a, b in pairwise(dates))
    usual, late = (gaps[math.ceil(share * len(gaps)) - 1] for share in (0.5, 0.9))
    with shop.view("2026-11-20") as view:
        found = lifecycle(view)
        ensure_buyers(view)
        rhythms = dict(view.rows("SELECT customer_key, median_gap FROM buyers"))
    assert found.thresholds == (usual, late, len(gaps), True)
    assert len(found.stages) == 80
    for customer_id, stage in found.stages.items():
        dates = days.get(shop.key("customer", customer_id))
        if dates is None:
            assert stage == "prospect"
            continue
        own = [(b - a).days for a, b in pairwise(dates)]
        assert rhythms[shop.key("customer", customer_id)] == (median(own) if own else None)
        since = (TODAY - dates[-1]).days
        orders = len(sales_of(shop)[shop.key("customer", customer_id)])
        early = "new" if orders == 1 else "active"
        assert stage == ("lapsed" if since > late else "lapsing" if since > usual else early)


def test_a_shop_with_few_repeats_uses_the_defaults_and_says_so(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1").customer("c1").order("c1", "2026-11-01", [("p1", 1)])
    with shop.order("c1", "2026-11-03", [("p1", 1)]).view("2026-11-20") as view:
        assert lifecycle(view).thresholds == (DEFAULT_USUAL_DAYS, DEFAULT_LATE_DAYS, 1, False)


def test_the_past_is_answered_as_it_was(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1").customer("c1", joined_at="2026-06-01").order("c1", "2026-09-01", [("p1", 1)])
    with shop.view("2026-05-01") as view:
        assert lifecycle(view).stages == {}
    with shop.view("2026-07-01") as view:
        assert lifecycle(view).stages == {"c1": "prospect"}
    with shop.view("2026-09-02") as view:
        assert lifecycle(view).stages == {"c1": "new"}
