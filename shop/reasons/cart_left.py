"""cart_left: put into the cart one to fourteen days ago, neither bought nor taken out since, and still for sale."""

from __future__ import annotations

from datetime import timedelta

from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.store.view import Row, ShopView

FROM = timedelta(days=1)
"""Sooner, the person may still be shopping."""
UNTIL = timedelta(days=14)

_SQL = """
WITH carts AS (
  SELECT e.customer_key, e.product_key, max(e.happened_at) FILTER (e.kind = 'cart') AS moment,
         max(e.happened_at) FILTER (e.kind = 'cart_removed') AS removed
  FROM events e JOIN reason_people USING (customer_key)
  WHERE e.kind IN ('cart', 'cart_removed') AND e.product_key IS NOT NULL GROUP BY ALL
), emptied AS (
  SELECT customer_key, max(happened_at) AS moment FROM events
  WHERE kind = 'cart_removed' AND product_key IS NULL GROUP BY ALL
)
SELECT s.customer_id, p.product_id, c.moment
FROM carts c JOIN reason_people s USING (customer_key)
JOIN sellable p ON p.product_key = c.product_key AND p.currency = s.currency
LEFT JOIN last_bought b ON b.customer_key = c.customer_key AND b.product_key = c.product_key
LEFT JOIN emptied x ON x.customer_key = c.customer_key
WHERE c.moment BETWEEN $oldest AND $newest
  AND (c.removed IS NULL OR c.removed < c.moment)
  AND (b.moment IS NULL OR b.moment < c.moment)
  AND (x.moment IS NULL OR x.moment < c.moment)
"""


def _ask(view: ShopView) -> Question:
    return Question(_SQL, {"oldest": view.utc - UNTIL, "newest": view.utc - FROM})


def _tell(view: ShopView, row: Row) -> Found:
    """Make the reason; `on` is the last day it was put in."""
    customer_id, product_id, moment = row
    day = view.local(moment).date()
    return found(About(customer_id, "cart_left", product_id), {"on": day_value(day)}, f"events: cart {day}", day)


CART_LEFT = Kind(_ask, _tell)
