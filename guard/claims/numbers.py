"""Every number that no other claim took: quantities with their unit, and names with digits in them (v60, mp3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.model import Claim
from guard.claims.numerals import FIRST, from_digits

UNITS = {
    "kg": "kg", "kgs": "kg", "公斤": "kg", "千克": "kg", "g": "g", "克": "g", "mg": "mg", "毫克": "mg", "lb": "lb", "lbs": "lb",
    "oz": "oz", "ml": "ml", "毫升": "ml", "l": "l", "升": "l", "cl": "cl", "cm": "cm", "厘米": "cm", "mm": "mm", "毫米": "mm",
    "m": "m", "米": "m", "km": "km", "in": "in", "inch": "in", "inches": "in", "寸": "in", "英寸": "in", "w": "w", "瓦": "w",
    "v": "v", "mah": "mah", "gb": "gb", "°c": "°c", "℃": "°c", "hour": "hour", "hours": "hour", "h": "hour", "小时": "hour",
    "minute": "minute", "minutes": "minute", "min": "minute", "分钟": "minute", "day": "day", "days": "day", "天": "day",
    "日": "day", "week": "week", "weeks": "week", "周": "week", "month": "month", "months": "month", "个月": "month",
    "year": "year", "years": "year", "年": "year", "star": "star", "stars": "star", "星": "star", "分": "star",
}  # fmt: skip
TIME_UNITS = frozenset({"hour", "minute", "day", "week", "month", "year"})
COUNT_UNITS = frozenset({"star"})

_UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"({FIRST}(?<![A-Za-z]\d)\d{{0,19}}(?:,\d{{3}}(?!\d))*(?:\.\d{{1,4}}(?!\d)|,\d{{1,2}}(?!\w))?)"
    rf"(?:[ -]?({_UNIT})(?![A-Za-z]))?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{1,12}-?\d[A-Za-z\d]{0,20}")


def unit_of(word: str) -> str:
    """Return the one name of a unit, or the word itself in lower case when it is not in the table."""
    return UNITS.get(word.lower(), word.lower())


def find(text: str) -> Iterator[Claim]:
    """Yield numbers (value and unit) and names with digits (value is the name)."""
    for found in _TOKEN.finditer(text):
        yield Claim("number", found.group(), found.start(), found.end(), found.group())
    for found in _NUMBER.finditer(text):
        unit = unit_of(found[2] or "")
        yield Claim("number", from_digits(found[1]), found.start(), found.end(), found.group(), unit)
