"""Requests to the service about orders."""

from __future__ import annotations

from collections.abc import Iterator

from shop.samples.baskets import Order
from shop.samples.brand import Brand
from shop.samples.dice import Dice
from shop.samples.people import Person
from shop.samples.timeline import LAST, moment_text

COLUMNS = ("ticket_id", "customer_id", "opened_at", "subject", "body", "status")
ASKS = 0.025


def ticket_rows(brand: Brand, person: Person, orders: list[Order], rng: Dice) -> Iterator[list[str]]:
    """Yield the cells of the person's tickets; those of the last week may still be open."""
    phrases = brand.tickets_zh if person.language == "zh" and brand.tickets_zh else brand.tickets
    for order in orders:
        day = order.visit.day + rng.between(1, 9)
        if rng.random() >= ASKS or day > LAST:
            continue
        subject, body = phrases[rng.below(len(phrases))]
        status = "open" if day > LAST - 7 and rng.random() < 0.7 else "closed"
        body = body.format(order=order.id, product=order.lines[0].item.spec.words(person.language).name)
        yield [f"T-{order.id}", person.id, moment_text(day, rng.between(480, 1290)), subject, body, status]
