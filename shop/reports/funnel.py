"""How far customers came after they looked: view, cart, checkout, order, each step after the one before.

A customer counts at a step when one of their views in the period was followed by the steps up to it, in this order
and within the window after that view. Taking the earliest next step each time leaves the most time for the others,
so nobody who went all the way in some order of their steps is missed.
"""

from __future__ import annotations

from datetime import timedelta

from shop.reports.figures import Earlier, Ledger
from shop.reports.period import Span
from shop.reports.sales import SPANS, params, share
from shop.store.view import ShopView

WINDOW = timedelta(days=14)
"""After so many days a purchase is hardly about that look any more (carts that are left are asked about as long)."""
STEPS = ("view", "cart", "checkout", "order")

_SQL = f"""
WITH {SPANS}, looked AS (
  SELECT s.name, e.customer_key, e.happened_at AS moment
  FROM events e JOIN span s ON e.happened_at >= s.starts AND e.happened_at < s.ends WHERE e.kind = 'view'
), carts AS (SELECT customer_key, happened_at AS moment FROM events WHERE kind = 'cart'),
checkouts AS (SELECT customer_key, happened_at AS moment FROM events WHERE kind = 'checkout'),
bought AS (SELECT customer_key, placed_at AS moment FROM sales WHERE total >= 0 AND customer_key IS NOT NULL),
to_cart AS (
  SELECT v.name, v.customer_key, v.moment, n.moment AS cart
  FROM looked v ASOF LEFT JOIN carts n ON n.customer_key = v.customer_key AND n.moment >= v.moment
), to_checkout AS (
  SELECT v.*, n.moment AS checkout
  FROM to_cart v ASOF LEFT JOIN checkouts n ON n.customer_key = v.customer_key AND n.moment >= v.cart
), to_order AS (
  SELECT v.*, n.moment AS bought
  FROM to_checkout v ASOF LEFT JOIN bought n ON n.customer_key = v.customer_key AND n.moment >= v.checkout
)
SELECT name, count(DISTINCT customer_key),
       count(DISTINCT customer_key) FILTER (cart <= moment + $window::INTERVAL),
       count(DISTINCT customer_key) FILTER (checkout <= moment + $window::INTERVAL),
       count(DISTINCT customer_key) FILTER (bought <= moment + $window::INTERVAL)
FROM to_order GROUP BY ALL
"""


def add_funnel(view: ShopView, ledger: Ledger, spans: list[Span]) -> None:
    """Add the customers of each step, how many of the step before went on, and how many dropped off."""
    rows = view.rows(_SQL, {**params(view, spans), "window": WINDOW})
    counts: dict[str, tuple[int, ...]] = {row[0]: row[1:] for row in rows}
    if "now" not in counts:
        ledger.remark("no_views")
        return
    now = counts["now"]
    previous, year = (counts.get(name, (0,) * len(STEPS)) for name in ("previous", "year_before"))
    for place, step in enumerate(STEPS):
        ledger.add("funnel", "reached", now[place], group=step, earlier=Earlier(previous[place], year[place]))
        if place:
            went_on = [share(c[place], c[place - 1]) for c in (now, previous, year)]
            ledger.add("funnel", "went_on", went_on[0], group=step, earlier=Earlier(*went_on[1:]))
            ledger.add("funnel", "dropped", now[place - 1] - now[place], group=step)
    ledger.remark("funnel_window", days=WINDOW.days)
    if spans[0].ends + WINDOW > view.utc:
        ledger.remark("funnel_open", days=WINDOW.days)
