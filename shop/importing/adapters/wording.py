"""Makes the shouted short names of tills and warehouses readable: JUMBO BAG RED RETROSPOT, Jumbo Bag Red Retrospot.

Only the case changes. A name that has lower-case letters already is left as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?:'[A-Z]+)?")
_SMALL = frozenset({"A", "AN", "AND", "AT", "BY", "FOR", "FROM", "IN", "OF", "ON", "OR", "THE", "TO", "WITH"})
_KEPT = frozenset({"LED", "UK", "USA", "EU", "TV", "DVD", "USB", "XL", "XXL", "AA", "AAA", "BBQ", "DIY", "UHT"})
_VOWELS = frozenset("AEIOUY")


@lru_cache(maxsize=20_000)
def readable(name: str) -> str:
    """Return a name in Title Case when it is all capitals; words without a vowel (CM, BLT) and initials stay."""
    text = " ".join(name.split())
    if text != text.upper():
        return text
    return _WORD.sub(lambda match: _cased(match[0], first=match.start() == 0), text)


def _cased(word: str, *, first: bool) -> str:
    if word in _SMALL and not first:
        return word.lower()
    if word in _KEPT or len(word) == 1 or not _VOWELS & set(word):
        return word
    return word.capitalize()
