"""new_in_category: launched in the last 30 days in a category the customer ordered from at least twice."""

from __future__ import annotations

from datetime import date, timedelta

from shop.evidence import TextValue
from shop.reasons.found import About, Found, day_value, found
from shop.segments.history import ensure_categories
from shop.store.view import ShopView

LAUNCHED_WITHIN = timedelta(days=30)
LEAST_ORDERS = 2
MOST_PER_PERSON = 3
"""The newest ones; a whole new collection is still one reason to write."""

_SQL = """
WITH fresh AS (
  SELECT p.product_key, p.product_id, p.launched_on, c.category
  FROM products p JOIN categories c USING (product_key) WHERE p.launched_on >= $since::DATE
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
LEFT JOIN last_bought b ON b.customer_key = a.customer_key AND b.product_key = f.product_key
WHERE b.moment IS NULL
QUALIFY row_number() OVER (PARTITION BY s.customer_id ORDER BY f.launched_on DESC, f.product_id) <= $most
ORDER BY ALL
"""


def new_in_category(view: ShopView) -> list[Found]:
    """Find what is new for the people in scope; `category` is in the customer's language where the shop has it."""
    ensure_categories(view)
    params = {"since": view.at.date() - LAUNCHED_WITHIN, "least": LEAST_ORDERS, "most": MOST_PER_PERSON}
    return [_found(*row) for row in view.rows(_SQL, params)]


def _found(customer_id: str, product_id: str, category: str, launched_on: date, orders: int) -> Found:
    facts = {"category": TextValue(text=category), "launched_on": day_value(launched_on)}
    source = f"products: launched {launched_on.isoformat()}; order_lines: {orders} orders in the category"
    return found(About(customer_id, "new_in_category", product_id), facts, source, launched_on)
