"""How good probabilities are: ranking (AUC), squared error (Brier), log loss, calibration error, with intervals.

Intervals are percentile bootstraps over customers (Efron 1979) with a fixed seed; comparisons are paired, that is,
both models are judged on the same drawn customers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from shop.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Measure = Callable[[Floats, Floats, Floats], float]

DRAWS, SEED = 1_000, 11
BINS = 10
"""Calibration is looked at in tenths of the customers, by rising probability."""


class Interval(Record):
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


class Quality(Record):
    """Figures of one model on one set of customers. Brier, log loss and calibration error: lower is better.

    `auc_gain` and `brier_gain` are the first model's advantage over this one (None for the first itself).
    """

    model: str
    auc: Interval
    brier: Interval
    log_loss: Interval
    calibration_error: float
    mean_probability: float
    auc_gain: Interval | None = None
    brier_gain: Interval | None = None


class Bin(Record):
    """A tenth of the customers: mean probability, share that did not order, their number."""

    predicted: float
    observed: float
    customers: int


def auc(silent: Floats, score: Floats, weight: Floats) -> float:
    """Probability that a silent customer scores above one who ordered, ties counting half."""
    import numpy as np

    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(score[order]) > 0]))
    positive = np.add.reduceat((weight * silent)[order], starts)
    negative = np.add.reduceat((weight * (1 - silent))[order], starts)
    below = np.cumsum(negative) - negative
    pairs = positive.sum() * negative.sum()
    return float((positive * (below + negative / 2)).sum() / pairs) if pairs else 0.5


def brier(silent: Floats, probability: Floats, weight: Floats) -> float:
    """Mean squared difference of probability and outcome (Brier 1950)."""
    return float((weight * (probability - silent) ** 2).sum() / weight.sum())


def log_loss(silent: Floats, probability: Floats, weight: Floats) -> float:
    """Mean negative logarithm of the probability given to what happened."""
    import numpy as np

    held = np.clip(probability, 1e-6, 1 - 1e-6)
    loss = -(silent * np.log(held) + (1 - silent) * np.log(1 - held))
    return float((weight * loss).sum() / weight.sum())


def bins(silent: Floats, probability: Floats) -> tuple[Bin, ...]:
    """Return the calibration table: tenths of the customers by rising probability."""
    import numpy as np

    order = np.argsort(probability, kind="stable")
    return tuple(
        Bin(
            predicted=_short(probability[part].mean()), observed=_short(silent[part].mean()), customers=len(part)
        )
        for part in np.array_split(order, BINS) if len(part)
    )  # fmt: skip


def calibration_error(table: tuple[Bin, ...]) -> float:
    """Expected calibration error: mean absolute gap of the bins, weighted by customers."""
    whole = sum(item.customers for item in table)
    return _short(sum(item.customers * abs(item.predicted - item.observed) for item in table) / whole)


def compared(silent: Floats, probabilities: Mapping[str, Floats]) -> tuple[Quality, ...]:
    """Judge models on the same customers; gains are those of the first over each other one."""
    draws = _draws(len(silent))
    drawn = {name: _drawn(silent, held, draws) for name, held in probabilities.items()}
    first = next(iter(drawn))
    return tuple(
        _quality(name, silent, held, drawn[name], None if name == first else drawn[first])
        for name, held in probabilities.items()
    )


_MEASURES: dict[str, Measure] = {"auc": auc, "brier": brier, "log_loss": log_loss}


def _draws(count: int) -> Floats:
    """How often each customer is drawn: the customers themselves first, then the bootstrap's draws."""
    import numpy as np

    chance = np.random.default_rng(SEED)
    times = [np.bincount(chance.integers(0, count, count), minlength=count) for _ in range(DRAWS)]
    return np.vstack([np.ones(count), *times]).astype(np.float64)


def _drawn(silent: Floats, probability: Floats, draws: Floats) -> dict[str, Floats]:
    import numpy as np

    return {name: np.array([of(silent, probability, weight) for weight in draws]) for name, of in _MEASURES.items()}


def _quality(
    name: str, silent: Floats, probability: Floats, own: dict[str, Floats], first: dict[str, Floats] | None
) -> Quality:
    gains = {}
    if first is not None:
        gains = {
            "auc_gain": _interval(first["auc"] - own["auc"]),
            "brier_gain": _interval(own["brier"] - first["brier"]),
        }
    return Quality(
        model=name, **{measure: _interval(values) for measure, values in own.items()}, **gains,
        calibration_error=calibration_error(bins(silent, probability)), mean_probability=_short(probability.mean()),
    )  # fmt: skip


def _interval(values: Floats) -> Interval:
    import numpy as np

    low, high = np.quantile(values[1:], [0.025, 0.975])
    return Interval(value=_short(values[0]), low=_short(low), high=_short(high))


def _short(value: float) -> float:
    return round(float(value), 4)
