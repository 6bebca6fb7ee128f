"""Which units an effect works on, and what they cost now. The units of a line share its discounts evenly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from shop.promotions.effects.move import Share
from shop.promotions.ground import Ground
from shop.types.promotion import Target, Units

_FINE = 10**13
"""Two prices per unit of different lines differ by at least 10**-12, because quantities end at a million: so many
digits tell them apart."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The places of a target and the rule that picks their units."""

    places: tuple[int, ...]
    quantities: tuple[int, ...]
    units: Units | None

    def parts(self, basis: Sequence[int]) -> list[Share]:
        """Return the units that are meant with what they cost by `basis`; what costs nothing is not meant."""
        places = [place for place in self.places if basis[place] > 0]
        if self.units is None:
            return [Share(place, self.quantities[place], basis[place]) for place in places]
        if self.units.per == "order":
            most = self.units.of(sum(self.quantities[place] for place in places))
            return picked(places, self.quantities, basis, most, self.units.first, self.units.skip)
        counted = [(place, self.units.of(self.quantities[place])) for place in places]
        return [part(place, count, self.quantities, basis) for place, count in counted if count]

    def count(self) -> int:
        """Return how many units the places hold, whatever they cost."""
        return sum(self.quantities[place] for place in self.places)


def aim_of(target: Target, ground: Ground) -> Aim:
    """Find the places of `target` in the basket."""
    if target.to == "shipping":
        start = len(ground.lines)
        places = tuple(
            start + number
            for number, shipping in enumerate(ground.shipping)
            if not target.methods or shipping.method in target.methods
        )
    elif target.to == "order":
        places = tuple(range(len(ground.lines)))
    else:
        places = ground.places(target.items)
    return Aim(places, ground.quantities, target.units)


def part(place: int, count: int, quantities: Sequence[int], basis: Sequence[int]) -> Share:
    """Return `count` units of a place; their value is rounded down, so that no unit is worth more than its share."""
    return Share(place, count, basis[place] * count // quantities[place])


def picked(
    places: Sequence[int],
    quantities: Sequence[int],
    basis: Sequence[int],
    most: int,
    first: Literal["cheapest", "dearest"],
    skip: int = 0,
) -> list[Share]:
    """Pick `most` units of the places, the cheapest or the dearest first, after the first `skip`."""
    parts = []
    for place in by_price(places, quantities, basis, first):
        passed = min(skip, quantities[place])
        count = min(most, quantities[place] - passed)
        skip -= passed
        if count > 0:
            parts.append(part(place, count, quantities, basis))
            most -= count
    return parts


def by_price(
    places: Sequence[int], quantities: Sequence[int], basis: Sequence[int], first: Literal["cheapest", "dearest"]
) -> list[int]:
    """Sort places by what one unit costs; equal ones by place."""
    fine = _FINE if first == "cheapest" else -_FINE
    return sorted(places, key=lambda place: (basis[place] * fine // quantities[place], place))
