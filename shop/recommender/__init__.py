"""What to recommend to whom: models behind one contract, and the lookup that keeps their answers honest.

A new model is one file in models/ with a Scorer (scorer.py); tests/shop/recommender runs every model through the same
contract tests. `lookup` is what other rooms call: it knows the shop (bought, stock, prices), the models do not.
"""

from shop.recommender.building import build_recommender
from shop.recommender.contract import Cause, Recommender, Scored
from shop.recommender.interactions import Interactions, read_interactions
from shop.recommender.lookup import companions, recommend_explained, recommend_many, substitutes
from shop.recommender.models import Fallback, ItemKnn, Popularity
from shop.recommender.reasons import (
    BecauseBought,
    BecauseViewed,
    BoughtTogether,
    BuyAgain,
    NewInCategory,
    Popular,
    PopularInCategory,
    Recommendation,
    ShopChoice,
    Shortage,
    Shortlist,
)
from shop.recommender.why import why

__all__ = [
    "BecauseBought",
    "BecauseViewed",
    "BoughtTogether",
    "BuyAgain",
    "Cause",
    "Fallback",
    "Interactions",
    "ItemKnn",
    "NewInCategory",
    "Popular",
    "PopularInCategory",
    "Popularity",
    "Recommendation",
    "Recommender",
    "Scored",
    "ShopChoice",
    "Shortage",
    "Shortlist",
    "build_recommender",
    "companions",
    "read_interactions",
    "recommend_explained",
    "recommend_many",
    "substitutes",
    "why",
]
