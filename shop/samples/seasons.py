"""When orders happen: one weight per day (growth, weekends, sales), drawn from by bisection."""

from __future__ import annotations

from bisect import bisect_right
from datetime import timedelta
from itertools import accumulate

from shop.samples.brand import Brand, Sale
from shop.samples.dice import Dice
from shop.samples.timeline import CLOSES, FIRST_DAY, LAST, OPENS, number_of

GIFT_SEASONS = tuple((number_of(FIRST_DAY.replace(year=year, month=11, day=8)), 38) for year in (2024, 2025, 2026))


class Seasons:
    """Draws days, and knows which sale ran on a day."""

    def __init__(self, brand: Brand) -> None:
        self.sales = [(number_of(sale.starts), min(number_of(sale.ends), LAST), sale) for sale in brand.sales]
        self._running: list[Sale | None] = [None] * (LAST + 1)
        weights = [0.75 + 0.5 * day / LAST for day in range(LAST + 1)]
        for day in range(LAST + 1):
            weekday = (FIRST_DAY + timedelta(days=day)).weekday()
            weights[day] *= 1.25 if weekday >= 5 else 1.0
        for first, last, sale in self.sales:
            for day in range(max(first, 0), last + 1):
                weights[day] *= sale.lift
                self._running[day] = sale
        self._sums = [0.0, *accumulate(weights)]
        self.months = [(FIRST_DAY + timedelta(days=day)).month for day in range(LAST + 1)]

    def sale_on(self, day: int) -> Sale | None:
        """Return the sale that ran on `day`."""
        return self._running[day]

    def draw(self, first: int, last: int, rng: Dice) -> int:
        """Return a day between `first` and `last` inclusive, by the weight of the days."""
        low, high = self._sums[first], self._sums[last + 1]
        return min(last, max(first, bisect_right(self._sums, low + rng.random() * (high - low)) - 1))


def minute_of(rng: Dice) -> int:
    """Return a minute of the day, more often in the evening, always within opening hours."""
    return min(CLOSES, int(OPENS + (CLOSES - OPENS) * max(rng.random(), rng.random())))
