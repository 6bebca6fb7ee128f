"""The two learners of the churn model: a regularised logistic regression, and gradient-boosted trees.

Both are fitted by scikit-learn, kept as plain arrays (never a pickle) and evaluated here, so that what is stored is
what answers. Scores are log-odds of *not* ordering within the horizon. Fixed seed, one thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RIDGE = 0.003
"""Inverse strength of the ridge (scikit-learn's C) on standardised columns; .001 to .03 differ by < .002 Brier."""
TAILS = (0.005, 0.995)
"""Columns are cut at these quantiles of the rows learnt from: nothing is extrapolated."""
TREES, DEPTH, RATE, LEAST_LEAF, SEED = 120, 3, 0.05, 30, 7
"""Small steps and shallow trees; half of the rows and columns per tree (Friedman 2002)."""


@dataclass(frozen=True, eq=False)
class Logistic:
    """Log-odds = intercept + sum of weight x standardised column."""

    low: Floats
    high: Floats
    mean: Floats
    spread: Floats
    weights: Floats
    intercept: float

    @classmethod
    def fit(cls, rows: Floats, silent: Floats, ridge: float = RIDGE) -> Self:
        """Learn from rows whose outcome is known; both outcomes must occur."""
        import numpy as np
        from sklearn.linear_model import LogisticRegression

        low, high = np.quantile(rows, TAILS, axis=0)
        cut = np.clip(rows, low, high)
        mean, spread = cut.mean(axis=0), cut.std(axis=0)
        spread = np.where(spread > 1e-6, spread, np.inf)  # a constant column says nothing
        with _one_thread():
            model = LogisticRegression(C=ridge, max_iter=5_000, tol=1e-6).fit((cut - mean) / spread, silent)
        return cls(low, high, mean, spread, model.coef_[0], float(model.intercept_[0]))

    def log_odds(self, rows: Floats) -> Floats:
        """Return the score of each row."""
        import numpy as np

        standard = (np.clip(rows, self.low, self.high) - self.mean) / self.spread
        # Row by row in a fixed order: a library's matrix product may sum differently for other numbers of rows.
        return np.asarray((standard * self.weights).sum(axis=1) + self.intercept, dtype=np.float64)

    def arrays(self) -> dict[str, Any]:
        """Return everything as plain arrays, for a file."""
        import numpy as np

        held = {name: getattr(self, name) for name in ("low", "high", "mean", "spread", "weights")}
        return {**held, "intercept": np.array(self.intercept)}

    @classmethod
    def from_arrays(cls, held: dict[str, Any]) -> Self:
        """Rebuild from what `arrays` returned."""
        return cls(**{**held, "intercept": float(held["intercept"])})


@dataclass(frozen=True, eq=False)
class Trees:
    """Log-odds = start + the sum of one leaf of every tree. Arrays are trees x nodes; a leaf points to itself."""

    start: float
    column: NDArray[np.int64]
    threshold: Floats
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: Floats

    @classmethod
    def fit(cls, rows: Floats, silent: Floats) -> Self:
        """Learn from rows whose outcome is known; both outcomes must occur."""
        from sklearn.ensemble import GradientBoostingClassifier

        with _one_thread():
            model = GradientBoostingClassifier(
                n_estimators=TREES, learning_rate=RATE, max_depth=DEPTH, subsample=0.5, max_features=0.5,
                min_samples_leaf=LEAST_LEAF, random_state=SEED,
            ).fit(rows, silent)  # fmt: skip
        share = float(silent.mean())
        return cls(_odds(share), *_flattened([tree.tree_ for tree in model.estimators_[:, 0]]))

    def log_odds(self, rows: Floats) -> Floats:
        """Return the score of each row."""
        import numpy as np

        seen = rows.astype(np.float32)  # as the trees were grown
        total = np.full(len(rows), self.start)
        every = np.arange(len(rows))
        for tree in range(len(self.column)):
            node = np.zeros(len(rows), dtype=np.int64)
            for _ in range(DEPTH):
                goes_left = seen[every, self.column[tree][node]] <= self.threshold[tree][node]
                node = np.where(goes_left, self.left[tree][node], self.right[tree][node])
            total += self.value[tree][node]
        return total

    def arrays(self) -> dict[str, Any]:
        """Return everything as plain arrays, for a file."""
        import numpy as np

        held = {name: getattr(self, name) for name in ("column", "threshold", "left", "right", "value")}
        return {**held, "start": np.array(self.start)}

    @classmethod
    def from_arrays(cls, held: dict[str, Any]) -> Self:
        """Rebuild from what `arrays` returned."""
        return cls(**{**held, "start": float(held["start"])})


def _flattened(trees: list[Any]) -> tuple[Any, ...]:
    """Return column, threshold, left, right and value of all trees, filled up to the same number of nodes."""
    import numpy as np

    most = max(tree.node_count for tree in trees)
    shape = (len(trees), most)
    column, left, right = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    threshold, value = np.full(shape, np.inf), np.zeros(shape)
    for place, tree in enumerate(trees):
        count, itself = tree.node_count, np.arange(tree.node_count)
        leaf = tree.children_left < 0
        column[place, :count] = np.where(leaf, 0, tree.feature)
        left[place, :count] = np.where(leaf, itself, tree.children_left)
        right[place, :count] = np.where(leaf, itself, tree.children_right)
        threshold[place, :count] = np.where(leaf, np.inf, tree.threshold)
        value[place, :count] = RATE * tree.value[:, 0, 0]
    return column, threshold, left, right, value


def _odds(share: float) -> float:
    import math

    return math.log(share / (1 - share))


def _one_thread() -> Any:  # noqa: ANN401 - threadpoolctl has no types
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)
