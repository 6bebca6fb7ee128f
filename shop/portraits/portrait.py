"""The portrait of one customer: facts and plain statistics, nothing guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shop.money import Money
from shop.record import Record
from shop.segments.lifecycle import Stage


class RfmScore(Record):
    """Scores 1 to 5 for recency, frequency and spend, and the name of their cell (see shop.segments.rfm)."""

    r: int
    f: int
    m: int
    cell: str


class PurchaseWindow(Record):
    """Days between which the next order is due by the customer's own rhythm; it may lie in the past."""

    earliest: date
    latest: date


class Interest(Record):
    """A category (in the shop's first language) and its share of the customer's recent attention, 0 to 1."""

    category: str
    weight: Decimal


class Portrait(Record):
    """One customer as of the view's moment. Dates are days in the shop's zone, money is in the base currency.

    Who objects to profiling has `profiled` False and only the bare history: no scores, stage, rhythm or interests.
    """

    customer_id: str
    country: str
    language: str
    profiled: bool
    orders: int
    spend: Money
    first_order: date | None = None
    last_order: date | None = None
    rfm: RfmScore | None = None
    lifecycle: Stage | None = None
    rhythm_days: Decimal | None = None
    """Median gap between order days; None with fewer than two gaps."""
    next_purchase: PurchaseWindow | None = None
    interests: tuple[Interest, ...] = ()
    price_band: Money | None = None
    """Median price paid per unit, over lines."""
    discount_share: Decimal | None = None
    """Share of the lines bought below list price or with a discount on the line or the order."""
