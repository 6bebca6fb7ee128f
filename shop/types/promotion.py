"""Promotions as data: when (conditions) x effect x policy. Version 1 of the format of `promotions.json`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from shop.record import Channel, Id, Moment, Record

Percent = Annotated[Decimal, Field(gt=0, le=100)]


class PercentOff(Record):
    """Percent off the matching items; `percent` is the reduction (8折 = 20), `ceiling` its most in money."""

    kind: Literal["percent"] = "percent"
    percent: Percent
    ceiling: Decimal | None = Field(default=None, gt=0)


class FixedOff(Record):
    """A fixed amount off the matching items, never more than they cost."""

    kind: Literal["fixed"] = "fixed"
    amount: Decimal = Field(gt=0)


class Tier(Record):
    """From `threshold` on, `reduction` off."""

    threshold: Decimal = Field(gt=0)
    reduction: Decimal = Field(gt=0)

    @model_validator(mode="after")
    def _reduces_less_than_it_asks(self) -> Tier:
        if self.reduction > self.threshold:
            raise ValueError(f"the reduction {self.reduction} exceeds the threshold {self.threshold}")
        return self


class FullReduction(Record):
    """满减: the highest reached tier, or with `every` the first tier once per multiple, at most `ceiling`."""

    kind: Literal["full_reduction"] = "full_reduction"
    tiers: tuple[Tier, ...] = Field(min_length=1)
    every: bool = False
    ceiling: Decimal | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _every_has_one_tier(self) -> FullReduction:
        if self.every and len(self.tiers) != 1:
            raise ValueError("'every' needs exactly one tier")
        return self


Effect = Annotated[PercentOff | FixedOff | FullReduction, Field(discriminator="kind")]


class When(Record):
    """Conditions; an empty field asks for nothing. Amounts are in the promotion's currency."""

    countries: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    segments: tuple[str, ...] = ()
    customers: Literal["all", "new", "returning"] = "all"
    min_total: Decimal | None = Field(default=None, gt=0)
    """Items of the basket that the promotion may reduce must reach this before discounts."""
    products: tuple[Id, ...] = ()
    categories: tuple[str, ...] = ()
    """Category in any language of the product."""
    except_products: tuple[Id, ...] = ()
    except_categories: tuple[str, ...] = ()
    skip_reduced: bool = False
    """Leave out items whose price is below their list price."""


class PromotionPolicy(Record):
    """How it lives with others: window (start inclusive, end exclusive), priority, stacking, limits."""

    starts_at: Moment
    ends_at: Moment
    priority: int = 0
    exclusive: bool = True
    stack_group: str = ""
    per_customer: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> PromotionPolicy:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be later than starts_at")
        return self


class Promotion(Record):
    """One promotion. `code` is shared by all; `code_pool` names single-use codes in codes.csv; neither = automatic."""

    id: Id
    name: dict[str, str] = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    effect: Effect
    when: When = When()
    policy: PromotionPolicy
    code: str = ""
    code_pool: str = ""
    exclusions: dict[str, str] = Field(default_factory=dict)
    """The stated exclusions per language, quoted as they are next to the offer."""

    @model_validator(mode="after")
    def _one_kind_of_code(self) -> Promotion:
        if self.code and self.code_pool:
            raise ValueError("a promotion has a code or a code_pool, not both")
        return self


class PromotionFile(Record):
    """The document `promotions.json`."""

    version: Literal[1] = 1
    promotions: tuple[Promotion, ...]
