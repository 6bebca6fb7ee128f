"""Makes log-odds of earlier fits into probabilities that hold later: Platt scaling on out-of-time predictions.

    probability = 1 / (1 + exp(-(slope x log-odds + level)))          (Platt 1999)

The slope is learnt whatever the season, with a level of its own per validation origin. A shift of the level is carried
forward only when the origins look at a whole year together: over a shorter time it cannot be told from the season, and
carrying June into December makes things worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shop.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PRIOR_SHARE = 0.25
"""Slope 1 and level 0 weigh as much as one origin, whose customers share their luck: a row informs by p (1 - p)."""
YEAR_DAYS = 365


class Calibration(Record):
    """Two numbers; `level_carried` says whether the level was learnt or left at zero."""

    slope: float = 1.0
    level: float = 0.0
    level_carried: bool = False

    def probability(self, log_odds: Floats) -> Floats:
        """Return the probability of each score."""
        return sigmoid(self.slope * log_odds + self.level)


def sigmoid(log_odds: Floats) -> Floats:
    """Return probabilities of log-odds."""
    import numpy as np

    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0))), dtype=np.float64)


def calibrated(scores: Sequence[Floats], silent: Sequence[Floats], covered_days: int) -> Calibration:
    """Learn slope and, where the origins cover a year, level; one array of scores and outcomes per origin."""
    import numpy as np
    from scipy.optimize import minimize

    carried = covered_days >= YEAR_DAYS
    origin = np.concatenate([np.full(len(part), 0 if carried else place) for place, part in enumerate(scores)])
    score, outcome = np.concatenate(scores), np.concatenate(silent)
    prior = PRIOR_SHARE * len(score) / len(scores)

    def loss(point: Floats) -> float:
        odds = point[0] * score + point[1:][origin]
        missed = (np.logaddexp(0.0, odds) - outcome * odds).sum()
        held = (point[0] - 1.0) ** 2 + (point[1] ** 2 if carried else 0.0)
        return float(missed + prior * held / 2) / len(score)

    start = np.array([1.0] + [0.0] * (int(origin.max()) + 1))
    found = minimize(loss, start, method="BFGS").x
    level = round(float(found[1]), 4) if carried else 0.0
    return Calibration(slope=round(max(float(found[0]), 0.1), 4), level=level, level_carried=carried)
