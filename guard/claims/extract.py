"""All claims of a text, without overlaps: a place belongs to the first kind in the list that takes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from guard.claims import codes, dates, gifts, money, numbers, percent, stock, urls, words
from guard.claims.model import Claim
from guard.claims.normal import has_chinese, normal
from guard.claims.roles import with_roles
from guard.errors import GuardError
from guard.remembered import remembered

MOST_CLAIMS = 1_000
"""Far above any message. Beyond, the verdict is an error rather than a long wait."""

_COMMA = re.compile(r"(?<=\d),(?=\d)")
_THOUSANDS = r"(?<![\d.])(?<!\d,)\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d|,\d)"
_COMMA_INSIDE = re.compile(rf"{_THOUSANDS}|(?<![\d,])\d{{1,6}},\d{{2}}(?= ?€)")

_Finder = Callable[[str], Iterator[Claim]]
_GROUPS: tuple[tuple[_Finder, ...], ...] = (
    (urls.find,),
    (money.find, percent.find, dates.find, words.find),
    (stock.find, codes.find, gifts.find),
)
"""Earlier groups take their places first; inside a group the longer claim wins, so that 1.2万元 is not also 1.2."""


@remembered(8192)
def extract(text: str) -> tuple[Claim, ...]:
    """Return the claims of `text` in order of place; offsets are those of `text` as given.

    Raises GuardError for a text with more claims than any message has.
    """
    plain = _apart(normal(text))
    taken = bytearray(len(plain))
    kept: list[Claim] = []
    for finders in _GROUPS:
        found = [claim for finder in finders for claim in finder(plain)]
        _refuse_too_many(found)
        found.sort(key=lambda claim: (claim.start - claim.end, claim.start))
        for claim in found:
            if not any(taken[claim.start : claim.end]):
                taken[claim.start : claim.end] = b"\1" * (claim.end - claim.start)
                kept.append(claim)
    kept += _left_over(plain, kept)
    _refuse_too_many(kept)
    kept.sort(key=lambda claim: claim.start)
    return tuple(with_roles(plain, kept))


def _apart(plain: str) -> str:
    """Return a Chinese text with a comma between digits as a semicolon where it separates two numbers (5.3,1299元)."""
    if not has_chinese(plain) or not _COMMA.search(plain):
        return plain
    inside = {place for found in _COMMA_INSIDE.finditer(plain) for place in range(*found.span())}
    return _COMMA.sub(lambda found: "," if found.start() in inside else ";", plain)


def _refuse_too_many(claims: list[Claim]) -> None:
    if len(claims) > MOST_CLAIMS:
        raise GuardError(f"The text states {len(claims)} facts; {MOST_CLAIMS} are the most of a message.")


def _left_over(plain: str, kept: list[Claim]) -> Iterator[Claim]:
    """Yield the numbers that no claim took, read from a text without the taken places, so that no digit is lost."""
    rest = plain
    for claim in kept:
        rest = f"{rest[: claim.start]}{'|' * (claim.end - claim.start)}{rest[claim.end :]}"
    end = 0
    for claim in sorted(numbers.find(rest), key=lambda claim: (claim.start, claim.start - claim.end)):
        if claim.start >= end:
            end = claim.end
            yield claim
