"""Content: what is like the things a customer bought, by the products' own vectors or texts.

score(c, j) = cos(mean of the unit vectors of what c bought, vector of j)

The vectors come in as an array (from whatever embedder the caller has: this room knows none), or are made from texts:
TF-IDF of words and, for Chinese, of pairs of characters (Salton and Buckley, "Term-weighting approaches in automatic
text retrieval", 1988), brought down to `factors` directions. It is the only model that can recommend a product before
anybody bought it. Ratings are not used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.models.profile import placed, unit
from shop.recommender.models.pure_svd import directions
from shop.recommender.ranking import NOTHING, product
from shop.recommender.scorer import Scorer
from shop.recommender.storage import Arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FACTORS = 128
_WORD = re.compile(r"[^\W_一-鿿]+|[一-鿿]+")
_HAN = re.compile(r"[一-鿿]")


class Content(Scorer):
    """Recommends what resembles the customer's purchases. Without vectors for its products it has nothing to say."""

    name = "content"
    unsold = True

    def __init__(self, ids: Sequence[str] = (), vectors: NDArray[np.float32] | None = None) -> None:
        self._ids = tuple(ids)
        self._given = vectors

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return cosines; NOTHING for a product without a vector, or where nothing bought has one."""
        import numpy as np

        taste = np.asarray(asked.taste @ self._units, dtype=np.float32)
        lengths = np.linalg.norm(taste, axis=1)
        scores = product(taste / np.maximum(lengths, 1e-12)[:, None], self._units.T)
        scores[lengths < 1e-6] = NOTHING
        scores[:, ~self._units.any(axis=1)] = NOTHING
        return scores

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return the cosine of the vectors."""
        import numpy as np

        return np.asarray(self._units[places] @ self._units[column])

    def arrays(self) -> Arrays:
        """Return the unit vectors."""
        return {"units": self._units}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild from arrays."""
        model = cls()
        model._units = arrays["units"]
        return model

    def _learn(self, known: Interactions) -> None:
        import numpy as np

        none = np.zeros((len(known.products), 1), dtype=np.float32)
        self._units = none if self._given is None else unit(placed(known, self._ids, self._given))


def text_vectors(texts: Mapping[str, str], factors: int = FACTORS) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Return (ids, vectors): TF-IDF of the texts by product id, in at most `factors` dimensions, rows by id."""
    import numpy as np
    from scipy.sparse import csr_matrix

    ids = tuple(sorted(texts))
    bags = [words(texts[id_]) for id_ in ids]
    place = {word: number for number, word in enumerate(sorted({word for bag in bags for word in bag}))}
    rows = np.repeat(np.arange(len(ids)), [len(bag) for bag in bags])
    columns = np.array([place[word] for bag in bags for word in bag], dtype=np.int64)
    counts = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(ids), len(place)))
    counts.data = 1 + np.log(counts.data)
    rarity = np.log((1 + len(ids)) / (1 + np.bincount(counts.indices, minlength=len(place)))) + 1
    weighted = counts.multiply(rarity[None, :]).tocsr()
    axes = directions(weighted, factors)
    return ids, np.asarray(weighted @ axes, dtype=np.float32)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; Chinese as pairs of characters."""
    found: list[str] = []
    for piece in _WORD.findall(text.casefold()):
        if _HAN.match(piece) and len(piece) > 1:
            found += [piece[start : start + 2] for start in range(len(piece) - 1)]
        else:
            found.append(piece)
    return found
