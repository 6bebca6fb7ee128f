"""What a customer likes and pays: interests with decay, the price band, the share bought at a discount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from shop.money import Money
from shop.portraits.portrait import Interest
from shop.segments.history import ensure_categories, local_day
from shop.store.view import ShopView

HALF_LIFE_DAYS = 90
"""Attention counts half after so many days: about a season."""
WEIGHTS = {"purchase": 5, "cart": 3, "wishlist": 3, "view": 1}
"""Paying says more than looking. Quantities do not count: three of a thing is one taste."""
MOST_INTERESTS = 5

# Weights are summed as whole millionths, so that the sum does not depend on the order of the rows.
_INTERESTS = """
WITH signals AS (
  SELECT customer_key, product_key, 'purchase' AS kind, {bought} AS day FROM order_lines
  WHERE is_sale AND quantity > 0 AND product_key IS NOT NULL
  UNION ALL
  SELECT customer_key, product_key, kind, {seen} AS day FROM events
  WHERE kind IN ('cart', 'wishlist', 'view') AND product_key IS NOT NULL
), scored AS (
  SELECT c.customer_id, g.category,
         sum(round(1000000 * weight * pow(0.5, ($today::DATE - day) / $half_life::DOUBLE))::BIGINT)::BIGINT AS score
  FROM signals s JOIN categories g USING (product_key) JOIN customers c USING (customer_key)
  JOIN (SELECT unnest($kinds::VARCHAR[]) AS kind, unnest($weights::INTEGER[]) AS weight) w USING (kind)
  WHERE c.customer_id IN (SELECT unnest($ids::VARCHAR[])) AND NOT c.objects_to_profiling
  GROUP BY ALL HAVING score > 0
)
SELECT customer_id, category, score, sum(score) OVER (PARTITION BY customer_id)::BIGINT AS whole FROM scored
QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY score DESC, category) <= $most
ORDER BY customer_id, score DESC, category
"""

_PRICES = """
WITH bought AS (
  SELECT c.customer_id, l.*, o.discount AS order_discount
  FROM order_lines l JOIN customers c USING (customer_key) JOIN orders o USING (order_key)
  WHERE l.is_sale AND l.quantity > 0 AND c.customer_id IN (SELECT unnest($ids::VARCHAR[]))
    AND NOT c.objects_to_profiling
), listed AS (
  SELECT variant_key, currency, list_price, coalesce(starts_at, TIMESTAMP '1970-01-01') AS since FROM prices
)
SELECT b.customer_id, median((b.total_base / b.quantity)::DECIMAL(18,4)), count(*),
       count(*) FILTER (b.discount > 0 OR b.order_discount > 0 OR b.unit_price < coalesce(p.list_price, 0))
FROM bought b ASOF LEFT JOIN listed p
  ON p.variant_key = b.variant_key AND p.currency = b.currency AND p.since <= b.placed_at
GROUP BY ALL ORDER BY ALL
"""


class Pricing(NamedTuple):
    """Median price per unit in base currency (None without a rate) and the share of lines bought reduced."""

    band: Money | None
    discount_share: Decimal


def interests(view: ShopView, ids: Sequence[str]) -> dict[str, tuple[Interest, ...]]:
    """Return the strongest categories of each customer; weights are shares of all their categories."""
    ensure_categories(view)
    sql = _INTERESTS.format(bought=local_day(view, "placed_at"), seen=local_day(view, "happened_at"))
    params = {
        "ids": list(ids), "today": view.at.date(), "half_life": HALF_LIFE_DAYS,
        "kinds": list(WEIGHTS), "weights": list(WEIGHTS.values()), "most": MOST_INTERESTS,
    }  # fmt: skip
    found: dict[str, list[Interest]] = defaultdict(list)
    for customer_id, category, score, whole in view.rows(sql, params):
        found[customer_id].append(Interest(category=category, weight=_share(score, whole)))
    return {customer_id: tuple(strongest) for customer_id, strongest in found.items()}


def pricing(view: ShopView, ids: Sequence[str]) -> dict[str, Pricing]:
    """Return what each customer with a purchase usually pays for one unit, and how often reduced."""
    found = {}
    for customer_id, band, lines, reduced in view.rows(_PRICES, {"ids": list(ids)}):
        price = None if band is None else Money(amount=band, currency=view.shop.currency).rounded()
        found[customer_id] = Pricing(price, _share(reduced, lines))
    return found


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.0001"))
