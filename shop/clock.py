"""The one seam to time: every question about the shop is asked *at* a moment.

A shop imported as history answers as of the end of its last event's day; `--as-of` moves that moment; a live shop
answers as of now. All moments are aware; a date without a time means 00:00 in the shop's zone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shop.errors import InvalidInput


class Clock(Protocol):
    """Tells the moment at which a question is asked."""

    def now(self) -> datetime:
        """Return an aware moment."""
        ...


class SystemClock:
    """The real clock: for sending, quiet hours, tokens and budgets, never for the content of a message."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still: for as-of questions and for tests."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise InvalidInput(f"The moment {at.isoformat()!r} has no time zone.")
        self._at = at

    def now(self) -> datetime:
        """Return the fixed moment."""
        return self._at


def zone_named(name: str) -> ZoneInfo:
    """Return the IANA time zone called `name`, or raise InvalidInput."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(f"{name!r} is not a time zone.", hint="Use an IANA name such as Europe/Berlin.") from error


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read an ISO date or date-time; without an offset it is local to `zone`, a bare date means 00:00 there."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInput(f"{text!r} is not a date or time.", hint="Write 2026-11-20 or 2026-11-20T18:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def end_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the last second of `moment`'s local day in `zone`."""
    return moment.astimezone(zone).replace(hour=23, minute=59, second=59, microsecond=0)
