"""What each product costs in a currency, read once per view: most conditions are on the price alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from typing import NamedTuple
from weakref import WeakKeyDictionary

from retrieval.filters.records import PriceWithin
from shop.store.view import ShopView

QUOTED = """
SELECT c.product_key, any_value(c.product_id) AS product_id,
       coalesce(min(n.price) FILTER (c.quantity IS NULL OR c.quantity > 0), min(n.price)) AS quoted
FROM {chosen} c JOIN price_now n ON n.variant_key = c.variant_key AND n.currency = ${currency}
WHERE c.status = 'active' GROUP BY c.product_key"""
"""The lowest price of the chosen variants that can be bought, else of all chosen ones; of active products."""
OFFERED = """
SELECT p.product_key, p.product_id, p.status, v.variant_key, v.title, s.quantity
FROM products p LEFT JOIN variants v USING (product_key) LEFT JOIN stock_now s USING (variant_key)"""


class Quotes(NamedTuple):
    """The products that are sold in one currency, by ascending price: amounts, and (key, id) beside them."""

    amounts: list[Decimal]
    products: list[tuple[int, str]]


_READ: WeakKeyDictionary[ShopView, dict[str, Quotes]] = WeakKeyDictionary()


def priced_within(view: ShopView, condition: PriceWithin) -> list[tuple[int, str]]:
    """Return (key, id) of the products whose quoted price, over all their variants, lies within the bounds."""
    quotes = _quotes(view, condition.currency)
    low, high = condition.low, condition.high
    first = 0 if low is None else (bisect_right if condition.low_open else bisect_left)(quotes.amounts, low)
    end = len(quotes.amounts)
    if high is not None:
        end = (bisect_left if condition.high_open else bisect_right)(quotes.amounts, high)
    return quotes.products[first:end]


def _quotes(view: ShopView, currency: str) -> Quotes:
    """A view stands still, so its prices are read once."""
    known = _READ.setdefault(view, {})
    if currency not in known:
        quoted = QUOTED.format(chosen=f"({OFFERED})", currency="currency")
        rows = view.rows(f"SELECT product_key, product_id, quoted FROM ({quoted}) ORDER BY quoted, product_key",
                         {"currency": currency})  # fmt: skip
        known[currency] = Quotes([Decimal(price) for _, _, price in rows], [(key, id_) for key, id_, _ in rows])
    return known[currency]
