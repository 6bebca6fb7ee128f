"""A blend: several models as one, by a weighted sum of scores that were made comparable.

score(c, j) = sum over models of weight * (s(c, j) - mean of s(c, .)) / deviation of s(c, .)      (way z)
              sum over models of weight * (share of the products that s(c, .) puts below j)      (way rank)

per customer, over the products on which the model has something to say; elsewhere a model gives its lowest score.
Score normalisation before combination: Montague and Aslam, "Relevance score normalization for metasearch", CIKM 2001.
The reasons are those of the first model that has one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from shop.recommender.interactions import Histories, Interactions
from shop.recommender.ranking import NOTHING
from shop.recommender.scorer import Scorer
from shop.recommender.storage import Arrays, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Way = Literal["z", "rank"]


class Blend(Scorer):
    """Recommends what several models agree on. `weights` belong to `parts`; the first part also gives the reasons."""

    name = "blend"

    def __init__(self, parts: Sequence[Scorer] = (), weights: Sequence[float] = (), way: Way = "z") -> None:
        self.parts = tuple(parts)
        self.weights = tuple(float(weight) for weight in weights) or (1.0,) * len(self.parts)
        self.way: Way = way

    def score(self, asked: Histories) -> NDArray[np.float32]:
        """Return the weighted sum; NOTHING where no model has anything to say."""
        import numpy as np

        total = np.zeros((len(asked.rows), len(self.known.products)), dtype=np.float32)
        said = np.zeros(total.shape, dtype=bool)
        for part, weight in zip(self.parts, self.weights, strict=True):
            scores = part.score(asked)
            some = scores > NOTHING
            said |= some
            total += np.float32(weight) * (_z(scores, some) if self.way == "z" else _rank(scores, some))
        total[~said] = NOTHING
        return total

    def pull(self, places: NDArray[np.int64], column: int) -> NDArray[np.float32]:
        """Return what the first model says."""
        return self.parts[0].pull(places, column)

    def near(self, column: int) -> NDArray[np.float32]:
        """Return what the first model says."""
        return self.parts[0].near(column)

    def arrays(self) -> Arrays:
        """Return the weights and the names of the parts."""
        import numpy as np

        note = {"parts": [part.name for part in self.parts], "way": self.way}
        return {"weights": np.array(self.weights), "note": np.array(json.dumps(note))}

    @classmethod
    def restored(cls, arrays: Arrays, known: Interactions) -> Self:
        """Rebuild the frame; `load_learnt` adds the parts."""
        return cls((), tuple(arrays["weights"].tolist()), json.loads(str(arrays["note"]))["way"])

    def save_learnt(self, folder: Path) -> None:
        """Write blend.npz and the files of all parts."""
        super().save_learnt(folder)
        for part in self.parts:
            part.save_learnt(folder)

    @classmethod
    def load_learnt(cls, folder: Path, known: Interactions) -> Self:
        """Read blend.npz and the files of all parts."""
        from shop.recommender.models import kind

        model = super().load_learnt(folder, known)
        names = json.loads(str(read(folder / f"{cls.name}.npz")["note"]))["parts"]
        model.parts = tuple(kind(name).load_learnt(folder, known) for name in names)
        return model

    def _learn(self, known: Interactions) -> None:
        for part in self.parts:
            part.fit(known)


def _z(scores: NDArray[np.float32], some: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return z-scores per row; the lowest of the row where the model says nothing."""
    import numpy as np

    count = np.maximum(some.sum(axis=1, keepdims=True), 1)
    known = np.where(some, scores, 0)
    mean = known.sum(axis=1, keepdims=True) / count
    spread = np.sqrt((np.where(some, known - mean, 0) ** 2).sum(axis=1, keepdims=True) / count)
    z = (known - mean) / np.maximum(spread, 1e-9)
    least = np.where(some, z, np.inf).min(axis=1, keepdims=True)
    return np.where(some, z, np.where(np.isfinite(least), least, 0)).astype(np.float32)


def _rank(scores: NDArray[np.float32], some: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the share of products that score less; 0 where the model says nothing."""
    import numpy as np

    width = max(scores.shape[1], 1)
    found = np.zeros(scores.shape, dtype=np.float32)
    for row in range(len(scores)):
        ordered = np.sort(scores[row])
        found[row] = ordered.searchsorted(scores[row], side="left") / width
    found[~some] = 0
    return found
