"""Gifts: products beside those in the basket, or free units of it where it holds them already."""

from __future__ import annotations

from dataclasses import dataclass

from shop.promotions.effects.aim import Aim, aim_of, picked
from shop.promotions.effects.move import Amounts, Missed, Move, Share, each
from shop.promotions.ground import Ground
from shop.types.promotion import Gift, GiftItem


@dataclass(frozen=True, slots=True)
class Present:
    """Gifts for a target, once or once per multiple; `held` are the places that hold each of the products already."""

    aim: Aim
    every: int | None
    effect: Gift
    held: tuple[tuple[int, ...], ...]

    def take(self, amounts: Amounts) -> Move | Missed:
        """Add the gifts as often as the total holds the multiple."""
        base = sum(amounts.measured[place] for place in self.aim.places)
        times = 1 if self.every is None else base // self.every
        times = times if self.effect.times is None else min(times, self.effect.times)
        if not times:
            return Missed("threshold_not_reached", self.every or 0, (self.every or 0) - base)
        gifts = tuple(item.model_copy(update={"quantity": item.quantity * times}) for item in self.effect.items)
        named = ", ".join(f"{item.quantity} × {item.product_id}" for item in gifts)
        if self.effect.add == "beside":
            return Move({}, base, "gift", {"gifts": named}, gifts=gifts)
        free, missing = self._in_the_basket(gifts, amounts)
        shares = each([(one, one.value) for one in free], amounts)
        return Move(shares, base, "gift_held" if shares else "gift", {"gifts": named}, gifts=missing)

    def _in_the_basket(self, gifts: tuple[GiftItem, ...], amounts: Amounts) -> tuple[list[Share], tuple[GiftItem, ...]]:
        """The cheapest units that the basket holds of each, and what of each it does not hold."""
        free: list[Share] = []
        missing, seen = [], set[int]()
        for gift, places in zip(gifts, self.held, strict=True):
            own = [
                place for place in places if min(amounts.left[place], amounts.basis[place]) > 0 and place not in seen
            ]
            found = picked(own, self.aim.quantities, amounts.left, gift.quantity, "cheapest")
            seen.update(one.place for one in found)
            short = gift.quantity - sum(one.units for one in found)
            free += found
            missing += [gift.model_copy(update={"quantity": short})] if short else []
        return free, tuple(missing)


def present_of(effect: Gift, ground: Ground) -> Present:
    """Compile gifts."""
    every = None if effect.every is None else ground.up(effect.every)
    return Present(aim_of(effect.target, ground), every, effect, held_by(effect, ground))


def held_by(effect: Gift, ground: Ground) -> tuple[tuple[int, ...], ...]:
    """Return for every product of a gift the places of the basket that hold it."""
    return tuple(
        tuple(
            place
            for place, line in enumerate(ground.lines)
            if line.product_id == item.product_id and item.variant_id in ("", line.variant_id)
        )
        for item in effect.items
    )
