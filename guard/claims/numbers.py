"""Every number that no other claim took: quantities with their unit, and names with digits in them (v60, mp3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from guard.claims.model import Claim
from guard.claims.normal import has_digit
from guard.claims.numerals import FIRST, from_digits

_WORDS_OF = {
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes 公斤 千克", "g": "g gram grams gramme grammes 克",
    "mg": "mg milligram milligrams 毫克", "lb": "lb lbs pound-weight 磅", "oz": "oz ounce ounces 盎司", "jin": "斤",
    "ml": "ml millilitre millilitres milliliter milliliters 毫升", "l": "l litre litres liter liters 升",
    "gal": "gal gallon gallons", "pt": "pint pints", "kw": "kw kilowatt kilowatts 千瓦", "°f": "°f ℉", "mile": "mile miles 英里",
    "ft": "ft foot feet 英尺", "yd": "yard yards",
    "cl": "cl", "cm": "cm centimetre centimetres centimeter centimeters 厘米 公分",
    "mm": "mm millimetre millimetres millimeter millimeters 毫米", "m": "m metre metres meter meters 米",
    "km": "km kilometre kilometres kilometer kilometers 公里 千米", "in": "in inch inches 寸 英寸",
    "w": "w watt watts 瓦", "v": "v volt volts 伏", "mah": "mah 毫安时 毫安", "gb": "gb gigabytes gigabyte", "mb": "mb",
    "tb": "tb", "mp": "mp megapixel megapixels 万像素", "px": "px pixel pixels 像素", "ghz": "ghz", "mhz": "mhz",
    "hz": "hz 赫兹", "mbps": "mbps", "fps": "fps", "ppi": "ppi", "nit": "nit nits 尼特", "db": "db 分贝", "bar": "bar",
    "kcal": "kcal 千卡 大卡", "kwh": "kwh", "cm2": "cm2", "p": "p", "°c": "°c ℃", "hour": "hour hours h 小时",
    "minute": "minute minutes min 分钟",
    "day": "day days 天 日", "week": "week weeks 周", "month": "month months 个月", "year": "year years 年",
    "star": "star stars 星 分",
}  # fmt: skip
UNITS = {word: unit for unit, words in _WORDS_OF.items() for word in words.split()}
TIME_UNITS = frozenset({"hour", "minute", "day", "week", "month", "year"})
COUNT_UNITS = frozenset({"star"})

_UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"({FIRST}(?<![A-Za-z]\d)\d{{0,19}}(?:,\d{{3}}(?!\d))*(?:\.\d{{1,4}}(?!\d)|,\d{{1,2}}(?!\w))?)"
    rf"(?:[ -]?({_UNIT})(?![A-Za-z]))?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?<![A-Za-z\d])[A-Za-z]{1,12}-?\d[A-Za-z\d]{0,20}")
_BELOW_ZERO = re.compile(r"(?<!\d)[-\u2212]$|零下$")

_SCALES: dict[str, tuple[str, Decimal]] = {
    "kg": ("g", Decimal(1000)), "mg": ("g", Decimal("0.001")), "l": ("ml", Decimal(1000)), "cl": ("ml", Decimal(10)),
    "m": ("cm", Decimal(100)), "mm": ("cm", Decimal("0.1")), "km": ("cm", Decimal(100_000)),
    "jin": ("g", Decimal(500)), "week": ("day", Decimal(7)), "year": ("day", Decimal(365)),
}  # fmt: skip


def in_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a quantity in the smallest unit of its kind that the guard compares in: 2 kg are 2000 g."""
    base, factor = _SCALES.get(unit, (unit, Decimal(1)))
    return value * factor, base


def unit_of(word: str) -> str:
    """Return the one name of a unit, or the word itself in lower case when it is not in the table."""
    return UNITS.get(word.lower(), word.lower())


def find(text: str) -> Iterator[Claim]:
    """Yield numbers (value and unit) and names with digits (value is the name)."""
    if not has_digit(text):
        return
    for found in _TOKEN.finditer(text):
        yield Claim("number", found.group(), found.start(), found.end(), found.group())
    for found in _NUMBER.finditer(text):
        unit = unit_of(found[2] or "")
        if unit in ("°c", "°f") and _BELOW_ZERO.search(text, max(0, found.start() - 3), found.start()):
            yield Claim("number", -from_digits(found[1]), found.start(), found.end(), found.group(), unit)
            continue
        if text[found.end(1) : found.end(1) + 1] == "万" and found[2] != "万像素":
            yield Claim("number", from_digits(found[1]) * 10_000, found.start(), found.end(1) + 1, found[1] + "万")
            continue
        yield Claim("number", from_digits(found[1]), found.start(), found.end(), found.group(), unit)
