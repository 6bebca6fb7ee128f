"""What a period is called, which days it means, and what it is compared with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import InvalidInput
from shop.reports.period import Step, before, parse_period, steps, usual_step, year_before

TODAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("last-week", "2026-11-09", "2026-11-15"),
        ("this-week", "2026-11-16", "2026-11-20"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-month", "2026-11-01", "2026-11-20"),
        ("last-30-days", "2026-10-22", "2026-11-20"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026-11", "2026-11-01", "2026-11-20"),
        ("2026-10-05..2026-10-11", "2026-10-05", "2026-10-11"),
        ("2026-11-19..2026-12-31", "2026-11-19", "2026-11-20"),
    ],
)
def test_the_days_of_a_period(text: str, first: str, last: str) -> None:
    period = parse_period(text, TODAY)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert period.whole == (last != "2026-11-20" or text == "last-30-days")


@pytest.mark.parametrize(
    ("text", "earlier", "year"),
    [
        ("last-week", ("2026-11-02", "2026-11-08"), ("2025-11-10", "2025-11-16")),
        ("last-month", ("2026-09-01", "2026-09-30"), ("2025-10-01", "2025-10-31")),
        ("this-month", ("2026-10-01", "2026-10-20"), ("2025-11-01", "2025-11-20")),
        ("2024-02", ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        ("2025-02", ("2025-01-01", "2025-01-31"), ("2024-02-01", "2024-02-29")),
        ("2024-02-29..2024-03-01", ("2024-02-27", "2024-02-28"), ("2023-02-28", "2023-03-01")),
    ],
)
def test_what_it_is_compared_with(text: str, earlier: tuple[str, str], year: tuple[str, str]) -> None:
    period = parse_period(text, TODAY)
    for found, expected in ((before(period), earlier), (year_before(period), year)):
        assert (found.first.isoformat(), found.last.isoformat()) == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2026-13", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "2026-12", "last-0-days", "..",
     "2026-11-21..2026-11-22", "1990-01-01..2026-01-01"],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_period(text, TODAY)
    assert refused.value.hint


@given(
    first=st.dates(date(2015, 1, 1), date(2026, 11, 20)),
    days=st.integers(1, 800),
    step=st.sampled_from(("day", "week", "month")),
)
def test_steps_cover_every_day_once(first: date, days: int, step: Step) -> None:
    period = parse_period(f"{first}..{first + timedelta(days=days - 1)}", TODAY)
    found = steps(period, step)
    covered = [one.first + timedelta(days=n) for one in found for n in range(one.days)]
    assert covered == [period.first + timedelta(days=n) for n in range(period.days)]
    if step == "week":
        assert all(one.first.weekday() == 0 for one in found[1:])
    if step == "month":
        assert all(one.first.day == 1 for one in found[1:])


@given(first=st.dates(date(2015, 1, 1), date(2026, 11, 20)), days=st.integers(1, 800))
def test_the_period_before_touches_it_and_is_as_long(first: date, days: int) -> None:
    period = parse_period(f"{first}..{first + timedelta(days=days - 1)}", TODAY)
    earlier = before(period)
    assert earlier.days == period.days
    assert earlier.last + timedelta(days=1) == period.first


def test_the_usual_step_grows_with_the_period() -> None:
    asked = ("last-30-days", "last-90-days", "last-365-days")
    assert [usual_step(parse_period(text, TODAY)) for text in asked] == ["day", "week", "month"]
