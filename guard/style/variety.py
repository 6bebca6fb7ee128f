"""Criterion 4: nobody who compares two messages thinks of a template."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from statistics import median

from guard.style.model import Criterion
from guard.style.texts import Copy, masked, units

MOST_SUBJECT, MOST_OPENING, MOST_ARC = 0.05, 0.03, 0.35
OPENINGS_PER_200 = 60
LEAST_ARCS = 5
MOST_ALIKE = 0.35
GRAMS = {"en": 4, "zh": 6}
PAIRS = 4_000
"""Pairs that are compared; drawn with a fixed seed when there are more."""
MOST_OF_FEW = 2
"""Of few messages two may share a wording: a single repetition would already be over the share."""
FEWEST = 20
"""Below this many messages shares say nothing."""


def variety(copies: Sequence[Copy]) -> list[Criterion]:
    """Return the parts of criterion 4; few messages pass, because shares of few say nothing."""
    if len(copies) < FEWEST:
        return []
    subjects = [masked(copy.draft.subject) for copy in copies if copy.draft.subject]
    parts = [_share("no subject repeated too often", subjects, MOST_SUBJECT)] if subjects else []
    openings = [copy.opening for copy in copies]
    wanted = max(2, round(min(len(copies), 200) * OPENINGS_PER_200 / 200))
    distinct = len(set(openings))
    arcs = Counter(copy.draft.arc for copy in copies if copy.draft.arc)
    return [
        *parts,
        _share("no opening repeated too often", openings, MOST_OPENING),
        Criterion(number=4, name="distinct openings", passed=distinct >= wanted, found=str(distinct),
                  wanted=f"at least {wanted}"),
        *([_arcs(arcs)] if arcs else []),
        _alikeness(copies),
    ]  # fmt: skip


def _share(name: str, texts: Sequence[str], most: float) -> Criterion:
    [(_, count)] = Counter(texts).most_common(1)
    share = count / len(texts)
    # Among few messages one repetition is already more than the share.
    passed = count <= max(MOST_OF_FEW, most * len(texts))
    return Criterion(number=4, name=name, passed=passed, found=f"{share:.1%}", wanted=f"at most {most:.0%}")


def _arcs(arcs: Counter[str]) -> Criterion:
    share = max(arcs.values()) / arcs.total()
    return Criterion(
        number=4, name="several arcs", passed=len(arcs) >= LEAST_ARCS and share <= MOST_ARC,
        found=f"{len(arcs)}, the largest {share:.0%}", wanted=f"at least {LEAST_ARCS}, none over {MOST_ARC:.0%}",
    )  # fmt: skip


def _alikeness(copies: Sequence[Copy]) -> Criterion:
    grams = [_grams(copy) for copy in copies]
    middle = median(_jaccard(grams[one], grams[other]) for one, other in _pairs(len(copies)))
    return Criterion(
        number=4, name="bodies differ (median Jaccard of n-grams)", passed=middle <= MOST_ALIKE,
        found=f"{middle:.2f}", wanted=f"at most {MOST_ALIKE}",
    )  # fmt: skip


def _pairs(count: int) -> list[tuple[int, int]]:
    every = count * (count - 1) // 2
    if every <= PAIRS:
        return [(one, other) for one in range(count) for other in range(one)]
    dice = random.Random(count)
    drawn = ((dice.randrange(count), dice.randrange(count)) for _ in range(PAIRS))
    return [(one, other) for one, other in drawn if one != other]


def _grams(copy: Copy) -> frozenset[tuple[str, ...]]:
    size, read = GRAMS.get(copy.language, 4), units(copy.body.casefold(), copy.language)
    return frozenset(tuple(read[start : start + size]) for start in range(max(len(read) - size + 1, 1)))


def _jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / max(len(one | other), 1)
