"""Percentages and Chinese discounts: 20% · 20 percent · 百分之二十 · 8折 · 85折 · 八五折 · half price · 半价.

The value is the reduction: 8折 is 20.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from guard.claims.model import Claim
from guard.claims.normal import has_chinese
from guard.claims.numerals import CHINESE, FIRST, from_chinese

_NUMBER = rf"{FIRST}\d{{0,3}}(?:[.,]\d{{1,3}})?"
_SIGN = re.compile(rf"({_NUMBER})\s?(?:%|[- ]?(?:percent|per cent|pct)(?![A-Za-z]))", re.IGNORECASE)
_CHINESE = re.compile(rf"百分之({CHINESE}|{_NUMBER})")
# 折叠, 折扣 and 折伞 are no discounts.
_ZHE = re.compile(
    r"(?<![\d.])(\d{1,2}(?:\.\d{1,2})?|[一二两三四五六七八九](?:[点.]?[一二三四五六七八九])?)\s?折(?![叠扣伞断成合页])"
)
_SHARE = re.compile(r"(?:减|省|便宜|优惠|降)了?([一二两三四五六七八九])成(?:([一二三四五六七八九])|半)?")
_FRACTION = re.compile(r"\b(?:a |one[- ])?(third|quarter|fifth|tenth) (?:off|less|cheaper)", re.IGNORECASE)
_FRACTIONS = {"third": Decimal("33.3"), "quarter": Decimal(25), "fifth": Decimal(20), "tenth": Decimal(10)}
_HALF = re.compile(r"half[- ]price|half (?:off|the price)", re.IGNORECASE)
_HALF_CHINESE = re.compile(r"半价|对折(?!叠)")


def find(text: str) -> Iterator[Claim]:
    """Yield the percentages of `text` (normalised); the same place may be found more than once."""
    low = text.lower()
    if "%" in low or "cent" in low or "pct" in low:
        for found in _SIGN.finditer(text):
            yield _claim(found, Decimal(found[1].replace(",", ".")), "")
    if "half" in low:
        for found in _HALF.finditer(text):
            yield _claim(found, Decimal(50), "reduction")
    if " off" in low or " less" in low or " cheaper" in low:
        for found in _FRACTION.finditer(text):
            yield _claim(found, _FRACTIONS[found[1].lower()], "reduction")
    if has_chinese(text):
        yield from _in_chinese(text)


def _in_chinese(text: str) -> Iterator[Claim]:
    for found in _CHINESE.finditer(text):
        yield _claim(found, Decimal(found[1]) if found[1][0].isdigit() else from_chinese(found[1]), "")
    for found in _SHARE.finditer(text):
        tens = "零一二三四五六七八九".index(found[1].replace("两", "二")) * 10
        rest = "零一二三四五六七八九".index(found[2]) if found[2] else 5 if found.group().endswith("半") else 0
        yield _claim(found, Decimal(tens + rest), "reduction")
    for found in _ZHE.finditer(text):
        yield _claim(found, _reduction(found[1]), "reduction")
    for found in _HALF_CHINESE.finditer(text):
        yield _claim(found, Decimal(50), "reduction")


def _reduction(paid: str) -> Decimal:
    """Return 20 for "8", 15 for "8.5", "85" and "八五"."""
    if not paid[0].isdigit():
        paid = "".join(
            str("零一二三四五六七八九".index(char)) for char in paid.replace("两", "二") if char not in "点."
        )
    tenths = Decimal(paid)
    return 100 - (tenths if tenths >= 10 else tenths * 10)


def _claim(found: re.Match[str], value: Decimal, role: str) -> Claim:
    return Claim("percent", value, found.start(), found.end(), found.group(), "", role)
