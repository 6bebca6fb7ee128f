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
    rf"(?<![A-Za-z])({ENGLISH})[ -](?:(dollar|buck|euro|quid|yuan)s?|(per ?cent)|(days?|weeks?|months?|years?|hours?))(?![A-Za-z])",
    re.IGNORECASE,
)
_HINTS = ("dollar", "buck", "euro", "quid", "yuan", "cent", "day", "week", "month", "year", "hour")


def find(text: str) -> Iterator[Claim]:
    """Yield the claims of `text` (normalised) whose number is written in words."""
    low = text.lower()
    if not any(hint in low for hint in _HINTS):
        return
    for found in _UNIT.finditer(text):
        value, at = from_english(found[1]), (found.start(), found.end(), found.group())
        if found[2]:
            yield Claim("money", value, *at, _CURRENCY[found[2].lower()])
        elif found[3]:
            yield Claim("percent", value, *at)
        else:
            yield Claim("number", value, *at, unit_of(found[4]))
