"""How promotions live with each other, and what each may cost at most."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from shop.record import Record
from shop.types.promotion.number import Amount, Count, Instant, Percent


class PromotionPolicy(Record):
    """Window, order, company and restraint of one promotion.

    A `paused` one does not apply, whatever its window. The window runs from `starts_at` (inclusive) to `ends_at`
    (exclusive); without an end it runs until it is taken back. Higher `priority` applies earlier and wins ties.
    `exclusive`: nothing else of the shop (or, for `external` ones, of the platform) beside it; `stack_group`: one of
    the group per order, or per line (`stack_per`: who comes first takes the `line`, or who takes most of it, `best`,
    compared before any discount); `not_with`: not beside these ids or groups; `stop`: by priority, nothing after it.
    `conditions_on`: thresholds are checked on amounts before any
    discount, or on what earlier promotions left. `base`: percents and prices are taken of what they left, or of the
    original amounts. `skip_discounted`: lines that an earlier promotion reduced are left alone. `ceiling`: the most
    that all its effects together take off one order. `min_margin`: percent of the price that stays above cost on
    every line; a line without a known cost is left alone. `redistribute`: what a line at its floor cannot take is
    taken by the others, else by none.
    """

    paused: bool = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    priority: int = Field(default=0, ge=-1_000_000, le=1_000_000)
    exclusive: bool = False
    stack_group: str = Field(default="", max_length=200)
    stack_per: Literal["order", "line", "best"] = "order"
    not_with: tuple[str, ...] = Field(default=(), max_length=1000)
    stop: bool = False
    conditions_on: Literal["original", "left"] = "original"
    base: Literal["left", "original"] = "left"
    skip_discounted: bool = False
    ceiling: Amount | None = None
    min_margin: Percent | None = None
    redistribute: bool = True

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> PromotionPolicy:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be later than starts_at")
        return self


class Limits(Record):
    """What it may cost in all: uses, money, uses per customer and per day. Counting is done elsewhere.

    `budget_name`: promotions of one name share one budget. `partial`: the last order gets what is left of the budget;
    else an order that the budget does not cover gets nothing.
    """

    uses: Count | None = None
    budget: Amount | None = None
    budget_name: str = Field(default="", max_length=200)
    partial: bool = False
    per_customer: Count | None = None
    per_day: Count | None = None

    @model_validator(mode="after")
    def _names_a_budget(self) -> Limits:
        if self.budget is None and (self.budget_name or self.partial):
            raise ValueError("budget_name and partial need a budget")
        return self


class PricingRules(Record):
    """How the shop prices: the best permitted combination or one after the other by priority; and its own floors.

    `max_percent`: no line is ever reduced by more, whatever comes together. `min_margin` as in a policy, for every
    promotion. `codes`: a code must be entered as it is written, or may be in `any_case` and with spaces around it.
    """

    mode: Literal["best", "sequential"] = "best"
    max_percent: Percent | None = None
    min_margin: Percent | None = None
    codes: Literal["as_written", "any_case"] = "as_written"
