"""Treatments: every cell and the named segments have one, and the bounds shown are those of the customers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from shop.evidence import DaysValue, MoneyValue, NumberValue
from shop.home import Home
from shop.record import LANGUAGES
from shop.segments.builtin import members
from shop.segments.rfm import rfm
from shop.segments.treatments import cells, most_percent_for, most_percent_off, treated_segments, treatment
from shop.store.view import ShopView


@pytest.mark.parametrize("brand", ["coffee", "skincare"])
def test_cells_show_the_bounds_of_their_customers(sample_home: Callable[[str], Path], brand: str) -> None:
    with ShopView(Home(sample_home(brand)).current_build()) as view:
        found, table = cells(view), rfm(view)
    assert {cell.name: cell.customers for cell in found} == table.cells()
    for cell in found:
        rows = [row for row in table.rows.values() if row.cell == cell.name]
        assert bool(rows) == bool(cell.bounds)
        if rows:
            days = [row.recency_days for row in rows]
            assert cell.bounds["least_days"] == DaysValue(days=min(days))
            assert cell.bounds["most_days"] == DaysValue(days=max(days))
            assert cell.bounds["most_orders"] == NumberValue(number=Decimal(max(row.frequency for row in rows)))
            least = min(row.monetary for row in rows).quantize(Decimal("0.01"))
            assert cell.bounds["least_spend"] == MoneyValue(money=least, currency=table.currency)


def test_the_named_segments_have_a_treatment_and_exist(sample_home: Callable[[str], Path]) -> None:
    assert {"loyal", "potential", "lapsing", "lapsed"} <= set(treated_segments())
    with ShopView(Home(sample_home("coffee")).current_build()) as view:
        for name in treated_segments():
            found = treatment(name)
            assert found is not None
            assert set(found.goal) == set(LANGUAGES)
            assert members(view, name)
    assert treatment("everyone") is None


def test_who_buys_anyway_is_offered_nothing_and_who_leaves_more(sample_home: Callable[[str], Path]) -> None:
    caps = {name: found.most_percent for name in treated_segments() if (found := treatment(name))}
    assert caps["loyal"] == 0 < caps["potential"] < caps["lapsing"] < caps["lapsed"] <= 20
    with ShopView(Home(sample_home("coffee")).current_build()) as view:
        assert {cell.name for cell in cells(view) if cell.treatment.most_percent == 0} == {"champions", "loyal"}


def test_an_empty_shop_has_empty_cells(tiny_shop: Callable[..., object]) -> None:
    with tiny_shop().customer("c1").view() as view:  # type: ignore[attr-defined]
        assert all((cell.customers, cell.bounds) == (0, {}) for cell in cells(view))


def test_the_deepest_offer_is_known_per_segment_cell_and_customer(sample_home: Callable[[str], Path]) -> None:
    assert (most_percent_off("loyal"), most_percent_off("lapsing")) == (0, 15)
    assert most_percent_off("cell:at_risk") == 15
    assert most_percent_off("everyone") is None
    assert most_percent_off("cell:nobody") is None
    with ShopView(Home(sample_home("coffee")).current_build()) as view:
        table = rfm(view)
        prospect = members(view, "prospects")[0]
        champion = next(row.customer_id for row in table.rows.values() if row.cell == "champions")
        sleeper = next(row.customer_id for row in table.rows.values() if row.cell == "hibernating")
        assert most_percent_for(view, [prospect, champion, sleeper]) == {champion: 0, sleeper: 15}
