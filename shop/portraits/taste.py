"""What a customer likes and pays: interests with decay, the price band, the share bought at a discount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from shop.money import Money
from shop.portraits.chunks import Question, Reader
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
  WHERE is_sale AND quantity > 0 AND product_key IS NOT NULL AND customer_key IS NOT NULL AND {{people}}
  UNION ALL
  SELECT customer_key, product_key, kind, {seen} AS day FROM events
  WHERE kind IN ('cart', 'wishlist', 'view') AND product_key IS NOT NULL AND {{people}}
), scored AS (
  SELECT s.customer_key, g.category,
         sum(round(1000000 * weight * pow(0.5, ($today::DATE - day) / $half_life::DOUBLE))::BIGINT)::BIGINT AS score,
         count(*) FILTER (kind = 'purchase') AS bought, count(*) FILTER (kind IN ('cart', 'wishlist')) AS chosen,
         count(*) FILTER (kind = 'view') AS seen
  FROM signals s JOIN categories g USING (product_key) JOIN customers c USING (customer_key)
  JOIN (SELECT unnest($kinds::VARCHAR[]) AS kind, unnest($weights::INTEGER[]) AS weight) w USING (kind)
  WHERE NOT c.objects_to_profiling
  GROUP BY ALL HAVING score > 0
)
SELECT customer_key, category, score, sum(score) OVER (PARTITION BY customer_key)::BIGINT AS whole,
       bought, chosen, seen FROM scored
QUALIFY row_number() OVER (PARTITION BY customer_key ORDER BY score DESC, category) <= $most
"""

_PRICES = """
WITH bought AS (
  SELECT l.*, o.discount AS order_discount
  FROM (SELECT * FROM order_lines WHERE is_sale AND quantity > 0 AND {people}) l
  JOIN orders o USING (order_key) JOIN customers c ON c.customer_key = l.customer_key
  WHERE NOT c.objects_to_profiling
), listed AS (
  SELECT variant_key, currency, list_price, coalesce(starts_at, TIMESTAMP '1970-01-01') AS since FROM prices
)
SELECT b.customer_key, median((b.total_base / b.quantity)::DECIMAL(18,4)) AS band, count(*) AS lines,
       count(*) FILTER (b.discount > 0 OR b.order_discount > 0 OR b.unit_price < coalesce(p.list_price, 0)) AS reduced
FROM bought b ASOF LEFT JOIN listed p
  ON p.variant_key = b.variant_key AND p.currency = b.currency AND p.since <= b.placed_at
GROUP BY ALL
"""


class Taste(NamedTuple):
    """The strongest categories with weights, and in words how often each was bought, chosen and looked at."""

    interests: tuple[Interest, ...]
    proof: str


class Pricing(NamedTuple):
    """Median price per unit in base currency (None without a rate), the share of lines bought reduced, the lines."""

    band: Money | None
    discount_share: Decimal
    lines: int
    reduced: int


def tastes(reader: Reader, keys: Sequence[int]) -> dict[int, Taste]:
    """Return the strongest categories of each customer; weights are shares of all their categories."""
    found: defaultdict[int, list[tuple[Interest, str]]] = defaultdict(list)
    for key, category, score, whole, *counts in reader.rows(_interests(reader.view), keys):
        interest = Interest(category=category, weight=_share(score, whole))
        found[key].append((interest, f"{category}: {_counted(*counts)}"))
    return {
        key: Taste(tuple(one for one, _ in strongest), "; ".join(proof for _, proof in strongest))
        for key, strongest in found.items()
    }


def pricing(reader: Reader, keys: Sequence[int]) -> dict[int, Pricing]:
    """Return what each customer with a purchase usually pays for one unit, and how often reduced."""
    currency = reader.view.shop.currency
    found = {}
    for key, band, lines, reduced in reader.rows(Question("prices", _PRICES, {}), keys):
        price = None if band is None else Money(amount=band, currency=currency).rounded()
        found[key] = Pricing(price, _share(reduced, lines), lines, reduced)
    return found


def _interests(view: ShopView) -> Question:
    ensure_categories(view)
    sql = _INTERESTS.format(bought=local_day(view, "placed_at"), seen=local_day(view, "happened_at"))
    params = {
        "today": view.at.date(), "half_life": HALF_LIFE_DAYS, "kinds": list(WEIGHTS),
        "weights": list(WEIGHTS.values()), "most": MOST_INTERESTS,
    }  # fmt: skip
    return Question("interests", sql, params, "customer_key, score DESC, category")


def _counted(bought: int, chosen: int, seen: int) -> str:
    told = (("bought", bought), ("in cart or wish list", chosen), ("viewed", seen))
    return ", ".join(f"{how} {times}x" for how, times in told if times)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.0001"))
