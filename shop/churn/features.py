"""What was known of each buyer at a moment, in numbers, for all of them in one query.

The moment may be the view's own or any earlier one: a row that came later never changes the answer. Days are calendar
days in the shop's zone, money is in the base currency; orders and spend follow the shop's conventions (an order is
paid and not cancelled, spend is without shipping and after refunds). A refund and a cancellation have no date of their
own in the store: they count from the order's day on. Opened messages are left out, because reading who opened what
needs a consent of its own. Who objects to profiling is in none of these relations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING

from shop.segments.history import derive, ensure_categories, local_day
from shop.store.view import ShopView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KNOWN = (
    "days", "orders", "days_since", "tenure", "median_gap", "longest_gap", "last_gap", "earlier_gap", "gap_squares",
    "late_gaps", "late_gap_count", "orders_third", "orders_now", "orders_before", "season_ahead", "season_past",
    "spend", "spend_now", "last_spend", "earlier_spend", "lines", "last_lines", "units", "returned", "units_now",
    "returned_now", "reduced", "products", "categories", "visit_since", "visits_now", "visits_before",
)  # fmt: skip
"""Columns of known.sql after the customer's id, in its order."""

EVERYONE = 2**31 - 1
VISITS = ("view", "cart", "wishlist", "checkout")
"""Events that are a visit to the shop itself."""

_ORDERS = """
WITH baskets AS (
    SELECT order_key, count(*) FILTER (quantity > 0) AS lines, sum(quantity) FILTER (quantity > 0) AS units,
           -sum(quantity) FILTER (quantity < 0) AS returned, bool_or(discount > 0) AS reduced
    FROM order_lines WHERE is_sale GROUP BY order_key
)
SELECT s.order_key, s.customer_key, s.placed_at, {day} AS day, s.total >= 0 AS is_order,
       coalesce(s.spend_base, 0) AS spend, coalesce(b.lines, 0) AS lines, coalesce(b.units, 0) AS units,
       coalesce(b.returned, 0) AS returned, coalesce(s.discount > 0 OR b.reduced, FALSE) AS reduced
FROM sales s JOIN customers c USING (customer_key) LEFT JOIN baskets b USING (order_key)
WHERE NOT c.objects_to_profiling"""

_PEOPLE = """
SELECT customer_key, customer_id, row_number() OVER (ORDER BY md5(customer_id), customer_id) AS place
FROM customers WHERE customer_key IN (SELECT customer_key FROM churn_orders WHERE is_order)"""

_FIRSTS = """
SELECT l.customer_key, k.kind, min(l.placed_at) AS first_at
FROM order_lines l JOIN churn_people USING (customer_key) LEFT JOIN categories g USING (product_key)
CROSS JOIN (VALUES ('product'), ('category')) k(kind)
WHERE l.is_sale AND l.quantity > 0 AND l.product_key IS NOT NULL AND (k.kind = 'product' OR g.category IS NOT NULL)
GROUP BY l.customer_key, k.kind, CASE k.kind WHEN 'product' THEN l.product_key::VARCHAR ELSE g.category END"""

_VISITS = """
SELECT DISTINCT customer_key, happened_at, {day} AS day
FROM events JOIN churn_people USING (customer_key) WHERE kind IN (SELECT unnest($kinds::VARCHAR[]))"""

_OUTCOME = """
SELECT p.customer_id, count(*) FILTER (o.is_order)::DOUBLE, sum(o.spend)::DOUBLE
FROM churn_orders o JOIN churn_people p USING (customer_key)
WHERE o.placed_at > $cut AND o.placed_at <= $end GROUP BY p.customer_id"""


@dataclass(frozen=True, eq=False)
class Known:
    """Buyers in ascending order of ids, and one array per column of KNOWN; NaN where there is nothing to say."""

    ids: tuple[str, ...]
    columns: dict[str, NDArray[np.float64]]

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Return one column."""
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.ids)

    def taken(self, places: NDArray[np.int64]) -> Known:
        """Return some of the buyers, in the order of `places`."""
        ids = tuple(self.ids[place] for place in places)
        return Known(ids, {name: column[places] for name, column in self.columns.items()})


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the same buyers did within the horizon: 1.0 where they did not order, and what they spent."""

    silent: NDArray[np.float64]
    spend: NDArray[np.float64]


def known_at(
    view: ShopView, cut: datetime, horizon: int, *, ids: Sequence[str] | None = None, most: int = EVERYONE
) -> Known:
    """Return what was known at `cut` of all buyers, of `ids`, or of the first `most` in an order drawn by lot.

    The lot is a hash of the id, so that a sample is the same in every run and at every cut.
    """
    import numpy as np

    _ensure_relations(view)
    rows = view.rows(
        resources.files("shop.churn").joinpath("known.sql").read_text(encoding="utf-8"),
        {"cut": _utc(cut), "day": cut.astimezone(view.zone).date(), "horizon": horizon, "most": most,
         "everyone": ids is None, "ids": list(ids or ())},
    )  # fmt: skip
    table = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, len(KNOWN))
    return Known(tuple(row[0] for row in rows), {name: table[:, place] for place, name in enumerate(KNOWN)})


def outcome_after(view: ShopView, cut: datetime, horizon: int, ids: Sequence[str]) -> Outcome:
    """Return what the customers did in the `horizon` days after `cut`: the label to learn, never a feature."""
    import numpy as np

    _ensure_relations(view)
    end = later(cut, horizon)
    found = {row[0]: row[1:] for row in view.rows(_OUTCOME, {"cut": _utc(cut), "end": _utc(end)})}
    told = [found.get(id_, (0.0, 0.0)) for id_ in ids]
    orders = np.array([orders for orders, _ in told], dtype=np.float64)
    return Outcome((orders == 0).astype(np.float64), np.array([spend for _, spend in told], dtype=np.float64))


def later(moment: datetime, days: int) -> datetime:
    """Return the same time of day, on the shop's clock, so many days later (earlier when negative)."""
    return moment + timedelta(days=days)


def first_order_day(view: ShopView) -> date | None:
    """Return the day of the shop's first order, None without one."""
    _ensure_relations(view)
    [(day,)] = view.rows("SELECT min(day) FROM churn_orders WHERE is_order")
    return day if isinstance(day, date) else None


def _ensure_relations(view: ShopView) -> None:
    ensure_categories(view)
    derive(view, "churn_orders", _ORDERS.format(day=local_day(view, "s.placed_at")))
    derive(view, "churn_people", _PEOPLE)
    derive(view, "churn_firsts", _FIRSTS)
    derive(view, "churn_visits", _VISITS.format(day=local_day(view, "happened_at")), {"kinds": list(VISITS)})


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
