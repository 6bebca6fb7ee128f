"""Popularity: what most customers buy. Four ways to count; a buyer counts once per product.

recent    sum over the buyers of 0.5 ** (days since their last purchase of it / half-life)
overall   number of buyers (a half-life without end)
trending  (buyers within `window` + m) / (share of all purchases within `window` * buyers + m), m = `steady`:
          how much faster it sells now than before, held near 1 where few bought it
segment   (buyers in the customer's group + m * share of all customers who bought it) / (customers of the group + m);
          without groups of the caller's, quarters of the customers by how many products they bought

Exponential decay is the usual count of trends; counting buyers is the baseline that every paper of the field has to
beat. The shrinkage of the last two is that of a Bayesian average with a prior worth m observations. Ratings are not
used: to have bought is to have chosen. No wholesale order makes a product popular.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import NOTHING
from shop.recommender.scorer import WINDOW, Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIGITS = 6
"""Scores are rounded so that equal ones compare equal whatever the order of their summation."""


class Popularity(Scorer):
    """Recommends what is bought most, recent purchases counting more. `half_life` and `window` are in days."""

    name = "popularity"
    cold = True

    def __init__(self, half_life: float = 30.0, window: int = WINDOW) -> None:
        self.half_life = half_life
        self.window = window

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return the same scores for everybody."""
        import numpy as np

        return np.repeat(self._scores[None, :], len(asked.rows), axis=0)

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """What a customer bought says nothing here."""
        import numpy as np

        return np.zeros(len(places), dtype=np.float32)

    def near(self, column: int) -> NDArray[np.float32]:
        """Popularity knows no similarity."""
        import numpy as np

        return np.full(len(self.known.products), NOTHING, dtype=np.float32)

    def arrays(self) -> Arrays:
        """Return the scores and the dials."""
        import numpy as np

        return {"scores": self._scores, "dials": np.array([self.half_life, self.window])}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        half_life, window = arrays["dials"].tolist()
        model = cls(half_life, int(window))
        model._scores = arrays["scores"]
        return model

    def _learn(self, known: Interactions) -> None:
        import numpy as np

        weights = 0.5 ** (known.age_days / self.half_life)
        self._scores = counted(known, weights)
        self._scores[np.logical_and(self._scores == 0, known.buyers > 0)] = 10.0**-DIGITS

    _scores: NDArray[np.float32]


class OverallPopularity(Popularity):
    """Recommends what most customers ever bought."""

    name = "popularity-overall"

    def __init__(self, half_life: float = float("inf"), window: int = WINDOW) -> None:
        super().__init__(half_life, window)


class Trending(Popularity):
    """Recommends what sells faster within the last `window` days than before."""

    name = "trending"

    def __init__(self, half_life: float = 0.0, window: int = 30, steady: float = 10.0) -> None:
        super().__init__(half_life, window)
        self.steady = steady

    def _learn(self, known: Interactions) -> None:
        import numpy as np

        fresh = (known.age_days <= self.window).astype(np.float64)
        expected = known.buyers * (fresh.mean() if len(fresh) else 0.0)
        found = np.bincount(known.columns, fresh, minlength=len(known.products))
        self._scores = ((found + self.steady) / (expected + self.steady)).round(DIGITS).astype(np.float32)


class SegmentPopularity(Popularity):
    """Recommends what the customer's own group buys. `groups` names the group of each customer; others have none.

    None: customers are grouped by how much they bought.
    """

    name = "popularity-segment"

    def __init__(self, groups: Mapping[str, str] | None = None, prior: float = 20.0) -> None:
        super().__init__(float("inf"))
        self.groups = None if groups is None else dict(groups)
        self.prior = prior

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return the scores of the group of each customer."""
        import numpy as np

        groups = np.where(asked.rows < 0, len(self._tables) - 1, self._group_of[asked.rows])
        return self._tables[groups]

    def arrays(self) -> Arrays:
        """Return the scores of every group; the last one is that of customers without group."""
        return {"tables": self._tables, "group_of": self._group_of}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        model = cls()
        model._tables, model._group_of = arrays["tables"], arrays["group_of"]
        return model

    def _learn(self, known: Interactions) -> None:
        import numpy as np

        found = quarters(known) if self.groups is None else self.groups
        names = sorted({found[id_] for id_ in known.customers if id_ in found})
        place = {name: number for number, name in enumerate(names)}
        none = len(names)
        self._group_of = np.array(
            [*(place.get(found.get(id_, ""), none) for id_ in known.customers), none], dtype=np.int64
        )
        share = known.buyers / max(len(known.customers), 1)
        tables = [self._table(known, share, self._group_of[known.rows] == number, number) for number in range(none)]
        self._tables = np.array([*tables, share.round(DIGITS)], dtype=np.float32)

    def _table(self, known: Interactions, share: NDArray[Any], mine: NDArray[np.bool_], number: int) -> NDArray[Any]:
        import numpy as np

        members = int(np.count_nonzero(self._group_of[:-1] == number))
        found = np.bincount(known.columns[mine], minlength=len(known.products))
        rate: NDArray[Any] = ((found + self.prior * share) / (members + self.prior)).round(DIGITS)
        return rate

    _tables: NDArray[np.float32]
    _group_of: NDArray[np.int64]


def quarters(known: Interactions) -> dict[str, str]:
    """Return the quarter of each customer who bought anything, by how many products they bought."""
    import numpy as np

    sizes = np.diff(known.starts)
    if not sizes.any():
        return {}
    bounds = np.quantile(sizes[sizes > 0], [0.25, 0.5, 0.75])
    places = np.searchsorted(bounds, sizes)
    return {known.customers[row]: f"quarter {places[row] + 1}" for row in np.flatnonzero(sizes).tolist()}


def counted(known: Interactions, weights: NDArray[Any]) -> NDArray[np.float32]:
    """Return the sum of weights of each product's buyers, rounded."""
    import numpy as np

    total: NDArray[Any] = np.bincount(known.columns, weights, minlength=len(known.products))
    return total.round(DIGITS).astype(np.float32)
