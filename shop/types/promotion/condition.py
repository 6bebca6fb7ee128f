"""Conditions: a tree of and, or, not over basket, customer, channel, time and code. What is unknown does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from shop.record import Id, Record
from shop.types.promotion.number import AttributeTest, Bounds, Count, Instant, Words
from shop.types.promotion.selection import Selection

DEEPEST = 6
Names = Annotated[Words, Field(min_length=1)]
Measure = Literal["policy", "original", "left"]
"""Amounts before any discount, what earlier promotions left of them, or as the promotion's policy says."""


class AllOf(Record):
    """Every one of `of` holds."""

    kind: Literal["all"] = "all"
    of: tuple[Condition, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _is_not_too_deep(self) -> AllOf:
        check_depth(self)
        return self


class AnyOf(Record):
    """At least one of `of` holds."""

    kind: Literal["any"] = "any"
    of: tuple[Condition, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _is_not_too_deep(self) -> AnyOf:
        check_depth(self)
        return self


class NotOf(Record):
    """`of` does not hold. What is unknown stays unknown, and does not hold either.

    A code cannot be asked not to be there: entering one must never make an order dearer.
    """

    kind: Literal["not"] = "not"
    of: Condition

    @model_validator(mode="after")
    def _asks_for_no_code(self) -> NotOf:
        if any(isinstance(leaf, CodeCondition) for leaf in leaves(self.of)):
            raise ValueError("a code cannot be asked not to be there: entering it would make the order dearer")
        return self

    @model_validator(mode="after")
    def _is_not_too_deep(self) -> NotOf:
        check_depth(self)
        return self


class Total(Bounds):
    """The money of the lines of `items`, of all together or of one line at least (`per: line`).

    Without shipping. `measure`: before any discount, what earlier promotions left, or as the policy's `conditions_on`.
    """

    kind: Literal["total"] = "total"
    items: Selection = Selection()
    per: Literal["all", "line"] = "all"
    measure: Measure = "policy"


class Quantity(Bounds):
    """How many units, lines or different products the lines of `items` hold, all together or one line at least."""

    kind: Literal["quantity"] = "quantity"
    items: Selection = Selection()
    count: Literal["units", "lines", "products"] = "units"
    per: Literal["all", "line"] = "all"


class ShippingMethod(Record):
    """The order is shipped by one of these methods."""

    kind: Literal["shipping"] = "shipping"
    methods: Names


class Segment(Record):
    """The customer is in one of these segments."""

    kind: Literal["segment"] = "segment"
    names: Names


class Group(Record):
    """The customer is in one of these groups, such as member or wholesale."""

    kind: Literal["group"] = "group"
    names: Names


class CustomerCondition(Record):
    """Who it is: new (no order before), returning, known (signed in), or one of these ids."""

    kind: Literal["customer"] = "customer"
    type: Literal["any", "new", "returning", "known"] = "any"
    ids: tuple[Id, ...] = Field(default=(), max_length=100_000)


class OrderNumber(Bounds):
    """Orders before this one within the bounds; or this order is the nth of `nth`, or a multiple of `every`."""

    kind: Literal["orders"] = "orders"
    nth: tuple[Count, ...] = ()
    every: Count | None = None

    @model_validator(mode="after")
    def _can_be_met(self) -> OrderNumber:
        bounded = any(bound is not None for bound in (self.min, self.max, self.above, self.below))
        if sum((bounded, bool(self.nth), self.every is not None)) != 1:
            raise ValueError("give exactly one of bounds (min, max, above, below), nth, every")
        return self


class Birthday(Record):
    """From `before_days` before the customer's birthday to `after_days` after it, in `zone`."""

    kind: Literal["birthday"] = "birthday"
    before_days: int = Field(default=0, ge=0, le=180)
    after_days: int = Field(default=0, ge=0, le=180)
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        return known_zone(value)


class ChannelCondition(Record):
    """The order comes through one of these channels: web, app, store, email …"""

    kind: Literal["channel"] = "channel"
    names: Names


class Country(Record):
    """The order goes to one of these countries (ISO 3166, two letters)."""

    kind: Literal["country"] = "country"
    names: Names


class CodeCondition(Record):
    """One of these codes was entered; for a promotion's own code use its field `code`."""

    kind: Literal["code"] = "code"
    codes: Names


class AttributeCondition(AttributeTest):
    """An attribute of the customer, of the basket or of its shipping passes a test."""

    kind: Literal["attribute"] = "attribute"
    of: Literal["customer", "basket", "shipping"] = "basket"


class Window(Record):
    """From `starts_at` (inclusive) to `ends_at` (exclusive)."""

    starts_at: Instant | None = None
    ends_at: Instant | None = None


class Hours(Record):
    """Hours of a day: `start` inclusive, `end` exclusive; an end before the start means the next day."""

    start: time
    end: time


class TimeCondition(Record):
    """In one of `windows`, on one of `weekdays` (1 = Monday), within one of `hours`; local to `zone`."""

    kind: Literal["time"] = "time"
    windows: tuple[Window, ...] = ()
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = ()
    hours: tuple[Hours, ...] = ()
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        return known_zone(value)


Condition = Annotated[
    AllOf
    | AnyOf
    | NotOf
    | Total
    | Quantity
    | ShippingMethod
    | Segment
    | Group
    | CustomerCondition
    | OrderNumber
    | Birthday
    | ChannelCondition
    | Country
    | CodeCondition
    | AttributeCondition
    | TimeCondition,
    Field(discriminator="kind"),
]


def known_zone(name: str) -> str:
    """Return `name`, or raise ValueError where it is no IANA time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no IANA time zone") from error
    return name


def leaves(condition: Condition | None) -> Iterator[Condition]:
    """Yield the conditions of a tree that are not and, or, not."""
    if isinstance(condition, AllOf | AnyOf):
        for inner in condition.of:
            yield from leaves(inner)
    elif isinstance(condition, NotOf):
        yield from leaves(condition.of)
    elif condition is not None:
        yield condition


def check_depth(condition: Record) -> None:
    """Raise ValueError where and, or, not lie in each other more often than anybody can read."""
    if _depth(condition) > DEEPEST:
        raise ValueError(f"conditions may be nested {DEEPEST - 1} times at most")


def _depth(condition: Record) -> int:
    if isinstance(condition, AllOf | AnyOf):
        return 1 + max(_depth(inner) for inner in condition.of)
    return 1 + _depth(condition.of) if isinstance(condition, NotOf) else 1
