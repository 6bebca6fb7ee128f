"""Numbers as people write them: 1,200 · 5k · 1.5万 · twenty five · 一万二 · 两千五 · 半."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:\s?(k|w|万|千|百|亿|m)(?![a-z]))?(st|nd|rd|th)?")
_SCALE = {"k": 1000, "w": 10_000, "万": 10_000, "千": 1000, "百": 100, "亿": 10**8, "m": 10**6}
_ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_BIG = {"hundred": 100, "thousand": 1000, "million": 10**6}
_ENGLISH = re.compile(
    rf"(?:(?:{'|'.join([*_ONES, *_TENS, *_BIG])})(?![a-z])(?:[ ]and(?=[ ](?:{'|'.join([*_ONES, *_TENS])})\b))?[ ]?)+"
)
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千万亿俩仨]+|半")
_SIGNS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number_at(text: str, start: int) -> tuple[Decimal, int] | None:
    """Return the number that begins at `start` and where it ends, None if there is none."""
    if found := _DIGITS.match(text, start):
        whole = Decimal(found[1].replace(",", "") + (found[2] or ""))
        return whole * _SCALE.get(found[3] or "", 1), found.end()
    if found := _CHINESE.match(text, start):
        value = Decimal("0.5") if found[0] == "半" else chinese_number(found[0])
        return None if value is None else (value, found.end())
    if (start == 0 or not text[start - 1].isalpha()) and (found := _ENGLISH.match(text, start)):
        return _english(found[0].split()), start + len(found[0].rstrip())
    return None


def chinese_number(signs: str) -> Decimal | None:
    """Read a Chinese numeral; a last digit without a unit counts in tenths of the unit before (一万二 = 12,000)."""
    if len(signs) > 1 and all(sign in _SIGNS for sign in signs):
        return Decimal("".join(str(_SIGNS[sign]) for sign in signs)) if len(signs) == 4 else None
    total, section, digit, unit = 0, 0, 0, 1
    for sign in signs:
        if sign in _SIGNS:
            digit = _SIGNS[sign]
            unit = 1 if digit == 0 else unit
        elif sign in _UNITS:
            unit = _UNITS[sign]
            section += (digit or 1) * unit
            digit = 0
        else:
            scale = 10_000 if sign == "万" else 10**8
            total = (total + section + digit) * scale if sign == "亿" else total + (section + digit or 1) * scale
            section, digit, unit = 0, 0, scale
    return Decimal(total + section + digit * (unit // 10 if unit > 10 else 1))


def _english(words: list[str]) -> Decimal:
    total, part = 0, 0
    for word in words:
        if word in _BIG and _BIG[word] > 100:
            total, part = total + (part or 1) * _BIG[word], 0
        elif word == "hundred":
            part = (part or 1) * 100
        else:
            part += _ONES.get(word, 0) + _TENS.get(word, 0)
    return Decimal(total + part)
