"""A product as the shop sells it at one moment: texts per language, variants, prices, stock, pictures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from shop.money import Money
from shop.record import Id, Moment, Record

ProductStatus = Literal["active", "discontinued"]


class ProductText(Record):
    """What a product is called and how it is described in one language. Plain text; markup was removed."""

    name: str
    short_name: str = ""
    category: str = ""
    description: str = ""


class Attribute(Record):
    """One line of the specification: a number with its unit, or a text in one language."""

    name: str
    label: str = ""
    text: str = ""
    number: Decimal | None = None
    unit: str = ""
    language: str = ""
    """Empty when the value is the same in every language."""


class Picture(Record):
    """A picture and its alternative text per language. `ref` is `media:FILE` in the home or an https address."""

    ref: str
    alt: dict[str, str]


class Price(Record):
    """The price in one currency since `since`; `list_price` is the price the shop states as regular, if any."""

    price: Money
    list_price: Money | None = None
    since: Moment | None = None


class Variant(Record):
    """What can be put into a basket. `stock` is the last count known, None when it was never counted."""

    id: Id
    title: str = ""
    sku: str = ""
    prices: tuple[Price, ...] = ()
    stock: int | None = None

    def price_in(self, currency: str) -> Price | None:
        """Return the price in `currency`, or None when the variant is not sold in it."""
        return next((price for price in self.prices if price.price.currency == currency), None)


class Product(Record):
    """A product with all its variants."""

    id: Id
    brand: str = ""
    status: ProductStatus = "active"
    launched_on: date | None = None
    discontinued_on: date | None = None
    url: str = ""
    cost: Money | None = None
    texts: dict[str, ProductText]
    attributes: tuple[Attribute, ...] = ()
    variants: tuple[Variant, ...] = ()
    pictures: tuple[Picture, ...] = ()
    rating: Decimal | None = None
    rating_count: int = 0
    source: str = ""
    """Where the row came from, such as products.csv:17."""

    def text(self, language: str) -> ProductText:
        """Return the texts in `language`, else in the first language the product has."""
        return self.texts.get(language) or next(iter(self.texts.values()))

    def stock(self) -> int | None:
        """Return the units in stock over all counted variants, None when none was counted."""
        counted = [variant.stock for variant in self.variants if variant.stock is not None]
        return sum(counted) if counted else None

    def sellable(self) -> bool:
        """Return whether it can be bought now: active, and not known to be out of stock."""
        stock = self.stock()
        return self.status == "active" and (stock is None or stock > 0)
