"""Which role the words around an amount or a day give it: price, was, threshold, reduction, ceiling, total, deadline …"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from guard.claims.model import Claim
from guard.resources import load

_WINDOW = 40
_FAR_LATIN, _FAR_CHINESE = 18, 9
"""How far behind a cue the amount may stand, in characters: about three words."""
_STOPS = re.compile(r"[.!?;\n。|](?!\d)")
_GAP = re.compile(r"[\s(*_]{0,3}")
_STRONG = {"ceiling", "was"}
"""A cue before the amount that wins over one behind it: "up to $30 off", "was $79 off the shelf"."""


class _Cues(NamedTuple):
    left: re.Pattern[str]
    right: re.Pattern[str]


def with_roles(text: str, claims: list[Claim]) -> list[Claim]:
    """Return the claims (sorted by place) with the role that `text` (normalised) gives to amounts and days."""
    roled: list[Claim] = []
    previous_end = 0
    for number, claim in enumerate(claims):
        if claim.kind in ("money", "percent", "date") and (not claim.role or claim.kind == "percent"):
            following = claims[number + 1].start if number + 1 < len(claims) else len(text)
            claim = claim._replace(role=_role(text, claim, previous_end, following) or claim.role)
        if claim.kind in ("money", "percent", "date", "code"):
            previous_end = claim.end
        roled.append(claim)
    return roled


def _role(text: str, claim: Claim, previous_end: int, following: int) -> str:
    cues = _date_cues() if claim.kind == "date" else _money_cues()
    left = _nearest(cues.left, text[max(previous_end, claim.start - _WINDOW) : claim.start])
    if left in _STRONG:
        return left
    start = claim.end
    gap = _GAP.match(text, start)
    start = gap.end() if gap else start
    right = cues.right.match(text, start, max(start, min(len(text), max(following, start + 12))))
    return (right.lastgroup or "") if right else left


def _nearest(pattern: re.Pattern[str], window: str) -> str:
    """Return the role of the last cue in `window` that is in the amount's own clause and not far from it."""
    stops = [stop.end() for stop in _STOPS.finditer(window)]
    role, gap_start = "", 0
    for found in pattern.finditer(window, stops[-1] if stops else 0):
        role, gap_start = found.lastgroup or "", found.end()
    gap = window[gap_start:]
    far = _FAR_LATIN if gap.isascii() and not (gap_start and window[gap_start - 1] > "\u2e80") else _FAR_CHINESE
    return role if role and len(gap) <= far else ""


@cache
def _money_cues() -> _Cues:
    roles = load("data/roles.yaml")
    return _Cues(_compiled(roles["left"]), _compiled(roles["right"]))


@cache
def _date_cues() -> _Cues:
    roles = load("data/roles.yaml")
    return _Cues(_compiled(roles["date_left"]), _compiled(roles["date_right"]))


def _compiled(cues: dict[str, list[str]]) -> re.Pattern[str]:
    groups = [rf"(?P<{role}>{'|'.join(_bounded(cue) for cue in patterns)})" for role, patterns in cues.items()]
    return re.compile("|".join(groups), re.IGNORECASE)


def _bounded(cue: str) -> str:
    """Latin cues are whole words; Chinese ones stand anywhere."""
    if re.search(r"[\u4e00-\u9fff]", cue):
        return cue
    return rf"(?<![A-Za-z])(?:{cue})(?![A-Za-z])"
