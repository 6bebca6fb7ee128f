"""Prices of the samples: uneven endings per currency, and the history that led to today's price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from shop.samples.brand import ProductSpec
from shop.samples.dice import dice
from shop.samples.timeline import number_of

CENTS = (0, 20, 40, 50, 60, 80, 90)
LAST_YUAN = (0, 5, 6, 8, 9)
PAST_SALES = ((date(2025, 6, 5), date(2025, 6, 16)), (date(2025, 11, 28), date(2025, 12, 2)))
RAISED_ON = date(2026, 3, 2)


class Epoch(NamedTuple):
    """A price from a day on, in minor units; `list_price` 0: none was stated."""

    day: int
    price: int
    list_price: int = 0


def local_price(amount: Decimal, currency: str, name: str) -> int:
    """Return an amount as a shop would write it, in minor units: hand-made endings, not every one .99."""
    (luck,) = _draws(1, "price ending", currency, name)
    whole = int(amount)
    if currency == "CNY":
        return 100 * _nearest_yuan(whole, LAST_YUAN[int(luck * len(LAST_YUAN))])
    if whole >= 120:
        return 100 * (whole + int(luck * 3))
    return 100 * whole + CENTS[int(luck * len(CENTS))]


@lru_cache(1024)
def _draws(count: int, *name: str) -> tuple[float, ...]:
    """Return the first random numbers of a name; the variants and currencies of a product ask one after the other."""
    rng = dice(*name)
    return tuple(rng.random() for _ in range(count))


def _nearest_yuan(whole: int, last: int) -> int:
    below = whole // 10 * 10 + last
    return max(below if abs(below - whole) <= 5 else below - 10, last or 5)


def epochs_of(spec: ProductSpec, first: int, local: Callable[[Decimal], int]) -> list[Epoch]:
    """Return the price history of one variant in one currency, oldest first; `local` turns base into local prices."""
    now = local(spec.price)
    usual = local(spec.was) if spec.was else now
    epochs = [Epoch(first, usual)]
    raised, which, reduced_once = _draws(3, "price history", spec.id)
    if raised < 0.3 and first < number_of(RAISED_ON):
        epochs = [Epoch(first, local((spec.was or spec.price) * Decimal("0.94"))), Epoch(number_of(RAISED_ON), usual)]
    sale = PAST_SALES[int(which * 2)]
    if reduced_once < 0.35 and first < number_of(sale[0]) - 30:
        before = epochs[0].price
        reduced = local((spec.was or spec.price) * Decimal("0.85"))
        if reduced < before:
            epochs[1:1] = [Epoch(number_of(sale[0]), reduced, before), Epoch(number_of(sale[1]), before)]
    if spec.fell:
        epochs.append(Epoch(number_of(spec.fell), now, usual))
    return epochs
