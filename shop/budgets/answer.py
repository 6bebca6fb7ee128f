"""What a caller gets: a reservation, or a refusal with its reason and what is left."""

from __future__ import annotations

from typing import Literal

from shop.money import Money
from shop.record import Moment, Record

ReservationState = Literal["held", "used", "released", "expired"]

RefusalKind = Literal[
    "used_up",  # all uses of the promotion
    "budget_used_up",  # nothing of the budget is left
    "budget_short",  # less is left than asked for
    "limit_reached",  # the customer's uses
    "day_limit_reached",  # the day's uses
    "not_signed_in",  # a limit per customer and no customer
    "code_pool_empty",
    "key_reused",  # the key stands for something else
    "unknown_key",
    "released",
    "expired",
    "already_used",
]
"""The first six are called as in shop.promotions.reasons."""


class Left(Record):
    """What is left of the limits, never below 0; None where there is no such limit. `today`: of the shop's day."""

    uses: int | None = None
    money: Money | None = None
    per_customer: int | None = None
    today: int | None = None


class Reservation(Record):
    """A use of a promotion that counts until it is released or expires at `expires_at`, and for good once `used`."""

    key: str
    promotion_id: str
    customer_id: str
    amount: Money
    state: ReservationState
    expires_at: Moment


class Refused(Record):
    """Nothing was reserved or changed, and why."""

    kind: RefusalKind
    key: str = ""
    left: Left = Left()


class CodeReservation(Record):
    """A single-use code for one recipient: `held` until it is sent (`given`) or expires; None: without an end."""

    pool: str
    recipient: str
    code: str
    state: Literal["held", "given"]
    expires_at: Moment | None = None
