"""Orders with their lines, and the events around them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from shop.money import Money
from shop.record import Id, Moment, Record

OrderStatus = Literal["pending", "paid", "shipped", "delivered", "refunded", "cancelled"]
PAID_STATUSES: tuple[OrderStatus, ...] = ("paid", "shipped", "delivered", "refunded")
"""An order counts as bought when it is paid and not cancelled (refunds are subtracted from spend)."""

EventKind = Literal[
    "view", "cart", "cart_removed", "wishlist", "checkout", "search",
    "open", "click", "unsubscribe", "coupon_claimed", "coupon_redeemed", "stock_alert",
]  # fmt: skip


class OrderLine(Record):
    """One line: `quantity` is negative for a return; `total` is after discounts."""

    product_id: str | None
    variant_id: str | None = None
    quantity: int
    unit_price: Money
    discount: Decimal = Decimal(0)
    total: Money


class Order(Record):
    """An order with its totals; `customer_id` is None for a guest."""

    id: Id
    customer_id: str | None
    placed_at: Moment
    status: OrderStatus
    total: Money
    discount: Decimal = Decimal(0)
    shipping: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    country: str = ""
    codes: tuple[str, ...] = ()
    lines: tuple[OrderLine, ...] = ()


class Event(Record):
    """Something a customer did: looked, put into the cart, wished, opened, clicked, claimed."""

    customer_id: Id
    kind: EventKind
    happened_at: Moment
    product_id: str | None = None
    campaign_id: str | None = None
    value: Decimal | None = None
    currency: str = ""
    device: str = ""
