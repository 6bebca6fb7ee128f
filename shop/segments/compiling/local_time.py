"""A naive UTC moment as the clock shows it in the shop's zone.

The database's own function looks the zone up row by row, which takes seconds for millions of rows. The changes of the
clock between 1990 and 2038 are few, so they are written out as a search tree of comparisons; moments outside of these
years take the database's function.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from ibis.expr.types import Value

FIRST, LAST = datetime(1990, 1, 1), datetime(2038, 1, 1)


class Stretch(NamedTuple):
    """From `start` (naive UTC) on the clock is `offset` ahead of UTC."""

    start: datetime
    offset: timedelta


def local(moment: Value, zone: ZoneInfo) -> Value:
    """Return a naive UTC moment as the clock shows it in the zone."""
    import ibis

    at_zone = _timezone()
    inside = (moment >= _stamp(FIRST)) & (moment < _stamp(LAST))
    return ibis.cases((inside, _searched(moment, stretches(zone))), else_=at_zone(zone.key, at_zone("UTC", moment)))


@cache
def stretches(zone: ZoneInfo) -> tuple[Stretch, ...]:
    """Return the stretches of one offset from FIRST to LAST, to the second."""
    found = [Stretch(FIRST, _offset(FIRST, zone))]
    day = FIRST
    while day < LAST:
        after = day + timedelta(days=1)
        if _offset(after, zone) != found[-1].offset:
            start = _change(day, after, zone)
            found.append(Stretch(start, _offset(start, zone)))
        day = after
    return tuple(found)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second with the offset of `after`."""
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta(0)


def _searched(moment: Value, found: tuple[Stretch, ...]) -> Value:
    import ibis

    if len(found) == 1:
        return moment + ibis.interval(seconds=int(found[0].offset.total_seconds()))
    half = len(found) // 2
    later = moment >= _stamp(found[half].start)
    return ibis.cases((later, _searched(moment, found[half:])), else_=_searched(moment, found[:half]))


def _stamp(moment: datetime) -> Value:
    import ibis

    return ibis.literal(moment.isoformat(sep=" "), type="string").cast("timestamp")


@cache
def _timezone() -> Any:  # noqa: ANN401
    import ibis

    def timezone(zone: str, moment: datetime) -> datetime:
        raise NotImplementedError  # the database's own function of this name runs

    return ibis.udf.scalar.builtin(timezone)
