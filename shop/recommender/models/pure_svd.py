"""PureSVD: the purchases projected on their strongest directions.

X ~ U S V' (rank `factors`)        score(c) = x(c) V V'

Cremonesi, Koren and Turrin, "Performance of recommender algorithms on top-n recommendation tasks", RecSys 2010:
missing entries are zeros, and a customer needs no factors of their own. Ratings are not used. The directions are
found by Lanczos iteration from a fixed start, so the same purchases give the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import product
from shop.recommender.scorer import Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class PureSvd(Scorer):
    """Recommends along the strongest directions of the purchases."""

    name = "pure-svd"

    def __init__(self, factors: int = 20) -> None:
        self.factors = factors

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return x V V'."""
        import numpy as np

        return product(np.asarray(asked.taste @ self._directions, dtype=np.float32), self._directions.T)

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return (V V')[places, column]."""
        import numpy as np

        return np.asarray(self._directions[places] @ self._directions[column])

    def arrays(self) -> Arrays:
        """Return the directions, products x factors."""
        import numpy as np

        return {"directions": self._directions, "dials": np.array([self.factors])}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        model = cls(int(arrays["dials"][0]))
        model._directions = arrays["directions"]
        return model

    def _learn(self, known: Interactions) -> None:
        self._directions = directions(known.matrix, self.factors)


def directions(matrix: Any, factors: int) -> NDArray[np.float32]:  # noqa: ANN401 - scipy has no types
    """Return the first right singular vectors as columns x factors; fewer where the matrix has no more to give."""
    import numpy as np
    from scipy.sparse.linalg import svds

    rank = min(factors, min(matrix.shape) - 1)
    if rank < 1 or matrix.nnz == 0:
        return np.zeros((matrix.shape[1], 0), dtype=np.float32)
    start = np.ones(min(matrix.shape), dtype=np.float32)
    _, strengths, found = svds(matrix.astype(np.float32), k=rank, v0=start)
    kept = strengths > 1e-5 * strengths.max()
    return np.ascontiguousarray(found[kept].T, dtype=np.float32)
