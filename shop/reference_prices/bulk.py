"""Reference prices of many products as of a view, with one query for all prices (and one for sales, where asked)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from shop.reference_prices.answer import ReferencePrice, WhyNone
from shop.reference_prices.baseline import reference_price
from shop.reference_prices.history import Deal, PricePoint
from shop.reference_prices.rules import rule_of
from shop.store.view import ShopView

_PRICES = """
SELECT p.product_id, v.variant_id, h.starts_at, h.price, h.list_price
FROM products p JOIN variants v USING (product_key)
LEFT JOIN prices h ON h.variant_key = v.variant_key AND h.currency = $currency
WHERE p.product_id IN (SELECT unnest($products::VARCHAR[]))
ORDER BY ALL"""

_DEALS = """
SELECT DISTINCT p.product_id, v.variant_id, l.placed_at, l.total, l.quantity
FROM products p JOIN variants v USING (product_key)
JOIN order_lines l ON l.product_key = p.product_key AND coalesce(l.variant_key, v.variant_key) = v.variant_key
WHERE p.product_id IN (SELECT unnest($products::VARCHAR[])) AND l.currency = $currency
  AND l.is_sale AND l.quantity > 0 AND l.total > 0
ORDER BY ALL"""


class VariantRef(NamedTuple):
    """Variant ids are only unique within their product."""

    product_id: str
    variant_id: str


def reference_prices(
    view: ShopView,
    product_ids: Iterable[str],
    currency: str,
    jurisdiction: str,
    stated: Mapping[VariantRef, Decimal] | None = None,
) -> dict[VariantRef, ReferencePrice | WhyNone]:
    """Return the answer for every variant of the products at `view.at`; unknown products are missing from it.

    A line of an order that names no variant counts as a sale of each of them, which can only lower the baseline.
    """
    asked: dict[str, object] = {"products": sorted(set(product_ids)), "currency": currency}
    histories: defaultdict[VariantRef, list[PricePoint]] = defaultdict(list)
    for product_id, variant_id, starts_at, price, list_price in view.rows(_PRICES, asked):
        points = histories[VariantRef(product_id, variant_id)]
        if price is not None:
            points.append(PricePoint(view.local(starts_at) if starts_at else None, price, list_price))
    deals = _deals(view, asked) if _asks_for_deals(jurisdiction) else {}
    return {
        ref: reference_price(
            points, view.at, jurisdiction, currency=currency, zone=view.zone, deals=deals.get(ref),
            stated=(stated or {}).get(ref),
        )
        for ref, points in histories.items()
    }  # fmt: skip


def _asks_for_deals(jurisdiction: str) -> bool:
    rule = rule_of(jurisdiction)
    return rule is not None and rule.kind == "deal"


def _deals(view: ShopView, asked: Mapping[str, object]) -> Mapping[VariantRef, Sequence[Deal]]:
    found: defaultdict[VariantRef, list[Deal]] = defaultdict(list)
    for product_id, variant_id, placed_at, total, quantity in view.rows(_DEALS, asked):
        found[VariantRef(product_id, variant_id)].append(Deal(view.local(placed_at), total / quantity))
    return found
