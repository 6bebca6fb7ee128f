"""What pricing answers: `copilot promo price --json` prints a Pricing."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from shop.promotions.reasons import WhyNot
from shop.record import Id, Language, Moment, Record


class Share(Record):
    """What one promotion takes off a line."""

    promotion_id: Id
    amount: Decimal


class PricedLine(Record):
    """A line after all promotions, in the basket's order: `shares` add up to `discount`, `total` is left to pay."""

    product_id: Id
    variant_id: str = ""
    quantity: int
    unit_price: Decimal
    discount: Decimal
    total: Decimal
    shares: tuple[Share, ...] = ()


class PricedShipping(Record):
    """One way of shipping after all promotions."""

    method: str
    amount: Decimal
    discount: Decimal
    total: Decimal
    shares: tuple[Share, ...] = ()


class AppliedPromotion(Record):
    """A promotion that was applied: `base` is what its first effect counts, `amount` what it takes off in all.

    Of `amount` `shipping` is taken off shipping, the rest off lines (see their shares). `external`: the platform pays.
    """

    promotion_id: Id
    code: str = ""
    external: bool = False
    base: Decimal
    amount: Decimal
    shipping: Decimal = Decimal(0)
    explanation: dict[Language, str]


class NotApplied(Record):
    """A promotion that was not applied, and every reason for it."""

    promotion_id: Id
    reasons: tuple[WhyNot, ...] = Field(min_length=1)


class GiftLine(Record):
    """A product that comes for free, and the promotion that brings it."""

    promotion_id: Id
    product_id: Id
    variant_id: str = ""
    quantity: int


class PresalePlan(Record):
    """A presale: `deposit` is paid now, `balance` (shipping included) in its window; together they are `payable`."""

    promotion_id: Id
    deposit: Decimal
    balance: Decimal
    balance_from: Moment
    balance_until: Moment


class CodeEntered(Record):
    """What became of a code: applied, known but not applied, or unknown."""

    code: str
    status: Literal["applied", "not_applied", "unknown"]
    promotion_ids: tuple[Id, ...] = ()


class Step(Record):
    """One step to the price to pay (到手价): what it adds or takes, and what is to be paid after it."""

    kind: Literal["items", "shipping", "promotion", "platform", "total", "deposit", "balance"]
    promotion_id: str = ""
    amount: Decimal
    after: Decimal
    words: dict[Language, str]


class Pricing(Record):
    """The price of a basket with its proof.

    Of the lines: `total_before` - `discount` = `total_after`; line discounts add up to `discount`. Of shipping:
    `shipping_before` - `shipping_discount` = `shipping_after`. `payable` (到手价) = `total_after` + `shipping_after`;
    `external_discount` is the part of all discounts that the platform pays. `declared` promotions are not counted.
    """

    currency: str
    lines: tuple[PricedLine, ...]
    shipping: tuple[PricedShipping, ...] = ()
    gifts: tuple[GiftLine, ...] = ()
    applied: tuple[AppliedPromotion, ...]
    not_applied: tuple[NotApplied, ...]
    codes: tuple[CodeEntered, ...] = ()
    total_before: Decimal
    discount: Decimal
    total_after: Decimal
    shipping_before: Decimal = Decimal(0)
    shipping_discount: Decimal = Decimal(0)
    shipping_after: Decimal = Decimal(0)
    external_discount: Decimal = Decimal(0)
    payable: Decimal
    presale: PresalePlan | None = None
    steps: tuple[Step, ...] = ()
    method: Literal["best combination", "best combination found (heuristic)", "sequential by priority"] = (
        "best combination"
    )
