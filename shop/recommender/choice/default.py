"""The model that is used before anything was measured: chosen by size and density, in no time."""

from __future__ import annotations

from typing import Self

from shop.recommender.choice.candidates import EASE_LIMIT
from shop.recommender.choice.sizes import Sizes
from shop.recommender.interactions import Interactions
from shop.recommender.models import Als, Ease, Fallback
from shop.recommender.scorer import Scorer


def default_model(known: Interactions) -> Scorer:
    """Return the unfitted model for a shop of this size and density."""
    sizes = Sizes.of(known)
    if sizes.smaller <= EASE_LIMIT:
        return Ease()
    return Als()


class Default(Fallback):
    """The model of the rule, then popularity."""

    def fit(self, interactions: Interactions) -> Self:
        """Choose, then fit both."""
        self.first = default_model(interactions)
        return super().fit(interactions)
