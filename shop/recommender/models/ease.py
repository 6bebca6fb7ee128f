"""EASE: a linear autoencoder with a closed solution, without self-similarity.

P = (X'X + lambda I)^-1        B[i, j] = -P[i, j] / P[j, j], 0 on the diagonal        score(c) = x(c) B

Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019. When there are fewer customers than products
the same P comes from a system of the size of the customers, by the Woodbury identity:

P = (I - X' K^-1 X) / lambda   with K = X X' + lambda I,   P[j, j] = (1 - x_j' K^-1 x_j) / lambda

so the cost is that of the smaller side: min(customers, products)^3. For a customer u who was there when it was fitted
and a product j they did not buy, x(u) X' K^-1 x_j = -lambda (K^-1 X)[u, j]: their scores are there already.

Ratings are not used: on MovieLens the matrix of ones ranks better than that of ratings when every held-out item counts
as relevant.
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


class Ease(Scorer):
    """Recommends what the products of a customer predict. `penalty` is lambda; the higher, the closer to popularity."""

    name = "ease"

    def __init__(self, penalty: float = 300.0) -> None:
        self.penalty = penalty

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return x B. Scores may be negative; a product nobody bought has none."""
        import numpy as np

        if not self._by_customer:
            return np.asarray(asked.taste @ self._weights, dtype=np.float32)
        scores = np.empty((len(asked.rows), len(self._scale)), dtype=np.float32)
        new = asked.rows < 0
        scores[~new] = self._weights[asked.rows[~new]] * np.float32(-self.penalty)
        if new.any():
            inner = np.asarray((asked.taste[new] @ self.known.matrix.T).toarray(), dtype=np.float32)
            scores[new] = product(inner, self._weights)
        return np.asarray(scores * self._scale)

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return B[places, column]."""
        import numpy as np

        if not self._by_customer:
            return np.asarray(self._weights[places, column])
        buyers = np.asarray(self.known.matrix[:, places].T @ self._weights[:, column], dtype=np.float32)
        return np.asarray(buyers * self._scale[column])

    def arrays(self) -> Arrays:
        """Return B, or the smaller matrix it follows from."""
        import numpy as np

        return {
            "weights": self._weights,
            "scale": self._scale,
            "dials": np.array([self.penalty, self._by_customer], dtype=np.float64),
        }

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        penalty, by_customer = arrays["dials"].tolist()
        model = cls(penalty)
        model._weights, model._scale, model._by_customer = arrays["weights"], arrays["scale"], bool(by_customer)
        return model

    def _learn(self, known: Interactions) -> None:
        matrix = known.matrix
        self._by_customer = matrix.shape[0] < matrix.shape[1]
        if self._by_customer:
            self._learn_by_customer(matrix)
        else:
            self._learn_by_product(matrix)

    def _learn_by_product(self, matrix: Any) -> None:  # noqa: ANN401 - scipy has no types
        """B by inverting products x products in place."""
        import numpy as np
        from scipy.linalg import lapack

        size = matrix.shape[1]
        self._scale = np.ones(size, dtype=np.float32)
        if size == 0:
            self._weights = np.zeros((0, 0), dtype=np.float32)
            return
        gram = (matrix.T @ matrix).toarray(order="F")
        gram[np.diag_indices(size)] += np.float32(self.penalty)
        factor, _ = lapack.spotrf(gram, lower=False, overwrite_a=True)
        inverse, _ = lapack.spotri(factor, lower=False, overwrite_c=True)
        weights = np.triu(inverse) + np.triu(inverse, 1).T
        weights = np.ascontiguousarray(weights / -np.diag(weights))
        weights[np.diag_indices(size)] = 0
        self._weights = weights

    def _learn_by_customer(self, matrix: Any) -> None:  # noqa: ANN401 - scipy has no types
        """K^-1 X, and what turns it into scores: -(x P)[j] / P[j, j] for a product j that is not in x."""
        import numpy as np
        from scipy.linalg import cho_factor, cho_solve

        dense = matrix.toarray()
        inner = np.asarray((matrix @ matrix.T).toarray(), dtype=np.float32)
        inner[np.diag_indices(len(inner))] += np.float32(self.penalty)
        solved = cho_solve(cho_factor(inner, overwrite_a=True), dense) if len(inner) else dense
        self._weights = np.ascontiguousarray(solved, dtype=np.float32)
        self._scale = (1 / (1 - np.einsum("uj,uj->j", dense, self._weights))).astype(np.float32)
