"""The model that is used before anything was measured: chosen by size and density, in no time.

up to EASE_LIMIT customers or products   EASE, penalty 300 (flat between 200 and 400 on MovieLens and Online Retail)
beyond                                   ALS, 128 factors, penalty 30, alpha 3 (not measured on a shop that large yet)
fewer than FEW_BUYERS per product        that, with popularity at equal weight: where pairs are rare, co-occurrence says
                                         little (Complete Journey: 3 buyers per product; popularity beats every model)

Measured with bench/recommender.py; `copilot build recommender` measures on the shop itself.
"""

from __future__ import annotations

from typing import Self

from shop.recommender.choice.cost import EASE_LIMIT
from shop.recommender.choice.recipes import Recipe
from shop.recommender.choice.sizes import Sizes
from shop.recommender.interactions import Interactions
from shop.recommender.models import Fallback

FEW_BUYERS = 5.0


def default_recipe(sizes: Sizes) -> Recipe:
    """Return the recipe for a shop of this size and density."""
    if sizes.smaller <= EASE_LIMIT:
        first = Recipe(kind="ease", dials={"penalty": 300.0})
    else:
        first = Recipe(kind="als", dials={"factors": 128, "penalty": 30.0, "alpha": 3.0})
    if sizes.pairs >= FEW_BUYERS * sizes.products:
        return first
    return Recipe(kind="blend", parts=(first, Recipe(kind="popularity")), weights=(1.0, 1.0))


class Default(Fallback):
    """The model of the rule, then popularity."""

    def fit(self, interactions: Interactions) -> Self:
        """Choose, then fit both."""
        self.first = default_recipe(Sizes.of(interactions)).model()
        return super().fit(interactions)
