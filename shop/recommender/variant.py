"""The right variant where history tells: size M for somebody whose shirts are M.

A variant's title is read as options between slashes, commas or bars ("Red / M"). Within the product's category each
option counts the orders in which the customer kept it. The variant that can be sold and whose options count most is
the right one, if it is the only such and counts more than nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from shop.catalogue import among
from shop.store.view import ShopView

_BETWEEN = re.compile(r"\s*[/|,，、·]\s*")
_WORN = """
SELECT c.customer_id, t.category, v.title, count(DISTINCT l.order_key)
FROM order_lines l JOIN customers c USING (customer_key) JOIN variants v USING (variant_key)
     JOIN product_texts t ON t.product_key = l.product_key AND t.language = $language
WHERE {chosen} AND l.is_sale AND l.quantity > 0 AND v.title <> '' AND NOT EXISTS (
    FROM order_lines b WHERE b.customer_key = l.customer_key AND b.variant_key = l.variant_key AND b.quantity < 0)
GROUP BY ALL ORDER BY ALL"""
"""What was sent back did not fit."""
_VARIANTS = """
SELECT p.product_id, t.category, v.variant_id, v.title
FROM products p JOIN variants v USING (product_key) LEFT JOIN stock_now s USING (variant_key)
     JOIN product_texts t ON t.product_key = p.product_key AND t.language = $language
WHERE v.title <> '' AND (s.quantity IS NULL OR s.quantity > 0)
      AND EXISTS (FROM price_now n WHERE n.variant_key = v.variant_key)
ORDER BY ALL"""


Titles = dict[str, tuple[str, dict[str, str]]]
"""Of each product that can be sold in more than one variant: its category, and the titles by variant id."""


def sellable_titles(view: ShopView) -> Titles:
    """Return what there is to choose from now, in the shop's first language."""
    found: Titles = {}
    for product, category, variant, title in view.rows(_VARIANTS, {"language": view.shop.languages[0]}):
        found.setdefault(product, (category, {}))[1][variant] = title
    return {product: entry for product, entry in found.items() if len(entry[1]) > 1}


def right_variants(view: ShopView, titles: Titles, wanted: Mapping[str, Sequence[str]]) -> dict[tuple[str, str], str]:
    """Return the variant id for each (customer id, product id) of `wanted` for which history tells one."""
    customers = sorted(id_ for id_, products in wanted.items() if any(product in titles for product in products))
    if not customers:
        return {}
    worn = _worn(view, customers, view.shop.languages[0])
    found: dict[tuple[str, str], str] = {}
    for customer in customers:
        for product in wanted[customer]:
            category, variants = titles.get(product, ("", {}))
            right = _right(variants, worn.get((customer, category), Counter()))
            if right:
                found[customer, product] = right
    return found


def options(title: str) -> set[str]:
    """Return the options that a title names, in lower case."""
    return {part.casefold() for part in _BETWEEN.split(title.strip()) if part}


def _worn(view: ShopView, customers: list[str], language: str) -> dict[tuple[str, str], Counter[str]]:
    chosen = among("c.customer_id", "ids", len(customers))
    found: dict[tuple[str, str], Counter[str]] = {}
    rows = view.rows(_WORN.format(chosen=chosen), {"ids": customers, "language": language})
    for customer, category, title, orders in rows:
        counts = found.setdefault((customer, category), Counter())
        for option in options(title):
            counts[option] += orders
    return found


def _right(variants: Mapping[str, str], worn: Counter[str]) -> str | None:
    scores = {variant: sum(worn[option] for option in options(title)) for variant, title in variants.items()}
    highest = max(scores.values(), default=0)
    best = [variant for variant, score in scores.items() if score == highest]
    return best[0] if highest > 0 and len(best) == 1 else None
