"""Measures of a ranking against graded judgements, and how far a mean over queries may be off.

NDCG: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002), with the gain 2^grade - 1.
Judged only: a ranking without its unjudged documents (Sakai, "Alternatives to Bpref", 2007: condensed lists).
Bootstrap: Efron and Tibshirani, "An introduction to the bootstrap" (1993); two systems are compared query by query.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

RESAMPLES = 10_000
Grades = Mapping[str, int]
"""Grade of each judged document; above 0 is relevant."""


class Estimate(NamedTuple):
    """A mean over queries with the middle 95 % of its resampled values."""

    mean: float
    low: float
    high: float


def ndcg(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Return the gain of the first `k` beside that of the best order; 0 where nothing is relevant."""
    best = _gain(sorted(grades.values(), reverse=True)[:k])
    return _gain([grades.get(id_, 0) for id_ in ranking[:k]]) / best if best else 0.0


def recall(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """Return the share of relevant documents among the first `k`."""
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float:
    """Return 1 / rank of the first relevant document, 0 where none was found."""
    return next((1 / rank for rank, id_ in enumerate(ranking, 1) if grades.get(id_, 0) > 0), 0.0)


def condensed(ranking: Sequence[str], grades: Grades) -> list[str]:
    """Return the judged documents of a ranking, in its order."""
    return [id_ for id_ in ranking if id_ in grades]


def estimate(values: Sequence[float], seed: int = 0) -> Estimate:
    """Return the mean with its interval; of a difference between two systems, give the differences by query."""
    import numpy as np

    if not values:
        return Estimate(0.0, 0.0, 0.0)
    found = np.array(values)
    dice = np.random.default_rng(seed)
    means = found[dice.integers(0, len(found), (RESAMPLES, len(found)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Estimate(float(found.mean()), float(low), float(high))


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
