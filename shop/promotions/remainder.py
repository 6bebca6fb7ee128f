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
    whole = int(amount / unit)
    counts = [int(weight / unit) for weight in weights]
    total = sum(counts)
    if not total:
        return [Decimal(0) * unit for _ in weights]
    shares = [whole * count // total for count in counts]
    remainders = [whole * count % total for count in counts]
    ranking = sorted(range(len(counts)), key=lambda place: (-remainders[place], -counts[place], place))
    for place in ranking[: whole - sum(shares)]:
        shares[place] += 1
    return [share * unit for share in shares]
