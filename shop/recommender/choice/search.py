"""The choice by measurement: variants are tried on hidden purchases, the best ones are blended, the best of all wins.

Half of the customers (every second one by id) decide, the other half give the figures of the card, so that the winner
is not judged by the customers who made it win. Popularity fills what a model leaves open, as when it serves. The
default of the rule stays unless another model beats it by more than one standard error of the paired difference, and
that one unless a blend does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from shop.errors import InvalidInput
from shop.recommender.choice.cost import seconds
from shop.recommender.choice.default import default_recipe
from shop.recommender.choice.recipes import VARIANTS, Recipe, Vectors
from shop.recommender.choice.sizes import Sizes
from shop.recommender.evaluation import Log, Protocol, Split, hold_out
from shop.recommender.evaluation.run import Trial, trial
from shop.recommender.interactions import Interactions
from shop.recommender.models import Blend, Fallback, Popularity
from shop.recommender.scorer import Scorer
from shop.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NETWORK = 50_000
"""Pairs from which the two-tower network is tried: below, it takes longest and wins by chance only."""
BLENDED = 3
"""So many of the best single models may enter a blend, each kind once."""
SHARES = (0.25, 0.5, 1.0)
"""Weights of the second part of a blend."""
Told = Callable[[str, int], None]


class Selection(Record):
    """How to choose: which purchases are hidden, how long a list is judged, and how much it may cost."""

    protocol: Protocol = "time"
    share: float = Field(default=0.25, gt=0, lt=1)
    k: int = Field(default=10, ge=1)
    seed: int = 0
    limit: float = Field(default=120.0, gt=0, description="Estimated CPU seconds for all that is tried.")


class Tried(NamedTuple):
    """One variant: NDCG for the customers who decide, and what it took."""

    recipe: Recipe
    ndcg: float
    trial: Trial


class Choice(NamedTuple):
    """The winner, everything that was tried, what was left out and why, and the split that was used."""

    best: Tried
    tried: tuple[Tried, ...]
    left_out: dict[str, str]
    split: Split


def choose(
    log: Log, selection: Selection, vectors: Vectors | None = None, told: Told = lambda what, done: None
) -> Choice:
    """Try the variants within the limit; raises InvalidInput when the log cannot be split."""
    split = hold_out(log, selection.protocol, selection.seed, selection.share)
    variants, left_out = _affordable(split, selection, vectors)
    tried: list[Tried] = []
    fitted: list[Scorer] = []
    for number, recipe in enumerate(variants, 1):
        model = recipe.model(selection.seed, vectors)
        tried.append(_tried(recipe, model, split, selection))
        fitted.append(model)
        told("models", number)
    blends = _blends(tried, fitted, split, selection)
    best = _winner(tried, blends)
    return Choice(best, (*tried, *blends), left_out, split)


def deciding(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which customers decide: every second one by id; the others give the figures."""
    decides: NDArray[np.bool_] = rows % 2 == 0
    return decides


def _affordable(split: Split, selection: Selection, vectors: Vectors | None) -> tuple[list[Recipe], dict[str, str]]:
    """Return the variants that fit into the limit, the default's first, and why others do not."""
    sizes = Sizes.of(split.train)
    first = default_recipe(sizes)
    spent = 0.0
    chosen: list[Recipe] = []
    left_out: dict[str, str] = {}
    for recipe in (first, *(known for known in VARIANTS if known != first)):
        if recipe.kind == "content" and vectors is None:
            left_out[recipe.label] = "no texts of products"
            continue
        if recipe.kind == "two-tower" and sizes.pairs < NETWORK:
            left_out[recipe.label] = f"a network needs at least {NETWORK:,} pairs"
            continue
        cost = seconds(recipe, sizes)
        if chosen and spent + cost > selection.limit:
            left_out[recipe.label] = f"about {cost:.0f} CPU seconds, {selection.limit - spent:.0f} were left"
            continue
        spent += cost
        chosen.append(recipe)
    return chosen, left_out


def _tried(recipe: Recipe, model: Scorer, split: Split, selection: Selection) -> Tried:
    served = model if isinstance(model, Popularity) else Fallback(model)
    found = trial(served, split, selection.k)
    values = _ndcg(found)
    decides = deciding(found.judged.rows)
    return Tried(recipe, float(values[decides].mean()) if decides.any() else float(values.mean()), found)


def _blends(tried: Sequence[Tried], fitted: Sequence[Scorer], split: Split, selection: Selection) -> list[Tried]:
    """Blend the best model with the next best of other kinds; the parts are fitted already."""
    order = sorted(range(len(tried)), key=lambda place: -tried[place].ndcg)
    kinds: dict[str, int] = {}
    for place in order:
        kinds.setdefault(tried[place].recipe.kind.partition("-overall")[0], place)
    places = list(kinds.values())[:BLENDED]
    found = []
    for second in places[1:]:
        for share in SHARES:
            first = places[0]
            recipe = Recipe(kind="blend", parts=(tried[first].recipe, tried[second].recipe), weights=(1.0, share))
            blend = Ready((fitted[first], fitted[second]), recipe.weights)
            found.append(_tried(recipe, blend, split, selection))
    return found


class Ready(Blend):
    """A blend whose parts are fitted already."""

    def _learn(self, known: Interactions) -> None:
        pass


def _winner(tried: Sequence[Tried], blends: Sequence[Tried]) -> Tried:
    """Return the simplest model that nothing beats: the default, then a single model, then a blend."""
    if not tried:
        raise InvalidInput("No model fits into the limit.", hint="Give more seconds.")
    best = tried[0]
    for challengers in (tried[1:], blends):
        challenger = max(challengers, key=lambda one: one.ndcg, default=best)
        if _beats(challenger, best):
            best = challenger
    return best


def _beats(one: Tried, other: Tried) -> bool:
    """Return whether the mean gain of the customers who decide is more than one standard error."""
    gain = (_ndcg(one.trial) - _ndcg(other.trial))[deciding(one.trial.judged.rows)]
    if len(gain) < 2:
        return False
    return bool(gain.mean() > gain.std(ddof=1) / len(gain) ** 0.5)


def _ndcg(found: Trial) -> NDArray[np.float64]:
    return next(iter(found.judged.per_customer.values()))
