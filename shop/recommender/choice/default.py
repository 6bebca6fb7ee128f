"""The model that is used before anything was measured: chosen by size and density, in no time.

where EASE fits (cost.py)     EASE, penalty 300 (flat between 200 and 400 on MovieLens and Online Retail)
beyond                        ALS, 128 factors, penalty 30, alpha 3, with item-kNN at half its weight: on Online Retail,
                              last-out, .0845 beside .0806 (ALS) and .0713 (item-kNN); no shop that large was at hand
fewer than FEW_BUYERS per     EASE, or beyond item-kNN, with popularity at equal weight: where pairs are rare,
product                       co-occurrence says little (Complete Journey, last-out: item-kNN .0183, ALS .0174,
                              popularity .0238, item-kNN with popularity .0232)

Measured with bench/recommender.py; `copilot build recommender` measures on the shop itself.
"""

from __future__ import annotations

from typing import Self

from shop.recommender.choice.cost import ease_fits
from shop.recommender.choice.recipes import Recipe
from shop.recommender.choice.sizes import Sizes
from shop.recommender.interactions import Interactions
from shop.recommender.models import Fallback

FEW_BUYERS = 5.0


def default_recipe(sizes: Sizes) -> Recipe:
    """Return the recipe for a shop of this size and density."""
    rare = sizes.pairs < FEW_BUYERS * sizes.products
    if ease_fits(sizes):
        first = Recipe(kind="ease", dials={"penalty": 300.0})
    elif rare:
        first = Recipe(kind="item-knn")
    else:
        als = Recipe(kind="als", dials={"factors": 128, "penalty": 30.0, "alpha": 3.0})
        return Recipe(kind="blend", parts=(als, Recipe(kind="item-knn")), weights=(1.0, 0.5))
    if not rare:
        return first
    return Recipe(kind="blend", parts=(first, Recipe(kind="popularity")), weights=(1.0, 1.0))


class Default(Fallback):
    """The model of the rule, then popularity."""

    def fit(self, interactions: Interactions) -> Self:
        """Choose, then fit both."""
        self.first = default_recipe(Sizes.of(interactions)).model()
        return super().fit(interactions)
