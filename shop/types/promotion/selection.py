"""Which lines of a basket are meant."""

from __future__ import annotations

from pydantic import Field, model_validator

from shop.record import Record
from shop.types.promotion.number import AttributeTest, Bounds, Words

DEEPEST = 4


class Selection(Record):
    """Lines of which everything given holds; of a list of names one must. An empty selection means every line.

    `categories` are named in any language of the product; `collections` are tags or any group of products that the
    shop keeps. `quantity` and `total` are the units of the line and what they cost before any discount. `reduced`:
    whether the price is below the list price. `any_of`: at least one of these holds too; `none_of`: none.
    """

    products: Words = ()
    variants: Words = ()
    categories: Words = ()
    brands: Words = ()
    collections: Words = ()
    attributes: tuple[AttributeTest, ...] = Field(default=(), max_length=50)
    unit_price: Bounds | None = None
    quantity: Bounds | None = None
    total: Bounds | None = None
    reduced: bool | None = None
    any_of: tuple[Selection, ...] = Field(default=(), max_length=50)
    none_of: tuple[Selection, ...] = Field(default=(), max_length=50)

    @model_validator(mode="after")
    def _is_not_too_deep(self) -> Selection:
        if self.depth() > DEEPEST:
            raise ValueError(f"any_of and none_of may be nested {DEEPEST - 1} times at most")
        return self

    def depth(self) -> int:
        """Return how many selections lie in each other."""
        return 1 + max((inner.depth() for inner in (*self.any_of, *self.none_of)), default=0)

    def everything(self) -> bool:
        """Return whether no line is left out."""
        return self == _ALL


_ALL = Selection()
