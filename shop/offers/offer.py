"""What is asked and what is chosen: a request per customer, the candidates with their figures, and the choice."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from shop.offers.response import Response
from shop.offers.words import Because
from shop.promotions import OfferContext, Pricing
from shop.reason import ReasonKind
from shop.record import Id, Language, Record
from shop.types import Product, Promotion


class OfferRequest(Record):
    """One customer, the product their message is about, and why it is written; `context.at` is the moment."""

    customer_id: Id
    context: OfferContext
    product: Product
    reason: ReasonKind
    held: tuple[Id, str] | None = None
    """The promotion (its id) that the customer was promised before, and its code: then nothing else is offered."""


class Offer(Record):
    """A promotion for one customer, the price of one unit of the product with it, and the code to enter (or "").

    `personal`: not everybody in the market may have it, so the published rule is told with it.
    """

    promotion: Promotion
    pricing: Pricing
    code: str = ""
    personal: bool = False


class Candidate(NamedTuple):
    """What could be offered (`promotion_id` is empty for no offer). Amounts are of one unit, in `currency`.

    value = response x margin - contact; margin = price paid - cost of the product. `discount` is what it takes off,
    `extra` how much of that would not come off anyway. Where `because` names something, it was not open.
    """

    promotion_id: str
    currency: str
    response: Response | None = None
    discount: Decimal = Decimal(0)
    extra: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)
    contact: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    because: tuple[Because, ...] = ()
    offer: Offer | None = None

    @property
    def open(self) -> bool:
        """Return whether it may be chosen."""
        return not self.because


class Choice(NamedTuple):
    """What a customer is offered (None: nothing), every candidate, and why, in both languages."""

    customer_id: str
    offer: Offer | None
    candidates: tuple[Candidate, ...]
    why: dict[Language, str]
