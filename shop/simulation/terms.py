"""The terms of a replay: which orders, and what is assumed about windows and codes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from shop.promotions.pricing import in_turn
from shop.record import Moment, Record
from shop.types import Promotion
from shop.types.promotion import AllOf, AnyOf, Condition, PricingRules, TimeCondition


class Terms(Record):
    """Orders placed from `since` (inclusive) to `until` (exclusive).

    `windows`: the promotions run all the time (`always`; weekdays and hours still hold), or in the windows written.
    `codes`: everybody enters every code (`everybody`, the most it can cost), the codes noted on the orders are entered
    (`as_ordered`), or none (`nobody`). `min_margin`: percent of revenue below which an order's margin is reported.
    """

    since: Moment
    until: Moment
    windows: Literal["always", "as_written"] = "always"
    codes: Literal["everybody", "as_ordered", "nobody"] = "everybody"
    min_margin: Decimal = Field(default=Decimal(0), ge=-100, le=100)
    rules: PricingRules = PricingRules()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Terms:
        if self.until <= self.since:
            raise ValueError("until must be later than since")
        return self

    def running(self, promotions: Iterable[Promotion]) -> list[Promotion]:
        """Return the promotions in the order in which they apply, without their windows where they always run."""
        chosen = in_turn(promotions)
        return [_always(item) for item in chosen] if self.windows == "always" else chosen


def _always(promotion: Promotion) -> Promotion:
    policy = promotion.policy.model_copy(update={"starts_at": None, "ends_at": None})
    return promotion.model_copy(update={"policy": policy, "when": _timeless(promotion.when)})


def _timeless(condition: Condition | None) -> Condition | None:
    """The condition without windows; those under a `not` stay, because there they shut out."""
    if isinstance(condition, TimeCondition):
        return condition.model_copy(update={"windows": ()})
    if isinstance(condition, AllOf | AnyOf):
        return condition.model_copy(update={"of": tuple(_timeless(inner) for inner in condition.of)})
    return condition
