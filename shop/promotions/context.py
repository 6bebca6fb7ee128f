"""What a promotion may ask about a customer at one moment, and how much of its limits is left."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from shop.promotions.attributes import Attributes
from shop.record import Moment, Record


class Remaining(Record):
    """What is left of the limits of one promotion; None: not counted, so the limit itself is left."""

    uses: int | None = None
    money: Decimal | None = None
    today: int | None = None


class OfferContext(Record):
    """What is known about a customer; what is not known never qualifies.

    `segments` and `groups` name those they are in; `returning` is None when it is not known whether they bought
    before, `orders` counts the orders before this one; `used` counts the orders in which they used a promotion, by
    its id; `codes` and `code_pools` say which codes they hold: shared ones as they are written, single-use ones by
    the pool they come from (`pool_of` says which single code is from which). `remaining` is by promotion id,
    `remaining_budgets` by the name of a shared budget.
    """

    at: Moment
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    country: str = ""
    channel: str | None = None
    customer_id: str = ""
    segments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    returning: bool | None = None
    orders: int | None = Field(default=None, ge=0)
    birthday: date | None = None
    attributes: Attributes = Field(default_factory=dict)
    used: dict[str, int] = Field(default_factory=dict)
    codes: tuple[str, ...] = ()
    code_pools: tuple[str, ...] = ()
    pool_of: dict[str, str] = Field(default_factory=dict)
    remaining: dict[str, Remaining] = Field(default_factory=dict)
    remaining_budgets: dict[str, Decimal] = Field(default_factory=dict)

    def bought_before(self) -> bool | None:
        """Return whether the customer ordered before; None when nobody knows."""
        if self.returning is not None:
            return self.returning
        return None if self.orders is None else self.orders > 0
