"""The role that the words around an amount or a day give it: price, was, total, deadline, rating …"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from guard.claims.model import Claim
from guard.claims.normal import has_chinese
from guard.claims.numbers import COUNT_UNITS, TIME_UNITS
from guard.resources import load

_WINDOW = 56
_FAR_LATIN, _FAR_CHINESE = 18, 9
"""How far behind a cue the amount may stand, in characters: about three words."""
_STOPS = re.compile(r"(?<!max)(?<!Max)[.!?;\n。|](?!\d)")
_GAP = re.compile(r"^[\s(*_]{0,3}")
_STRONG = {"ceiling", "was"}
"""A cue before the amount that wins over one behind it: "up to $30 off", "was $79 off the shelf"."""


class _Cues(NamedTuple):
    """Patterns of one side; a Latin cue is a whole word, a Chinese one stands anywhere."""

    latin: re.Pattern[str]
    chinese: re.Pattern[str]

    def within(self, text: str) -> tuple[re.Pattern[str], ...]:
        """Return the patterns that can find something in `text`."""
        return (self.latin, self.chinese) if has_chinese(text) else (self.latin,)


def with_roles(text: str, claims: list[Claim]) -> list[Claim]:
    """Return the claims (sorted by place) with the role that `text` (normalised) gives to amounts and days."""
    roled: list[Claim] = []
    previous_end = 0
    for number, claim in enumerate(claims):
        if claim.kind in ("money", "percent", "date") and (not claim.role or claim.kind == "percent"):
            following = claims[number + 1].start if number + 1 < len(claims) else len(text)
            role = _role(text, claim, previous_end, following)
            fits = claim.kind == "money" or role not in ("several", "below")
            claim = claim._replace(role=(role if fits else "") or claim.role)
        elif claim.kind == "number" and not claim.role and not isinstance(claim.value, str):
            following = claims[number + 1].start if number + 1 < len(claims) else len(text)
            claim = claim._replace(role=_fitting(_role(text, claim, previous_end, following), claim.unit))
        if claim.kind in ("money", "percent", "date", "code"):
            previous_end = claim.end
        roled.append(claim)
    return roled


def _role(text: str, claim: Claim, previous_end: int, following: int) -> str:
    kind = f"{claim.kind}_" if claim.kind in ("date", "number") else ""
    left = _nearest(_cues(f"{kind}left"), text[max(previous_end, claim.start - _WINDOW) : claim.start])
    if left in _STRONG:
        return left
    behind = _behind(_cues(f"{kind}right"), text[claim.end : max(following, claim.end + 12)][:_WINDOW])
    return left if left == "reduction" and behind == "was" else behind or left


def _fitting(role: str, unit: str) -> str:
    """Return the role of a number that its unit allows: days are no rating, and stars no time for returns."""
    if unit in TIME_UNITS:
        return role if role in ("returning", "refund", "delivery") else ""
    if unit in COUNT_UNITS:
        return "rating"
    return role if not unit and role in ("rating", "people", "orders", "bought") else ""


def _nearest(cues: _Cues, window: str) -> str:
    """Return the role of the last cue in `window` that is in the amount's own clause and not far from it."""
    stops = [stop.end() for stop in _STOPS.finditer(window)]
    role, end = "", 0
    for pattern in cues.within(window):
        for found in pattern.finditer(window, stops[-1] if stops else 0):
            if found.end() > end:
                role, end = found.lastgroup or "", found.end()
    gap = window[end:]
    far = _FAR_CHINESE if has_chinese(window[end - 1 :]) else _FAR_LATIN
    return role if role and len(gap) <= far else ""


def _behind(cues: _Cues, window: str) -> str:
    """Return the role of a cue that follows at once."""
    window = _GAP.sub("", window, count=1)
    found = next((found for pattern in cues.within(window) if (found := pattern.match(window))), None)
    return (found.lastgroup or "") if found else ""


@cache
def _cues(side: str) -> _Cues:
    cues: dict[str, list[str]] = load("data/roles.yaml")[side]
    latin = {role: [cue for cue in listed if not has_chinese(cue)] for role, listed in cues.items()}
    chinese = {role: [cue for cue in listed if has_chinese(cue)] for role, listed in cues.items()}
    return _Cues(
        re.compile(rf"(?<![A-Za-z])(?:{_groups(latin)})(?![A-Za-z])", re.IGNORECASE),
        re.compile(_groups(chinese), re.IGNORECASE),
    )


def _groups(cues: dict[str, list[str]]) -> str:
    return "|".join(rf"(?P<{role}>{'|'.join(listed)})" for role, listed in cues.items() if listed)
