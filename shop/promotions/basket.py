"""What is priced: the basket, its lines and its shipping."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from shop.catalogue import price_of
from shop.errors import InvalidInput
from shop.money import quantum
from shop.promotions.attributes import Attributes
from shop.record import Id, Record
from shop.types import Product

Amount = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12, allow_inf_nan=False)]


class BasketLine(Record):
    """Some units of one product at its current price in the basket's currency, before any promotion.

    `list_price` is only needed by promotions that ask for reduced items; `categories` holds the product's category in
    each of its languages. Per unit: `member_price` for promotions that use it, `min_price` below which no promotion
    goes, `cost` for floors of the margin.
    """

    product_id: Id
    variant_id: str = ""
    quantity: int = Field(gt=0, le=1_000_000)
    unit_price: Amount
    list_price: Amount | None = None
    member_price: Amount | None = None
    min_price: Amount | None = None
    cost: Amount | None = None
    categories: tuple[str, ...] = ()
    brand: str = ""
    collections: tuple[str, ...] = ()
    attributes: Attributes = Field(default_factory=dict)

    def total(self) -> Decimal:
        """Return what the line costs before any promotion."""
        return self.unit_price * self.quantity

    def reduced(self) -> bool:
        """Return whether the price is below the list price."""
        return self.list_price is not None and self.unit_price < self.list_price


class Shipping(Record):
    """One way the order is shipped, and what it costs before any promotion."""

    method: str = ""
    amount: Amount
    attributes: Attributes = Field(default_factory=dict)


class Basket(Record):
    """Lines and shipping in one currency. Prices finer than its smallest unit are refused: nobody could pay them."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    lines: tuple[BasketLine, ...] = Field(max_length=10_000)
    shipping: tuple[Shipping, ...] = Field(default=(), max_length=50)
    attributes: Attributes = Field(default_factory=dict)

    @field_validator("shipping", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        if value is None:
            return ()
        return (value,) if isinstance(value, dict | Shipping) else value

    @model_validator(mode="after")
    def _prices_can_be_paid(self) -> Basket:
        unit = quantum(self.currency)
        for number, line in enumerate(self.lines):
            if line.unit_price % unit:
                raise ValueError(f"lines[{number}].unit_price {line.unit_price} is finer than {unit} {self.currency}")
        for number, shipping in enumerate(self.shipping):
            if shipping.amount % unit:
                raise ValueError(f"shipping[{number}].amount {shipping.amount} is finer than {unit} {self.currency}")
        return self

    def total(self) -> Decimal:
        """Return what the lines cost before any promotion and without shipping."""
        return sum((line.total() for line in self.lines), Decimal(0)).quantize(quantum(self.currency))


def basket_of(products: dict[str, Product], quantities: dict[str, int], currency: str) -> Basket:
    """Build the basket of these quantities (by product id) at the price that is quoted for each product.

    Raises InvalidInput for a product that is not among `products` or cannot be bought in `currency` now.
    """
    lines = [_line(products.get(id_), id_, quantity, currency) for id_, quantity in quantities.items()]
    return Basket(currency=currency, lines=tuple(lines))


def _line(product: Product | None, id_: str, quantity: int, currency: str) -> BasketLine:
    quoted = price_of(product, currency) if product else None
    if product is None or quoted is None:
        raise InvalidInput(f"{id_!r} cannot be bought in {currency} now.", hint="Leave it out of the basket.")
    listed = quoted.list_price.amount if quoted.list_price else None
    return line_of(product, quoted.variant_id, quantity, quoted.price.amount, listed, currency)


def line_of(
    product: Product, variant_id: str, quantity: int, unit_price: Decimal, list_price: Decimal | None, currency: str
) -> BasketLine:
    """Build the line of so many units of a product at this price; the cost is known where it is in `currency`."""
    return BasketLine(
        product_id=product.id,
        variant_id=variant_id,
        quantity=quantity,
        unit_price=unit_price,
        list_price=list_price,
        cost=product.cost.amount if product.cost and product.cost.currency == currency else None,
        categories=tuple(sorted({text.category for text in product.texts.values() if text.category})),
        brand=product.brand,
        attributes=_attributes(product),
    )


def _attributes(product: Product) -> dict[str, tuple[Decimal | str, ...]]:
    """The values of every attribute, those of several languages side by side."""
    values: dict[str, dict[Decimal | str, None]] = {}
    for item in product.attributes:
        values.setdefault(item.name, {})[item.text if item.number is None else item.number] = None
    return {name: tuple(found) for name, found in values.items()}
