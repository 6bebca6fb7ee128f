"""Splits an amount over lines to the exact cent (largest remainder method, also called Hamilton's method)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def distribute(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Split `amount` in proportion to `weights`; both are multiples of `unit`, and `amount` is at most their sum.

    Every share is a multiple of `unit`, between 0 and its weight, and the shares add up to `amount`. The units that
    are left after rounding down go to the largest remainders; equal remainders are served by larger weight, then in
    the order given, so equal lines differ by at most one unit.
    """
    counts = [int(weight / unit) for weight in weights]
    return [share * unit for share in split(int(amount / unit), counts)]


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split a whole number in proportion to whole weights like `distribute`; without any weight, nothing."""
    total = sum(weights)
    if not total or not amount:
        return [0] * len(weights)
    shares = [amount * weight // total for weight in weights]
    rest = amount - sum(shares)
    if rest:
        ranking = sorted(
            range(len(weights)), key=lambda place: (-(amount * weights[place] % total), -weights[place], place)
        )
        for place in ranking[:rest]:
            shares[place] += 1
    return shares


def split_within(amount: int, weights: Sequence[int], room: Sequence[int], *, redistribute: bool = True) -> list[int]:
    """Split like `split`, but give no place more than its `room`.

    With `redistribute` what a place cannot take goes to the others in proportion to their weights, as long as there
    is room; without, it is not given. The shares add up to `amount`, or to less when there is no more room.
    """
    shares = split(amount, weights)
    over = _clip(shares, room)
    while redistribute and over:
        open_ = [weight if share < most else 0 for weight, share, most in zip(weights, shares, room, strict=True)]
        more = split(over, open_)
        if not any(more):
            break
        shares = [share + extra for share, extra in zip(shares, more, strict=True)]
        over = _clip(shares, room)
    return shares


def _clip(shares: list[int], room: Sequence[int]) -> int:
    """Cut every share to its room and return what was cut off."""
    over = 0
    for place, share in enumerate(shares):
        if share > room[place]:
            over += share - room[place]
            shares[place] = room[place]
    return over
