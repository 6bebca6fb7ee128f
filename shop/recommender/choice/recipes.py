"""How a model is made, as data: its kind, its dials and, for a blend, its parts. It stands in the model card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field

from shop.errors import InvalidInput
from shop.recommender.models import KINDS, Blend, Content, SegmentPopularity, kind
from shop.recommender.scorer import Scorer
from shop.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEEDED = ("als", "bpr", "two-tower")


class Vectors(NamedTuple):
    """Vectors of products for the content model: one row per id."""

    ids: tuple[str, ...]
    rows: NDArray[np.float32]


class Recipe(Record):
    """A kind of model with its dials (those not named keep their defaults)."""

    kind: str
    dials: dict[str, float | int | str] = Field(default_factory=dict)
    parts: tuple[Recipe, ...] = ()
    weights: tuple[float, ...] = ()

    @property
    def label(self) -> str:
        """The recipe in one line, such as ease(penalty=300) or 1*ease() + 0.25*pure-svd()."""
        if self.parts:
            terms = zip(self.weights, self.parts, strict=True)
            return " + ".join(f"{weight:g}*{part.label}" for weight, part in terms)
        return f"{self.kind}({', '.join(f'{name}={value}' for name, value in self.dials.items())})"

    def model(self, seed: int = 0, vectors: Vectors | None = None, groups: Mapping[str, str] | None = None) -> Scorer:
        """Return the unfitted model; raises InvalidInput where the content model has no vectors."""
        if self.parts:
            return Blend([part.model(seed, vectors, groups) for part in self.parts], self.weights)
        found: Any = kind(self.kind)
        if found is Content:
            if vectors is None:
                raise InvalidInput("The content model needs vectors of the products.")
            return Content(*vectors)
        if found is SegmentPopularity:
            return SegmentPopularity(groups, **self.dials)  # type: ignore[arg-type]
        made: Scorer = found(**self.dials, **({"seed": seed} if self.kind in SEEDED else {}))
        return made


PLAIN: tuple[Recipe, ...] = tuple(Recipe(kind=found.name) for found in KINDS if found.name not in ("blend", "content"))
"""Every model that needs nothing but purchases, as it is. (The others need vectors, or parts.)"""
CONTENT = Recipe(kind="content")

VARIANTS: tuple[Recipe, ...] = (
    Recipe(kind="popularity"),
    Recipe(kind="popularity-overall"),
    Recipe(kind="item-knn"),
    Recipe(kind="item-knn", dials={"weights": "tfidf"}),
    Recipe(kind="item-knn", dials={"weights": "bm25", "shrinkage": 0.0}),
    Recipe(kind="ease", dials={"penalty": 300.0}),
    Recipe(kind="ease", dials={"penalty": 100.0}),
    Recipe(kind="ease", dials={"penalty": 1000.0}),
    Recipe(kind="ease", dials={"penalty": 30.0}),
    Recipe(kind="user-knn"),
    Recipe(kind="pure-svd", dials={"factors": 20}),
    Recipe(kind="pure-svd", dials={"factors": 50}),
    Recipe(kind="als", dials={"factors": 64, "penalty": 10.0, "alpha": 1.0}),
    Recipe(kind="als", dials={"factors": 128, "penalty": 30.0, "alpha": 3.0}),
    Recipe(kind="content"),
    Recipe(kind="profile"),
    Recipe(kind="bpr"),
    Recipe(kind="two-tower"),
)
"""What the choice by measurement tries, in this order, as far as the cost limit reaches."""
