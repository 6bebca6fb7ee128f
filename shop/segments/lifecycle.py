"""The lifecycle of a customer: new, active, lapsing, lapsed, or prospect (never ordered).

The thresholds come from the shop itself. Take all gaps, in days, between successive order days of the same customer:
`usual_days` is their median, `late_days` their 90th percentile (nearest rank). Whoever ordered within the usual gap is
active (new after a first order); later than that, lapsing: nine of ten repeat purchases came by late_days; after it,
lapsed. Gaps still open are not counted, so a young shop's thresholds are on the short side.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from shop.segments.history import derive, ensure_bought_days, ensure_buyers
from shop.store.view import ShopView

Stage = Literal["prospect", "new", "active", "lapsing", "lapsed"]
STAGES: tuple[Stage, ...] = get_args(Stage)

LEAST_GAPS = 20
"""With fewer gaps a 90th percentile says little: the defaults below are used, and it is said."""
DEFAULT_USUAL_DAYS = 60
DEFAULT_LATE_DAYS = 180


class Thresholds(NamedTuple):
    """Days after the last order: active until `usual_days`, lapsing until `late_days`; computed from `gaps` gaps."""

    usual_days: int
    late_days: int
    gaps: int
    from_data: bool


class Lifecycle(NamedTuple):
    """The stage of every customer by id, with the thresholds that decided."""

    thresholds: Thresholds
    stages: dict[str, Stage]


def thresholds(view: ShopView) -> Thresholds:
    """Compute the shop's thresholds as of the view's moment."""
    ensure_bought_days(view)
    [(gaps, usual, late)] = view.rows(
        "SELECT count(gap), quantile_disc(gap, 0.5), quantile_disc(gap, 0.9) FROM bought_days"
    )
    if gaps < LEAST_GAPS:
        return Thresholds(DEFAULT_USUAL_DAYS, DEFAULT_LATE_DAYS, gaps, from_data=False)
    return Thresholds(usual, max(late, usual + 1), gaps, from_data=True)


def lifecycle(view: ShopView) -> Lifecycle:
    """Return the stage of every customer and the thresholds."""
    ensure_stages(view)
    rows = view.rows("SELECT customer_id, stage FROM stages JOIN customers USING (customer_key) ORDER BY customer_id")
    return Lifecycle(thresholds(view), dict(rows))


def ensure_stages(view: ShopView) -> None:
    """Make the relation `stages` of the view: customer_key and stage of every customer."""
    ensure_buyers(view)
    limits = thresholds(view)
    derive(
        view,
        "stages",
        """SELECT c.customer_key, CASE
             WHEN b.orders IS NULL THEN 'prospect'
             WHEN b.days_since > $late THEN 'lapsed'
             WHEN b.days_since > $usual THEN 'lapsing'
             WHEN b.orders = 1 THEN 'new'
             ELSE 'active' END AS stage
           FROM customers c LEFT JOIN buyers b USING (customer_key)""",
        {"usual": limits.usual_days, "late": limits.late_days},
    )
