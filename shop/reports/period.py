"""The days that a report is about, the earlier days it is compared with, and the steps of its series.

All days are calendar days in the shop's zone. A week runs from Monday to Sunday. A period that is not over ends today,
and is then compared with as many days of the period before.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from shop.errors import InvalidInput
from shop.record import Record

Unit = Literal["days", "week", "month"]
Step = Literal["day", "week", "month"]
_DAY = timedelta(days=1)
_HINT = "Write last-week, last-month, this-month, last-30-days, 2026-10 or 2026-10-01..2026-10-15."
MOST_DAYS = 3660
DAILY_UNTIL, WEEKLY_UNTIL = 31, 190
"""Longest periods, in days, whose series is by day, and by week, unless asked otherwise."""


class Period(Record):
    """Days from `first` to `last`, both included; `whole` is False when the period asked for is not over."""

    name: str
    unit: Unit
    first: date
    last: date
    whole: bool = True

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class Span(NamedTuple):
    """A named stretch of time as columns hold it: naive UTC, `ends` excluded."""

    name: str
    starts: datetime
    ends: datetime


def parse_period(text: str, today: date) -> Period:
    """Read the name of a period as of `today`; raises InvalidInput where it is none, or has not begun."""
    asked = text.strip().lower()
    if asked in _NAMED:
        return _until(_NAMED[asked](today), today)
    if match := re.fullmatch(r"last-(\d{1,4})-days", asked):
        return _last_days(asked, int(match[1]), today)
    if re.fullmatch(r"\d{4}-\d{2}", asked):
        return _until(_month(asked, _day(f"{asked}-01")), today)
    first, dots, last = asked.partition("..")
    if not dots:
        raise InvalidInput(f"{text!r} is not a period.", hint=_HINT)
    return _until(Period(name=asked, unit="days", first=_day(first), last=_day(last)), today)


def before(period: Period) -> Period:
    """Return the period before: the month before for a month, else as many days as it has, right before it."""
    if period.unit != "month":
        shift = timedelta(days=period.days)
        return period.model_copy(
            update={"name": "before", "whole": True, "first": period.first - shift, "last": period.last - shift}
        )
    earlier = _month("before", (period.first - _DAY).replace(day=1))
    return earlier if period.whole else _cut(earlier, period.days)


def year_before(period: Period) -> Period:
    """Return the same days a year earlier; for a week the one 52 weeks earlier, which has the same weekdays."""
    if period.unit == "week":
        first, last = period.first - timedelta(weeks=52), period.last - timedelta(weeks=52)
    else:
        first, last = _a_year_earlier(period.first), _a_year_earlier(period.last)
    if period.unit == "month" and period.whole:
        last = _month("", first).last
    return period.model_copy(update={"name": "year_before", "whole": True, "first": first, "last": last})


def span(name: str, period: Period, zone: ZoneInfo) -> Span:
    """Return the period as columns hold time."""
    return Span(name, _utc(period.first, zone), _utc(period.last + _DAY, zone))


def usual_step(period: Period) -> Step:
    """Return the step that fits the length of the period."""
    return "day" if period.days <= DAILY_UNTIL else "week" if period.days <= WEEKLY_UNTIL else "month"


def steps(period: Period, step: Step) -> list[Period]:
    """Cut the period into days, weeks or months; the first and last may be parts of one."""
    found, first = [], period.first
    while first <= period.last:
        last = min(_ends[step](first), period.last)
        found.append(Period(name=first.isoformat(), unit="days", first=first, last=last))
        first = last + _DAY
    return found


def _month(name: str, first: date) -> Period:
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Period(name=name, unit="month", first=first, last=last)


def _week(name: str, monday: date) -> Period:
    return Period(name=name, unit="week", first=monday, last=monday + timedelta(days=6))


_ends: dict[Step, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": lambda day: day + timedelta(days=6 - day.weekday()),
    "month": lambda day: _month("", day).last,
}
_NAMED: dict[str, Callable[[date], Period]] = {
    "last-week": lambda today: _week("last-week", today - timedelta(days=today.weekday() + 7)),
    "this-week": lambda today: _week("this-week", today - timedelta(days=today.weekday())),
    "last-month": lambda today: _month("last-month", (today.replace(day=1) - _DAY).replace(day=1)),
    "this-month": lambda today: _month("this-month", today.replace(day=1)),
}


def _last_days(name: str, days: int, today: date) -> Period:
    """Return the last `days` days, today included."""
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(f"{name!r} is not a period.", hint=f"Ask for 1 to {MOST_DAYS} days.")
    return Period(name=name, unit="days", first=today - timedelta(days=days - 1), last=today)


def _until(period: Period, today: date) -> Period:
    """Cut off what has not happened yet."""
    if period.last < period.first:
        raise InvalidInput(f"{period.name!r} ends before it begins.", hint=_HINT)
    if period.first > today:
        raise InvalidInput(f"{period.name!r} has not begun: the shop stands at {today}.", hint="See --as-of.")
    if period.days > MOST_DAYS:
        raise InvalidInput(f"{period.name!r} has more than {MOST_DAYS} days.", hint=_HINT)
    return period if period.last <= today else period.model_copy(update={"last": today, "whole": False})


def _cut(period: Period, days: int) -> Period:
    return period.model_copy(update={"last": min(period.last, period.first + timedelta(days=days - 1))})


def _a_year_earlier(day: date) -> date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInput(f"{text!r} is not a day.", hint=_HINT) from error


def _utc(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)
