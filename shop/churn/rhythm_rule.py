"""The honest fallback of a shop too small or too young for a model: late by rhythm, no probability claimed.

A customer's rhythm is their median gap between order days, or the shop's usual gap with fewer than two gaps. Up to
LATE rhythms of silence the risk is low, up to GONE medium, beyond it high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.churn.features import Known
from shop.churn.forecast import Risk
from shop.churn.reasons import LEAST_GAPS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RULE = "rhythm rule"
LATE, GONE = 1.6, 3.2
"""1.6 rhythms is where the window of the next purchase closes (see shop.portraits); twice that is gone."""


def rhythms_since(known: Known, usual_days: int) -> NDArray[np.float64]:
    """Return the silence of each customer in their own rhythms."""
    import numpy as np

    own = np.where(known["days"] > LEAST_GAPS, np.nan_to_num(known["median_gap"]), 0.0)
    return np.asarray(known["days_since"] / np.where(own > 0, own, max(usual_days, 1)), dtype=np.float64)


def rule_risk(rhythms: float) -> Risk:
    """Return the risk of so many rhythms of silence."""
    if rhythms <= LATE:
        return "low"
    return "medium" if rhythms <= GONE else "high"
