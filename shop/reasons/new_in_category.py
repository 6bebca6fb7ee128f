"""new_in_category: launched in the last 30 days in a category the customer ordered from at least twice."""

from __future__ import annotations

from datetime import timedelta

from shop.evidence import TextValue, Value
from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.segments.history import ensure_categories
from shop.store.view import Row, ShopView

LAUNCHED_WITHIN = timedelta(days=30)
LEAST_ORDERS = 2
MOST_PER_PERSON = 3
"""The newest ones; a whole new collection is still one reason to write."""

_SQL = """
WITH fresh AS (
  SELECT p.product_key, p.product_id, p.launched_on, c.category
  FROM products p JOIN categories c USING (product_key) WHERE p.launched_on >= $since::DATE
), owned AS (
  SELECT DISTINCT customer_key, product_key FROM order_lines
  WHERE is_sale AND quantity > 0 AND product_key IN (SELECT product_key FROM fresh)
), fans AS (
  SELECT l.customer_key, c.category, count(DISTINCT l.order_key) AS orders
  FROM order_lines l JOIN categories c USING (product_key) JOIN reason_people USING (customer_key)
  WHERE l.is_sale AND l.quantity > 0 AND c.category IN (SELECT category FROM fresh)
  GROUP BY ALL HAVING orders >= $least
)
SELECT s.customer_id, f.product_id, coalesce(nullif(t.category, ''), f.category) AS category, f.launched_on, a.orders
FROM fans a JOIN fresh f USING (category) JOIN reason_people s USING (customer_key)
JOIN sellable p ON p.product_key = f.product_key AND p.currency = s.currency
LEFT JOIN product_texts t ON t.product_key = f.product_key AND t.language = s.language
WHERE NOT EXISTS (FROM owned o WHERE o.customer_key = a.customer_key AND o.product_key = f.product_key)
QUALIFY row_number() OVER (PARTITION BY s.customer_id ORDER BY f.launched_on DESC, f.product_id) <= $most
"""


def _ask(view: ShopView) -> Question:
    ensure_categories(view)
    since = view.at.date() - LAUNCHED_WITHIN
    return Question(_SQL, {"since": since, "least": LEAST_ORDERS, "most": MOST_PER_PERSON})


def _tell(_view: ShopView, row: Row) -> Found:
    """Make the reason; `category` is in the customer's language where the shop has it."""
    customer_id, product_id, category, launched_on, orders = row
    facts: dict[str, Value] = {"category": TextValue(text=category), "launched_on": day_value(launched_on)}
    source = f"products: launched {launched_on}; order_lines: {orders} orders in the category"
    return found(About(customer_id, "new_in_category", product_id), facts, source, launched_on)


NEW_IN_CATEGORY = Kind(_ask, _tell)
