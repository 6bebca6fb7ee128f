"""The log of an imported shop: every sale of a known customer up to the moment of the question."""

from __future__ import annotations

from shop.recommender.evaluation.log import Log
from shop.store.view import ShopView

_SALES = """
WITH kept AS (
    SELECT customer_key, product_key FROM order_lines
    WHERE is_sale AND customer_key IS NOT NULL AND product_key IS NOT NULL
    GROUP BY ALL HAVING sum(quantity) > 0
)
SELECT c.customer_id, p.product_id, epoch(l.placed_at)::DOUBLE AS seconds
FROM order_lines l JOIN kept USING (customer_key, product_key)
     JOIN customers c USING (customer_key) JOIN products p USING (product_key)
WHERE l.is_sale AND l.quantity > 0 ORDER BY ALL"""
"""What was returned in full is left out, as in shop.recommender.interactions."""


def shop_log(view: ShopView) -> Log:
    """Return who bought what and when, as of `view.at`; quantities do not matter."""
    rows = view.rows(_SALES)
    return Log.of([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
