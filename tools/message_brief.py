"""What a writer is given for one message: the evidence of one customer, and how to speak. No fact is outside it."""

from __future__ import annotations

from pydantic import Field

from shop.evidence import EvidenceSet
from shop.reason import ReasonKind
from shop.record import Channel, Language, Record
from shop.types import BrandBook, Picture


class MessageBrief(Record):
    """One message to one customer.

    Evidence fields that a writer can count on (all others may be missing; ask `evidence.get`):
    C   first_name (only when usable as a greeting), nick, last_bought (date), orders (number)
    S   name, link (url), unsubscribe (url), address (text), staff_name (text)
    B   sign (SMS signature), signature (who signs); B1, B2 …: line (approved sentence)
    W1  kind, and the facts of its kind (see shop.reason); a refill by the rhythm of all buyers carries usual_days and
        usual_due_on instead of rhythm_days and due_on
    P1  the product the message is about; P2 a companion: name, short_name, category, price, stock (number), in_stock
        (bool), url, rating, and attributes by their names; where the law of the market proves a former price:
        reference_price, reference_basis, reference_since (date), and P1 without an offer reference_percent
    R1  quote, author, rating: a review of P1, verbatim
    O1  name, reduction (percent or money), threshold, ceiling, code, starts, ends (datetime), exclusions,
        personal_rule (where not everybody may have it)
    Q1  total, saving, list_total: P1 alone (quantity 1) priced with O1, before shipping
    K1  title, return_days (days) and other stated values of the return policy
    X1  review_count, rating_mean: statistics over reviews of P1
    """

    customer_id: str
    campaign_id: str
    segment: str
    channel: Channel
    language: Language
    locale: str
    """Babel locale for money and dates."""
    jurisdiction: str
    """Of the recipient: US, UK, EU, CN …"""
    shop_jurisdiction: str = ""
    """Of the shop: that of its first market."""
    reason: ReasonKind
    evidence: EvidenceSet
    brand: BrandBook | None = None
    pictures: dict[str, Picture] = Field(default_factory=dict)
    """Picture of a product by its evidence id."""
    as_of: str
    sample: bool = False
    shop_id: str
    turn: int | None = None
    """Place of the message among those of its run with the same reason and language; None for one by itself."""
