"""Numbers in words and digits: 1,299.00 · 5,99 · 1.2万 · 一百九十九 · twenty-five."""

from __future__ import annotations

import re
from decimal import Decimal

FIRST = r"\d(?<!\d\d)(?<!\d[.,]\d)"
"""The first digit of a number: not the tail of a longer one. The look-behind stands behind the digit because a pattern
that begins with a character set is searched much faster."""

DIGITS = rf"{FIRST}\d{{0,11}}(?:[.,' ]\d{{3}}(?!\d)){{0,3}}(?:\.\d{{1,2}}(?!\d)|,\d{{2}}(?!\w))?"
"""An amount written in digits, with any thousands separator. A decimal comma has two digits and nothing glued to them:
"减50,11月20日" is 50 and a day."""

CHINESE = r"[零〇一二两三四五六七八九十百千万]{1,9}"
"""A number in Chinese characters."""

_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_WORDS = {**_ONES, **_TENS, "hundred": 100}
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(list(_ONES)[:9])}))?|{'|'.join(_ONES)})"
ENGLISH = rf"(?:(?:(?:a|{'|'.join(list(_ONES)[:9])}) )?hundred(?: (?:and )?{_SMALL})?|{_SMALL})"
"""A number below a thousand in English words."""

_CHINESE_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNIT = {"十": 10, "百": 100, "千": 1000}
_GROUP = re.compile(r"^\d{1,3}(?:,\d{3})+$")


def from_digits(text: str, *, comma_decimals: bool = False) -> Decimal:
    """Return the number; the last of two kinds of separator is the decimal one, a lone one by its digits."""
    text = text.replace(" ", "").replace("'", "")
    if "," in text and "." in text:
        decimal = "," if text.rindex(",") > text.rindex(".") else "."
        thousands = "." if decimal == "," else ","
        return Decimal(text.replace(thousands, "").replace(",", "."))
    if "," in text:
        return Decimal(text.replace(",", "") if _GROUP.match(text) else _last_as_point(text, ","))
    if comma_decimals and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return Decimal(text.replace(".", ""))
    return Decimal(_last_as_point(text, "."))


def _last_as_point(text: str, separator: str) -> str:
    head, found, tail = text.rpartition(separator)
    return f"{head.replace(separator, '')}.{tail}" if found else text


def from_chinese(text: str) -> Decimal:
    """Return the number written in Chinese characters; digits without units are read in a row (八五 is 85)."""
    if not any(char in _CHINESE_UNIT or char == "万" for char in text):
        return Decimal("".join(str(_CHINESE_DIGIT[char]) for char in text))
    head, has_wan, tail = text.partition("万")
    if has_wan:
        return _section(head) * 10000 + (_section(tail.replace("万", "")) if tail else 0)
    return _section(text)


def _section(text: str) -> Decimal:
    total, digit = 0, 0
    for char in text:
        if char in _CHINESE_UNIT:
            total += (digit or 1) * _CHINESE_UNIT[char]
            digit = 0
        else:
            digit = _CHINESE_DIGIT[char]
    last = next((_CHINESE_UNIT[char] for char in reversed(text[:-1]) if char in _CHINESE_UNIT), 1)
    short = len(text) > 1 and text[-1] in _CHINESE_DIGIT and text[-2] in _CHINESE_UNIT and last > 10
    return Decimal(total + digit * (last // 10 if short else 1))


def from_english(text: str) -> Decimal:
    """Return a number below a thousand written in English words."""
    head, hundred, rest = text.lower().rpartition("hundred")
    hundreds = max(_sum(head), 1) * 100 if hundred else 0
    return Decimal(hundreds + _sum(rest))


def _sum(words: str) -> int:
    return sum(_WORDS[word] for word in re.split(r"[- ]", words) if word in _WORDS)
