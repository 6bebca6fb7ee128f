"""When it is a promotion's turn: higher priority first, then from single prices to the whole order, then by id."""

from __future__ import annotations

from shop.types.promotion import (
    BuyGet,
    Effect,
    FixedPrice,
    FreeShipping,
    FullReduction,
    Gift,
    MemberPrice,
    Presale,
    Promotion,
    SetOff,
)

PRICES, UNITS, ITEMS, ORDER, GIFTS, SHIPPING, PLATFORM = range(7)


def turn(promotion: Promotion) -> tuple[int, int, str]:
    """Return the key by which promotions are applied; one depends on what those before it left."""
    stage = PLATFORM if promotion.external else min(_stage(effect) for effect in promotion.effects)
    return (-promotion.policy.priority, stage, promotion.id)


def _stage(effect: Effect) -> int:
    if isinstance(effect, FreeShipping):
        return SHIPPING
    if isinstance(effect, BuyGet | SetOff):
        return UNITS
    if isinstance(effect, Gift):
        return GIFTS if effect.add == "beside" else UNITS
    if effect.target.to == "shipping":
        return SHIPPING
    if isinstance(effect, MemberPrice | FixedPrice | Presale):
        return PRICES
    whole = effect.target.to == "order" or (effect.target.units is None and effect.target.items.everything())
    return ORDER if whole or isinstance(effect, FullReduction) else ITEMS
