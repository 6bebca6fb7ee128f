"""Gifts: products beside those in the basket. They change no price."""

from __future__ import annotations

from dataclasses import dataclass

from shop.promotions.effects.aim import Aim, aim_of
from shop.promotions.effects.move import Amounts, Missed, Move
from shop.promotions.ground import Ground
from shop.types.promotion import Gift


@dataclass(frozen=True, slots=True)
class Present:
    """Gifts for a target, once or once per multiple."""

    aim: Aim
    every: int | None
    effect: Gift

    def take(self, amounts: Amounts) -> Move | Missed:
        """Add the gifts as often as the total holds the multiple."""
        base = sum(amounts.measured[place] for place in self.aim.places)
        times = 1 if self.every is None else base // self.every
        times = times if self.effect.times is None else min(times, self.effect.times)
        if not times:
            return Missed("threshold_not_reached", self.every or 0, (self.every or 0) - base)
        gifts = tuple(item.model_copy(update={"quantity": item.quantity * times}) for item in self.effect.items)
        named = ", ".join(f"{item.quantity} × {item.product_id}" for item in gifts)
        return Move({}, base, "gift", {"gifts": named}, gifts=gifts)


def present_of(effect: Gift, ground: Ground) -> Present:
    """Compile gifts."""
    return Present(aim_of(effect.target, ground), None if effect.every is None else ground.up(effect.every), effect)
