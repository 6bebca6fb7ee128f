"""What a customer is expected to spend in the horizon if they order at all, and so the value of the horizon.

    order value  m = (W x shop mean + sum of own order values) / (W + own orders)      credibility (Buehlmann 1967)
    rate         r = (orders + G) / (days since the first order + G / shop rate)        the same idea for a rate
    orders       c = r H / (1 - exp(-r H))         mean of a Poisson count that is not zero, H days ahead
    if bought    s = K x m x c                     K makes the totals of the past agree
    value        v = (1 - churn probability) x s

W is chosen among WEIGHTS by the absolute error on earlier cuts, where the outcome is known. Amounts beyond the shop's
99.9th percentile are cut to it while learning, so that one wholesaler does not set everybody's value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shop.churn.cuts import Cut
from shop.churn.features import Known
from shop.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEIGHTS = (0.5, 1.0, 2.0, 4.0, 8.0)
RATE_WEIGHT = 1.0
"""G: the shop's rate counts like one order."""
TAIL = 0.999


class SpendModel(Record):
    """The numbers of the formula above, in base currency and days."""

    mean_order: float
    most_order: float
    daily_rate: float
    weight: float
    scale: float
    horizon: int

    def if_bought(self, known: Known) -> Floats:
        """Return s: the expected spend in the horizon of each customer, given that they order."""
        return self.scale * _raw(known, self, self.weight)


class SpendCheck(Record):
    """On an earlier cut that was not learnt from: all customers' value against what they then spent."""

    customers: int
    expected_total: float
    actual_total: float
    mean_error: float
    """Mean absolute error per customer."""
    mean_error_of_mean: float
    """The same when everybody is given the customers' mean."""


def fit_spend(cuts: Sequence[Cut], horizon: int) -> SpendModel:
    """Learn from cuts; customers who did not order in the horizon tell nothing here."""
    import numpy as np

    orders = np.concatenate([cut.known["orders"] for cut in cuts])
    value = np.concatenate([np.maximum(cut.known["spend"], 0) for cut in cuts]) / orders
    tenure = np.concatenate([cut.known["tenure"] for cut in cuts])
    most = float(np.quantile(value, TAIL))
    draft = SpendModel(
        mean_order=float((np.minimum(value, most) * orders).sum() / orders.sum()), most_order=most,
        daily_rate=float(orders.sum() / max(tenure.sum(), 1.0)), weight=1.0, scale=1.0, horizon=horizon,
    )  # fmt: skip
    bought = np.concatenate([(cut.outcome.silent == 0) & (cut.outcome.spend > 0) for cut in cuts])
    spent = np.concatenate([cut.outcome.spend for cut in cuts])[bought]
    spent = np.minimum(spent, np.quantile(spent, TAIL)) if len(spent) else spent
    best = draft
    least = np.inf
    for weight in WEIGHTS:
        raw = np.concatenate([_raw(cut.known, draft, weight) for cut in cuts])[bought]
        scale = float(spent.sum() / raw.sum()) if len(raw) and raw.sum() > 0 else 1.0
        error = float(np.abs(spent - scale * raw).mean()) if len(raw) else 0.0
        if error < least:
            best, least = draft.model_copy(update={"weight": weight, "scale": scale}), error
    return best


def check_spend(cut: Cut, model: SpendModel, probability: Floats) -> SpendCheck:
    """Compare the value of the horizon with what followed."""
    import numpy as np

    expected, actual = (1 - probability) * model.if_bought(cut.known), cut.outcome.spend
    return SpendCheck(
        customers=len(actual), expected_total=round(float(expected.sum()), 2),
        actual_total=round(float(actual.sum()), 2), mean_error=round(float(np.abs(expected - actual).mean()), 2),
        mean_error_of_mean=round(float(np.abs(actual.mean() - actual).mean()), 2),
    )  # fmt: skip


def _raw(known: Known, model: SpendModel, weight: float) -> Floats:
    import numpy as np

    orders = known["orders"]
    own = np.clip(known["spend"] / orders, 0.0, model.most_order)
    value = (weight * model.mean_order + orders * own) / (weight + orders)
    rate = (orders + RATE_WEIGHT) / (known["tenure"] + RATE_WEIGHT / model.daily_rate)
    ahead = rate * model.horizon
    return np.asarray(value * ahead / -np.expm1(-ahead), dtype=np.float64)
