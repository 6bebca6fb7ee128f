"""price_fell: a wished product now costs at least 3 % less, in the customer's market currency, than on that day.

The last wish for a product counts, and the variant it named: that one must be for sale, and its own prices are
compared. Without a named variant all that can be bought must cost the same now, or the message could not state the
price; the one that was cheapest on the day of the wish is compared, never another variant's price.

It must be a real fall. "Down to 95" is untrue in spirit when it cost 70 in between, so no lower price may have held
since the wish, nor in the 30 days before the present price began: the reference of Directive 98/6/EC, article 6a.
In a market that states no prices nothing fell.
"""

from __future__ import annotations

from datetime import timedelta

from shop.evidence import Value
from shop.reasons.found import About, Found, Kind, Question, day_value, found, money_value
from shop.reasons.scope import REMEMBERED
from shop.store.view import Row, ShopView

LEAST_PERCENT = 3
"""Smaller changes are not worth a message."""
REFERENCE = timedelta(days=30)

_SQL = """
WITH wished AS (
  SELECT e.customer_key, e.product_key, e.variant_key AS wanted, e.happened_at AS moment, s.customer_id, s.currency
  FROM events e JOIN reason_people s USING (customer_key)
  WHERE e.kind = 'wishlist' AND e.product_key IS NOT NULL AND e.happened_at >= $oldest
  QUALIFY row_number() OVER (
    PARTITION BY e.customer_key, e.product_key ORDER BY e.happened_at DESC, wanted NULLS LAST) = 1
), uniform AS (
  SELECT product_key, currency FROM offered GROUP BY ALL HAVING min(price) = max(price)
), quoted AS (
  SELECT w.*, o.variant_key, o.price, o.starts_at
  FROM wished w JOIN offered o ON o.product_key = w.product_key AND o.currency = w.currency
    AND (w.wanted IS NULL OR o.variant_key = w.wanted)
  LEFT JOIN uniform u ON u.product_key = w.product_key AND u.currency = w.currency
  WHERE (w.wanted IS NOT NULL OR u.product_key IS NOT NULL) AND o.starts_at > w.moment
), compared AS (
  SELECT q.*, h.price AS price_then
  FROM quoted q JOIN prices h ON h.variant_key = q.variant_key AND h.currency = q.currency
    AND (h.starts_at IS NULL OR h.starts_at <= q.moment)
  QUALIFY row_number() OVER (
    PARTITION BY q.customer_key, q.variant_key ORDER BY h.starts_at DESC NULLS LAST) = 1
), chosen AS (
  FROM compared
  QUALIFY row_number() OVER (PARTITION BY customer_key, product_key ORDER BY price_then, variant_key) = 1
), held AS (
  SELECT variant_key, currency, price,
         lead(starts_at) OVER (PARTITION BY variant_key, currency ORDER BY starts_at NULLS FIRST) AS until
  FROM prices
)
SELECT c.customer_id, p.product_id, p.variant_id, c.currency, c.moment, c.starts_at, c.price_then, c.price
FROM chosen c JOIN buyable p
  ON p.product_key = c.product_key AND p.variant = coalesce(c.wanted, -1) AND p.currency = c.currency
LEFT JOIN last_bought b ON b.customer_key = c.customer_key AND b.product_key = c.product_key
WHERE c.currency NOT IN (SELECT unnest($untold::VARCHAR[]))
  AND 100 * c.price <= (100 - $percent::INTEGER) * c.price_then AND (b.moment IS NULL OR b.moment < c.moment)
  AND NOT EXISTS (
    FROM held h WHERE h.variant_key = c.variant_key AND h.currency = c.currency AND h.price < c.price
      AND h.until > least(c.moment, c.starts_at - $reference::INTERVAL))
"""


def _ask(view: ShopView) -> Question:
    untold = [market.currency for market in view.shop.markets if market.prices == "derived"]
    return Question(
        _SQL, {"oldest": view.utc - REMEMBERED, "percent": LEAST_PERCENT, "reference": REFERENCE, "untold": untold}
    )


def _tell(view: ShopView, row: Row) -> Found:
    customer_id, product_id, variant_id, currency, wished, fell, price_then, price_now = row
    wished_on, fell_on = view.local(wished).date(), view.local(fell).date()
    then, now = money_value(price_then, currency), money_value(price_now, currency)
    facts: dict[str, Value] = {
        "wishlisted_on": day_value(wished_on),
        "price_then": then,
        "price_now": now,
        "diff": money_value(then.money - now.money, currency),
    }
    source = f"events: wishlist {wished_on}; prices: {currency} since {fell_on}"
    return found(About(customer_id, "price_fell", product_id, variant_id), facts, source, fell_on)


PRICE_FELL = Kind(_ask, _tell)
