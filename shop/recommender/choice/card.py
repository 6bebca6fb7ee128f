"""The model card: what was chosen, how good it is for customers who had no say in the choice, for whom, at what cost.

After Mitchell and others, "Model cards for model reporting", FAT* 2019. Figures are means over the reporting half of
the customers (see search.py) with 95 % bootstrap intervals. Everything but `measured` is the same for the same shop
and moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from shop.recommender.choice.recipes import Recipe
from shop.recommender.choice.search import Choice, Selection, Tried, deciding
from shop.recommender.evaluation.metrics import BUCKETS, buckets
from shop.recommender.evaluation.uncertainty import interval
from shop.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST_GROUPS = 6
"""Countries shown by name; the others are summed up."""
SMALL = 30
"""Groups with fewer customers say too little to compare."""


class Measure(Record):
    """A mean over so many customers with its 95 % interval."""

    customers: int
    mean: float
    low: float
    high: float


class Attempt(Record):
    """One variant: NDCG for the customers who decide."""

    model: str
    ndcg: float


class Cost(Record):
    """CPU seconds on the machine that built it: one fit and one round of recommendations of the chosen model."""

    fit_seconds: float
    recommend_seconds: float


class ModelCard(Record):
    """What is known of a built recommender."""

    shop: str
    as_of: str
    model: str
    recipe: Recipe
    selection: Selection
    customers: int
    products: int
    pairs: int
    metrics: dict[str, Measure]
    popularity: dict[str, Measure] = Field(description="The same for popularity alone, to compare with.")
    coverage: float
    novelty: float
    lift: float = Field(description="Above 1: more popular products than these customers bought before.")
    fairness: dict[str, dict[str, Measure]] = Field(description="The first metric by groups of customers.")
    tried: tuple[Attempt, ...]
    left_out: dict[str, str]
    remarks: tuple[str, ...] = ()
    measured: Cost


def card(
    choice: Choice, selection: Selection, *, shop: str, as_of: str, countries: Mapping[str, str], remarks: Sequence[str]
) -> ModelCard:
    """Write the card of a choice; `countries` names the country of each customer."""
    best = choice.best
    train = choice.split.train
    reports = ~deciding(best.trial.judged.rows)
    if not reports.any():
        reports = ~reports
    overall = best.trial.judged.overall
    popular = next(tried for tried in (*choice.tried, best) if tried.recipe.kind == "popularity" or tried is best)
    return ModelCard(
        shop=shop,
        as_of=as_of,
        model=best.recipe.label,
        recipe=best.recipe,
        selection=selection,
        customers=len(train.customers),
        products=len(train.products),
        pairs=len(train.rows),
        metrics=_measures(best, reports),
        popularity=_measures(popular, reports),
        coverage=round(overall["coverage"], 6),
        novelty=round(overall["novelty"], 4),
        lift=round(overall["lift"], 4),
        fairness=_fairness(choice, reports, countries),
        tried=tuple(Attempt(model=tried.recipe.label, ndcg=round(tried.ndcg, 6)) for tried in choice.tried),
        left_out=choice.left_out,
        remarks=tuple(remarks),
        measured=Cost(
            fit_seconds=round(best.trial.fit_seconds, 3), recommend_seconds=round(best.trial.recommend_seconds, 3)
        ),
    )


def _measures(tried: Tried, reports: NDArray[np.bool_]) -> dict[str, Measure]:
    return {name: _measure(values[reports]) for name, values in tried.trial.judged.per_customer.items()}


def _fairness(
    choice: Choice, reports: NDArray[np.bool_], countries: Mapping[str, str]
) -> dict[str, dict[str, Measure]]:
    """Return the first metric by history (new, light, heavy) and by country."""
    import numpy as np

    judged, train = choice.best.trial.judged, choice.split.train
    values = next(iter(judged.per_customer.values()))
    history = [BUCKETS[number] for number in buckets(train, judged.rows).tolist()]
    homes = [countries.get(train.customers[row], "") or "unknown" for row in judged.rows.tolist()]
    most = sorted(set(homes), key=lambda name: (-homes.count(name), name))[:LARGEST_GROUPS]
    homes = [home if home in most else "other" for home in homes]
    found: dict[str, dict[str, Measure]] = {}
    for title, groups in (("products bought before", history), ("country", homes)):
        names = np.array(groups, dtype=np.str_)
        found[title] = {
            name: _measure(values[reports & (names == name)])
            for name in sorted(set(groups))
            if np.count_nonzero(reports & (names == name)) >= SMALL
        }
    return found


def _measure(values: NDArray[np.float64]) -> Measure:
    mean, low, high = (round(value, 6) for value in interval(values))
    return Measure(customers=len(values), mean=mean, low=low, high=high)
