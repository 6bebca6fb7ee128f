"""How the shop chooses offers: a published setting of shop.json (`offers`). Nothing in it is personal."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from shop.reason import ReasonKind
from shop.record import Channel, Language, Record
from shop.types.promotion.number import Amount, Count, Percent

Cap = Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]
Share = Annotated[Decimal, Field(gt=0, lt=1, allow_inf_nan=False)]


class OfferRules(Record):
    """Whom what may be offered, and what is assumed where nothing was measured. Money is in the base currency.

    `published_rule`: in each language, the sentence that the shop publishes where offers differ per person, without
    figures; without it nobody is offered what not everybody in the market may have. `reasons`: only messages written
    for one of these carry an offer; who comes anyway is not paid for it. `most_percent`, `segment_percent`: the most
    that an offer takes off the goods, in percent; by built-in segment it replaces that of treatments.toml, 0 is none,
    and of several the lowest holds. `min_margin`: percent of the reduced price that stays above the cost.

    `budget`, `uses`: the most that all offers of one run may cost if everybody takes theirs, and their number.

    Assumed where the shop knows nothing: `assumed_margin` (percent of the price, of products without a cost),
    `response` (the share that orders after a message without an offer), `lift` (by what an offer multiplies that),
    `contact_cost` (of one message, by channel; 0 where it is not stated). Own defaults, measured nowhere.
    """

    published_rule: dict[Language, str] = Field(default_factory=dict)
    reasons: tuple[ReasonKind, ...] = ("lapsing", "offer_ends")
    most_percent: Cap | None = None
    segment_percent: dict[str, Cap] = Field(default_factory=dict)
    min_margin: Percent | None = None
    budget: Amount | None = None
    uses: Count | None = None
    assumed_margin: Percent = Decimal(30)
    response: Share = Decimal("0.02")
    lift: Annotated[Decimal, Field(ge=1, le=10, allow_inf_nan=False)] = Decimal("1.5")
    contact_cost: dict[Channel, Annotated[Decimal, Field(ge=0, le=10**6, allow_inf_nan=False)]] = Field(
        default_factory=dict
    )
