"""back_in_stock: wanted while there was none, and counted in again within the last fourteen days.

Whoever named a variant wants that one: only its counts are read. Else stock is the sum over the product's variants of
their last counts. A count without a date proves no day on which there was none, so only dated zero counts do.

A stock alert is the person's own request and is served whatever they say about profiling; a wish is behaviour. The
two carry different facts, because "you asked us" is only true of an alert; of a person with both the alert counts.
"""

from __future__ import annotations

from datetime import timedelta

from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.reasons.scope import REMEMBERED
from shop.store.view import Row, ShopView

RESTOCKED_WITHIN = timedelta(days=14)
ROLES = {"stock_alert": "asked_on", "wishlist": "wished_on"}

_SQL = """
WITH asked AS (
  SELECT e.customer_key, e.product_key, coalesce(e.variant_key, -1) AS variant, e.kind, e.happened_at AS moment,
         s.customer_id, s.currency
  FROM events e JOIN reason_scope s USING (customer_key)
  WHERE e.happened_at >= $oldest AND (e.kind = 'stock_alert' OR (e.kind = 'wishlist' AND NOT s.objects))
), counts AS (
  SELECT product_key, variant_key, counted_at IS NOT NULL AS dated, quantity,
         coalesce(counted_at, TIMESTAMP '1970-01-01') AS moment
  FROM facts.stock WHERE counted_at IS NULL OR counted_at <= $now
), changes AS (
  SELECT product_key, variant_key, moment, dated,
         quantity - lag(quantity, 1, 0) OVER (PARTITION BY variant_key ORDER BY moment) AS change
  FROM counts
), steps AS (
  SELECT product_key, -1 AS variant, moment, bool_or(dated) AS dated, sum(change) AS change FROM changes GROUP BY ALL
  UNION ALL
  SELECT product_key, variant_key, moment, bool_or(dated), sum(change) FROM changes
  WHERE variant_key IN (SELECT variant FROM asked) GROUP BY ALL
), levels AS (
  SELECT product_key, variant, moment, dated,
         sum(change) OVER (PARTITION BY product_key, variant ORDER BY moment) AS units
  FROM steps
), empty AS (
  SELECT product_key, variant, max(moment) AS moment FROM levels WHERE units <= 0 GROUP BY ALL
), restocked AS (
  SELECT l.product_key, l.variant, min(l.moment) AS moment
  FROM levels l JOIN empty z ON z.product_key = l.product_key AND z.variant = l.variant AND l.moment > z.moment
  WHERE l.units > 0 GROUP BY ALL
)
SELECT a.customer_id, p.product_id, p.variant_id, a.kind, a.moment, r.moment AS restocked
FROM asked a ASOF JOIN levels l
  ON l.product_key = a.product_key AND l.variant = a.variant AND l.moment <= a.moment
JOIN restocked r ON r.product_key = a.product_key AND r.variant = a.variant AND r.moment > a.moment
JOIN buyable p ON p.product_key = a.product_key AND p.variant = a.variant AND p.currency = a.currency
LEFT JOIN last_bought b ON b.customer_key = a.customer_key AND b.product_key = a.product_key
WHERE l.units <= 0 AND l.dated AND r.moment >= $restocked_after AND (b.moment IS NULL OR b.moment < a.moment)
QUALIFY row_number() OVER (
  PARTITION BY a.customer_key, a.product_key ORDER BY a.kind, a.moment DESC, a.variant DESC) = 1
"""


def _ask(view: ShopView) -> Question:
    return Question(
        _SQL,
        {"now": view.utc, "oldest": view.utc - REMEMBERED, "restocked_after": view.utc - RESTOCKED_WITHIN},
    )


def _tell(view: ShopView, row: Row) -> Found:
    """Make the reason; `asked_on` or `wished_on` is the last day they wanted it while there was none."""
    customer_id, product_id, variant_id, kind, asked, restocked = row
    asked_on, restocked_on = view.local(asked).date(), view.local(restocked).date()
    facts = {ROLES[kind]: day_value(asked_on), "restocked_on": day_value(restocked_on)}
    source = f"events: {kind} {asked_on}; stock: counted {restocked_on}"
    return found(About(customer_id, "back_in_stock", product_id, variant_id), facts, source, restocked_on)


BACK_IN_STOCK = Kind(_ask, _tell)
