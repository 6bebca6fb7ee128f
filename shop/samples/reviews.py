"""Opinions about products: composed from written phrases, with typos, drawbacks, and a few hostile ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shop.samples.baskets import Order
from shop.samples.catalogue import Catalogue
from shop.samples.dice import Dice, dice
from shop.samples.people import Person
from shop.samples.shelf import Item
from shop.samples.timeline import LAST, moment_text

COLUMNS = ("review_id", "product_id", "customer_id", "rating", "body", "author", "language", "written_at")
WRITES = 0.06
STARS = (5, 5, 5, 4, 4, 4, 4, 3, 3, 2, 1)
TYPOS = {"really": "realy", "because": "becuase", "definitely": "definately", "their": "thier", "weight": "wieght"}


class Reviews:
    """Writes reviews from the brand's phrases: `phrases` by category, and those for any product."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.bank: dict[str, Any] = catalogue.brand.reviews

    def earlier(self) -> Iterator[list[str]]:
        """Yield the reviews that are older than the customer list, three to seven a product written by hand, then the
        hostile ones.
        """
        for item in self.catalogue.written:
            rng = dice(self.catalogue.brand.key, self.catalogue.seed, "reviews", item.spec.id)
            told: set[str] = set()
            for number in range(rng.between(3, 7)):
                language = rng.pick(self.catalogue.brand.info.languages)
                stars, body = self._opinion(item, language, rng)
                if body in told or item.first_day > LAST - 4:
                    continue
                told.add(body)
                author = rng.pick(self.bank["authors"][language])
                day = rng.between(max(0, item.first_day + 2), LAST - 1)
                yield self._row(f"R-{item.spec.id}-{number}", item, "", stars, body, author, language, day, rng)
        yield from self._hostile()

    def of(self, person: Person, orders: list[Order], rng: Dice) -> Iterator[list[str]]:
        """Yield the person's reviews of what arrived."""
        for order in orders:
            day = order.visit.day + rng.between(5, 20)
            if rng.random() >= WRITES or order.status != "delivered" or day > LAST:
                continue
            item = order.lines[0].item
            stars, body = self._opinion(item, person.language, rng)
            author = person.cells["first_name"] or rng.pick(self.bank["authors"][person.language])
            yield self._row(f"R-{order.id}", item, person.id, stars, body, author, person.language, day, rng)

    def _opinion(self, item: Item, language: str, rng: Dice) -> tuple[int, str]:
        stars = rng.pick(STARS)
        near = {5: (5, 4), 4: (4, 5), 3: (3, 2, 4), 2: (2, 1, 3), 1: (1, 2)}[stars]
        phrases = self.bank["phrases"][language]
        # A tumbler among the cups has its own phrases, or only those that fit anything.
        said = [text for grade, text in phrases.get(item.spec.shape or item.category.key, ()) if grade in near]
        anything = [text for grade, text in phrases["any"] if grade in near]
        body = rng.pick(said or anything)
        if rng.random() < 0.4:
            body = _joined(body, rng.pick(anything), language)
        return stars, _typo(body, rng)

    def _hostile(self) -> Iterator[list[str]]:
        for number, (language, body) in enumerate(self.bank["hostile"]):
            item = self.catalogue.written[number * 5]
            rng = dice("hostile", number)
            yield self._row(f"R-X{number}", item, "", 1 + number % 5, body, "anonymous", language, LAST - 30, rng)

    @staticmethod
    def _row(
        id_: str, item: Item, customer: str, stars: int, body: str, author: str, language: str, day: int, rng: Dice
    ) -> list[str]:
        moment = moment_text(day, rng.between(500, 1290))
        return [id_, item.spec.id, customer, str(stars), body, author, language, moment]


def _joined(body: str, more: str, language: str) -> str:
    if more == body:
        return body
    if language != "zh":
        return f"{body} {more}"
    return body + more if body[-1] in "。！？" else f"{body}，{more}"


def _typo(body: str, rng: Dice) -> str:
    if rng.random() < 0.25:
        for right, wrong in TYPOS.items():
            if right in body:
                return body.replace(right, wrong, 1)
    return body
