"""How many are taken and how many of them are paid for: buy two get one free, three for two, 买二送一, 第二件免费.

Does not know what is true: guard.rules.bundles compares with the offers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from guard.claims.normal import has_chinese

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HAN = "一二三四五六七八九十"
_N = rf"(?:{'|'.join(_WORDS)}|\d{{1,2}})"
_THING = r"(?: (?!get|pay|and)[a-z-]+){0,3}"
_GET = re.compile(
    rf"\b(?:buy|take|order|add|with|for every) (?P<n>{_N}){_THING},?(?: and)?(?: you)?"
    r" (?:get|receive|we add|we give you)"
    rf"(?: the)? (?P<m>{_N}|another|a (?:second|third|fourth))(?: more)?{_THING}?(?: for)? (?:free|for nothing|on us)\b"
)
_PAY = re.compile(
    rf"\b(?:buy|take|order|get|pick|choose) (?P<n>{_N}){_THING},?(?: and| but)?(?: you)?(?: only)?"
    rf" pay (?:only |just )?(?:for )?(?P<m>{_N})\b"
    rf"|\b(?P<n2>{_N}){_THING} for (?:the price of )?(?P<m2>{_N})(?= on\b|[.,;!?]|$| until| through)(?! ?[$£€¥%])"
)
_SECOND = re.compile(
    r"\b(?:second|2nd)(?: (?:pair|one|item|piece|bottle|bag|unit|box))?(?: is|'s| comes| goes)?(?: for)?"
    r" (?:free|on us)\b"
)
_C = rf"(?:[{_HAN}两]|\d{{1,2}})"
_SEND = re.compile(rf"[买拍](?P<n>{_C})[件个双瓶盒包本只罐袋支条]?(?:送|赠|免)(?P<m>{_C})")
_PAID = re.compile(rf"(?:[买拍拿])?(?P<n>{_C})[件个双瓶盒包本只罐袋支条]?(?:只?付|只?算)(?P<m>{_C})")
_SECOND_ZH = re.compile(r"第[二2][件个双瓶盒包本只罐袋支条](?:免费|免单|白送|[0零]元|不要钱)")


class Bundle(NamedTuple):
    """So many taken, so many of them paid, and the place of the words."""

    taken: int
    paid: int
    start: int
    end: int

    @property
    def kind(self) -> tuple[int, int]:
        """Return what two bundles must have in common to be the same."""
        return self.taken, self.paid


def find(plain: str) -> Iterator[Bundle]:
    """Yield the bundles of a normalised text."""
    low = plain.lower()
    for found in _GET.finditer(low):
        bought, given = _number(found["n"]), _number(found["m"])
        yield Bundle(bought + given, bought, *found.span())
    for found in _PAY.finditer(low):
        taken, paid = _number(found["n"] or found["n2"]), _number(found["m"] or found["m2"])
        if taken > paid:
            yield Bundle(taken, paid, *found.span())
    for found in _SECOND.finditer(low):
        yield Bundle(2, 1, *found.span())
    if has_chinese(low):
        yield from _chinese(low)


def _chinese(low: str) -> Iterator[Bundle]:
    for found in _SEND.finditer(low):
        bought, given = _number(found["n"]), _number(found["m"])
        yield Bundle(bought + given, bought, *found.span())
    for found in _PAID.finditer(low):
        if (taken := _number(found["n"])) > (paid := _number(found["m"])):
            yield Bundle(taken, paid, *found.span())
    for found in _SECOND_ZH.finditer(low):
        yield Bundle(2, 1, *found.span())


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    if word in _WORDS:
        return _WORDS.index(word) + 1
    return 1 if len(word) > 1 else _HAN.index(word.replace("两", "二")) + 1
