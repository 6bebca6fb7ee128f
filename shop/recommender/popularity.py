"""The popularity model: what most customers bought, recent purchases counting more.

score(product) = sum over its buyers of 0.5 ** (days since their last purchase of it / half-life)

Exponential decay of counts, as used for trends and as the baseline that every recommender paper has to beat. A buyer
counts once per product, so that one wholesale order does not make a product popular.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from shop.recommender.contract import Cause, Scored
from shop.recommender.interactions import Interactions
from shop.recommender.storage import read, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIGITS = 9
"""Scores are rounded so that equal ones compare equal whatever the order of their summation."""


class Popularity:
    """Recommends what is bought most. `half_life` and `window` (for counting recent buyers) are in days."""

    name = "popularity"

    def __init__(self, half_life: float = 30.0, window: int = 90) -> None:
        self.half_life = half_life
        self.window = window

    def fit(self, interactions: Interactions) -> Self:
        """Count buyers; see the module for the formula."""
        import numpy as np

        size, columns, ages = len(interactions.products), interactions.columns, interactions.age_days
        self._known = interactions
        self._scores = np.bincount(columns, 0.5 ** (ages / self.half_life), minlength=size).round(DIGITS)
        self._buyers = np.bincount(columns, minlength=size)
        self._recent = np.bincount(columns[ages <= self.window], minlength=size)
        self._rank()
        return self

    def recommend_many(
        self,
        customers: Sequence[str],
        k: int,
        exclude: Mapping[str, Collection[str]],
        allowed: Collection[str] | None = None,
    ) -> dict[str, list[Scored]]:
        """Return the most popular products that each customer has not bought."""
        names = self._known.products
        shelf = [place for place in self._order if allowed is None or names[place] in allowed]
        return {customer: self._first(customer, shelf, k, exclude.get(customer, ())) for customer in customers}

    def similar(self, product: str, k: int) -> list[Scored]:
        """Popularity knows no similarity: always empty."""
        return []

    def explain(self, customer: str, product: str) -> Cause | None:
        """Return how many bought the product, and how many of them recently."""
        place = self._known.column_of.get(product)
        if place is None or not self._scores[place]:
            return None
        return Cause("popular", "", int(self._buyers[place]), int(self._recent[place]))

    def save(self, folder: Path) -> None:
        """Write popularity.npz."""
        import numpy as np

        settings = {"half_life": np.array(self.half_life), "window": np.array(self.window)}
        write(folder / f"{self.name}.npz", {**self._known.arrays(), **self._counts(), **settings})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read popularity.npz."""
        arrays = read(folder / f"{cls.name}.npz")
        model = cls(float(arrays["half_life"]), int(arrays["window"]))
        model._known = Interactions.from_arrays(arrays)
        model._scores, model._buyers, model._recent = arrays["scores"], arrays["buyers"], arrays["recent"]
        model._rank()
        return model

    def _counts(self) -> dict[str, NDArray[Any]]:
        return {"scores": self._scores, "buyers": self._buyers, "recent": self._recent}

    def _rank(self) -> None:
        """Put the products that have a score in order; the stable sort keeps ties in the order of ids."""
        import numpy as np

        order = np.argsort(-self._scores, kind="stable")
        self._order: list[int] = [int(place) for place in order if self._scores[place] > 0]

    def _first(self, customer: str, shelf: list[int], k: int, exclude: Collection[str]) -> list[Scored]:
        bought, chosen = set(self._known.bought(customer).tolist()), list[Scored]()
        for place in shelf:
            if len(chosen) == k:
                break
            product = self._known.products[place]
            if place not in bought and product not in exclude:
                chosen.append(Scored(product, float(self._scores[place]), self.name))
        return chosen
