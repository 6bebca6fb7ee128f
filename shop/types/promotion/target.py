"""What an effect works on: the order, matching lines, some of their units, or shipping."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from shop.record import Record
from shop.types.promotion.number import Count
from shop.types.promotion.selection import Selection


class Units(Record):
    """Which units of the lines: after the first `skip`, of every `every` units `take` (default: all), at most `max`.

    Counted over all lines together (`per: order`) or line by line; the cheapest units go first, or the dearest.
    """

    max: Count | None = None
    skip: int = Field(default=0, ge=0, le=1_000_000)
    every: Count = 1
    take: Count | None = None
    per: Literal["order", "line"] = "order"
    first: Literal["cheapest", "dearest"] = "cheapest"

    @model_validator(mode="after")
    def _takes_no_more_than_there_are(self) -> Units:
        if self.take is not None and self.take > self.every:
            raise ValueError(f"take {self.take} of every {self.every} is more than there are")
        return self

    def of(self, count: int) -> int:
        """Return how many of `count` units are meant."""
        wanted = max(0, count - self.skip) // self.every * (self.take or self.every)
        return wanted if self.max is None else min(wanted, self.max)


class Target(Record):
    """`order`: every line. `items`: the lines of `items`, or `units` of them. `shipping`: charges of `methods`."""

    to: Literal["order", "items", "shipping"] = "items"
    items: Selection = Selection()
    units: Units | None = None
    methods: tuple[str, ...] = Field(default=(), max_length=100)

    @model_validator(mode="after")
    def _fits(self) -> Target:
        if self.to != "items" and (self.units or not self.items.everything()):
            raise ValueError(f"items and units need 'to': 'items', not {self.to!r}")
        if self.to != "shipping" and self.methods:
            raise ValueError(f"methods need 'to': 'shipping', not {self.to!r}")
        return self
