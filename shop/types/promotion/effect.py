"""Effects: what a promotion does to its target. Amounts are in the promotion's currency."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from shop.record import Id, Record
from shop.types.promotion.number import Amount, Count, Instant, Percent
from shop.types.promotion.selection import Selection
from shop.types.promotion.target import Target

Spread = Literal["across", "line", "unit"]
"""`across`: computed once and shared out to the cent. `line`, `unit`: computed and rounded for each of them."""


class PercentOff(Record):
    """Percent off what the target costs; `ceiling` is its most in money: per order, line or unit. Rounded half up."""

    kind: Literal["percent"] = "percent"
    percent: Percent
    ceiling: Amount | None = None
    ceiling_per: Literal["order", "line", "unit"] = "order"
    target: Target = Target()
    spread: Spread = "across"

    @model_validator(mode="after")
    def _bounds_what_it_computes(self) -> PercentOff:
        if self.ceiling_per != "order" and (self.ceiling is None or self.spread == "across"):
            raise ValueError(f"a ceiling per {self.ceiling_per} needs a ceiling, and 'spread': 'line' or 'unit'")
        return self


class FixedOff(Record):
    """An amount off the whole target (`across`), each of its lines or each of its units; never more than they cost.

    `shared_by`: across lines it is shared in proportion to what they cost, or to their units.
    """

    kind: Literal["fixed"] = "fixed"
    amount: Amount
    ceiling: Amount | None = None
    target: Target = Target()
    spread: Spread = "across"
    shared_by: Literal["value", "units"] = "value"


class FixedPrice(Record):
    """The target costs `price`: each unit, each line, or all of it together (`across`). Never more than it does now.

    With `bundle` every so many units together cost `price` (3 for 10), `times` times at most; the dearest units go
    into bundles unless `target.units` says otherwise.
    """

    kind: Literal["fixed_price"] = "fixed_price"
    price: Amount
    target: Target = Target()
    spread: Spread = "unit"
    bundle: Count | None = None
    times: Count | None = None

    @model_validator(mode="after")
    def _bundles_lines(self) -> FixedPrice:
        if self.times is not None and self.bundle is None:
            raise ValueError("'times' counts bundles: give 'bundle' too")
        if self.bundle is not None and self.target.to == "shipping":
            raise ValueError("shipping has no units to bundle")
        return self


class MemberPrice(Record):
    """A price per unit for those who may have it: from `prices` by variant or product id, else the line's own."""

    kind: Literal["member_price"] = "member_price"
    prices: dict[Id, Amount] = Field(default_factory=dict, max_length=100_000)
    target: Target = Target()


class Tier(Record):
    """From `threshold` on, `reduction` (money) or `percent` off."""

    threshold: Amount
    reduction: Amount | None = None
    percent: Percent | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Tier:
        if (self.reduction is None) == (self.percent is None):
            raise ValueError("give either reduction or percent")
        return self


class FullReduction(Record):
    """满减, 满折: the highest reached tier, or with `every` the one tier once per multiple (每满减), at most `ceiling`.

    Thresholds are money, or units of the target (`by: quantity`).
    """

    kind: Literal["full_reduction"] = "full_reduction"
    tiers: tuple[Tier, ...] = Field(min_length=1, max_length=50)
    by: Literal["total", "quantity"] = "total"
    every: bool = False
    ceiling: Amount | None = None
    target: Target = Target()

    @model_validator(mode="after")
    def _is_sound(self) -> FullReduction:
        if self.every and (len(self.tiers) != 1 or self.tiers[0].reduction is None):
            raise ValueError("'every' needs exactly one tier with a reduction")
        if self.target.to == "shipping":
            raise ValueError("the thresholds of tiers are reached by items, not by shipping")
        for place, tier in enumerate(self.tiers):
            if self.by == "quantity" and tier.threshold % 1:
                raise ValueError(f"tiers[{place}]: {tier.threshold} units are not a whole number")
            if self.by == "total" and tier.reduction is not None and tier.reduction > tier.threshold:
                raise ValueError(f"tiers[{place}]: {tier.reduction} off exceeds its threshold {tier.threshold}")
        return self


