"""满减 and 满折: what comes off from a threshold on, once or for every multiple of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from shop.promotions.effects.aim import Aim, aim_of
from shop.promotions.effects.move import Amounts, Missed, Move, Ratio, across
from shop.promotions.ground import Ground
from shop.types.promotion import FullReduction, Tier


class Step(NamedTuple):
    """One tier in smallest units (or in units, by quantity)."""

    threshold: int
    reduction: int
    ratio: Ratio | None
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tiers:
    """Tiers of a target, counted in money or units."""

    aim: Aim
    steps: tuple[Step, ...]
    by_quantity: bool
    every: bool
    ceiling: int | None
    words: dict[str, str]

    def take(self, amounts: Amounts) -> Move | Missed:
        """Take what the highest reached tier gives, or the one tier as often as it is reached."""
        reach = self.aim.count() if self.by_quantity else sum(amounts.measured[place] for place in self.aim.places)
        reached = [step for step in self.steps if step.threshold <= reach]
        if not reached:
            lowest = min(step.threshold for step in self.steps)
            if self.by_quantity:
                return Missed("quantity_not_reached", lowest, lowest - reach, money=False)
            return Missed("threshold_not_reached", lowest, lowest - reach)
        step = max(reached, key=lambda item: (item.threshold, item.reduction))
        times = reach // step.threshold if self.every else 1
        parts = self.aim.parts(amounts.basis)
        base = sum(part.value for part in parts)
        amount = step.ratio.of(base) if step.ratio else step.reduction * times
        amount = amount if self.ceiling is None else min(amount, self.ceiling)
        words = {**self.words, **step.words, "times": str(times)}
        return Move(across(amount, parts, amounts), base, self._key(step), words)

    def _key(self, step: Step) -> str:
        counted = "_units" if self.by_quantity else ""
        if step.ratio:
            return f"full_percent{counted}"
        if not self.every:
            return f"full_reduction{counted}"
        return f"every{counted}" if self.ceiling is None else f"every_capped{counted}"


def tiers_of(effect: FullReduction, ground: Ground) -> Tiers:
    """Compile tiers: thresholds finer than the currency are rounded up, reductions down."""
    by_quantity = effect.by == "quantity"
    ceiling = None if effect.ceiling is None else ground.down(effect.ceiling)
    words = {} if effect.ceiling is None else {"ceiling": format(effect.ceiling, "f")}
    steps = tuple(_step(tier, ground, by_quantity=by_quantity) for tier in effect.tiers)
    return Tiers(aim_of(effect.target, ground), steps, by_quantity, effect.every, ceiling, words)


def _step(tier: Tier, ground: Ground, *, by_quantity: bool) -> Step:
    threshold = int(tier.threshold) if by_quantity else ground.up(tier.threshold)
    words = {"threshold": format(tier.threshold, "f")}
    if tier.percent is not None:
        top, bottom = tier.percent.as_integer_ratio()
        return Step(threshold, 0, Ratio(top, bottom * 100), {**words, "percent": format(tier.percent, "f")})
    reduction = tier.reduction if tier.reduction is not None else tier.threshold
    return Step(threshold, ground.down(reduction), None, {**words, "reduction": format(reduction, "f")})
