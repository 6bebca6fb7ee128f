"""How far a mean over customers may be off: the bootstrap.

The customers are drawn again with replacement RESAMPLES times; the interval holds the middle 95 % of the means (Efron
and Tibshirani, "An introduction to the bootstrap", 1993). From LARGE customers on the means are normal to any digit
shown, and mean +- 1.96 standard errors is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RESAMPLES = 400
LARGE = 20_000


class Interval(NamedTuple):
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


def interval(values: NDArray[np.float64], seed: int = 0) -> Interval:
    """Return the mean of `values` with its interval; zeros where there are none."""
    import numpy as np

    count = len(values)
    if count == 0:
        return Interval(0.0, 0.0, 0.0)
    mean = float(values.mean())
    if count >= LARGE:
        off = 1.96 * float(values.std()) / count**0.5
        return Interval(mean, mean - off, mean + off)
    dice = np.random.default_rng(seed)
    means = [values[dice.integers(0, count, count)].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(mean, float(low), float(high))