class Presale(Record):
    """预售: `deposit` per unit paid now counts as `worth` (膨胀) towards the price; the balance has its window."""

    kind: Literal["presale"] = "presale"
    deposit: Amount
    worth: Amount
    balance_from: Instant
    balance_until: Instant
    target: Target = Target()

    @model_validator(mode="after")
    def _is_sound(self) -> Presale:
        if self.worth < self.deposit:
            raise ValueError(f"a deposit of {self.deposit} cannot be worth less, {self.worth}")
        if self.balance_until <= self.balance_from:
            raise ValueError("balance_until must be later than balance_from")
        if self.target.to == "shipping":
            raise ValueError("a deposit is paid on items, not on shipping")
        return self


class FreeShipping(Record):
    """Shipping costs nothing, by one of `methods` (empty: any), or `ceiling` less at most."""

    kind: Literal["free_shipping"] = "free_shipping"
    methods: tuple[str, ...] = Field(default=(), max_length=100)
    ceiling: Amount | None = None


class BuyGet(Record):
    """For every `buy_quantity` units of `buy`, `get_quantity` units of `get` are reduced; no unit counts for both.

    Reduced by `percent` (100 = free), or by `amount` or to `price` per unit. `times`: multiples at most (empty: as
    many as fit); `same`: both from one line or one product; `partial`: the last multiple may get fewer units. The
    `first` units to get are the cheapest or the dearest of all; or `grouped`: sorted from the dearest down, the last
    ones of every group of bought and got units.
    """

    kind: Literal["buy_get"] = "buy_get"
    buy: Selection = Selection()
    buy_quantity: Count = 1
    get: Selection = Selection()
    get_quantity: Count = 1
    percent: Percent | None = None
    amount: Amount | None = None
    price: Amount | None = None
    times: Count | None = None
    same: Literal["", "line", "product"] = ""
    first: Literal["cheapest", "dearest", "grouped"] = "cheapest"
    partial: bool = True

    @model_validator(mode="after")
    def _says_one_thing(self) -> BuyGet:
        if sum(value is not None for value in (self.percent, self.amount, self.price)) != 1:
            raise ValueError("give exactly one of percent (100 = free), amount, price")
        if self.first == "grouped" and self.buy != self.get:
            raise ValueError("'grouped' needs the same items to buy and to get")
        return self


class GiftItem(Record):
    """A product that comes with the order; `value` is what it is worth, for choosing between promotions only."""

    product_id: Id
    variant_id: str = ""
    quantity: Count = 1
    value: Amount | None = None


class Gift(Record):
    """Products for free beside those in the basket: all of `items` once, or once per `every` of the target's total.

    With `add: missing` units of them that are in the basket cost nothing, and only what is missing is added.
    """

    kind: Literal["gift"] = "gift"
    items: tuple[GiftItem, ...] = Field(min_length=1, max_length=50)
    every: Amount | None = None
    times: Count | None = None
    add: Literal["beside", "missing"] = "beside"
    target: Target = Target()

    @model_validator(mode="after")
    def _is_sound(self) -> Gift:
        if self.target.to == "shipping":
            raise ValueError("a gift comes with items, not with shipping")
        if self.times is not None and self.every is None:
            raise ValueError("'times' counts multiples: give 'every' too")
        return self


class SetPart(Record):
    """So many units of a set; a line that fits several parts counts for the first of them."""

    items: Selection
    quantity: Count = 1


class SetOff(Record):
    """套餐: units of every one of `parts` together cost `price`, or `amount` or `percent` less; for every full set.

    `times`: sets at most (empty: as many as fit). The `first` units of a part are the dearest or the cheapest.
    """

    kind: Literal["set"] = "set"
    parts: tuple[SetPart, ...] = Field(min_length=2, max_length=50)
    price: Amount | None = None
    amount: Amount | None = None
    percent: Percent | None = None
    times: Count | None = None
    first: Literal["dearest", "cheapest"] = "dearest"

    @model_validator(mode="after")
    def _says_one_thing(self) -> SetOff:
        if sum(value is not None for value in (self.percent, self.amount, self.price)) != 1:
            raise ValueError("give exactly one of price, amount, percent")
        return self


Effect = Annotated[
    PercentOff | FixedOff | FixedPrice | MemberPrice | FullReduction | Presale | FreeShipping | BuyGet | Gift | SetOff,
    Field(discriminator="kind"),
]
