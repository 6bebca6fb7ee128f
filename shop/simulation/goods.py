"""What past lines are to a promotion: the product as it is described today, at the price of the time."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from shop.catalogue import products
from shop.money import quantum
from shop.promotions.basket import BasketLine, line_of
from shop.promotions.selecting import selected
from shop.simulation.past import PastLine
from shop.store.view import ShopView
from shop.types import Product, Promotion
from shop.types.promotion import BuyGet, FreeShipping, Gift, MemberPrice, Quantity, Selection, SetOff, Total
from shop.types.promotion.condition import leaves

UNKNOWN = "(unknown)"
"""What a line is called whose product the shop does not have any more; selections by name never mean it."""


class Good(NamedTuple):
    """A line as it is priced: its order among others, a number that is equal for equal ones, and the line itself."""

    order: tuple[str, str, Decimal, str]
    same: int
    line: BasketLine


class Goods:
    """Turns past lines into lines to be priced; two lines get one number when no promotion can tell them apart."""

    def __init__(self, view: ShopView, promotions: list[Promotion]) -> None:
        self._products: dict[str, Product] = products(view)
        self._ids: dict[int | None, str] = dict(view.rows("SELECT product_key, product_id FROM products"))
        self._variants: dict[int | None, str] = dict(view.rows("SELECT variant_key, variant_id FROM variants"))
        self._selections = list(dict.fromkeys(_selections(promotions)))
        self._member_prices = [
            effect.prices
            for promotion in promotions
            for effect in promotion.effects
            if isinstance(effect, MemberPrice) and effect.prices
        ]
        self._known: dict[tuple[PastLine, str], Good] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self.rounded = 0

    def good(self, line: PastLine, currency: str) -> Good:
        """Return the line as it is priced in `currency`."""
        found = self._known.get((line, currency))
        if found is None:
            found = self._known[line, currency] = self._made(line, currency)
        return found

    def cost(self, product_id: str, currency: str) -> Decimal | None:
        """Return the cost of a unit in `currency`, where it is known."""
        product = self._products.get(product_id)
        known = product.cost if product else None
        return known.amount if known and known.currency == currency else None

    def _made(self, line: PastLine, currency: str) -> Good:
        unit = quantum(currency)
        price = line.unit_price.quantize(unit, ROUND_HALF_UP)
        self.rounded += price != line.unit_price
        product = self._products.get(self._ids.get(line.product_key, ""))
        variant = self._variants.get(line.variant_key, "")
        if product is None:
            made = BasketLine(product_id=UNKNOWN, quantity=line.quantity, unit_price=price)
        else:
            made = line_of(product, variant, line.quantity, price, _list_price(product, variant, currency), currency)
        member = tuple(prices.get(made.variant_id) or prices.get(made.product_id) for prices in self._member_prices)
        means = tuple(selected(selection, made) for selection in self._selections)
        seen = (made.quantity, price, made.cost, member, means, currency)
        same = self._numbers.setdefault(seen, len(self._numbers))
        return Good((made.product_id, made.variant_id, price, f"{made.quantity},"), same, made)


def _list_price(product: Product, variant_id: str, currency: str) -> Decimal | None:
    """The list price of today; the one of the time is not asked for."""
    for variant in product.variants:
        quoted = variant.price_in(currency) if variant.id == variant_id else None
        if quoted is not None:
            return quoted.list_price.amount if quoted.list_price else None
    return None


def _selections(promotions: list[Promotion]) -> list[Selection]:
    """Return every selection of lines that a condition or an effect names."""
    found: list[Selection] = []
    for promotion in promotions:
        found += [leaf.items for leaf in leaves(promotion.when) if isinstance(leaf, Total | Quantity)]
        for effect in promotion.effects:
            if isinstance(effect, BuyGet):
                found += [effect.buy, effect.get]
            elif isinstance(effect, SetOff):
                found += [part.items for part in effect.parts]
            elif not isinstance(effect, FreeShipping):
                found.append(effect.target.items)
                found += _given(effect) if isinstance(effect, Gift) and effect.add == "missing" else []
    return found


def _given(gift: Gift) -> list[Selection]:
    return [
        Selection(products=(item.product_id,), variants=(item.variant_id,) if item.variant_id else ())
        for item in gift.items
    ]
