"""Spans of time in a segment: relative ones stay relative, so a saved segment keeps its meaning.

All borders are local to the shop's zone. Conventions: the last N days are N times 24 hours back from the moment; the
last N months are calendar months back (a day that the month lacks becomes its last day); the last N years are N times
365 days; a calendar unit runs from its first day (Monday for a week) to the moment or to its end, whichever is first.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from shop.record import Record

LONGEST = 36_500
"""A hundred years in days: beyond it a number is a mistake, and dates run out."""

Count = Annotated[int, Field(ge=1, le=LONGEST)]
DaysBack = Annotated[int, Field(ge=0, le=LONGEST)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]


class Span(NamedTuple):
    """From `start` (inclusive) to `end` (exclusive), both aware; None is open."""

    start: datetime | None
    end: datetime | None


class Rolling(Record):
    """The last `n` units before the moment."""

    kind: Literal["last"] = "last"
    n: Count
    unit: Literal["hours", "days", "weeks", "months", "years"] = "days"


class Ago(Record):
    """Between `least` and `most` calendar days before the day of the moment, both inclusive; no `most`: longer too."""

    kind: Literal["ago"] = "ago"
    least: DaysBack
    most: DaysBack | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Ago:
        if self.most is not None and self.most < self.least:
            raise ValueError("'most' must not be smaller than 'least'")
        return self


class Dates(Record):
    """From the day `first` to the day `last`, both inclusive; one of them may be left open."""

    kind: Literal["dates"] = "dates"
    first: Day | None = None
    last: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Dates:
        if self.first is None and self.last is None:
            raise ValueError("a span of dates needs 'first' or 'last'")
        if self.first and self.last and self.last < self.first:
            raise ValueError("'last' must not be before 'first'")
        return self


class CalendarUnit(Record):
    """A day, week, month, quarter or year of the calendar: `offset` 0 is the current one, -1 the one before.

    `weekday` (1 = Monday) picks one day of a week: last Wednesday is week -1, weekday 3.
    """

    kind: Literal["calendar"] = "calendar"
    unit: Literal["day", "week", "month", "quarter", "year"]
    offset: Annotated[int, Field(ge=-1200, le=0)] = 0
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None

    @model_validator(mode="after")
    def _weekday_of_a_week(self) -> CalendarUnit:
        if self.weekday is not None and self.unit != "week":
            raise ValueError("'weekday' needs the unit 'week'")
        return self


Window = Annotated[Rolling | Ago | Dates | CalendarUnit, Field(discriminator="kind")]


def resolve(window: Rolling | Ago | Dates | CalendarUnit, at: datetime, zone: ZoneInfo) -> Span:
    """Return the span that `window` means when it is asked for at the aware moment `at`. The end is never after `at`
    except for fixed dates, where the data ends the span anyway."""
    local = at.astimezone(zone)
    if isinstance(window, Rolling):
        return Span(_back(local, window.n, window.unit), None)
    if isinstance(window, Ago):
        today = local.date()
        start = None if window.most is None else _midnight(today - timedelta(days=window.most), zone)
        return Span(start, _midnight(today - timedelta(days=window.least - 1), zone))
    if isinstance(window, Dates):
        after = None if window.last is None else _midnight(window.last + timedelta(days=1), zone)
        return Span(None if window.first is None else _midnight(window.first, zone), after)
    first, after_last = _unit(window, local.date())
    return Span(_midnight(first, zone), _midnight(after_last, zone))


def _back(local: datetime, n: int, unit: str) -> datetime:
    if unit == "hours":
        return local - timedelta(hours=n)
    if unit == "months":
        return _months_back(local, n)
    days = {"days": 1, "weeks": 7, "years": 365}[unit] * n
    return local - timedelta(days=min(days, LONGEST))


def _months_back(local: datetime, n: int) -> datetime:
    months = max(local.year * 12 + local.month - 1 - n, 12)
    year, month = divmod(months, 12)
    return local.replace(year=year, month=month + 1, day=min(local.day, calendar.monthrange(year, month + 1)[1]))


def _unit(window: CalendarUnit, today: date) -> tuple[date, date]:
    """Return the first day and the day after the last one."""
    if window.unit == "day":
        day = today + timedelta(days=window.offset)
        return day, day + timedelta(days=1)
    if window.unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=window.offset)
        if window.weekday is None:
            return monday, monday + timedelta(days=7)
        day = monday + timedelta(days=window.weekday - 1)
        return day, day + timedelta(days=1)
    length = {"month": 1, "quarter": 3, "year": 12}[window.unit]
    place = (today.year * 12 + today.month - 1) // length + window.offset
    return _first_of(place * length), _first_of((place + 1) * length)


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
