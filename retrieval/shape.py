"""The shape of a catalogue, or of the part that meets some conditions: counts, price range, categories, extremes.

Everything is computed in the store as of the view's moment. Products that are not sold any more are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from decimal import Decimal

from shop.record import Record
from shop.store.view import ShopView

MOST_GROUPS = 30
MOST_EXTREME = 3

_QUOTED = """
WITH chosen AS (
    SELECT product_key, product_id, brand, rating::DOUBLE AS stated FROM products
    WHERE status = 'active' AND ($every OR product_id IN (SELECT unnest($ids::VARCHAR[])))),
counted AS (
    SELECT v.product_key, sum(s.quantity) AS units FROM variants v JOIN stock_now s USING (variant_key) GROUP BY ALL),
quoted AS (
    SELECT v.product_key,
           coalesce(min(n.price) FILTER (s.quantity IS NULL OR s.quantity > 0), min(n.price)) AS price
    FROM variants v JOIN price_now n ON n.variant_key = v.variant_key AND n.currency = $currency
    LEFT JOIN stock_now s ON s.variant_key = v.variant_key GROUP BY v.product_key),
rated AS (SELECT product_key, avg(rating) AS mean, count(*) AS reviews FROM reviews GROUP BY product_key)
SELECT c.product_id, q.price, k.units, coalesce(c.stated, r.mean), coalesce(r.reviews, 0), c.brand,
       (SELECT coalesce(arg_min(t.category, CASE t.language WHEN $language THEN 0 ELSE 1 END), '')
        FROM product_texts t WHERE t.product_key = c.product_key)
FROM chosen c LEFT JOIN quoted q USING (product_key) LEFT JOIN counted k USING (product_key)
LEFT JOIN rated r USING (product_key) ORDER BY c.product_id"""


class Group(Record):
    """A category or brand and how many products it has."""

    name: str
    count: int


class Shape(Record):
    """What a set of products looks like. Prices are those quoted in `currency`: the lowest of the variants that can be
    bought. `in_stock` counts products with a counted unit left, None where the shop counts no stock."""

    currency: str
    count: int
    priced: int
    in_stock: int | None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    cheapest: tuple[str, ...] = ()
    dearest: tuple[str, ...] = ()
    best_rating: Decimal | None = None
    best_rated: tuple[str, ...] = ()
    """Ids; ties by more reviews, then by id. Ratings are compared and given to one decimal."""
    categories: tuple[Group, ...] = ()
    brands: tuple[Group, ...] = ()


def shape_of(view: ShopView, ids: Collection[str] | None, currency: str, language: str) -> Shape:
    """Return the shape of the products with these ids (None: all that are sold)."""
    params = {"every": ids is None, "ids": sorted(ids or ()), "currency": currency, "language": language}
    rows = view.rows(_QUOTED, params)
    prices = sorted((price, id_) for id_, price, *_ in rows if price is not None)
    ratings = sorted((-_tenth(mean), -reviews, id_) for id_, _, _, mean, reviews, *_ in rows if mean is not None)
    counted = [units for _, _, units, *_ in rows if units is not None]
    return Shape(
        currency=currency,
        count=len(rows),
        priced=len(prices),
        in_stock=sum(units > 0 for units in counted) if counted else None,
        lowest=prices[0][0] if prices else None,
        highest=prices[-1][0] if prices else None,
        cheapest=tuple(id_ for _, id_ in prices[:MOST_EXTREME]),
        dearest=tuple(id_ for _, id_ in sorted(prices, key=lambda one: (-one[0], one[1]))[:MOST_EXTREME]),
        best_rating=-ratings[0][0] if ratings else None,
        best_rated=tuple(id_ for *_, id_ in ratings[:MOST_EXTREME]),
        categories=_groups([row[6] for row in rows]),
        brands=_groups([row[5] for row in rows]),
    )


def _tenth(mean: float) -> Decimal:
    return Decimal(str(round(mean, 6))).quantize(Decimal("0.1"))


def _groups(names: list[str]) -> tuple[Group, ...]:
    """Return the groups, the largest first, those without a name left out."""
    ordered = sorted(Counter(name for name in names if name).items(), key=lambda one: (-one[1], one[0]))[:MOST_GROUPS]
    return tuple(Group(name=name, count=count) for name, count in ordered)
