"""Version 1 of the format, and the one place that turns it into version 2.

Version 1 had one `effect`, a flat `when` whose items were also the effect's target, and promotions that all excluded
each other unless they said otherwise.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

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
    ends_at: Moment | None = None
    priority: int = 0
    exclusive: bool = True
    stack_group: str = ""
    per_customer: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> PromotionPolicy:
        if self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be later than starts_at")
        return self


class PromotionV1(Record):
    """One promotion of version 1."""

    id: Id
    name: dict[str, str] = Field(min_length=1)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    effect: Effect
    when: When = When()
    policy: PromotionPolicy
    code: str = ""
    code_pool: str = ""
    exclusions: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_kind_of_code(self) -> PromotionV1:
        if self.code and self.code_pool:
            raise ValueError("a promotion has a code or a code_pool, not both")
        return self


def upgrade(value: object) -> object:
    """Return the promotion in version 2: unchanged, unless it has the one `effect` of version 1.

    Raises pydantic's ValidationError, with the places of version 1, where it is none.
    """
    if not isinstance(value, dict) or "effect" not in value or "effects" in value:
        return value
    return _upgraded(PromotionV1.model_validate(value))


def upgrade_file(value: object) -> object:
    """Return the document with version 2 for version 1; its promotions are upgraded one by one."""
    if not isinstance(value, dict) or value.get("version", 1) != 1 or isinstance(value.get("version"), bool):
        return value
    return {**value, "version": 2}


def _upgraded(old: PromotionV1) -> dict[str, Any]:
    selection = _selection(old.when)
    policy = old.policy.model_dump(include={"starts_at", "ends_at", "priority", "exclusive", "stack_group"})
    new: dict[str, Any] = old.model_dump(include={"id", "name", "currency", "code", "code_pool", "exclusions"})
    new["effects"] = [{**old.effect.model_dump(), "target": {"items": selection}}]
    conditions = _conditions(old.when, selection)
    if conditions:
        new["when"] = conditions[0] if len(conditions) == 1 else {"kind": "all", "of": conditions}
    return {**new, "policy": policy, "limits": {"per_customer": old.policy.per_customer}}


def _conditions(when: When, selection: dict[str, Any]) -> list[dict[str, Any]]:
    named = (("country", when.countries), ("channel", when.channels), ("segment", when.segments))
    conditions: list[dict[str, Any]] = [{"kind": kind, "names": names} for kind, names in named if names]
    if when.customers != "all":
        conditions.append({"kind": "customer", "type": when.customers})
    if when.min_total is not None:
        conditions.append({"kind": "total", "min": when.min_total, "items": selection})
    return conditions


def _selection(when: When) -> dict[str, Any]:
    """Named products and categories widened each other; exceptions won."""
    wanted = [{key: names} for key, names in (("products", when.products), ("categories", when.categories)) if names]
    spared = (("products", when.except_products), ("categories", when.except_categories))
    selection: dict[str, Any] = dict(wanted[0]) if len(wanted) == 1 else {"any_of": wanted} if wanted else {}
    none_of = [{key: names} for key, names in spared if names]
    if none_of:
        selection["none_of"] = none_of
    if when.skip_reduced:
        selection["reduced"] = False
    return selection
