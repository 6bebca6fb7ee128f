"""Past orders, read piece by piece in the order of time. An order is one that was paid and not cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from shop.segments.history import derive
from shop.simulation.terms import Terms
from shop.store.view import ShopView

PIECE = 20_000
"""Orders in memory at once, more only where more have the very same moment."""

_NUMBERED = """
SELECT order_key, row_number() OVER (PARTITION BY customer_key ORDER BY placed_at, order_key) - 1 AS earlier
FROM sales WHERE total >= 0"""
_STARTS = """
SELECT min(placed_at) AS starts FROM (
    SELECT placed_at, (row_number() OVER (ORDER BY placed_at) - 1) // $piece AS piece FROM sales
    WHERE total >= 0 AND placed_at >= $since AND placed_at < $until)
GROUP BY piece ORDER BY starts"""
_ORDERS = """
SELECT o.order_key, o.order_id, o.customer_key, o.placed_at, o.currency, o.country, o.shipping, o.discount, o.codes,
       CASE WHEN o.customer_key IS NULL THEN NULL ELSE n.earlier END
FROM sales o JOIN replay_numbers n USING (order_key)
WHERE o.placed_at >= $since AND o.placed_at < $until ORDER BY o.placed_at, o.order_key"""
_LINES = """
SELECT l.order_key, l.product_key, l.variant_key, l.unit_price, l.quantity, l.discount
FROM order_lines l JOIN replay_numbers n USING (order_key)
WHERE l.placed_at >= $since AND l.placed_at < $until AND l.is_sale AND l.quantity > 0
ORDER BY l.placed_at, l.order_key, l.line_no"""


class PastLine(NamedTuple):
    """Some units of a product (or of one that is not known) at the price of the time."""

    product_key: int | None
    variant_key: int | None
    unit_price: Decimal
    quantity: int


class PastOrder(NamedTuple):
    """An order as it was; `earlier` counts the customer's orders before it, None for a guest.

    `discount` is what was taken off at the time: as the order says, or as its lines say, whichever is more.
    """

    order_id: str
    customer_key: int | None
    placed_at: datetime
    currency: str
    country: str
    shipping: Decimal
    discount: Decimal
    codes: tuple[str, ...]
    earlier: int | None
    lines: list[PastLine]


def pieces(view: ShopView, terms: Terms) -> Iterator[list[PastOrder]]:
    """Yield the orders of the period, some thousand at a time, by moment."""
    derive(view, "replay_numbers", _NUMBERED)
    period = {"since": _utc(terms.since), "until": _utc(terms.until)}
    starts = [row[0] for row in view.rows(_STARTS, {**period, "piece": PIECE})]
    bounds = [*dict.fromkeys(starts), period["until"]]
    for since, until in pairwise(bounds):
        yield _orders(view, {"since": since, "until": until})


def _orders(view: ShopView, piece: dict[str, datetime]) -> list[PastOrder]:
    found: dict[int, PastOrder] = {}
    for key, id_, customer, at, currency, country, shipping, discount, codes, earlier in view.rows(_ORDERS, piece):
        moment = at.replace(tzinfo=UTC).astimezone(view.zone)
        found[key] = PastOrder(
            id_, customer, moment, currency, country, shipping, discount, tuple(codes), earlier, []
        )  # fmt: skip
    off: dict[int, Decimal] = {}
    for key, product, variant, unit_price, quantity, less in view.rows(_LINES, piece):
        if key in found:
            found[key].lines.append(PastLine(product, variant, unit_price, quantity))
            if less:
                off[key] = off.get(key, Decimal(0)) + less
    return [
        order._replace(discount=max(order.discount, off[key])) if key in off else order for key, order in found.items()
    ]


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
