"""Item-based nearest neighbours: what customers bought who bought the same things.

sim(i, j) = sum over customers of w(c,i) * w(c,j) / (|w(.,i)| * |w(.,j)| + shrinkage), | | the Euclidean length;
            0 when fewer than `support` customers bought both
score(c, j) = sum of sim(i, j) over the products i that c bought and that have j among their `neighbours` nearest

weights  cosine  w = 1
         tfidf   w = ln(1 + products / |c|), |c| what the customer bought: who buys everything says little
         bm25    tfidf * (K + 1) / (K * (1 - B + B * buyers of i / mean buyers) + 1): long lists of buyers saturate

Cosine similarity on implicit feedback with top-N neighbours: Deshpande and Karypis, "Item-based top-N recommendation
algorithms", ACM TOIS 22(1), 2004. Shrinkage towards zero for pairs seen rarely: Bell and Koren, "Scalable
collaborative filtering with jointly derived neighborhood interpolation weights", ICDM 2007. BM25: Robertson and
Zaragoza, "The probabilistic relevance framework", 2009, with customers as terms. The support of two also keeps one
customer's basket from being shown to another. Ratings are not used.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from shop.recommender.contract import Cause
from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import NOTHING
from shop.recommender.scorer import SUPPORT, Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Weights = Literal["cosine", "tfidf", "bm25"]
WEIGHTS: tuple[Weights, ...] = ("cosine", "tfidf", "bm25")
CHUNK = 512
"""Products handled at a time when fitting: bounds the memory."""
DIGITS = 9
"""Scores are rounded so that equal ones compare equal whatever the order of their summation."""
K, B = 100.0, 0.8
"""Saturation of BM25: lists of buyers are long, so it starts late."""


class _Neighbours(NamedTuple):
    """Neighbours of every product: those of product i lie between starts[i] and starts[i + 1], sorted by place."""

    starts: NDArray[np.int64]
    places: NDArray[np.int64]
    sims: NDArray[np.float64]
    shared: NDArray[np.int64]


class ItemKnn(Scorer):
    """Recommends the neighbours of what a customer bought; see the module for the formula and its dials."""

    name = "item-knn"

    def __init__(
        self, neighbours: int = 50, shrinkage: float = 10.0, support: int = SUPPORT, weights: Weights = "cosine"
    ) -> None:
        self.neighbours = neighbours
        self.shrinkage = shrinkage
        self.support = support
        self.weights = weights

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return the sums of similarities; NOTHING where no neighbour was bought."""
        import numpy as np

        sums = (asked.taste.astype(np.float64) @ self._sims).tocsr()
        scores = np.full(sums.shape, NOTHING, dtype=np.float32)
        scores[np.repeat(np.arange(len(asked.rows)), np.diff(sums.indptr)), sums.indices] = sums.data.round(DIGITS)
        return scores

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return the similarities; 0 for a product that does not have `column` among its neighbours."""
        import numpy as np

        part = slice(self._to.indptr[column], self._to.indptr[column + 1])
        having, sims = self._to.indices[part], self._to.data[part]
        if not len(having):
            return np.zeros(len(places), dtype=np.float32)
        at = np.minimum(np.searchsorted(having, places), len(having) - 1)
        return np.where(having[at] == places, sims[at], 0).astype(np.float32)

    def explain(self, customer: str, product: str) -> Cause | None:
        """Return the bought product that adds most to the score (equal ones: lowest id)."""
        column = self.known.column_of.get(product)
        return None if column is None else self._because(customer, column)

    def arrays(self) -> Arrays:
        """Return the neighbours and the dials."""
        import numpy as np

        dials = [self.neighbours, self.shrinkage, self.support, WEIGHTS.index(self.weights)]
        return {**self._near._asdict(), "dials": np.array(dials, dtype=np.float64)}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        neighbours, shrinkage, support, weights = arrays["dials"].tolist()
        model = cls(int(neighbours), shrinkage, int(support), WEIGHTS[int(weights)])
        model._near = _Neighbours(*(arrays[name] for name in _Neighbours._fields))
        return model

    def _learn(self, known: Interactions) -> None:
        """Compute the neighbours of every product, one chunk of products at a time."""
        import numpy as np

        self.__dict__.pop("_sims", None)
        self.__dict__.pop("_to", None)
        ones = known.matrix.astype(np.float64)
        weighted = _weighted(known, self.weights)
        lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=0)).ravel())
        rows: list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]] = []
        for start in range(0, len(known.products), CHUNK):
            chunk = slice(start, start + CHUNK)
            shared, dots = _sorted(ones[:, chunk].T @ ones), _sorted(weighted[:, chunk].T @ weighted)
            for offset in range(shared.shape[0]):
                part = slice(shared.indptr[offset], shared.indptr[offset + 1])
                scale = lengths[start + offset] * lengths[shared.indices[part]] + self.shrinkage
                sims = (dots.data[part] / scale).round(DIGITS)
                rows.append(self._nearest(start + offset, shared.indices[part], shared.data[part], sims))
        self._near = _joined(rows)

    def _nearest(
        self, place: int, others: NDArray[Any], shared: NDArray[Any], sims: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """Keep the nearest of the products that share buyers with the one at `place`, sorted by their places."""
        import numpy as np

        enough = (others != place) & (shared >= self.support) & (sims > 0)
        others, shared, sims = others[enough], shared[enough], sims[enough]
        nearest = np.lexsort((others, -sims))[: self.neighbours]
        nearest = nearest[np.argsort(others[nearest])]
        return others[nearest].astype(np.int64), sims[nearest], shared[nearest].astype(np.int64)

    @cached_property
    def _sims(self) -> Any:  # noqa: ANN401 - scipy has no types
        from scipy.sparse import csr_matrix

        size = len(self.known.products)
        return csr_matrix((self._near.sims, self._near.places, self._near.starts), shape=(size, size))

    @cached_property
    def _to(self) -> Any:  # noqa: ANN401 - scipy has no types
        """The same by column: which products have one among their neighbours, in ascending order."""
        by_column = self._sims.tocsc()
        by_column.sort_indices()
        return by_column


def _weighted(known: Interactions, weights: Weights) -> Any:  # noqa: ANN401 - scipy has no types
    """Return customers x products with the weights of the module's formula."""
    import numpy as np
    from scipy.sparse import csr_matrix

    if weights == "cosine":
        return known.matrix.astype(np.float64)
    counts = np.diff(known.starts)
    data = np.log1p(len(known.products) / np.maximum(counts, 1))[known.rows]
    if weights == "bm25":
        length = known.buyers / max(known.buyers.mean(), 1e-9) if len(known.buyers) else known.buyers
        data = data * ((K + 1) / (K * (1 - B + B * length) + 1))[known.columns]
    return csr_matrix((data, known.columns, known.starts), shape=known.matrix.shape)


def _sorted(matrix: Any) -> Any:  # noqa: ANN401 - scipy has no types
    made = matrix.tocsr()
    made.sort_indices()
    return made


def _joined(rows: list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]]) -> _Neighbours:
    import numpy as np

    lengths = [len(places) for places, _, _ in rows]
    return _Neighbours(
        starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        places=np.concatenate([np.empty(0, dtype=np.int64), *(places for places, _, _ in rows)]),
        sims=np.concatenate([np.empty(0), *(sims for _, sims, _ in rows)]),
        shared=np.concatenate([np.empty(0, dtype=np.int64), *(shared for _, _, shared in rows)]),
    )
