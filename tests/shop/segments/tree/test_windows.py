"""Spans of time: borders in the shop's zone, by hand."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from shop.segments.tree.windows import Ago, CalendarUnit, Dates, Rolling, Span, Window, resolve

ZONE = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 3, 31, 15, 30, tzinfo=ZONE)
"""A Tuesday, two days after the clocks went forward."""


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        (Rolling(n=1, unit="months"), local(2026, 2, 28, 15, 30), None),
        (Rolling(n=365), local(2025, 3, 31, 15, 30), None),
        (Rolling(n=1, unit="years"), local(2025, 3, 31, 15, 30), None),
        (Ago(least=30, most=60), local(2026, 1, 30), local(2026, 3, 2)),
        (Ago(least=90), None, local(2026, 1, 1)),
        (Dates(first=date(2026, 3, 1), last=date(2026, 3, 29)), local(2026, 3, 1), local(2026, 3, 30)),
        (Dates(last=date(2025, 12, 31)), None, local(2026, 1, 1)),
        (CalendarUnit(unit="week", offset=-1), local(2026, 3, 23), local(2026, 3, 30)),
        (CalendarUnit(unit="week", offset=-1, weekday=3), local(2026, 3, 25), local(2026, 3, 26)),
        (CalendarUnit(unit="month", offset=-1), local(2026, 2, 1), local(2026, 3, 1)),
        (CalendarUnit(unit="quarter", offset=-1), local(2025, 10, 1), local(2026, 1, 1)),
        (CalendarUnit(unit="year"), local(2026, 1, 1), local(2027, 1, 1)),
        (CalendarUnit(unit="day", offset=-1), local(2026, 3, 30), local(2026, 3, 31)),
    ],
)  # fmt: skip
def test_borders(window: Window, start: datetime | None, end: datetime | None) -> None:
    assert resolve(window, AT, ZONE) == Span(start, end)
