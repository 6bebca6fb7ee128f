"""User-based nearest neighbours, mean-centred: what the customers most like this one bought.

sim(u, v) = (|u & v| - |u||v| / n) / (sqrt(|u| (1 - |u|/n)) * sqrt(|v| (1 - |v|/n)) + shrinkage), n = products
score(u, j) = sum of sim(u, v) over the `neighbours` nearest v (sim > 0) who bought j

The cosine of rows from which their mean over all products was taken, that is, Pearson's correlation (for purchases:
the phi coefficient): Herlocker, Konstan, Borchers and Riedl, "An algorithmic framework for performing collaborative
filtering", SIGIR 1999. At most LARGEST customers, evenly spread, are asked for advice: beyond that,
rows cost more than they add. Ratings are not used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import NOTHING
from shop.recommender.scorer import Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST = 20_000
DIGITS = 6
"""Similarities are rounded so that equal ones compare equal."""


class UserKnn(Scorer):
    """Recommends what the nearest customers bought; see the module for the formula and its dials."""

    name = "user-knn"

    def __init__(self, neighbours: int = 100, shrinkage: float = 2.0) -> None:
        self.neighbours = neighbours
        self.shrinkage = shrinkage

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return the sums of the similarities of neighbours; NOTHING where no neighbour bought it."""
        import numpy as np
        from scipy.sparse import csr_matrix

        sims = self._similarities(asked)
        sims[sims <= 0] = 0
        if sims.shape[1] > self.neighbours:
            least = np.partition(sims, sims.shape[1] - self.neighbours, axis=1)[:, sims.shape[1] - self.neighbours]
            sims[sims < least[:, None]] = 0
        sums = (csr_matrix(sims) @ self._advisers).tocsr()
        scores = np.full(sums.shape, NOTHING, dtype=np.float32)
        scores[np.repeat(np.arange(len(sims)), np.diff(sums.indptr)), sums.indices] = sums.data
        return scores

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return how many buyers of `column` bought each product, as a share of its buyers."""
        import numpy as np

        shared = np.array([self.known.together(int(place), column) for place in places], dtype=np.float32)
        return np.asarray(shared / np.maximum(self.known.buyers[places], 1), dtype=np.float32)

    def arrays(self) -> Arrays:
        """Return the dials; the purchases are all it knows."""
        import numpy as np

        return {"dials": np.array([self.neighbours, self.shrinkage])}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        neighbours, shrinkage = arrays["dials"].tolist()
        model = cls(int(neighbours), shrinkage)
        model._learn(known)
        return model

    def _learn(self, known: Interactions) -> None:
        import numpy as np

        count = len(known.customers)
        self._asked = np.unique(np.linspace(0, max(count - 1, 0), min(count, LARGEST)).round().astype(np.int64))
        self._advisers = known.matrix[self._asked]
        self._sizes = np.diff(self._advisers.indptr).astype(np.float32)

    def _similarities(self, asked: Histories) -> NDArray[np.float32]:
        """Return asked x advisers; nobody advises themselves."""
        import numpy as np

        n = max(len(self.known.products), 1)
        sizes = np.diff(asked.taste.indptr).astype(np.float32)[:, None]
        shared = (asked.taste @ self._advisers.T).toarray()
        spread = np.sqrt(sizes * (1 - sizes / n)) * np.sqrt(self._sizes * (1 - self._sizes / n))
        sims: NDArray[Any] = (shared - sizes * self._sizes / n) / (spread + self.shrinkage)
        sims[asked.rows[:, None] == self._asked[None, :]] = 0
        return np.asarray(sims.round(DIGITS), dtype=np.float32)
