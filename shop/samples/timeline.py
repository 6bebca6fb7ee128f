"""The days of the sample shops: a fixed stretch of local time that ends on 2026-11-20, never the wall clock."""

from __future__ import annotations

from datetime import date, timedelta

FIRST_DAY = date(2024, 9, 20)
LAST_DAY = date(2026, 11, 20)
LAST = (LAST_DAY - FIRST_DAY).days
"""Number of the last day; days are counted from FIRST_DAY = 0, earlier ones are negative."""

OPENS, CLOSES = 7 * 60, 21 * 60 + 40
"""Minutes of the local day between which things happen: never in the hour that daylight saving skips or repeats."""

_EARLIER = 420


def number_of(day: date) -> int:
    """Return the number of a calendar day."""
    return (day - FIRST_DAY).days


# Texts are looked up millions of times; making all of them takes a millisecond.
_DAYS = tuple((FIRST_DAY + timedelta(days=number)).isoformat() for number in range(-_EARLIER, LAST + 1))
_CLOCK = tuple(f"T{minute // 60:02d}:{minute % 60:02d}:00" for minute in range(24 * 60))


def day_text(day: int) -> str:
    """Return the ISO date of a day between 420 days before the first and the last."""
    return _DAYS[day + _EARLIER]


def moment_text(day: int, minute: int) -> str:
    """Return a local ISO date-time without offset; it is read in the shop's zone."""
    return _DAYS[day + _EARLIER] + _CLOCK[minute]
