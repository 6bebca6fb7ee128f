"""What every recommender can do. Ids are strings; a model knows purchases and nothing else about the shop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, Self

from shop.recommender.interactions import Interactions


class Scored(NamedTuple):
    """A product with its score. Scores are comparable within one model only, whose name is `model`."""

    product: str
    score: float
    model: str


class Cause(NamedTuple):
    """Why a model recommends a product.

    because_bought: `customers` bought it and also `because`, which this customer bought.
    popular: `customers` bought it, `recent` of them within the model's window.
    """

    kind: Literal["because_bought", "popular"]
    because: str
    customers: int
    recent: int


class Recommender(Protocol):
    """A model of who buys what. The same interactions give the same answers, whatever their order."""

    @property
    def name(self) -> str:
        """The name under which its scores and files are known."""
        ...

    def fit(self, interactions: Interactions) -> Self:
        """Learn from purchases and return the model itself."""
        ...

    def recommend_many(
        self,
        customers: Sequence[str],
        k: int,
        exclude: Mapping[str, Collection[str]],
        allowed: Collection[str] | None = None,
    ) -> dict[str, list[Scored]]:
        """Return up to `k` products per customer, best first; equal scores in the order of product ids.

        Left out: what the customer bought, what `exclude` names for them, and what is not in `allowed` (None: all).
        A customer the model has not seen is no error; products without any signal are not made up.
        """
        ...

    def similar(self, product: str, k: int) -> list[Scored]:
        """Return up to `k` products that the same customers buy; [] where the model has no such notion."""
        ...

    def explain(self, customer: str, product: str) -> Cause | None:
        """Return why the model recommends `product` to `customer`, None when it does not."""
        ...

    def save(self, folder: Path) -> None:
        """Write the fitted model into `folder` as NAME.npz (plain arrays, no pickle)."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; raises DamagedHome when it is not there or not readable."""
        ...
