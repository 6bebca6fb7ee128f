"""PureSVD: the purchases projected on their strongest directions.

X ~ U S V' (rank `factors`)        score(c) = x(c) V V'

Cremonesi, Koren and Turrin, "Performance of recommender algorithms on top-n recommendation tasks", RecSys 2010:
missing entries are zeros, and a customer needs no factors of their own. Ratings are not used. Directions as strong as
the first one that is left out are left out too: which of them a program finds is chance, and the same purchases shall
give the same numbers.
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


TIED = 1e-4
"""Directions whose strengths differ by less than this share count as equal."""


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
    """Return the strongest right singular vectors as columns x (at most `factors`); see the module about equal ones."""
    import numpy as np

    if min(matrix.shape) == 0 or matrix.nnz == 0:
        return np.zeros((matrix.shape[1], 0), dtype=np.float32)
    find = _exactly if min(matrix.shape) <= 2 * (factors + 1) else _iteratively
    strengths, vectors = find(matrix.astype(np.float64), factors + 1)
    after = strengths[factors] if len(strengths) > factors else 0.0
    kept = strengths[:factors] > np.maximum(after * (1 + TIED), strengths[0] * TIED)
    return np.ascontiguousarray(vectors[:, :factors][:, kept], dtype=np.float32)


def _exactly(matrix: Any, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401
    """Return strengths, strongest first, and vectors, from the eigenvectors of the smaller side."""
    import numpy as np

    wide = matrix.shape[0] < matrix.shape[1]
    squares, vectors = np.linalg.eigh((matrix @ matrix.T if wide else matrix.T @ matrix).toarray())
    strengths = np.sqrt(np.maximum(squares[::-1][:count], 0))
    vectors = vectors[:, ::-1][:, :count]
    return strengths, (matrix.T @ vectors) / np.maximum(strengths, 1e-12) if wide else vectors


def _iteratively(matrix: Any, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401
    """Return the same by Lanczos iteration from a fixed start."""
    import numpy as np
    from scipy.sparse.linalg import svds

    start = np.ones(min(matrix.shape))
    _, strengths, found = svds(matrix, k=count, v0=start, rng=np.random.default_rng(0))
    order = np.argsort(-strengths, kind="stable")
    return strengths[order], found[order].T
