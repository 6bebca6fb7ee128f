"""Amounts, percentages and periods in English words: twenty dollars, fifty percent, thirty days. One pass for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from guard.claims.model import Claim
from guard.claims.money import DOLLARS
from guard.claims.normal import has_chinese
from guard.claims.numbers import unit_of
from guard.claims.numerals import ENGLISH, from_chinese, from_english

_CURRENCY = {"dollar": DOLLARS, "buck": DOLLARS, "euro": "EUR", "quid": "GBP", "yuan": "CNY"}
_UNIT = re.compile(
    r"[ -](?:(dollar|buck|euro|quid|yuan)s?|(per ?cent)|(days?|weeks?|months?|years?|hours?|minutes?|stars?"
    r"|(?:milli|centi|kilo)?(?:met(?:re|er)|lit(?:re|er)|gram(?:me)?)s?|ounces?|gallons?|pints?|kilos?|inch(?:es)?|miles?))(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?<![A-Za-z])({ENGLISH})$", re.IGNORECASE)
_LONGEST = 36
"""Characters of the longest number in words, seven hundred and seventy-seven and its like."""


_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NTH = re.compile(
    rf"\b({'|'.join(_ORDINALS)}|(\d{{1,3}})(?:nd|rd|th)) (?:time|order|purchase|visit|parcel)\b", re.IGNORECASE
)
_NTH_CHINESE = re.compile(r"第([二三四五六七八九十]|\d{1,3})(?:次|单|回)(?!方|元)")
_COUNT = r"[一二两三四五六七八九十百零]{1,5}"
_SPAN_CHINESE = re.compile(
    rf"({_COUNT})个?(小时|分钟|天|日|周|月|年)(?=之?以?内|后?(?:发货|送达|送到|到账|到手|到家)|无理由|可?[退换]|保修|质保|包[退换])"
)
_MEASURE_CHINESE = re.compile(rf"(?<![第每])({_COUNT})(公斤|千克|克|毫升|升|厘米|毫米|英?寸|小时|伏|瓦)(?![装裂])")


_BARE = re.compile(
    rf"\b(?:takes?|knocks?|get|gives? you|gets you) (?:another )?({ENGLISH})(?= off\b)"
    rf"|\b(?:orders?|baskets?|purchases?|totals?) (?:of|over|above|from|reaching) (?:at least )?({ENGLISH})"
    r"(?= (?:or|and) (?:more|above|over|up)\b)",
    re.IGNORECASE,
)
_LEAST_BARE = 10
"""A smaller number without a currency may count pieces: orders of two or more."""


def find(text: str) -> Iterator[Claim]:
    """Yield the claims of `text` (normalised) whose number is written in words."""
    for found in _NTH.finditer(text):
        value = Decimal(found[2]) if found[2] else Decimal(_ORDINALS.index(found[1].lower()) + 2)
        yield Claim("number", value, found.start(), found.end(), found.group(), "", "orders")
    for found in _BARE.finditer(text) if " off" in text or " or " in text or " and " in text else ():
        group = 1 if found[1] else 2
        if (value := from_english(found[group])) >= _LEAST_BARE:
            yield Claim("money", value, *found.span(group), found[group])
    if has_chinese(text):
        yield from _chinese(text)
    for unit in _UNIT.finditer(text):
        number = _NUMBER.search(text, max(0, unit.start() - _LONGEST), unit.start())
        if number is None:
            continue
        value, at = from_english(number[1]), (number.start(), unit.end(), text[number.start() : unit.end()])
        if unit[1]:
            yield Claim("money", value, *at, _CURRENCY[unit[1].lower()])
        elif unit[2]:
            yield Claim("percent", value, *at)
        else:
            yield Claim("number", value, *at, unit_of(unit[3]))


def _chinese(text: str) -> Iterator[Claim]:
    for found in _NTH_CHINESE.finditer(text):
        value = Decimal(found[1]) if found[1].isdigit() else from_chinese(found[1])
        yield Claim("number", value, found.start(), found.end(), found.group(), "", "orders")
    for pattern in (_SPAN_CHINESE, _MEASURE_CHINESE):
        for found in pattern.finditer(text):
            unit = unit_of("个月" if found[2] == "月" else found[2])
            yield Claim("number", from_chinese(found[1]), found.start(), found.end(), found.group(), unit)
