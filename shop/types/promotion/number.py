"""Tests of one value: a number within bounds, a date within bounds, or an attribute of whatever kind.

The kind of a test is written down, never guessed from the value: "9" and "10" are compared as numbers under `number`
and as texts under `text`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field, model_validator

from shop.record import Record

Exact = Annotated[Decimal, Field(ge=-(10**15), le=10**15, allow_inf_nan=False)]
Amount = Annotated[Decimal, Field(gt=0, le=10**12, allow_inf_nan=False)]
"""An amount of money in the promotion's currency, more than nothing."""
Percent = Annotated[Decimal, Field(gt=0, le=100, allow_inf_nan=False)]
"""A reduction: 8折 is 20."""
Count = Annotated[int, Field(gt=0, le=1_000_000)]
Words = Annotated[tuple[str, ...], Field(max_length=10_000)]


def _written_out(value: object) -> object:
    """A number is no moment: what looks like a year would be read as seconds since 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and not value.strip().replace(".", "").isdigit()):
        return value
    raise ValueError("a moment is written as 2026-11-20T12:00:00+08:00")


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A moment with its offset, written as text."""


class Bounds(Record):
    """A number: at least `min`, at most `max`, more than `above`, less than `below`; what is not given is not asked."""

    min: Exact | None = None
    max: Exact | None = None
    above: Exact | None = None
    below: Exact | None = None

    @model_validator(mode="after")
    def _can_be_met(self) -> Bounds:
        low = max((bound for bound in (self.min, self.above) if bound is not None), default=None)
        high = min((bound for bound in (self.max, self.below) if bound is not None), default=None)
        if low is None and high is None:
            raise ValueError("give at least one of min, max, above, below")
        if low is not None and high is not None and low > high:
            raise ValueError(f"nothing lies between {low} and {high}")
        return self

    def low_enough(self, number: Decimal | int) -> bool:
        """Return whether `number` respects `max` and `below`."""
        return (self.max is None or number <= self.max) and (self.below is None or number < self.below)

    def high_enough(self, number: Decimal | int) -> bool:
        """Return whether `number` respects `min` and `above`."""
        return (self.min is None or number >= self.min) and (self.above is None or number > self.above)

    def hold(self, number: Decimal | int) -> bool:
        """Return whether `number` lies within."""
        return self.low_enough(number) and self.high_enough(number)


class DateBounds(Record):
    """A day: on or after `on_or_after`, on or before `on_or_before`."""

    on_or_after: date | None = None
    on_or_before: date | None = None

    def hold(self, day: date) -> bool:
        """Return whether `day` lies within."""
        return (self.on_or_after is None or day >= self.on_or_after) and (
            self.on_or_before is None or day <= self.on_or_before
        )


class AttributeTest(Record):
    """A test of the attribute `name`; exactly one of the others is given. Of a list of values one must pass.

    `number` reads texts as numbers and fails where they are none; `text` is any of these, letter by letter;
    `contains` any of these within a text; `is` a yes or no; `date` an ISO date; `present` whether there is one at all.
    """

    name: str = Field(min_length=1, max_length=200)
    number: Bounds | None = None
    numbers: tuple[Exact, ...] = ()
    text: Words = ()
    contains: Words = ()
    flag: bool | None = Field(default=None, alias="is")
    date: DateBounds | None = None
    present: bool | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> AttributeTest:
        given = (self.number, self.numbers or None, self.text or None, self.contains or None, self.flag, self.date)
        if sum(test is not None for test in (*given, self.present)) != 1:
            raise ValueError("give exactly one of number, numbers, text, contains, is, date, present")
        return self
