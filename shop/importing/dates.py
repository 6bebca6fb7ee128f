"""Reads dates and moments: ISO, 2026/11/20, 20.11.2026, 11/20/2026, 2026年11月20日, 20 Nov 2026, epoch seconds.

Moments become naive UTC; a time without an offset is local to the shop's zone, a date without a time is 00:00 there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from shop.importing.reading import MEMORY, Unreadable
from shop.importing.words import empty_words, folded

DayOrder = Literal["day_first", "month_first"]
EARLIEST, LATEST = 1900, 2199

_YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(.*))?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T,\s]+(.*))?")
_NAMED = re.compile(
    r"(?:(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?,?|([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?)\s+(\d{4})(?:[,\s]+(.*))?"
)
_TIME = re.compile(
    r"(上午|下午)?\s*(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2})(?:[.,](\d{1,6})\d*)?秒?)?\s*(am|pm)?\s*"
    r"(z|utc|gmt|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_order(cells: Iterable[str], usual: DayOrder) -> tuple[DayOrder, bool]:
    """Tell whether 03/04/2026 is 3 April or 4 March in this column, from cells where one number exceeds 12.

    Returns the order and whether it is a guess (`usual`, though cells with slashes were seen).
    """
    seen = False
    votes = {"day_first": 0, "month_first": 0}
    for cell in cells:
        match = _YEAR_LAST.fullmatch(cell.strip())
        if match and match[2] != ".":
            seen = True
            votes["day_first"] += int(match[1]) > 12
            votes["month_first"] += int(match[3]) > 12
    if votes["day_first"] == votes["month_first"]:
        return usual, seen
    return ("day_first" if votes["day_first"] > votes["month_first"] else "month_first"), False


def moment_reader(zone: ZoneInfo, order: DayOrder = "day_first") -> Callable[[str], datetime | None]:
    """Return a reader of moments; the values are naive UTC."""

    offsets = _Offsets(zone)

    def read(cell: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(cell) if cell[4:5] == "-" else None
        except ValueError:
            moment = None
        moment = moment or _parse(cell, order)
        if moment is None:
            return None
        offset = offsets[moment.toordinal() * 24 + moment.hour] if moment.tzinfo is None else None
        return _in_utc(moment, zone) if offset is None else moment - offset

    return read


class _Offsets(dict[int, timedelta | None]):
    """The offset from UTC of each local hour (day number x 24 + hour); None where it is not one, or out of range.

    Rows come by the million and hours do not: asking the zone for every row is most of the work of reading it.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, hour: int) -> timedelta | None:
        first = datetime.fromordinal(hour // 24).replace(hour=hour % 24, tzinfo=self._zone)
        last = first.replace(minute=59, second=59, microsecond=999_999)
        steady = EARLIEST <= first.year <= LATEST and first.utcoffset() == last.utcoffset()
        if len(self) >= MEMORY:
            self.clear()
        self[hour] = first.utcoffset() if steady else None
        return self[hour]


def date_reader(zone: ZoneInfo, order: DayOrder = "day_first") -> Callable[[str], date | None]:
    """Return a reader of calendar days in the shop's zone."""

    def read(cell: str) -> date | None:
        moment = _parse(cell, order)
        if moment is None:
            return None
        _in_utc(moment, zone)
        return (moment.astimezone(zone) if moment.tzinfo else moment).date()

    return read


def _in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    if not EARLIEST <= moment.year <= LATEST:
        raise Unreadable("out_of_range")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).replace(tzinfo=None)


def _parse(cell: str, order: DayOrder) -> datetime | None:
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text or folded(text) in empty_words():
        return None
    try:
        if _EPOCH.fullmatch(text):
            return _epoch(text)
        day, rest = _day(text, order)
        return _with_time(day, rest)
    except (ValueError, OverflowError) as error:
        raise Unreadable("unreadable_date") from error


def _epoch(text: str) -> datetime:
    seconds = int(text.partition(".")[0])
    return datetime.fromtimestamp(seconds / 1000 if seconds >= 10**12 else seconds, UTC)


def _day(text: str, order: DayOrder) -> tuple[datetime, str]:
    if match := _YEAR_FIRST.fullmatch(text):
        return datetime(int(match[1]), int(match[2]), int(match[3])), match[4] or ""
    if match := _YEAR_LAST.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        # A number over 12 cannot be a month, whatever the column's order; points are always day first.
        month_first = (order == "month_first" and match[2] != "." and first <= 12) or second > 12
        month, day = (first, second) if month_first else (second, first)
        return datetime(int(match[4]), month, day), match[5] or ""
    if match := _NAMED.fullmatch(text):
        name, number = (match[2], match[1]) if match[2] else (match[3], match[4])
        return datetime(int(match[5]), _MONTHS.index(name[:3].casefold()) + 1, int(number)), match[6] or ""
    if len(text) == 8 and text.isdecimal():
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:])), ""
    raise ValueError(text)


def _with_time(day: datetime, text: str) -> datetime:
    if not text.strip():
        return day
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(text)
    half = (match[6] or {"上午": "am", "下午": "pm"}.get(match[1] or "", "")).casefold()
    hour = int(match[2])
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if hour <= 12 else hour
    micro = int((match[5] or "0").ljust(6, "0"))
    moment = day.replace(hour=hour, minute=int(match[3]), second=int(match[4] or 0), microsecond=micro)
    return moment.replace(tzinfo=_offset(match[7])) if match[7] else moment


def _offset(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)
