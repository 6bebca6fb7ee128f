"""Turns an effect of the document into what computes it for one basket."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from shop.promotions.effects.buy_get import exchange_of
from shop.promotions.effects.gift import present_of
from shop.promotions.effects.move import Amounts, Missed, Move
from shop.promotions.effects.presale import advance_of
from shop.promotions.effects.prices import member_of, price_of
from shop.promotions.effects.reductions import fixed_of, free_shipping_of, percent_of
from shop.promotions.effects.sets import sets_of
from shop.promotions.effects.tiers import tiers_of
from shop.promotions.ground import Ground
from shop.types.promotion import (
    BuyGet,
    Effect,
    FixedOff,
    FixedPrice,
    FreeShipping,
    FullReduction,
    Gift,
    MemberPrice,
    PercentOff,
    Presale,
    SetOff,
)


class Compiled(Protocol):
    """An effect on one basket."""

    def take(self, amounts: Amounts) -> Move | Missed:
        """Return what comes off at these amounts."""


def compiled(effect: Effect, ground: Ground) -> Compiled:
    """Compile `effect` for the basket of `ground`."""
    if isinstance(effect, PercentOff):
        return percent_of(effect, ground)
    if isinstance(effect, FixedOff):
        return fixed_of(effect, ground)
    if isinstance(effect, FixedPrice):
        return price_of(effect, ground)
    if isinstance(effect, MemberPrice):
        return member_of(effect, ground)
    if isinstance(effect, FullReduction):
        return tiers_of(effect, ground)
    return _rarer(effect, ground)


def _rarer(effect: Presale | FreeShipping | BuyGet | Gift | SetOff, ground: Ground) -> Compiled:
    if isinstance(effect, Presale):
        return advance_of(effect, ground)
    if isinstance(effect, FreeShipping):
        return free_shipping_of(effect, ground)
    if isinstance(effect, SetOff):
        return sets_of(effect, ground)
    return exchange_of(effect, ground) if isinstance(effect, BuyGet) else present_of(effect, ground)


def lowest_threshold(effect: Effect) -> Decimal | None:
    """Return the total from which `effect` takes something off; None when any total will do."""
    if isinstance(effect, FullReduction) and effect.by == "total":
        return min(tier.threshold for tier in effect.tiers)
    return effect.every if isinstance(effect, Gift) else None


def reduced_items(effect: Effect, ground: Ground) -> tuple[int, ...]:
    """Return the places that `effect` may work on, shipping included."""
    from shop.promotions.effects.aim import aim_of
    from shop.types.promotion import Target

    if isinstance(effect, FreeShipping):
        return aim_of(Target(to="shipping", methods=effect.methods), ground).places
    if isinstance(effect, SetOff):
        return tuple(sorted({place for part in effect.parts for place in ground.places(part.items)}))
    if isinstance(effect, BuyGet):
        return tuple(sorted({*ground.places(effect.buy), *ground.places(effect.get)}))
    return aim_of(effect.target, ground).places
