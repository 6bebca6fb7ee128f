"""What people did besides ordering: looks, carts and wishes before an order, things left behind, mails opened."""

from __future__ import annotations

from collections.abc import Iterator

from shop.samples.baskets import Order
from shop.samples.catalogue import Catalogue, money_text
from shop.samples.codes import CodePool
from shop.samples.dice import Dice
from shop.samples.outcomes import Part
from shop.samples.people import Person
from shop.samples.seasons import minute_of
from shop.samples.shelf import Item
from shop.samples.timeline import CLOSES, LAST, OPENS, moment_text

COLUMNS = ("customer_id", "kind", "happened_at", "product_id", "variant_id", "campaign_id", "value", "currency",
           "device", "code")  # fmt: skip
DEVICES = ("mobile", "mobile", "mobile", "desktop", "tablet")
LEFT_CART = 0.06
WISHED_BEFORE_DROP = 0.09
WAITING = 0.05


class Events:
    """Draws a person's events."""

    def __init__(self, catalogue: Catalogue, pool: CodePool) -> None:
        self.catalogue = catalogue
        self.pool = pool

    def rows(self, person: Person, orders: list[Order], parts: list[Part], rng: Dice) -> list[list[str]]:
        """Return the cells of the person's events."""
        found: list[list[str]] = []
        for order in orders:
            self._before(found, person, order, rng)
        for part in parts:
            found += self._mail(person, part, rng)
        found += self._coupon(person, rng)
        bought = {line.item.spec.id for order in orders if order.visit.day > LAST - 60 for line in order.lines}
        found += self._left_behind(person, bought, rng)
        return found

    def _before(self, found: list[list[str]], person: Person, order: Order, rng: Dice) -> None:
        day, minute = order.visit.day, order.visit.minute
        for number, line in enumerate(order.lines):
            if number == 0 and rng.random() < 0.18:
                early = day - rng.between(2, 20)
                if early >= max(person.joined, line.item.first_day):
                    found.append(_event(person, "wishlist", early, minute_of(rng), line.item, line.sku, rng))
            if rng.random() < 0.75:
                found.append(_event(person, "view", day, minute - rng.between(8, 50), line.item, line.sku, rng))
            found.append(_event(person, "cart", day, minute - rng.between(2, 6), line.item, line.sku, rng))
        if rng.random() < 0.5:
            found.append(_event(person, "checkout", day, minute - 1, order.lines[0].item, order.lines[0].sku, rng))

    def _mail(self, person: Person, part: Part, rng: Dice) -> Iterator[list[str]]:
        read = 10 * 60 + rng.between(8, 50)
        if part.opened:
            yield _cells(person, "open", part.sent, read, campaign=part.campaign.id, device=rng.pick(DEVICES))
        if part.clicked:
            yield _cells(person, "click", part.sent, read + 2, campaign=part.campaign.id, device=rng.pick(DEVICES))
        if part.unsubscribed:
            yield _cells(person, "unsubscribe", part.sent, read + 4, campaign=part.campaign.id)

    def _coupon(self, person: Person, rng: Dice) -> Iterator[list[str]]:
        code = self.pool.code_of(person.index)
        if code and person.joined < LAST - 12:
            yield _cells(person, "coupon_claimed", LAST - rng.between(1, 11), minute_of(rng), code=code)

    def _left_behind(self, person: Person, bought: set[str], rng: Dice) -> Iterator[list[str]]:
        """Yield what can still be answered today: carts left, wishes whose price fell, products waited for."""
        if person.segment == "browser" or rng.random() < 0.35:
            day = max(person.joined, LAST - rng.between(1, 40))
            for _ in range(rng.between(1, 3)):
                item = self._any(person, day, rng)
                yield _event(person, "view", day, minute_of(rng), item, 0, rng)
        if rng.random() < LEFT_CART and person.joined < LAST - 8:
            yield from self._cart(person, bought, rng)
        if rng.random() < WISHED_BEFORE_DROP and self.catalogue.fallen:
            item = rng.pick(self.catalogue.fallen)
            yield from self._wait(person, "wishlist", item, item.skus[0].last_change, bought, rng)
        if rng.random() < WAITING and self.catalogue.back:
            yield from self._wait(person, "stock_alert", rng.pick(self.catalogue.back), LAST - 10, bought, rng)

    def _cart(self, person: Person, bought: set[str], rng: Dice) -> Iterator[list[str]]:
        day, minute = LAST - rng.between(0, 5), rng.between(OPENS + 60, CLOSES)
        item = self._any(person, day, rng)
        if item.spec.id not in bought and item.spec.stock in ("plenty", "low"):
            sku = rng.below(len(item.skus))
            yield _event(person, "view", day, minute - rng.between(3, 30), item, sku, rng)
            yield _event(person, "cart", day, minute, item, sku, rng)

    def _wait(
        self, person: Person, kind: str, item: Item, until: int, bought: set[str], rng: Dice
    ) -> Iterator[list[str]]:
        day = until - rng.between(1, 9 if kind == "stock_alert" else 45)
        if day > max(person.joined, item.first_day) and item.spec.id not in bought:
            yield _event(person, kind, day, minute_of(rng), item, rng.below(len(item.skus)), rng)

    def _any(self, person: Person, day: int, rng: Dice) -> Item:
        popular = self.catalogue.by_category[rng.pick(person.interests)]
        for _ in range(6):
            item = popular.draw(rng)
            if item.sold_on(day):
                return item
        return next(item for item in popular.values if item.sold_on(day))


def _event(person: Person, kind: str, day: int, minute: int, item: Item, sku: int, rng: Dice) -> list[str]:
    variant, value, currency = item.skus[sku], "", ""
    if kind in ("cart", "wishlist"):
        currency = person.currency
        value = money_text(variant.price_on(currency, day).price)
    moment = moment_text(day, minute if minute > 0 else 0)
    return [person.id, kind, moment, item.spec.id, variant.id, "", value, currency, rng.pick(DEVICES), ""]


def _cells(
    person: Person, kind: str, day: int, minute: int, *, campaign: str = "", code: str = "", device: str = ""
) -> list[str]:
    return [person.id, kind, moment_text(day, minute), "", "", campaign, "", "", device, code]
