"""Intervals: how far chance alone may explain a rate or a difference. All are at 95 %.

Wilson: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
Newcombe: R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
Medicine 17 (1998), method 10: the Wilson limits of both rates put together.
Bootstrap: B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979); percentiles of
resampled differences, with a fixed seed, so that the same rows give the same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from numpy import float64
    from numpy.random import Generator
    from numpy.typing import NDArray

Z = 1.959963984540054
"""The standard normal's 97.5 % quantile."""
RESAMPLES = 2000
SEED = 20261
_CHUNK = 4_000_000
"""Cells of one block of resamples, so that memory stays bounded however many amounts differ."""


class Range(NamedTuple):
    """Both ends of an interval."""

    low: float
    high: float


def wilson(successes: int, trials: int) -> Range:
    """Return the interval of a rate, between 0 and 1; `trials` is at least 1."""
    rate = successes / trials
    centre = rate + Z * Z / (2 * trials)
    reach = Z * sqrt(rate * (1 - rate) / trials + Z * Z / (4 * trials * trials))
    scale = 1 + Z * Z / trials
    low = 0.0 if successes == 0 else (centre - reach) / scale
    high = 1.0 if successes == trials else (centre + reach) / scale
    return Range(low, high)


def newcombe(a: int, n: int, b: int, m: int) -> Range:
    """Return the interval of a/n - b/m."""
    one, other = wilson(a, n), wilson(b, m)
    p, q = a / n, b / m
    return Range(
        p - q - sqrt((p - one.low) ** 2 + (other.high - q) ** 2),
        p - q + sqrt((one.high - p) ** 2 + (q - other.low) ** 2),
    )


def bootstrap(ours: Sequence[Decimal], theirs: Sequence[Decimal]) -> Range:
    """Return the interval of mean(ours) - mean(theirs); neither may be empty. Does not depend on their order."""
    import numpy as np

    dice = np.random.default_rng(SEED)
    means = [_resampled(amounts, dice) for amounts in (ours, theirs)]
    low, high = np.percentile(means[0] - means[1], [2.5, 97.5])
    return Range(float(low), float(high))


def _resampled(amounts: Sequence[Decimal], dice: Generator) -> NDArray[float64]:
    """Return the means of RESAMPLES draws with replacement; equal amounts are drawn together, so zeros cost nothing."""
    import numpy as np

    counted = sorted(Counter(amounts).items())
    values = np.array([float(value) for value, _ in counted])
    shares = np.array([count for _, count in counted]) / len(amounts)
    rows = max(1, _CHUNK // len(counted))
    blocks = [
        dice.multinomial(len(amounts), shares, size=min(rows, RESAMPLES - done)) @ values
        for done in range(0, RESAMPLES, rows)
    ]
    return np.concatenate(blocks) / len(amounts)
