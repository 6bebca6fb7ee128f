"""What a shopper's conditions mean: typed, with the words they were said in.

Bounds: `low` and `high` are inclusive unless `low_open` or `high_open` says otherwise ("under 50" is open, "at most
50" is not); None means no bound on that side. Conditions of one query hold together. A condition on a measure holds
only for products that state it: the unknown never matches.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from shop.record import Record


class Said(Record):
    """Part of every condition: `words`, those of the query that it was read from."""

    words: str = ""


class Nameable(Said):
    """What a query can also merely name. `bare`: no word of the query states it as a condition ("red", not "in red"),
    and products' texts carry the name; see Filters.only_names."""

    bare: bool = False


class Bounded(Said):
    """A number between two bounds."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    def holds(self, number: Decimal) -> bool:
        """Return whether the number lies within the bounds."""
        above = self.low is None or (number > self.low if self.low_open else number >= self.low)
        below = self.high is None or (number < self.high if self.high_open else number <= self.high)
        return above and below


class PriceWithin(Bounded):
    """The price that the shop quotes in `currency` (ISO 4217) lies within the bounds; no exchange rate is applied.

    The price is the lowest of the variants that meet the other conditions and can be bought; where none can, the
    lowest of them. A product that is not sold in the currency, or not sold any more, never matches.
    """

    kind: Literal["price"] = "price"
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class RatingWithin(Bounded):
    """The mean rating (0 to 5) lies within the bounds; a product without a rating never matches."""

    kind: Literal["rating"] = "rating"


class MeasureWithin(Bounded):
    """A numeric attribute called one of `names` lies within the bounds, given in `unit` (see units.yaml)."""

    kind: Literal["measure"] = "measure"
    names: tuple[str, ...]
    unit: str


class InStock(Said):
    """At least one counted unit can be bought now; with `in_stock` False: counted, and none is left."""

    kind: Literal["stock"] = "stock"
    in_stock: bool = True


class CategoryIs(Nameable):
    """The product is in one of the categories, named as the shop names them in any language; or in none of them."""

    kind: Literal["category"] = "category"
    names: tuple[str, ...]
    negated: bool = False


class BrandIs(Nameable):
    """The product's brand is one of these, as the shop writes them; or none of them."""

    kind: Literal["brand"] = "brand"
    names: tuple[str, ...]
    negated: bool = False


class OptionIs(Nameable):
    """A variant, or the product as a whole, is of this colour, size or other option. Conditions on options, price and
    stock hold for one and the same variant. Negated: the product can be had otherwise."""

    kind: Literal["option"] = "option"
    option: Literal["colour", "size", "variant"]
    value: str
    negated: bool = False


class ValueIs(Nameable):
    """A text attribute called one of `names` carries `value` ("material: wool", "waterproof")."""

    kind: Literal["value"] = "value"
    names: tuple[str, ...]
    value: str
    negated: bool = False


class Without(Said):
    """Nothing in the product's texts says that it has `term` or one of `kinds` of it (leather: suede, 牛皮 …).

    With `proven` (what people are allergic to) silence is not enough: the product must say that it is free of it, or
    state its contents without it.
    """

    kind: Literal["without"] = "without"
    term: str
    kinds: tuple[str, ...] = ()
    proven: bool = False


Condition = Annotated[
    PriceWithin | RatingWithin | MeasureWithin | InStock | CategoryIs | BrandIs | OptionIs | ValueIs | Without,
    Field(discriminator="kind"),
]


class Unclear(Record):
    """Words that state a condition which was not applied: what is unclear, and how it could be meant."""

    words: str
    reason: str
    readings: tuple[str, ...] = ()


class Filters(Record):
    """All conditions of one query. `unclear` was not applied and must be told; `notes` says what was taken for
    granted (a currency that was not named, say). `ranked_by`: names that only rank, and exclude nothing."""

    conditions: tuple[Condition, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    notes: tuple[str, ...] = ()
    ranked_by: tuple[Condition, ...] = ()

    @property
    def only_names(self) -> bool:
        """Whether nothing is said but bare names: a search then ranks by them and excludes nothing, because what a
        shop files under a name is never everything that is meant by it. Beside a stated condition names hold too."""
        return bool(self.conditions) and all(isinstance(one, Nameable) and one.bare for one in self.conditions)

    def ranking(self) -> Filters:
        """Return the same with its conditions as names that only rank."""
        return self.model_copy(update={"conditions": (), "ranked_by": self.conditions})
