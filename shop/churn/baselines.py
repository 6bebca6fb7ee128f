"""The plain models that a churn model must beat to be worth having: recency alone, and recency, frequency and spend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shop.churn.calibration import sigmoid
from shop.churn.cuts import Cut
from shop.churn.features import Known
from shop.churn.learners import Logistic

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BASELINES: dict[str, tuple[str, ...]] = {
    "recency only": ("days_since",),
    "RFM logistic": ("days_since", "days", "spend"),
}
"""Columns of each; logistic regression on their logarithms, hardly regularised, learnt from the same cuts as ours."""
RIDGE = 1.0


def baseline(name: str, cuts: Sequence[Cut], known: Known) -> Floats:
    """Return the probability of silence that the baseline called `name`, learnt from `cuts`, gives each customer."""
    import numpy as np

    rows = np.vstack([_rows(name, cut.known) for cut in cuts])
    silent = np.concatenate([cut.outcome.silent for cut in cuts])
    return sigmoid(Logistic.fit(rows, silent, ridge=RIDGE).log_odds(_rows(name, known)))


def _rows(name: str, known: Known) -> Floats:
    import numpy as np

    return np.column_stack([np.log1p(np.maximum(known[column], 0.0)) for column in BASELINES[name]])
