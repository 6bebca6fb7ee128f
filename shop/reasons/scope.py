"""Whom and what reasons may be about: the people asked for, what can be sold to them, what they last bought.

These are relations of the view that the kinds join:

reason_scope   customer_key, customer_id, language, currency (of the customer's market), objects (to profiling)
reason_people  those of reason_scope that do not object: all that behaviour may be read for
sellable       product_key, product_id, currency: active, not known to be out of stock, with a price in the currency
offered        product_key, variant_key, product_id, variant_id, currency, price, starts_at (of the price): the same for
               each variant by itself
buyable        product_key, variant, product_id, variant_id, currency: `sellable` with the variant -1 and no variant_id,
               and `offered`. An event joins it with coalesce(variant_key, -1): whoever named a variant wants that one
last_bought    customer_key, product_key, moment of the last purchase, of pairs that an event of the last year names
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from shop.segments.history import derive
from shop.store.view import ShopView

REMEMBERED = timedelta(days=365)
"""Nobody is reminded of what they wanted longer ago."""


def prepare(view: ShopView, ids: Sequence[str] | None) -> None:
    """Make the relations for the customers `ids`, or for everyone."""
    _scope(view, ids)
    derive(
        view,
        "last_bought",
        """SELECT customer_key, product_key, max(placed_at) AS moment
           FROM order_lines SEMI JOIN (
             FROM events WHERE kind IN ('cart', 'wishlist', 'stock_alert') AND happened_at >= $oldest
           ) USING (customer_key, product_key)
           WHERE is_sale AND quantity > 0 AND placed_at >= $oldest GROUP BY ALL""",
        {"oldest": view.utc - REMEMBERED},
    )
    derive(
        view,
        "sellable",
        """SELECT DISTINCT p.product_key, p.product_id, n.currency
           FROM products p JOIN price_now n USING (product_key)
           LEFT JOIN (SELECT product_key, sum(quantity) AS units FROM stock_now GROUP BY ALL) s USING (product_key)
           WHERE p.status = 'active' AND (s.units IS NULL OR s.units > 0)""",
    )
    derive(
        view,
        "offered",
        """SELECT p.product_key, v.variant_key, p.product_id, v.variant_id, n.currency, n.price, n.starts_at
           FROM products p JOIN variants v USING (product_key) JOIN price_now n USING (variant_key)
           LEFT JOIN stock_now s USING (variant_key)
           WHERE p.status = 'active' AND (s.quantity IS NULL OR s.quantity > 0)""",
    )
    derive(
        view,
        "buyable",
        """SELECT product_key, -1 AS variant, product_id, NULL::VARCHAR AS variant_id, currency FROM sellable
           UNION ALL SELECT product_key, variant_key, product_id, variant_id, currency FROM offered""",
    )


def _scope(view: ShopView, ids: Sequence[str] | None) -> None:
    homes = view.rows("SELECT DISTINCT country, language FROM customers ORDER BY ALL")
    chosen = "WHERE customer_id IN (SELECT unnest($ids::VARCHAR[]))" if ids is not None else ""
    params: dict[str, object] = {
        "countries": [country for country, _ in homes],
        "languages": [language for _, language in homes],
        "currencies": [currency_of(view, country, language) for country, language in homes],
    }
    view.rows(
        f"""CREATE OR REPLACE TEMP TABLE reason_scope AS
            SELECT customer_key, customer_id, language, currency, objects_to_profiling AS objects
            FROM customers JOIN (SELECT unnest($countries::VARCHAR[]) AS country,
                                        unnest($languages::VARCHAR[]) AS language,
                                        unnest($currencies::VARCHAR[]) AS currency) USING (country, language)
            {chosen}""",
        params if ids is None else {**params, "ids": list(ids)},
    )
    view.rows("CREATE OR REPLACE TEMP VIEW reason_people AS SELECT * FROM reason_scope WHERE NOT objects")


def currency_of(view: ShopView, country: str, language: str) -> str:
    """Return the currency of the customer's market; the shop's own where it has no markets."""
    market = view.shop.market_of(country, language)
    return market.currency if market else view.shop.currency
