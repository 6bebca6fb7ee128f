"""What a model will cost: estimates for one core, made from the sizes alone.

They decide what is tried within a limit, so that the same shop leads to the same choice on any machine. Fitted to the
measurements of bench/recommender.py; right within a factor of about two.
"""

from __future__ import annotations

from collections.abc import Callable

from shop.recommender.choice.recipes import Recipe
from shop.recommender.choice.sizes import Sizes

EASE_LIMIT = 8_000
"""The side up to which EASE is fitted: 8,000 take about 20 CPU seconds and 0.5 GB; it grows with the third power."""
EASE_CELLS = 200_000_000
"""Customers x products up to which EASE works from the side of the customers: it keeps them twice, 0.8 GB each."""
FEW, MANY = 1e9, 1.6e10
"""Operations per second of one core: sparse work, dense work."""
IMPOSSIBLE = float("inf")


def seconds(recipe: Recipe, sizes: Sizes) -> float:
    """Return the CPU seconds to fit and to recommend to everybody once; IMPOSSIBLE where it should not be tried."""
    if recipe.parts:
        return sum(seconds(part, sizes) for part in recipe.parts)
    return _FIT.get(recipe.kind, _nothing)(sizes) + _scoring(recipe.kind, sizes)


def ease_fits(sizes: Sizes) -> bool:
    """Return whether EASE can be fitted to a shop of this size at a bounded cost."""
    by_customer = sizes.customers < sizes.products
    return sizes.smaller <= EASE_LIMIT and not (by_customer and sizes.customers * sizes.products > EASE_CELLS)


def _scoring(kind: str, sizes: Sizes) -> float:
    heavy = {"item-knn": 2.5, "ease": 2.0, "user-knn": 2.5}.get(kind, 1.5)
    return heavy * 1e-8 * sizes.customers * sizes.products + sizes.customers * 1e-4


def _nothing(sizes: Sizes) -> float:
    return 0.0


def _ease(sizes: Sizes) -> float:
    side = sizes.smaller
    if not ease_fits(sizes):
        return IMPOSSIBLE
    other = sizes.products if sizes.customers < sizes.products else side
    return side**2 * other * 2 / MANY + sizes.pairs * sizes.history * 4 / FEW


def _item_knn(sizes: Sizes) -> float:
    return sizes.pairs * sizes.history * 30 / FEW + sizes.products * 1.5e-4


def _user_knn(sizes: Sizes) -> float:
    return sizes.customers * min(sizes.customers, 20_000) * 3e-8


def _als(sizes: Sizes) -> float:
    return 15 * (sizes.pairs * 128 * 4 + (sizes.customers + sizes.products) * 128**2) / FEW


_FIT: dict[str, Callable[[Sizes], float]] = {
    "ease": _ease,
    "item-knn": _item_knn,
    "user-knn": _user_knn,
    "als": _als,
    "pure-svd": lambda sizes: sizes.pairs * 50 * 20 / FEW,
    "profile": lambda sizes: sizes.pairs * 64 * 20 / FEW,
    "bpr": lambda sizes: sizes.pairs * 4e-5,
    "two-tower": lambda sizes: min(sizes.pairs, 400_000) * 1e-3,
}
