"""Criteria 5 and 6: no clichés, and a rhythm that a person would write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import pstdev

from guard.style.data import pattern
from guard.style.model import MOST_WORST, Criterion, every
from guard.style.texts import Copy, masked, sentences, units

LEAST_SPREAD = {"en": 4.0, "zh": 6.0}
"""Standard deviation of sentence lengths, in words or characters, over all sentences of a message."""
FEWEST_SENTENCES = 4
"""Shorter messages have no rhythm to speak of."""
_SHOUT = re.compile(r"\b[A-Z]{4,}(?:\s+[A-Z]{2,})*\b")
_LIST = {
    "en": re.compile(r"\b[^\s,.]+,\s+[^,.]{1,30},?\s+and\s+[^\s,.]+", re.IGNORECASE),
    "zh": re.compile(r"[^，。、\n]{1,12}、[^，。、\n]{1,12}(?:、|和|与|及)[^，。、\n]{1,12}"),
}


def cliches(copies: Sequence[Copy]) -> Criterion:
    """No phrase of the list stands outside the slots: a brand's approved line may say it."""
    broken = [copy.id for copy in copies if pattern(copy.language, "cliches").search(_prose(copy))]
    return every(5, "no clichés", "every message", len(copies), broken)


def _prose(copy: Copy) -> str:
    return "\n".join(masked(part) for part in copy.draft.parts().values())


def rhythm(copies: Sequence[Copy]) -> list[Criterion]:
    """Sentences of different length; at most one exclamation, one question, one list of three; no shouting."""
    return [_spread(copies), every(6, "calm punctuation", "every message", len(copies), _loud(copies))]


def _spread(copies: Sequence[Copy]) -> Criterion:
    flat, counted = [], 0
    for copy in copies:
        lengths = [len(units(sentence, copy.language)) for sentence in sentences(copy.filled)]
        if len(lengths) >= FEWEST_SENTENCES:
            counted += 1
            if pstdev(lengths) < LEAST_SPREAD.get(copy.language, 4.0):
                flat.append(copy.id)
    # Chance makes a few short messages even; as a habit it shows.
    passed = len(flat) <= counted // 10
    return Criterion(
        number=6, name="sentences of different length", passed=passed, found=f"{counted - len(flat)} of {counted}",
        wanted="nine of ten messages", worst=tuple(flat[:MOST_WORST]),
    )  # fmt: skip


def _loud(copies: Sequence[Copy]) -> Iterator[str]:
    for copy in copies:
        prose = _prose(copy)
        exclaimed = prose.count("!") + prose.count("！")
        asked = copy.body.count("?") + copy.body.count("？")
        lists = len(_LIST[copy.language].findall(copy.body)) if copy.language in _LIST else 0
        if exclaimed > 1 or asked > 1 or lists > 1 or _SHOUT.search(prose):
            yield copy.id
