"""Item-based nearest neighbours: what customers bought who bought the same things.

sim(i, j) = |B(i) & B(j)| / (sqrt(|B(i)| * |B(j)|) + shrinkage), B(i) = the customers who bought i; 0 when fewer than
            `support` customers bought both
score(c, j) = sum of sim(i, j) over the products i that c bought and that have j among their `neighbours` nearest

Cosine similarity on implicit feedback with top-N neighbours: Deshpande and Karypis, "Item-based top-N recommendation
algorithms", ACM TOIS 22(1), 2004. Shrinkage towards zero for pairs seen rarely: Bell and Koren, "Scalable
collaborative filtering with jointly derived neighborhood interpolation weights", ICDM 2007. The support of two also
keeps one customer's basket from being shown to another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from shop.recommender.contract import Cause, Scored
from shop.recommender.interactions import Interactions
from shop.recommender.storage import read, write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 1024
"""Products (when fitting) or customers (when scoring) handled at a time: bounds the memory."""
DIGITS = 9
"""Scores are rounded so that equal ones compare equal whatever the order of their summation."""


class _Neighbours(NamedTuple):
    """Neighbours of every product: those of product i lie between starts[i] and starts[i + 1], sorted by place."""

    starts: NDArray[np.int64]
    places: NDArray[np.int64]
    sims: NDArray[np.float64]
    shared: NDArray[np.int64]


class ItemKnn:
    """Recommends the neighbours of what a customer bought; see the module for the formula and its dials."""

    name = "item-knn"

    def __init__(self, neighbours: int = 50, shrinkage: float = 10.0, support: int = 2) -> None:
        self.neighbours = neighbours
        self.shrinkage = shrinkage
        self.support = support

    def fit(self, interactions: Interactions) -> Self:
        """Compute the neighbours of every product, one block of products at a time."""
        import numpy as np

        self._known = interactions
        matrix = interactions.matrix
        buyers = np.asarray(matrix.sum(axis=0)).ravel()
        rows: list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]] = []
        for start in range(0, len(interactions.products), BLOCK):
            together = (matrix[:, start : start + BLOCK].T @ matrix).tocsr()
            for offset in range(together.shape[0]):
                part = slice(together.indptr[offset], together.indptr[offset + 1])
                rows.append(self._nearest(start + offset, together.indices[part], together.data[part], buyers))
        self._near = _joined(rows)
        self.__dict__.pop("_sims", None)
        return self

    def recommend_many(
        self,
        customers: Sequence[str],
        k: int,
        exclude: Mapping[str, Collection[str]],
        allowed: Collection[str] | None = None,
    ) -> dict[str, list[Scored]]:
        """Return the best scored neighbours of what each customer bought; [] for a customer without purchases."""
        import numpy as np

        names = self._known.products
        shelf = np.array([allowed is None or name in allowed for name in names], dtype=bool)
        found: dict[str, list[Scored]] = {customer: [] for customer in customers}
        known = [customer for customer in found if customer in self._known.row_of]
        matrix, sims = self._known.matrix, self._sims
        for start in range(0, len(known), BLOCK):
            block = known[start : start + BLOCK]
            scores = (matrix[[self._known.row_of[customer] for customer in block]] @ sims).tocsr()
            for offset, customer in enumerate(block):
                part = slice(scores.indptr[offset], scores.indptr[offset + 1])
                gone = self._places(exclude.get(customer, ()), self._known.bought(customer))
                found[customer] = self._best(scores.indices[part], scores.data[part], shelf, gone, k)
        return found

    def similar(self, product: str, k: int) -> list[Scored]:
        """Return the nearest neighbours of a product; [] when it is not known."""
        place = self._known.column_of.get(product)
        if place is None:
            return []
        part = slice(self._near.starts[place], self._near.starts[place + 1])
        return self._scored(self._near.places[part], self._near.sims[part], k)

    def together(self, product: str, other: str) -> int:
        """Return how many customers bought both; 0 when `other` is no neighbour of `product`."""
        place, column = self._known.column_of.get(product), self._known.column_of.get(other)
        found = None if place is None or column is None else self._find(place, column)
        return 0 if found is None else int(self._near.shared[found])

    def explain(self, customer: str, product: str) -> Cause | None:
        """Return the bought product that adds most to the score (equal ones: lowest id)."""
        column = self._known.column_of.get(product)
        if column is None:
            return None
        best: tuple[float, int, int] | None = None
        for place in self._known.bought(customer).tolist():
            found = self._find(place, column)
            if found is not None and (best is None or self._near.sims[found] > best[0]):
                best = (float(self._near.sims[found]), place, int(self._near.shared[found]))
        return Cause("because_bought", self._known.products[best[1]], best[2], 0) if best else None

    def save(self, folder: Path) -> None:
        """Write item-knn.npz."""
        import numpy as np

        dials = {"dials": np.array([self.neighbours, self.shrinkage, self.support], dtype=np.float64)}
        write(folder / f"{self.name}.npz", {**self._known.arrays(), **self._near._asdict(), **dials})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read item-knn.npz."""
        arrays = read(folder / f"{cls.name}.npz")
        neighbours, shrinkage, support = arrays["dials"].tolist()
        model = cls(int(neighbours), shrinkage, int(support))
        model._known = Interactions.from_arrays(arrays)
        model._near = _Neighbours(*(arrays[name] for name in _Neighbours._fields))
        return model

    def _nearest(
        self, place: int, others: NDArray[Any], shared: NDArray[Any], buyers: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
        """Keep the nearest of the products that share buyers with the one at `place`, sorted by their places."""
        import numpy as np

        enough = (others != place) & (shared >= self.support)
        others, shared = others[enough], shared[enough]
        sims = (shared / (np.sqrt(buyers[place] * buyers[others]) + self.shrinkage)).round(DIGITS)
        nearest = np.lexsort((others, -sims))[: self.neighbours]
        nearest = nearest[np.argsort(others[nearest])]
        return others[nearest].astype(np.int64), sims[nearest], shared[nearest].astype(np.int64)

    @cached_property
    def _sims(self) -> Any:  # noqa: ANN401 - scipy has no types
        from scipy.sparse import csr_matrix

        size = len(self._known.products)
        return csr_matrix((self._near.sims, self._near.places, self._near.starts), shape=(size, size))

    def _places(self, products: Collection[str], bought: NDArray[np.int64]) -> NDArray[np.int64]:
        import numpy as np

        named = [self._known.column_of[product] for product in products if product in self._known.column_of]
        return np.concatenate([bought, np.array(named, dtype=np.int64)])

    def _best(
        self, places: NDArray[Any], scores: NDArray[Any], shelf: NDArray[np.bool_], gone: NDArray[np.int64], k: int
    ) -> list[Scored]:
        import numpy as np

        keep = shelf[places] & ~np.isin(places, gone) & (scores > 0)
        return self._scored(places[keep], scores[keep].round(DIGITS), k)

    def _scored(self, places: NDArray[Any], scores: NDArray[Any], k: int) -> list[Scored]:
        import numpy as np

        names = self._known.products
        first = np.lexsort((places, -scores))[:k]
        return [
            Scored(names[place], float(score), self.name)
            for place, score in zip(places[first], scores[first], strict=True)
        ]

    def _find(self, place: int, column: int) -> int | None:
        """Where `column` stands among the neighbours of `place`."""
        start, end = int(self._near.starts[place]), int(self._near.starts[place + 1])
        found = start + int(self._near.places[start:end].searchsorted(column))
        return found if found < end and self._near.places[found] == column else None


def _joined(rows: Sequence[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]]) -> _Neighbours:
    import numpy as np

    lengths = [len(places) for places, _, _ in rows]
    return _Neighbours(
        starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        places=np.concatenate([np.empty(0, dtype=np.int64), *(places for places, _, _ in rows)]),
        sims=np.concatenate([np.empty(0), *(sims for _, sims, _ in rows)]),
        shared=np.concatenate([np.empty(0, dtype=np.int64), *(shared for _, _, shared in rows)]),
    )
