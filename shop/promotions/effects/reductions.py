"""Percent off and a fixed amount off: over the whole target, per line or per unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shop.promotions.effects.aim import Aim, aim_of
from shop.promotions.effects.move import Amounts, Missed, Move, Ratio, Share, across, each
from shop.promotions.ground import Ground
from shop.types.promotion import FixedOff, FreeShipping, PercentOff, Target
from shop.types.promotion.effect import Spread


@dataclass(frozen=True, slots=True)
class Percent:
    """Percent off a target, at most `ceiling` in all."""

    aim: Aim
    ratio: Ratio
    ceiling: int | None
    spread: Spread
    key: str
    words: dict[str, str]
    ceiling_per: Literal["order", "line", "unit"] = "order"

    def take(self, amounts: Amounts) -> Move | Missed:
        """Take the percentage; rounded half up where it is computed."""
        parts = self.aim.parts(amounts.basis)
        base = sum(part.value for part in parts)
        if self.spread == "across":
            amount = self.ratio.of(base)
            amount = amount if self.ceiling is None else min(amount, self.ceiling)
            return Move(across(amount, parts, amounts), base, self.key, self.words)
        if self.spread == "line":
            wanted = [(part, self._bounded(part, self.ratio.of(part.value))) for part in parts]
        else:
            per_unit = [(part, _of_one(self.ratio, part.value, part.units) * part.units) for part in parts]
            wanted = [(part, self._bounded(part, share)) for part, share in per_unit]
        ceiling = self.ceiling if self.ceiling_per == "order" else None
        return Move(each(wanted, amounts, ceiling), base, self.key, self.words)

    def _bounded(self, part: Share, share: int) -> int:
        """Cut the share of a part to a ceiling per line or per unit."""
        if self.ceiling is None or self.ceiling_per == "order":
            return share
        return min(share, self.ceiling * (part.units if self.ceiling_per == "unit" else 1))


@dataclass(frozen=True, slots=True)
class Fixed:
    """An amount off a target, once, per line or per unit."""

    aim: Aim
    amount: int
    ceiling: int | None
    spread: Spread
    words: dict[str, str]
    shared_by: Literal["value", "units"]

    def take(self, amounts: Amounts) -> Move | Missed:
        """Take the amount, never more than the target costs."""
        parts = self.aim.parts(amounts.basis)
        base = sum(part.value for part in parts)
        if self.spread == "across":
            most = self.amount if self.ceiling is None else min(self.amount, self.ceiling)
            return Move(across(most, parts, amounts, self.shared_by), base, "fixed", self.words)
        count_of = (lambda units: units) if self.spread == "unit" else (lambda units: 1)
        shares = each([(part, self.amount * count_of(part.units)) for part in parts], amounts, self.ceiling)
        return Move(shares, base, f"fixed_per_{self.spread}", self.words)


def percent_of(effect: PercentOff, ground: Ground) -> Percent:
    """Compile percent off."""
    ceiling = None if effect.ceiling is None else ground.down(effect.ceiling)
    words = {"percent": format(effect.percent, "f")}
    if effect.ceiling is not None:
        words["ceiling"] = format(effect.ceiling, "f")
    key = "percent" if ceiling is None else f"percent_capped_per_{effect.ceiling_per}"
    aim = aim_of(effect.target, ground)
    return Percent(aim, ratio_of(effect), ceiling, effect.spread, key, words, effect.ceiling_per)


def ratio_of(effect: PercentOff) -> Ratio:
    """Return the percentage as a fraction."""
    top, bottom = effect.percent.as_integer_ratio()
    return Ratio(top, bottom * 100)


def free_shipping_of(effect: FreeShipping, ground: Ground) -> Percent:
    """Compile free shipping: all of it, or the ceiling."""
    ceiling = None if effect.ceiling is None else ground.down(effect.ceiling)
    words = {} if effect.ceiling is None else {"ceiling": format(effect.ceiling, "f")}
    aim = aim_of(Target(to="shipping", methods=effect.methods), ground)
    key = "free_shipping" if ceiling is None else "free_shipping_capped"
    return Percent(aim, Ratio(1, 1), ceiling, "across", key, words)


def fixed_of(effect: FixedOff, ground: Ground) -> Fixed:
    """Compile a fixed amount off; parts finer than the currency are not given."""
    ceiling = None if effect.ceiling is None else ground.down(effect.ceiling)
    words = {"reduction": format(effect.amount, "f")}
    aim = aim_of(effect.target, ground)
    return Fixed(aim, ground.down(effect.amount), ceiling, effect.spread, words, effect.shared_by)


def _of_one(ratio: Ratio, value: int, units: int) -> int:
    """This part of what one of `units` costs, rounded half up."""
    return Ratio(ratio.top, ratio.bottom * units).of(value)
