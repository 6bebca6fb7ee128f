"""What is priced and what comes out: the basket, and a Pricing with the proof of every cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from shop.catalogue import price_of
from shop.errors import InvalidInput
from shop.money import quantum
from shop.promotions.reasons import WhyNot
from shop.record import Id, Language, Record
from shop.types import Product

Amount = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12, allow_inf_nan=False)]


class BasketLine(Record):
    """Some units of one product at its current price in the basket's currency, before any promotion.

    `list_price` is only needed by promotions that skip reduced items; `categories` holds the product's category in
    each of its languages.
    """

    product_id: Id
    variant_id: str = ""
    quantity: int = Field(gt=0, le=1_000_000)
    unit_price: Amount
    list_price: Amount | None = None
    categories: tuple[str, ...] = ()

    def total(self) -> Decimal:
        """Return what the line costs before any promotion."""
        return self.unit_price * self.quantity

    def reduced(self) -> bool:
        """Return whether the price is below the list price."""
        return self.list_price is not None and self.unit_price < self.list_price


class Basket(Record):
    """Lines in one currency. Prices finer than its smallest unit are refused, because nobody could pay them."""

    currency: str = Field(pattern=r"^[A-Z]{3}$")
    lines: tuple[BasketLine, ...] = Field(max_length=10_000)

    @model_validator(mode="after")
    def _prices_can_be_paid(self) -> Basket:
        unit = quantum(self.currency)
        for number, line in enumerate(self.lines):
            if line.unit_price % unit:
                raise ValueError(f"lines[{number}].unit_price {line.unit_price} is finer than {unit} {self.currency}")
        return self

    def total(self) -> Decimal:
        """Return what the basket costs before any promotion and without shipping."""
        return sum((line.total() for line in self.lines), Decimal(0)).quantize(quantum(self.currency))


class PricedLine(Record):
    """A line after the promotion: `discount` is its share, `total` what is left to pay."""

    product_id: Id
    variant_id: str = ""
    quantity: int
    unit_price: Decimal
    discount: Decimal
    total: Decimal


class AppliedPromotion(Record):
    """A promotion that was applied: `base` is the total of the items it counts, `amount` what it takes off."""

    promotion_id: Id
    base: Decimal
    amount: Decimal
    explanation: dict[Language, str]


class NotApplied(Record):
    """A promotion that was not applied, and every reason for it."""

    promotion_id: Id
    reasons: tuple[WhyNot, ...] = Field(min_length=1)


class Pricing(Record):
    """The price of a basket. `total_before` - `discount` = `total_after`; line discounts add up to `discount`."""

    currency: str
    lines: tuple[PricedLine, ...]
    applied: tuple[AppliedPromotion, ...]
    not_applied: tuple[NotApplied, ...]
    total_before: Decimal
    discount: Decimal
    total_after: Decimal
    method: str = "best single promotion"


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
    return BasketLine(
        product_id=id_,
        variant_id=quoted.variant_id,
        quantity=quantity,
        unit_price=quoted.price.amount,
        list_price=quoted.list_price.amount if quoted.list_price else None,
        categories=tuple(sorted({text.category for text in product.texts.values() if text.category})),
    )
