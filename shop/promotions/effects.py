"""What one effect takes off a total. Pure Decimal; the result is a multiple of the currency's smallest unit."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from shop.money import quantum
from shop.promotions.reasons import sentences
from shop.record import Language
from shop.types import FixedOff, FullReduction, PercentOff, Tier
from shop.types.promotion import Effect


class Saving(NamedTuple):
    """What comes off, and how it was computed: a key of words.json with its values."""

    amount: Decimal
    key: str
    values: dict[str, str]

    def explanation(self, base: Decimal, currency: str) -> dict[Language, str]:
        """Say in words how the amount came about."""
        values = {**self.values, "base": _shown(base), "amount": _shown(self.amount), "currency": currency}
        return sentences("applied", self.key, values)


def saving(effect: Effect, base: Decimal, currency: str) -> Saving:
    """Return what `effect` takes off `base`: from 0 up to `base`.

    A percentage is rounded half up; amounts of the promotion that are finer than the currency are rounded down.
    """
    unit = quantum(currency)
    if isinstance(effect, PercentOff):
        return _percent(effect, base, unit)
    if isinstance(effect, FixedOff):
        return Saving(min(_down(effect.amount, unit), base), "fixed", {"reduction": _shown(effect.amount)})
    return _full_reduction(effect, base, unit)


def lowest_threshold(effect: Effect) -> Decimal | None:
    """Return the total from which `effect` takes something off; None when any total will do."""
    return min(tier.threshold for tier in effect.tiers) if isinstance(effect, FullReduction) else None


def _percent(effect: PercentOff, base: Decimal, unit: Decimal) -> Saving:
    amount = (base * effect.percent / 100).quantize(unit, ROUND_HALF_UP)
    values = {"percent": _shown(effect.percent)}
    if effect.ceiling is None:
        return Saving(min(amount, base), "percent", values)
    values["ceiling"] = _shown(effect.ceiling)
    return Saving(min(amount, base, _down(effect.ceiling, unit)), "percent_capped", values)


def _full_reduction(effect: FullReduction, base: Decimal, unit: Decimal) -> Saving:
    reached = [tier for tier in effect.tiers if tier.threshold <= base]
    if not reached:
        return Saving(Decimal(0) * unit, "full_reduction", _tier_values(effect.tiers[0]))
    tier = max(reached, key=lambda item: (item.threshold, item.reduction))
    times = int(base // tier.threshold) if effect.every else 1
    amount = _down(tier.reduction * times, unit)
    values = {**_tier_values(tier), "times": str(times)}
    if effect.ceiling is not None:
        amount = min(amount, _down(effect.ceiling, unit))
        values["ceiling"] = _shown(effect.ceiling)
    return Saving(min(amount, base), _full_key(effect), values)


def _full_key(effect: FullReduction) -> str:
    if not effect.every:
        return "full_reduction"
    return "every" if effect.ceiling is None else "every_capped"


def _tier_values(tier: Tier) -> dict[str, str]:
    return {"threshold": _shown(tier.threshold), "reduction": _shown(tier.reduction)}


def _down(amount: Decimal, unit: Decimal) -> Decimal:
    return amount.quantize(unit, ROUND_DOWN)


def _shown(amount: Decimal) -> str:
    return format(amount, "f")
