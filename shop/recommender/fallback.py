"""Two models as one: the first decides, the second fills what it leaves open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Self

from shop.recommender.contract import Cause, Recommender, Scored
from shop.recommender.interactions import Interactions
from shop.recommender.item_knn import ItemKnn
from shop.recommender.popularity import Popularity


class Fallback:
    """Item-kNN, then popularity. Every Scored carries the name of the model that found it."""

    name = "item-knn+popularity"

    def __init__(self, first: ItemKnn | None = None, second: Popularity | None = None) -> None:
        self.first = first or ItemKnn()
        self.second = second or Popularity()

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

    def explain(self, customer: str, product: str) -> Cause | None:
        """Return the cause of the first model that has one."""
        models: tuple[Recommender, ...] = (self.first, self.second)
        causes = (model.explain(customer, product) for model in models)
        return next((cause for cause in causes if cause), None)

    def save(self, folder: Path) -> None:
        """Write the files of both models."""
        self.first.save(folder)
        self.second.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the files of both models."""
        return cls(ItemKnn.load(folder), Popularity.load(folder))
