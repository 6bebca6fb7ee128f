"""Amounts, percentages and periods in English words: twenty dollars, fifty percent, thirty days. One pass for all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.model import Claim
from guard.claims.money import DOLLARS
from guard.claims.numbers import unit_of
from guard.claims.numerals import ENGLISH, from_english

_CURRENCY = {"dollar": DOLLARS, "buck": DOLLARS, "euro": "EUR", "quid": "GBP", "yuan": "CNY"}
_UNIT = re.compile(
    r"[ -](?:(dollar|buck|euro|quid|yuan)s?|(per ?cent)|(days?|weeks?|months?|years?|hours?|minutes?|stars?"
    r"|(?:milli|centi|kilo)?(?:met(?:re|er)|lit(?:re|er)|gram(?:me)?)s?|ounces?|gallons?|pints?|kilos?|inch(?:es)?|miles?))(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?<![A-Za-z])({ENGLISH})$", re.IGNORECASE)
_LONGEST = 36
"""Characters of the longest number in words, seven hundred and seventy-seven and its like."""


def find(text: str) -> Iterator[Claim]:
    """Yield the claims of `text` (normalised) whose number is written in words."""
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
