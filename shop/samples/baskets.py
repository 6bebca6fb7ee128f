"""From a visit to an order: what is in it, what it cost on that day, what was taken off, what came back."""

from __future__ import annotations

from typing import NamedTuple

from shop.samples.brand import Brand, Sale
from shop.samples.catalogue import Catalogue, money_text
from shop.samples.dice import Dice
from shop.samples.people import Person
from shop.samples.seasons import Seasons
from shop.samples.shelf import Item
from shop.samples.timeline import LAST, moment_text
from shop.samples.visits import Visit

COMPANION = 0.42
"""Chance that an order about one thing also holds something that goes with it."""
FURTHER = 0.22
RETURNED = 0.03
CANCELLED = 0.02


class Line(NamedTuple):
    """One line, amounts in minor units; `total` is after the discount."""

    item: Item
    sku: int
    quantity: int
    unit: int
    discount: int
    total: int

    def reduced(self, discount: int) -> Line:
        """Return the line with a discount."""
        return Line(self.item, self.sku, self.quantity, self.unit, discount, self.unit * self.quantity - discount)


class Order(NamedTuple):
    """One order of a person, with its lines."""

    id: str
    visit: Visit
    lines: list[Line]
    code: str
    shipping: int
    status: str
    returned: int
    """Number of the returned line, -1 for none."""

    @property
    def paid(self) -> int:
        """What was paid, shipping included, in minor units."""
        return sum(line.total for line in self.lines) + self.shipping

    @property
    def refunded(self) -> int:
        """What was given back: one unit of the returned line."""
        return 0 if self.returned < 0 else self.lines[self.returned].total // self.lines[self.returned].quantity


class Baskets:
    """Fills baskets."""

    def __init__(self, brand: Brand, catalogue: Catalogue, seasons: Seasons) -> None:
        self.catalogue = catalogue
        self.seasons = seasons
        base = brand.info.currency
        self._rates = {c: float(brand.info.rates.get(c, 1)) for c in catalogue.currencies} | {base: 1.0}

    def order(self, person: Person, number: int, visit: Visit, rng: Dice) -> Order:
        """Return the order of one visit."""
        chosen = self._items(person, visit, rng)
        currency = person.currency
        bare = [self._line(item, sku, currency, visit.day, rng) for item, sku in chosen]
        sale = self.seasons.sale_on(visit.day)
        takes = sale is not None and rng.random() < 0.3 + 0.6 * person.sensitivity
        lines, code = self._discounted(bare, sale, currency) if sale and takes else (bare, "")
        goods = sum(line.total for line in lines)
        shipping, free_from = person.place.freight
        shipping = 0 if goods >= free_from else shipping
        status, returned = _fate(visit.day, len(lines), rng)
        return Order(f"{person.id}-{number}", visit, lines, code, shipping, status, returned)

    @staticmethod
    def _line(item: Item, sku: int, currency: str, day: int, rng: Dice) -> Line:
        quantity = 2 if rng.random() < 0.13 else 1
        unit = item.skus[sku].price_on(currency, day).price
        return Line(item, sku, quantity, unit, 0, unit * quantity)

    def _items(self, person: Person, visit: Visit, rng: Dice) -> list[tuple[Item, int]]:
        if visit.item is not None:
            first = (visit.item, visit.sku)
        else:
            first = self._pick(self._wanted(person, visit, rng), visit.day, rng)
        found = {first[0].spec.id: first}
        friends = first[0].category.goes_with
        if friends and rng.random() < COMPANION:
            self._put(found, self._pick(rng.pick(friends), visit.day, rng))
        if rng.random() < FURTHER:
            self._put(found, self._pick(rng.pick(person.interests), visit.day, rng))
        return list(found.values())

    @staticmethod
    def _put(found: dict[str, tuple[Item, int]], pick: tuple[Item, int]) -> None:
        found.setdefault(pick[0].spec.id, pick)

    def _wanted(self, person: Person, visit: Visit, rng: Dice) -> str:
        if visit.cause == "gift":
            return self.catalogue.gifts.draw(rng)
        key = rng.pick(person.interests)
        season = self.catalogue.kinds[key].season
        if season and self.seasons.months[visit.day] not in season:
            key = rng.pick(person.interests)
        return key

    def _pick(self, key: str, day: int, rng: Dice) -> tuple[Item, int]:
        popular = self.catalogue.by_category[key]
        for _ in range(6):
            item = popular.draw(rng)
            if item.sold_on(day):
                break
        else:
            item = next(item for item in popular.values if item.sold_on(day))
        return item, rng.below(len(item.skus))

    def _discounted(self, lines: list[Line], sale: Sale, currency: str) -> tuple[list[Line], str]:
        if sale.percent:
            return [line.reduced((line.total * sale.percent + 50) // 100) for line in lines], sale.code
        goods = sum(line.total for line in lines)
        rate = self._rates[currency]
        if goods < int(sale.threshold * 100 / rate):
            return lines, ""
        return _spread(lines, int(sale.reduction * 100 / rate), goods), sale.code


def _spread(lines: list[Line], reduction: int, goods: int) -> list[Line]:
    parts = [reduction * line.total // goods for line in lines]
    parts[0] += reduction - sum(parts)
    return [line.reduced(part) for line, part in zip(lines, parts, strict=True)]


def _fate(day: int, lines: int, rng: Dice) -> tuple[str, int]:
    luck, which = rng.random(), rng.below(lines)
    if day > LAST - 1:
        return ("pending" if luck < 0.05 else "paid"), -1
    if luck < CANCELLED:
        return "cancelled", -1
    if day > LAST - 5:
        return "shipped", -1
    if luck < CANCELLED + RETURNED and day < LAST - 12:
        return ("refunded" if lines == 1 else "delivered"), which
    return "delivered", -1


ORDER_COLUMNS = ("order_id", "customer_id", "placed_at", "status", "currency", "total", "discount", "shipping",
                 "refunded", "country", "codes")  # fmt: skip
LINE_COLUMNS = ("order_id", "line_no", "product_id", "variant_id", "quantity", "unit_price", "discount", "total")


def order_row(order: Order, person: Person) -> list[str]:
    """Return the cells of one order."""
    discount = sum(line.discount for line in order.lines)
    moment = moment_text(order.visit.day, order.visit.minute)
    return [
        order.id, person.id, moment, order.status, person.currency, money_text(order.paid), money_text(discount),
        money_text(order.shipping), money_text(order.refunded), person.cells["country"], order.code,
    ]  # fmt: skip


def line_rows(order: Order) -> list[list[str]]:
    """Return the cells of an order's lines; what came back is a line of its own with a negative quantity."""
    rows = [
        [
            order.id, str(number), line.item.spec.id, line.item.skus[line.sku].id, str(line.quantity),
            money_text(line.unit), money_text(line.discount), money_text(line.total),
        ]
        for number, line in enumerate(order.lines, 1)
    ]  # fmt: skip
    if order.returned >= 0:
        line = order.lines[order.returned]
        back = [str(-1), money_text(line.unit), "0.00", money_text(-order.refunded)]
        rows.append([order.id, str(len(rows) + 1), line.item.spec.id, line.item.skus[line.sku].id, *back])
    return rows
