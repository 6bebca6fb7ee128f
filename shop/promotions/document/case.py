"""A case: promotions, a basket and a moment in one document, to be priced without a shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field, ValidationError, model_validator

from shop.promotions.attributes import Attributes
from shop.promotions.basket import Basket
from shop.promotions.codes import as_written
from shop.promotions.context import OfferContext, Remaining
from shop.promotions.document.checks import problems_of
from shop.promotions.document.exact_json import read_json
from shop.promotions.document.places import Problem, written_problems
from shop.promotions.pricing import price
from shop.promotions.proof import Pricing
from shop.record import Record
from shop.types import Promotion
from shop.types.promotion import PricingRules
from shop.types.promotion.number import Instant


class Customer(Record):
    """Who buys; what is left out is not known and never qualifies. `orders` counts the orders before this one."""

    id: str = ""
    groups: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    returning: bool | None = None
    orders: int | None = Field(default=None, ge=0)
    birthday: date | None = None
    attributes: Attributes = Field(default_factory=dict)


class CaseBasket(Basket):
    """A basket with who buys it, where it comes in, and the codes entered."""

    customer: Customer = Customer()
    codes: tuple[str, ...] = ()
    channel: str | None = None
    country: str = ""


class Case(Record):
    """What `copilot promo price --file` reads.

    `mode` is a short way to write `rules.mode`. `used`: orders in which this customer used a promotion, by its id.
    `remaining`: what is left of a promotion's limits, by its id (left out: all of it); `remaining_budgets` by the name
    of a shared budget; an id or name that no promotion has is refused. `code_pools`: the unused codes of each pool.
    """

    promotions: tuple[Promotion, ...] = Field(max_length=100_000)
    basket: CaseBasket
    at: Instant
    rules: PricingRules = PricingRules()
    used: dict[str, int] = Field(default_factory=dict)
    remaining: dict[str, Remaining] = Field(default_factory=dict)
    remaining_budgets: dict[str, Decimal] = Field(default_factory=dict)
    code_pools: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _mode_is_a_rule(cls, value: object) -> object:
        if not isinstance(value, dict) or "mode" not in value:
            return value
        rules = value.get("rules", {})
        if not isinstance(rules, dict) or rules.get("mode", value["mode"]) != value["mode"]:
            raise ValueError("mode and rules.mode say different things")
        rest = {key: item for key, item in value.items() if key != "mode"}
        return {**rest, "rules": {**rules, "mode": value["mode"]}}

    def context(self) -> OfferContext:
        """Return what the promotions may ask about the customer."""
        basket, customer = self.basket, self.basket.customer
        entered = set(basket.codes)
        if self.rules.codes == "any_case":
            entered = set(as_written(basket.codes, (code for codes in self.code_pools.values() for code in codes)))
        pool_of = {code: pool for pool, codes in sorted(self.code_pools.items()) for code in codes if code in entered}
        return OfferContext(
            at=self.at, currency=basket.currency, country=basket.country, channel=basket.channel,
            customer_id=customer.id, segments=customer.segments, groups=customer.groups, returning=customer.returning,
            orders=customer.orders, birthday=customer.birthday, attributes=customer.attributes, used=self.used,
            codes=basket.codes, code_pools=tuple(sorted(set(pool_of.values()))), pool_of=pool_of,
            remaining=self.remaining, remaining_budgets=self.remaining_budgets,
        )  # fmt: skip

    def price(self) -> Pricing:
        """Price the case."""
        return price(self.basket, self.promotions, self.at, self.context(), self.rules)


def read_case(text: str) -> Case | list[Problem]:
    """Read a case from JSON, or say everything that is wrong with it."""
    try:
        document: Any = read_json(text)
    except ValueError as error:
        return [Problem(path="$", message=f"not JSON: {error}")]
    try:
        case = Case.model_validate(document)
    except ValidationError as error:
        return written_problems(error)
    return [*problems_of(case.promotions), *_unknown_names(case)] or case


def _unknown_names(case: Case) -> Iterator[Problem]:
    """Yield what is counted for promotions or budgets that the case does not have: a misspelt name bounds nothing."""
    ids = {promotion.id for promotion in case.promotions}
    budgets = {promotion.limits.budget_name for promotion in case.promotions} - {""}
    for field, names, known, what in (
        ("used", case.used, ids, "promotion"),
        ("remaining", case.remaining, ids, "promotion"),
        ("remaining_budgets", case.remaining_budgets, budgets, "promotion's budget_name"),
    ):
        for name in names:
            if name not in known:
                yield Problem(path=f"$.{field}.{name}", message=f"no {what} of this case is {name!r}")
