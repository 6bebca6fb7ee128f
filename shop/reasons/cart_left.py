"""cart_left: put into the cart one to fourteen days ago, neither bought nor taken out since, and still for sale.

A cart that names a variant is about that variant: it must be for sale itself. Taking out another variant leaves it in.
"""

from __future__ import annotations

from datetime import timedelta

from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.store.view import Row, ShopView

FROM = timedelta(days=1)
"""Sooner, the person may still be shopping."""
UNTIL = timedelta(days=14)

_SQL = """
WITH put AS (
  SELECT e.customer_key, e.product_key, e.variant_key, s.customer_id, s.currency, max(e.happened_at) AS moment
  FROM events e JOIN reason_people s USING (customer_key)
  WHERE e.kind = 'cart' AND e.product_key IS NOT NULL AND e.happened_at >= $oldest GROUP BY ALL
), carts AS (
  SELECT *, max(moment) OVER (PARTITION BY customer_key, product_key) AS latest FROM put
), removed AS (
  SELECT customer_key, product_key, variant_key, max(happened_at) AS moment FROM events
  WHERE kind = 'cart_removed' AND happened_at >= $oldest GROUP BY ALL
)
SELECT c.customer_id, p.product_id, p.variant_id, c.moment
FROM carts c JOIN buyable p
  ON p.product_key = c.product_key AND p.variant = coalesce(c.variant_key, -1) AND p.currency = c.currency
LEFT JOIN last_bought b ON b.customer_key = c.customer_key AND b.product_key = c.product_key
WHERE c.latest <= $newest AND (b.moment IS NULL OR b.moment < c.moment)
  AND NOT EXISTS (
    FROM removed x WHERE x.customer_key = c.customer_key AND x.moment >= c.moment
      AND (x.product_key IS NULL OR (x.product_key = c.product_key
           AND (x.variant_key IS NULL OR c.variant_key IS NULL OR x.variant_key = c.variant_key))))
QUALIFY row_number() OVER (
  PARTITION BY c.customer_key, c.product_key ORDER BY c.moment DESC, c.variant_key NULLS LAST) = 1
"""


def _ask(view: ShopView) -> Question:
    return Question(_SQL, {"oldest": view.utc - UNTIL, "newest": view.utc - FROM})


def _tell(view: ShopView, row: Row) -> Found:
    """Make the reason; `on` is the last day it was put in."""
    customer_id, product_id, variant_id, moment = row
    day = view.local(moment).date()
    about = About(customer_id, "cart_left", product_id, variant_id)
    return found(about, {"on": day_value(day)}, f"events: cart {day}", day)


CART_LEFT = Kind(_ask, _tell)
