"""The models that can be chosen, each with dials that follow from the size of the shop, and what it will cost.

The seconds are estimates for one core, made from the sizes alone, so that the same shop leads to the same choice on
any machine. They were fitted to measurements of bench/recommender.py and are right within a factor of about two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shop.errors import NotFound
from shop.recommender.choice.sizes import Sizes
from shop.recommender.models import (
    Als,
    Bpr,
    Ease,
    ItemKnn,
    OverallPopularity,
    Popularity,
    Profile,
    PureSvd,
    Trending,
    TwoTower,
    UserKnn,
)
from shop.recommender.scorer import Scorer

EASE_LIMIT = 8_000
"""The side up to which EASE's inverse is made: 8,000 products take about 20 CPU seconds and 0.5 GB, and it grows with
the third power."""
FEW, MANY = 1e9, 4e9
"""Operations per second of one core: sparse work, dense work."""


class Candidate(NamedTuple):
    """A model by name: how it is made for a shop of some size from a seed, and the estimate of its CPU seconds."""

    name: str
    make: Callable[[Sizes, int], Scorer]
    seconds: Callable[[Sizes], float]


def _scoring(sizes: Sizes, per_score: float = 1.0) -> float:
    return 1e-8 * sizes.customers * sizes.products * per_score


def _ease_seconds(sizes: Sizes) -> float:
    side = sizes.smaller
    if side > EASE_LIMIT:
        return float("inf")
    other = max(sizes.customers, sizes.products)
    dense = side**2 * (other if sizes.customers < sizes.products else side) * 2
    return dense / (4 * MANY) + sizes.history * sizes.products * sizes.customers / FEW + _scoring(sizes)


def _knn_seconds(sizes: Sizes) -> float:
    return sizes.pairs * sizes.history * 40 / FEW + sizes.products * 1.5e-4 + _scoring(sizes, 2)


def _user_knn_seconds(sizes: Sizes) -> float:
    return sizes.customers * min(sizes.customers, 20_000) * 3e-8 + _scoring(sizes)


def _als_seconds(sizes: Sizes) -> float:
    return 15 * (sizes.pairs * 128 * 8 + (sizes.customers + sizes.products) * 128**2) / FEW + _scoring(sizes)


CANDIDATES: tuple[Candidate, ...] = (
    Candidate("popularity", lambda _, __: Popularity(), lambda s: _scoring(s)),
    Candidate("popularity-overall", lambda _, __: OverallPopularity(), lambda s: _scoring(s)),
    Candidate("trending", lambda _, __: Trending(), lambda s: _scoring(s)),
    Candidate("item-knn", lambda _, __: ItemKnn(), _knn_seconds),
    Candidate("item-knn-tfidf", lambda _, __: ItemKnn(weights="tfidf"), _knn_seconds),
    Candidate("item-knn-bm25", lambda _, __: ItemKnn(weights="bm25"), _knn_seconds),
    Candidate("user-knn", lambda _, __: UserKnn(), _user_knn_seconds),
    Candidate("pure-svd", lambda _, __: PureSvd(), lambda s: s.pairs * 20 * 60 / FEW + _scoring(s)),
    Candidate("ease", lambda _, __: Ease(), _ease_seconds),
    Candidate("als", lambda _, seed: Als(seed=seed), _als_seconds),
    Candidate("bpr", lambda _, seed: Bpr(seed=seed), lambda s: s.pairs * 3e-5 + _scoring(s)),
    Candidate("profile", lambda _, __: Profile(), lambda s: s.pairs * 64 * 60 / FEW + _scoring(s)),
    Candidate("two-tower", lambda _, seed: TwoTower(seed=seed), lambda s: min(s.pairs, 400_000) * 8e-4 + _scoring(s)),
)


def candidate(name: str) -> Candidate:
    """Return the candidate called `name`; raises NotFound naming the nearest ones."""
    for found in CANDIDATES:
        if found.name == name:
            return found
    raise NotFound("model", name, ["default", *(known.name for known in CANDIDATES)])
