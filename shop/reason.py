"""The type of a why-now reason: one checkable cause for writing to one person now. No reason, no message."""

from __future__ import annotations

from typing import Literal

from shop.evidence import Value
from shop.record import Record

ReasonKind = Literal[
    "cart_left", "price_fell", "back_in_stock", "campaign_running", "replenishment_due", "offer_ends", "lapsing",
    "anniversary", "new_in_category",
]  # fmt: skip
REASON_KINDS: tuple[ReasonKind, ...] = (
    "cart_left",
    "price_fell",
    "back_in_stock",
    "campaign_running",
    "replenishment_due",
    "offer_ends",
    "lapsing",
    "anniversary",
    "new_in_category",
)
"""Strongest first: when a person has several, the first of these is used.

Facts that each kind carries (they become the fields of evidence W1):
cart_left: on (date put into the cart) · price_fell: wishlisted_on (date), price_then, price_now, diff (money, in the
customer's market currency; a message gets reference_price too, and price_then only where it is no higher) ·
back_in_stock: asked_on (date of a stock alert) or wished_on (date of a wish), restocked_on (date) · campaign_running:
ends_on (last local day), covers (names of products, at most three), last_bought (date) and bought_before (only where
the customer bought them) · replenishment_due: last_bought (date), rhythm_days (days), due_on (date) · offer_ends:
claimed_on (date), ends (moment, exclusive), code and promotion (its id; the offer states these two, not W1) · lapsing:
last_bought (date), days_since (days), orders (number) · anniversary: first_bought (date), years, orders (numbers) ·
new_in_category: category (text), launched_on (date).
"""


class Reason(Record):
    """Why to write to `customer_id` now. `product_id` is the product it is about.

    It is None for lapsing, offer_ends and anniversary, which are about no product.

    `variant_id` is the variant that the customer named; None when they named the product only. Its own price and stock
    are then what the message may state.
    """

    customer_id: str
    kind: ReasonKind
    product_id: str | None = None
    variant_id: str | None = None
    facts: dict[str, Value]
    source: str
    """The rows it rests on, in words, such as `events: cart 2026-11-18`."""
