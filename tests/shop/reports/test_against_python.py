"""Every figure of a report equals what plain Python computes from the exported rows: samples and Online Retail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from shop.home import Home
from shop.importing.adapters import ADAPTERS
from shop.importing.pipeline import import_source
from shop.reports import Report, parse_period, report
from shop.reports.figures import MOST_GROUPS, Section
from shop.store.view import ShopView

REPOSITORY = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("COPILOT_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
PERIODS = ("last-week", "last-month", "2026-05", "last-30-days", "2026-08-11..2026-10-20")
OLD_PERIODS = ("last-month", "2011-03-07..2011-03-20", "2010-12")


@pytest.fixture(scope="module")
def old_view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopView]:
    path = DATA / "online_retail" / "online_retail.parquet"
    if not path.exists():
        pytest.skip(f"no {path.name} in {path.parent}")
    home = Home(tmp_path_factory.mktemp("retail"))
    import_source(ADAPTERS["online-retail"](path), home)
    with ShopView(home.current_build()) as view:
        yield view


@pytest.mark.parametrize("brand", ["coffee", "skincare", "outdoor"])
@pytest.mark.parametrize("name", PERIODS)
def test_sample_shops(sample_home: Callable[[str], Path], reading: Callable[[Any], Any], brand: str, name: str) -> None:
    with ShopView(Home(sample_home(brand)).current_build()) as view:
        check(view, reading(view), name)


@pytest.mark.slow
def test_online_retail(old_view: ShopView, reading: Callable[[Any], Any]) -> None:
    plain = reading(old_view)
    for name in OLD_PERIODS:
        check(old_view, plain, name)


def check(view: ShopView, plain: Any, name: str) -> None:  # noqa: ANN401 - the reading of conftest.py
    found = report(view, parse_period(name, view.at.date()))
    assert found.figures
    check_shop(found, plain)
    check_groups(found, "country", plain.by_order)
    check_groups(found, "channel", plain.by_order)
    check_groups(found, "category", plain.by_line)
    check_groups(found, "product", plain.by_line)
    check_series(found, plain)
    check_funnel(found, plain)
    check_arms(found, plain)


def amount(value: Any) -> Decimal:  # noqa: ANN401 - a value
    return next(part for key, part in value if key in ("money", "number"))  # type: ignore[no-any-return]


def shown(found: Report, section: Section) -> dict[tuple[str, str], Any]:
    return {(figure.group, figure.measure): figure.evidence.fields for figure in found.of(section)}


def compare(fields: Any, now: Any, before: Any, suffix: str = "") -> None:  # noqa: ANN401 - values
    """Check a value, the earlier one, and the change between them."""
    assert amount(fields["value"]) == now
    if before is None:
        assert f"previous{suffix}" not in fields
        assert f"change{suffix}" not in fields
        return
    assert amount(fields[f"previous{suffix}"]) == before
    if f"no_comparison{suffix}" in fields:
        assert before <= 0
        assert f"change{suffix}" not in fields


def check_shop(found: Report, plain: Any) -> None:  # noqa: ANN401
    now = plain.shop(found.period.first, found.period.last)
    before = plain.shop(found.previous.first, found.previous.last) if found.previous else {}
    year = plain.shop(found.year_before.first, found.year_before.last) if found.year_before else {}
    figures = shown(found, "sales")
    assert {name for _, name in figures} == {name for name, value in now.items() if value is not None}
    for (_, name), fields in figures.items():
        compare(fields, now[name], before.get(name))
        compare(fields, now[name], year.get(name), "_year")
        if "change" in fields and fields["change"].unit == "%":
            exact = 100 * (Decimal(now[name]) - before[name]) / before[name]
            off = abs(fields["change"].number - exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
            assert off <= Decimal("0.1") + Decimal(1) / max(Decimal(1), Decimal(before[name]))


def check_groups(found: Report, section: Section, read: Callable[..., Any]) -> None:
    now = read(found.period.first, found.period.last, section)
    before = read(found.previous.first, found.previous.last, section) if found.previous else {}
    figures = shown(found, section)
    most = 10 if section == "product" else MOST_GROUPS
    assert len({group for group, _ in figures}) == min(most, len(now))
    first = "sales" if section in ("country", "channel") else "goods"
    least = min((now[group][first] for group, _ in figures), default=0)
    assert all(now[group][first] <= least for group in now.keys() - {group for group, _ in figures})
    for (group, name), fields in figures.items():
        assert amount(fields["value"]) == now[group][name]
        if "previous" in fields:
            assert amount(fields["previous"]) == before.get(group, {}).get(name, 0)


def check_series(found: Report, plain: Any) -> None:  # noqa: ANN401
    total = Decimal(0)
    for figure in found.of("series"):
        fields = figure.evidence.fields
        days = fields["first"].date, fields["last"].date  # type: ignore[union-attr]
        expected = plain.orders(plain.within(plain.sales, *days))[figure.measure]
        assert amount(figure.value) == expected
        total += expected if figure.measure == "orders" else 0
    assert total == amount(shown(found, "sales")["", "orders"]["value"])


def check_funnel(found: Report, plain: Any) -> None:  # noqa: ANN401
    expected = plain.funnel(found.period.first, found.period.last, timedelta(days=14))
    figures = shown(found, "funnel")
    if not expected[0]:
        assert not figures
        return
    steps = ("view", "cart", "checkout", "order")
    assert [amount(figures[step, "reached"]["value"]) for step in steps] == expected
    for place, step in enumerate(steps[1:], 1):
        assert amount(figures[step, "dropped"]["value"]) == expected[place - 1] - expected[place]


def check_arms(found: Report, plain: Any) -> None:  # noqa: ANN401
    expected = plain.arms(found.period.first, found.period.last)
    figures = shown(found, "campaign")
    assert {group for group, _ in figures} == set(expected)
    for group, arm in expected.items():
        for name, value in arm.items():
            assert amount(figures[group, name]["value"]) == value
        assert amount(figures[group, "order_rate"]["value"]) == (
            Decimal(100) * arm["ordered"] / arm["people"]
        ).quantize(Decimal("0.1"), ROUND_HALF_UP)
