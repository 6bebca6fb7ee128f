"""What no single field shows: ids and codes used twice, amounts that cannot be paid, tiers that do not rise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shop.money import quantum
from shop.promotions.document.places import Problem
from shop.record import Record
from shop.types import FixedOff, FullReduction, PercentOff, Promotion, Tier
from shop.types.promotion import (
    BuyGet,
    FixedPrice,
    FreeShipping,
    Gift,
    GiftItem,
    Limits,
    MemberPrice,
    Presale,
    PromotionPolicy,
    SetOff,
    Total,
)

_MONEY: dict[type[Record], tuple[str, ...]] = {
    PercentOff: ("ceiling",),
    FixedOff: ("amount", "ceiling"),
    FixedPrice: ("price",),
    MemberPrice: ("prices",),
    FullReduction: ("ceiling",),
    Tier: ("threshold", "reduction"),
    Presale: ("deposit", "worth"),
    FreeShipping: ("ceiling",),
    BuyGet: ("amount", "price"),
    Gift: ("every",),
    SetOff: ("price", "amount"),
    GiftItem: ("value",),
    Total: ("min", "max", "above", "below"),
    PromotionPolicy: ("ceiling",),
    Limits: ("budget",),
}
"""The fields that are amounts of money in the promotion's currency."""


def problems_of(promotions: Sequence[Promotion]) -> Iterator[Problem]:
    """Yield what is wrong with promotions that are well-formed one by one; paths start at $.promotions."""
    yield from _twice(promotions)
    for place, promotion in enumerate(promotions):
        yield from _odd(f"$.promotions[{place}]", promotion)


def _twice(promotions: Sequence[Promotion]) -> Iterator[Problem]:
    ids: dict[str, int] = {}
    codes: dict[str, int] = {}
    for place, promotion in enumerate(promotions):
        first = ids.setdefault(promotion.id, place)
        if first != place:
            message = f"the id {promotion.id!r} is used by $.promotions[{first}] too"
            yield Problem(path=f"$.promotions[{place}].id", message=message)
        holder = codes.setdefault(promotion.code, place) if promotion.code else place
        if holder != place:
            message = f"the code {promotion.code!r} is used by $.promotions[{holder}] too"
            yield Problem(path=f"$.promotions[{place}].code", message=message)


def _odd(here: str, promotion: Promotion) -> Iterator[Problem]:
    unit = quantum(promotion.currency)
    for path, amount in _amounts(promotion, here):
        if amount % unit:
            message = f"{amount} is finer than the smallest unit of {promotion.currency}, {unit}"
            yield Problem(path=path, message=message)
    for place, effect in enumerate(promotion.effects):
        if isinstance(effect, FullReduction):
            yield from _tiers_that_do_not_rise(f"{here}.effects[{place}]", effect)


def _amounts(record: Record, here: str) -> Iterator[tuple[str, Decimal]]:
    """Yield every amount of money in a record, with its place."""
    money = _MONEY.get(type(record), ())
    for name in type(record).model_fields:
        value, path = getattr(record, name), f"{here}.{name}"
        if isinstance(value, Decimal) and name in money:
            yield path, value
        elif isinstance(value, dict) and name in money:
            yield from ((f"{path}.{key}", amount) for key, amount in value.items())
        elif isinstance(value, Record):
            yield from _amounts(value, path)
        elif isinstance(value, tuple):
            for place, item in enumerate(value):
                if isinstance(item, Record):
                    yield from _amounts(item, f"{path}[{place}]")


def _tiers_that_do_not_rise(path: str, effect: FullReduction) -> Iterator[Problem]:
    for place, (low, high) in enumerate(zip(effect.tiers, effect.tiers[1:], strict=False), start=1):
        worth = ((low.reduction, high.reduction), (low.percent, high.percent))
        falls = any(one is not None and other is not None and other <= one for one, other in worth)
        if high.threshold <= low.threshold or falls:
            message = "threshold and reduction must both be higher than those of the tier before"
            yield Problem(path=f"{path}.tiers[{place}]", message=message)
