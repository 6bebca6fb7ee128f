"""Two models as one: the first decides, the second fills what it leaves open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Self

from shop.recommender.contract import Cause, Scored
from shop.recommender.interactions import Interactions
from shop.recommender.models.item_knn import ItemKnn
from shop.recommender.models.popularity import Popularity
from shop.recommender.scorer import KNOWN, Scorer
from shop.recommender.storage import read, write


class Fallback:
    """A model, then popularity. Every Scored carries the name of the model that found it."""

    def __init__(self, first: Scorer | None = None, second: Popularity | None = None) -> None:
        self.first: Scorer = first or ItemKnn()
        self.second = second or Popularity()

    @property
    def name(self) -> str:
        """The names of both."""
        return f"{self.first.name}+{self.second.name}"

    @property
    def known(self) -> Interactions:
        """What both were fitted on."""
        return self.first.known

    def fit(self, interactions: Interactions) -> Self:
        """Fit both."""
        self.first.fit(interactions)
        self.second.fit(interactions)
        return self

    def recommend_many(
        self,
        customers: Sequence[str],
        k: int,
        exclude: Mapping[str, Collection[str]],
        allowed: Collection[str] | None = None,
    ) -> dict[str, list[Scored]]:
        """Return the first model's products, filled up to `k` by the second's."""
        found = self.first.recommend_many(customers, k, exclude, allowed)
        short = [customer for customer, items in found.items() if len(items) < k]
        taken = {
            customer: {*exclude.get(customer, ()), *(item.product for item in found[customer])} for customer in short
        }
        fill = self.second.recommend_many(short, k, taken, allowed)
        return {customer: (items + fill.get(customer, []))[:k] for customer, items in found.items()}

    def similar(self, product: str, k: int) -> list[Scored]:
        """Return the first model's neighbours."""
        return self.first.similar(product, k)

    def together(self, product: str, other: str) -> int:
        """Return how many customers bought both; 0 for a product that is not known."""
        place, column = self.known.column_of.get(product), self.known.column_of.get(other)
        return 0 if place is None or column is None else self.known.together(place, column)

    def explain(self, customer: str, product: str) -> Cause | None:
        """Return the cause of the first model that has one."""
        return self.first.explain(customer, product) or self.second.explain(customer, product)

    def save(self, folder: Path) -> None:
        """Write the files of both models, and the purchases once."""
        write(folder / KNOWN, self.known.arrays())
        self.first.save_learnt(folder)
        self.second.save_learnt(folder)

    @classmethod
    def load(cls, folder: Path, first: type[Scorer] = ItemKnn) -> Self:
        """Read the files of both models; `first` is the kind of the first."""
        known = Interactions.from_arrays(read(folder / KNOWN))
        return cls(first.load_learnt(folder, known), Popularity.load_learnt(folder, known))
