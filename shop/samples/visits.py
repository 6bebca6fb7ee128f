"""When and why a customer orders: reordering at a rhythm, free will, gifts, sales. Baskets are filled elsewhere."""

from __future__ import annotations

from typing import NamedTuple

from shop.samples.brand import segments
from shop.samples.catalogue import Catalogue
from shop.samples.dice import Dice
from shop.samples.people import Person
from shop.samples.seasons import GIFT_SEASONS, Seasons, minute_of
from shop.samples.shelf import Item
from shop.samples.timeline import LAST

GAP_NOISE = 0.12
"""Standard deviation of a gap, as a share of the rhythm."""
PERSONAL_PACE = 0.10
"""Standard deviation of the logarithm of a person's own pace."""
STOPS = 0.06
"""Chance that a reorder was the last one."""


class Visit(NamedTuple):
    """One order to be: its moment, what it is about (if anything), and where it comes from."""

    day: int
    minute: int
    cause: str
    item: Item | None = None
    sku: int = 0


class Visits:
    """Draws a person's visits."""

    def __init__(self, catalogue: Catalogue, seasons: Seasons) -> None:
        self.catalogue = catalogue
        self.seasons = seasons

    def of(self, person: Person, rng: Dice) -> list[Visit]:
        """Return the visits that happen without any campaign, by time."""
        segment = segments()[person.segment]
        found: list[Visit] = []
        if rng.random() < segment.replenishes:
            found += self._reorders(person, rng)
        if segment.gifts:
            found += self._gifts(person, rng)
        elif segment.sales_only:
            found += self._sales(person, rng)
        elif segment.free_orders >= 0:
            found += self._free(person, segment.free_orders, rng)
        return sorted(found, key=_when)

    def _reorders(self, person: Person, rng: Dice) -> list[Visit]:
        wanted = [key for key in person.interests if key in self.catalogue.consumables]
        if not wanted:
            return []
        item = self.catalogue.consumables[wanted[0]].draw(rng)
        sku = rng.below(len(item.skus))
        pace = item.cycle * rng.lognormvariate(0, PERSONAL_PACE)
        day = float(max(person.first_day, item.first_day) + rng.below(45))
        found = []
        while day <= min(person.last_day, item.last_day):
            found.append(Visit(int(day), minute_of(rng), "rhythm", item, sku))
            day += pace * max(0.5, rng.gauss(1, GAP_NOISE))
            if rng.random() < STOPS:
                break
        return found

    def _free(self, person: Person, mean: float, rng: Dice) -> list[Visit]:
        count = 1 + (int(rng.expovariate(1 / mean)) if mean else 0)
        span = person.last_day - person.first_day
        count = min(count, 1 + span // 12)
        return [
            Visit(self.seasons.draw(person.first_day, person.last_day, rng), minute_of(rng), "free")
            for _ in range(count)
        ]

    def _gifts(self, person: Person, rng: Dice) -> list[Visit]:
        found = []
        for first, length in GIFT_SEASONS:
            start, end = max(first, person.first_day), min(first + length, LAST)
            if start <= end and rng.random() < 0.75:
                orders = 1 + (rng.random() < 0.35)
                found += [Visit(self.seasons.draw(start, end, rng), minute_of(rng), "gift") for _ in range(orders)]
        return found

    def _sales(self, person: Person, rng: Dice) -> list[Visit]:
        found = []
        for first, last, _ in self.seasons.sales:
            start = max(first, person.first_day)
            if start <= last and rng.random() < 0.5:
                found.append(Visit(self.seasons.draw(start, last, rng), minute_of(rng), "sale"))
        return found


def _when(visit: Visit) -> tuple[int, int]:
    return visit.day, visit.minute
