"""The portrait of one customer: facts and plain statistics, nothing guessed, each with the rows that prove it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from pydantic import Field

from shop.evidence import Evidence
from shop.money import Money
from shop.record import Channel, Record
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


class Forecast(Protocol):
    """What a portrait takes from a churn model, whichever it is: the model says so itself, nothing is added here."""

    @property
    def probability(self) -> Decimal | None:
        """That of no order in the model's horizon, 0 to 1; None where the model claims none."""
        ...

    @property
    def expected_value(self) -> Money | None:
        """What the customer is expected to spend in the horizon."""
        ...

    @property
    def model(self) -> str:
        """Name and version."""
        ...

    @property
    def trained_until(self) -> datetime:
        """No later moment was learnt from."""
        ...


class Portrait(Record):
    """One customer as of the view's moment. Dates are days in the shop's zone, money is in the base currency.

    Who objects to profiling has `profiled` False and only the bare history: no scores, stage, rhythm or interests.
    Every figure stands in `evidence` too (C1, C2 …; PROVEN names the field), whose source says which rows prove it;
    `unknown` says of every field that is None or empty why it is.
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
    preferred_hour: int | None = None
    """Hour of the day in the shop's zone at which most openings and clicks lie; only with consent to tracking."""
    preferred_channel: Channel | None = None
    """Channel of most openings and clicks; only with consent to tracking."""
    churn_probability: Decimal | None = None
    expected_value: Money | None = None
    """What the churn model expects the customer to spend in its horizon."""
    evidence: tuple[Evidence, ...] = ()
    unknown: dict[str, str] = Field(default_factory=dict)

    def proof(self, field: str) -> Evidence | None:
        """Return the evidence in which a field of the portrait stands (`rfm.r`, `spend` …), or None."""
        role = PROVEN.get(field)
        return next((item for item in self.evidence if role in item.fields), None)


PROVEN: dict[str, str] = {
    "orders": "orders", "spend": "spend", "first_order": "first_bought", "last_order": "last_bought",
    "rfm.r": "recency_score", "rfm.f": "frequency_score", "rfm.m": "monetary_score", "rfm.cell": "cell",
    "lifecycle": "lifecycle", "rhythm_days": "rhythm_days", "next_purchase.earliest": "next_earliest",
    "next_purchase.latest": "next_latest", "interests.category": "interests", "interests.weight": "interest_weights",
    "price_band": "price_band", "discount_share": "discount_share", "preferred_hour": "preferred_hour",
    "preferred_channel": "preferred_channel", "churn_probability": "churn_probability",
    "expected_value": "expected_value",
}  # fmt: skip
"""Under which role of the evidence each figure of a portrait stands."""
PROFILE = (
    "rfm", "lifecycle", "rhythm_days", "next_purchase", "interests", "price_band", "discount_share", "preferred_hour",
    "preferred_channel", "churn_probability", "expected_value",
)  # fmt: skip
"""What profiling says of a customer; of who objects, nothing of it."""
