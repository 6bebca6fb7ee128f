"""The prices of one variant in one currency as stretches of time that follow each other without holes.

A stretch is half open: its price holds from `start` (inclusive; None: since always) to `end` (exclusive). The last one
ends at the moment of the question. Inside, moments are UTC, because arithmetic in a zone ignores its clock changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shop.errors import InvalidInput


class PricePoint(NamedTuple):
    """From `since` on (aware; None: since always) the variant costs `price`; None: it is not for sale.

    A `list_price` above the price means that the shop showed it as reduced.
    """

    since: datetime | None
    price: Decimal | None
    list_price: Decimal | None = None


class Deal(NamedTuple):
    """A unit sold at `price`, after all discounts; `sold_at` is aware."""

    sold_at: datetime
    price: Decimal


class Stretch(NamedTuple):
    """One price and the time it held; `announced`: shown as reduced all that time."""

    start: datetime | None
    end: datetime
    price: Decimal | None
    announced: bool


class Contradiction(ValueError):
    """Two prices from the same moment on."""


def utc(moment: datetime) -> datetime:
    """Return an aware moment in UTC; raises InvalidInput for one without a zone."""
    if moment.tzinfo is None:
        raise InvalidInput(f"The moment {moment.isoformat()!r} has no time zone.")
    return moment.astimezone(UTC)


def stretches(points: Iterable[PricePoint], at: datetime) -> list[Stretch]:
    """Lay the points up to `at` (UTC) in a row, in any order given; equal prices that follow each other are one.

    Raises Contradiction when two points of the same moment differ.
    """
    known = sorted({_utc_point(point) for point in points}, key=_order)
    past = [point for point in known if point.since is None or point.since <= at]
    found: list[Stretch] = []
    for number, point in enumerate(past, 1):
        end = past[number].since if number < len(past) else at
        if end is None or (number < len(past) and end == point.since):
            raise Contradiction
        _append(found, Stretch(point.since, end, point.price, _announced(point)))
    return found


def _append(found: list[Stretch], new: Stretch) -> None:
    if found and found[-1].price == new.price:
        last = found.pop()
        new = last._replace(end=new.end, announced=last.announced and new.announced)
    found.append(new)


def within(row: Sequence[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """Return the parts of the row that lie in [start, end)."""
    cut = [
        item._replace(start=max(item.start or start, start), end=min(item.end, end))
        for item in row
        if item.end > start and (item.start is None or item.start < end)
    ]
    return [item for item in cut if item.start is not None and item.start < item.end]


def days_before(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return 00:00 in `zone`, as UTC, of the local day `days` days before that of `moment`."""
    day = moment.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _utc_point(point: PricePoint) -> PricePoint:
    if point.price is not None and not (point.price.is_finite() and point.price >= 0):
        raise InvalidInput(f"{point.price} is not a price.", hint="A price is a finite number of at least 0.")
    return point if point.since is None else point._replace(since=utc(point.since))


def _order(point: PricePoint) -> tuple[bool, datetime]:
    return (point.since is not None, point.since or datetime.min.replace(tzinfo=UTC))


def _announced(point: PricePoint) -> bool:
    return point.price is not None and point.list_price is not None and point.list_price > point.price
