"""price_fell: a wished product now costs at least 3 % less, in the customer's market currency, than on that day.

The last wish for a product counts. Of several variants the wished one is compared, else the one that is cheapest now
(with its own price on the day of the wish, never another variant's).
"""

from __future__ import annotations

from datetime import timedelta

from shop.evidence import Value
from shop.reasons.found import About, Found, Kind, Question, day_value, found, money_value
from shop.store.view import Row, ShopView

LEAST_PERCENT = 3
"""Smaller changes are not worth a message."""
UNTIL = timedelta(days=365)

_SQL = """
WITH wished AS (
  SELECT e.customer_key, e.product_key, e.variant_key AS wanted, e.happened_at AS moment, s.customer_id, s.currency
  FROM events e JOIN reason_people s USING (customer_key)
  WHERE e.kind = 'wishlist' AND e.product_key IS NOT NULL AND e.happened_at >= $oldest
  QUALIFY row_number() OVER (
    PARTITION BY e.customer_key, e.product_key ORDER BY e.happened_at DESC, wanted NULLS LAST) = 1
), priced AS (
  SELECT w.*, n.variant_key, n.price, n.starts_at
  FROM wished w JOIN price_now n ON n.product_key = w.product_key AND n.currency = w.currency
    AND (w.wanted IS NULL OR n.variant_key = w.wanted)
  QUALIFY row_number() OVER (PARTITION BY w.customer_key, w.product_key ORDER BY n.price, n.variant_key) = 1
), compared AS (
  SELECT f.*, h.price AS price_then
  FROM priced f JOIN prices h ON h.variant_key = f.variant_key AND h.currency = f.currency
    AND (h.starts_at IS NULL OR h.starts_at <= f.moment)
  QUALIFY row_number() OVER (PARTITION BY f.customer_key, f.product_key ORDER BY h.starts_at DESC NULLS LAST) = 1
)
SELECT c.customer_id, p.product_id, c.currency, c.moment, c.starts_at, c.price_then, c.price
FROM compared c JOIN sellable p ON p.product_key = c.product_key AND p.currency = c.currency
LEFT JOIN last_bought b ON b.customer_key = c.customer_key AND b.product_key = c.product_key
WHERE 100 * c.price <= (100 - $percent::INTEGER) * c.price_then AND c.starts_at > c.moment
  AND (b.moment IS NULL OR b.moment < c.moment)
"""


def _ask(view: ShopView) -> Question:
    return Question(_SQL, {"oldest": view.utc - UNTIL, "percent": LEAST_PERCENT})


def _tell(view: ShopView, row: Row) -> Found:
    customer_id, product_id, currency, wished, fell, price_then, price_now = row
    wished_on, fell_on = view.local(wished).date(), view.local(fell).date()
    then, now = money_value(price_then, currency), money_value(price_now, currency)
    facts: dict[str, Value] = {
        "wishlisted_on": day_value(wished_on),
        "price_then": then,
        "price_now": now,
        "diff": money_value(then.money - now.money, currency),
    }
    source = f"events: wishlist {wished_on}; prices: {currency} since {fell_on}"
    return found(About(customer_id, "price_fell", product_id), facts, source, fell_on)


PRICE_FELL = Kind(_ask, _tell)
