"""Sets: units of several parts that are reduced together, for every full set in the basket."""

from __future__ import annotations

from dataclasses import dataclass

from shop.promotions.effects.aim import picked
from shop.promotions.effects.move import Amounts, Missed, Move, Ratio, across
from shop.promotions.ground import Ground
from shop.types.promotion import SetOff


@dataclass(frozen=True, slots=True)
class Sets:
    """The places of every part, and what a full set costs or is reduced by."""

    effect: SetOff
    parts: tuple[tuple[int, ...], ...]
    quantities: tuple[int, ...]
    price: int
    amount: int
    ratio: Ratio | None

    def take(self, amounts: Amounts) -> Move | Missed:
        """Fill as many sets as there are units for."""
        worth = [[place for place in places if amounts.basis[place] > 0] for places in self.parts]
        counts = [sum(self.quantities[place] for place in places) for places in worth]
        wanted = [part.quantity for part in self.effect.parts]
        sets = min(count // each for count, each in zip(counts, wanted, strict=True))
        if not sets:
            missing = sum(max(0, each - count) for count, each in zip(counts, wanted, strict=True))
            return Missed("quantity_not_reached", sum(wanted), missing, money=False)
        sets = sets if self.effect.times is None else min(sets, self.effect.times)
        chosen = [
            one
            for places, each in zip(worth, wanted, strict=True)
            for one in picked(places, self.quantities, amounts.basis, each * sets, self.effect.first)
        ]
        base = sum(one.value for one in chosen)
        return Move(across(self._off(base, sets), chosen, amounts), base, "set", {"times": str(sets)})

    def _off(self, base: int, sets: int) -> int:
        if self.ratio is not None:
            return self.ratio.of(base)
        return self.amount * sets if self.amount else max(0, base - self.price * sets)


def sets_of(effect: SetOff, ground: Ground) -> Sets:
    """Compile a set; a price is rounded up, an amount down. A line belongs to the first part that it fits."""
    ratio, seen, parts = None, set[int](), []
    for part in effect.parts:
        places = tuple(place for place in ground.places(part.items) if place not in seen)
        seen.update(places)
        parts.append(places)
    if effect.percent is not None:
        top, bottom = effect.percent.as_integer_ratio()
        ratio = Ratio(top, bottom * 100)
    price = 0 if effect.price is None else ground.up(effect.price)
    amount = 0 if effect.amount is None else ground.down(effect.amount)
    return Sets(effect, tuple(parts), ground.quantities, price, amount, ratio)
