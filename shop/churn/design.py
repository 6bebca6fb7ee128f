"""From what is known of buyers to the columns that models see: logarithms, rates and rhythms on comparable scales.

Columns belong to families; a family is what a reason can name. A customer's own rhythm is shrunk towards the shop's,
because one gap is hardly a rhythm. Counts over the customer's whole life are used as rates, since later cuts have
longer histories. The same weeks of last year count only where every cut has seen them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from shop.churn.features import Known

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column: TypeAlias = NDArray[np.float64]

Family = Literal["silence", "orders", "pace", "baskets", "returns", "offers", "breadth", "visits", "season"]

RHYTHM_WEIGHT = 2.0
"""The shop's usual gap counts like so many gaps of the customer's own."""
LEAST_SPREAD_DAYS = 7.0
"""A spread of gaps below a week is taken as a week."""
RATE_DAYS = 30.0
"""Added to the time since the first order, so that a first order of yesterday is no rate of one a day."""


@dataclass(frozen=True)
class Scale:
    """What the columns are relative to: days ahead, and the shop's usual gap between order days."""

    horizon: int
    usual_gap: float
    seasons: bool
    """Whether every cut knows the same weeks of the year before."""


def usual_gap(known: Known) -> float:
    """Return the median over repeat buyers of their median gap; a horizon of 90 days where nobody came back."""
    import numpy as np

    gaps = known["median_gap"][~np.isnan(known["median_gap"])]
    return max(float(np.median(gaps)), 1.0) if len(gaps) else 90.0


def families(scale: Scale) -> tuple[Family, ...]:
    """Return the family of each column."""
    return tuple(family for family, names in _used(scale).items() for _ in names)


def columns(scale: Scale) -> tuple[str, ...]:
    """Return the name of each column."""
    return tuple(name for names in _used(scale).values() for name in names)


def matrix(known: Known, scale: Scale) -> Column:
    """Return buyers x columns; never NaN."""
    import numpy as np

    made = {**_silence(known, scale), **_orders(known, scale), **_pace(known, scale), **_baskets(known)}
    made |= {**_manners(known), **_visits(known), **_season(known)}
    wanted = [made[name] for name in columns(scale)]
    return np.nan_to_num(np.column_stack(wanted), nan=0.0, posinf=0.0, neginf=0.0)


def _used(scale: Scale) -> dict[Family, tuple[str, ...]]:
    return {family: names for family, names in _COLUMNS.items() if scale.seasons or family != "season"}


_COLUMNS: dict[Family, tuple[str, ...]] = {
    "silence": ("days_since", "horizons_since", "rhythm", "rhythms_since", "medians_since", "spreads_late",
                "of_longest_gap"),
    "orders": ("orders", "days", "rate", "orders_third", "orders_now", "orders_before", "single"),
    "pace": ("irregular", "last_gap", "late_gaps"),
    "baskets": ("spend", "order_value", "spend_now", "last_spend", "lines", "last_lines", "units"),
    "returns": ("returned", "any_return"),
    "offers": ("reduced",),
    "breadth": ("products", "categories"),
    "visits": ("visit_since", "visits_now", "visits_before"),
    "season": ("season_ahead", "season_past"),
}  # fmt: skip


def mean_gap(known: Known) -> Column:
    """Return the mean days between order days, NaN without a repeat."""
    import numpy as np

    days = known["days"]
    return np.where(days > 1, (known["tenure"] - known["days_since"]) / np.maximum(days - 1, 1), np.nan)


def _spread(known: Known) -> Column:
    import numpy as np

    mean = np.nan_to_num(mean_gap(known))
    squares = np.nan_to_num(known["gap_squares"]) / np.maximum(known["days"] - 1, 1)
    return np.sqrt(np.maximum(squares - mean**2, 0.0))


def _silence(known: Known, scale: Scale) -> dict[str, Column]:
    import numpy as np

    days, since, usual = known["days"], known["days_since"], scale.usual_gap
    mean = mean_gap(known)
    rhythm = ((days - 1) * np.nan_to_num(mean) + RHYTHM_WEIGHT * usual) / (days - 1 + RHYTHM_WEIGHT)
    median = np.nan_to_num(known["median_gap"], nan=usual)
    longest = np.nan_to_num(known["longest_gap"], nan=usual)
    late = (since - np.nan_to_num(mean)) / np.maximum(_spread(known), LEAST_SPREAD_DAYS)
    return {
        "days_since": np.log1p(since),
        "horizons_since": since / scale.horizon,
        "rhythm": np.log1p(rhythm),
        "rhythms_since": np.log1p(since / np.maximum(rhythm, 1)),
        "medians_since": np.log1p(since / np.maximum(median, 1)),
        "spreads_late": np.where(days > 2, late, 0.0).clip(-3, 5),
        "of_longest_gap": np.log1p(since / np.maximum(longest, 1)),
    }


def _orders(known: Known, scale: Scale) -> dict[str, Column]:
    import numpy as np

    days, recent = known["days"], ("orders_third", "orders_now", "orders_before")
    return {
        "orders": np.log1p(known["orders"]),
        "days": np.log1p(days),
        "rate": np.log1p(days / (known["tenure"] + RATE_DAYS) * scale.horizon),
        "single": (known["orders"] == 1).astype(np.float64),
        **{name: np.log1p(known[name]) for name in recent},
    }


def _pace(known: Known, scale: Scale) -> dict[str, Column]:
    import numpy as np

    days, mean = known["days"], np.nan_to_num(mean_gap(known), nan=scale.usual_gap)
    late = np.nan_to_num(known["late_gaps"]) / np.maximum(known["late_gap_count"], 1)
    last = np.nan_to_num(known["last_gap"])
    return {
        "irregular": np.where(days > 2, _spread(known) / np.maximum(mean, 1), 1.0),
        "last_gap": np.where(days > 2, np.log1p(last) - np.log1p(mean), 0.0),
        "late_gaps": np.where(days > 3, np.log1p(late) - np.log1p(mean), 0.0),
    }


def _baskets(known: Known) -> dict[str, Column]:
    import numpy as np

    orders, spend = known["orders"], np.maximum(known["spend"], 0.0)
    value = np.log1p(spend / orders)
    lines = np.log1p(known["lines"] / orders)
    return {
        "spend": np.log1p(spend),
        "order_value": value,
        "spend_now": np.log1p(np.maximum(known["spend_now"], 0.0)),
        "last_spend": np.log1p(np.maximum(known["last_spend"], 0.0)) - value,
        "lines": lines,
        "last_lines": np.log1p(known["last_lines"]) - lines,
        "units": np.log1p(known["units"] / orders),
    }


def _manners(known: Known) -> dict[str, Column]:
    import numpy as np

    return {
        "returned": (known["returned"] / np.maximum(known["units"], 1)).clip(0, 1),
        "any_return": (known["returned"] > 0).astype(np.float64),
        "reduced": known["reduced"] / known["orders"],
        "products": np.log1p(known["products"]),
        "categories": np.log1p(known["categories"]),
    }


def _visits(known: Known) -> dict[str, Column]:
    import numpy as np

    long_ago = np.log1p(365.0)
    return {
        "visit_since": np.nan_to_num(np.log1p(known["visit_since"]), nan=long_ago),
        "visits_now": np.log1p(known["visits_now"]),
        "visits_before": np.log1p(known["visits_before"]),
    }


def _season(known: Known) -> dict[str, Column]:
    import numpy as np

    return {name: np.log1p(known[name]) for name in ("season_ahead", "season_past")}
