"""What an effect is given and what it answers: whole numbers of the currency's smallest unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from shop.promotions.remainder import split_within
from shop.types.promotion import GiftItem


class Amounts(NamedTuple):
    """Per place: the totals that thresholds are measured on and effects work on, what may be taken, what is left."""

    measured: Sequence[int]
    basis: Sequence[int]
    room: Sequence[int]
    left: Sequence[int]
    redistribute: bool = True


class Deposit(NamedTuple):
    """A presale: paid now per place, and the window of the balance."""

    amounts: dict[int, int]
    balance_from: datetime
    balance_until: datetime


class Move(NamedTuple):
    """What comes off per place, of which `base`, and the words for it: a key of words.json with its values."""

    shares: dict[int, int]
    base: int
    key: str
    words: dict[str, str]
    gifts: tuple[GiftItem, ...] = ()
    deposit: Deposit | None = None

    def amount(self) -> int:
        """Return what comes off in all."""
        return sum(self.shares.values())


class Missed(NamedTuple):
    """Why nothing comes off: what was needed and what is missing, counted in money or units."""

    kind: Literal[
        "threshold_not_reached", "quantity_not_reached", "no_saving", "no_matching_item", "budget_short", "no_get_item",
        "deposit_too_high", "at_floor",
    ]  # fmt: skip
    needed: int = 0
    missing: int = 0
    money: bool = True


class Ratio(NamedTuple):
    """An exact percentage as a fraction of whole numbers."""

    top: int
    bottom: int

    def of(self, amount: int) -> int:
        """Return this part of `amount`, rounded half up."""
        return (2 * amount * self.top + self.bottom) // (2 * self.bottom)


class Share(NamedTuple):
    """Some units of one place, and what they cost."""

    place: int
    units: int
    value: int


def across(
    amount: int, parts: Sequence[Share], amounts: Amounts, by: Literal["value", "units"] = "value"
) -> dict[int, int]:
    """Share `amount` out over the parts in proportion to their values or units, to the smallest unit."""
    values = [part.value for part in parts]
    weights = values if by == "value" else [part.units for part in parts]
    room = [min(part.value, amounts.room[part.place]) for part in parts]
    shares = split_within(min(amount, sum(values)), weights, room, redistribute=amounts.redistribute)
    return {part.place: share for part, share in zip(parts, shares, strict=True) if share}


def each(wanted: Sequence[tuple[Share, int]], amounts: Amounts, ceiling: int | None = None) -> dict[int, int]:
    """Take from each part what is wanted of it, as far as it goes, and from all together at most `ceiling`."""
    shares = {}
    for part, share in wanted:
        most = min(share, part.value, amounts.room[part.place])
        if most > 0:
            shares[part.place] = most
    return trimmed(shares, ceiling)


def trimmed(shares: dict[int, int], most: int | None) -> dict[int, int]:
    """Scale shares down to `most` in all."""
    if most is None or sum(shares.values()) <= most:
        return shares
    return {place: part for place, part in zip(shares, split(most, shares), strict=True) if part}


def split(most: int, shares: dict[int, int]) -> list[int]:
    """Split `most` in proportion to `shares`, giving none more than it has."""
    return split_within(most, list(shares.values()), list(shares.values()))
