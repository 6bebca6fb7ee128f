"""Profile cosine with a term for recent behaviour, over vectors of products.

U(c) = mean of the unit vectors of what c bought        R(c) = the same, weighted by 0.5 ** (age in days / half_life)
score(c, j) = cos(U(c), I(j)) + alpha * R(c) . I(j),    I(j) the unit vector of product j

The profile method of content-based recommendation (Rocchio's mean: Lops, de Gemmis and Semeraro, "Content-based
recommender systems: state of the art and trends", 2011) with a second, decaying profile for what a customer is doing
now. R is a weighted sum over all weights of the history, so that it fades when nothing recent is there. The vectors are
passed in as one row per product (`vectors`, in the order of `ids`), or made from the purchases: the first `factors`
directions of the matrix whose rows are divided by the root of their length. Ratings are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.models.pure_svd import directions
from shop.recommender.ranking import product
from shop.recommender.scorer import Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Profile(Scorer):
    """Recommends what lies near the customer's taste, and near what they did last."""

    name = "profile"

    def __init__(
        self,
        alpha: float = 0.5,
        half_life: float = 30.0,
        factors: int = 64,
        ids: Sequence[str] = (),
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        self.alpha = alpha
        self.half_life = half_life
        self.factors = factors
        self._ids = tuple(ids)
        self._given = vectors

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return cosine plus alpha times recent behaviour."""
        import numpy as np

        taste = np.asarray(asked.taste @ self._units, dtype=np.float32)
        taste /= np.maximum(np.linalg.norm(taste, axis=1, keepdims=True), 1e-12)
        recent = asked.taste.copy()
        recent.data = (0.5 ** (asked.age_days / self.half_life)).astype(np.float32)
        counts = np.maximum(np.diff(asked.taste.indptr), 1)[:, None]
        now = np.asarray(recent @ self._units, dtype=np.float32) / counts.astype(np.float32)
        return product(taste + np.float32(self.alpha) * now, self._units.T)

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return the cosine of the vectors."""
        import numpy as np

        return np.asarray(self._units[places] @ self._units[column])

    def arrays(self) -> Arrays:
        """Return the unit vectors and the dials."""
        import numpy as np

        return {"units": self._units, "dials": np.array([self.alpha, self.half_life])}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        alpha, half_life = arrays["dials"].tolist()
        model = cls(alpha, half_life)
        model._units = arrays["units"]
        return model

    def _learn(self, known: Interactions) -> None:
        import numpy as np
        from scipy.sparse import diags

        if self._given is not None:
            self._units = unit(placed(known, self._ids, self._given))
            return
        lengths = np.sqrt(np.maximum(np.diff(known.starts), 1)).astype(np.float32)
        self._units = unit(directions(diags(1 / lengths) @ known.matrix, self.factors))


def placed(known: Interactions, ids: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors in the order of the products of `known`; zeros for a product without one."""
    import numpy as np

    found = np.zeros((len(known.products), vectors.shape[1]), dtype=np.float32)
    for id_, vector in zip(ids, vectors, strict=True):
        column = known.column_of.get(id_)
        if column is not None:
            found[column] = vector
    return found


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the rows with length one; a row of zeros stays."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
