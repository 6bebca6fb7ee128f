"""The most a promotion can take off a basket, whatever was applied before it: what the search leaves branches by.

Nothing ever costs more than it did at the start, so what is computed on the original amounts bounds every later one.
"""

from __future__ import annotations

from shop.promotions.combine.plan import Plan
from shop.promotions.effects.compiled import reduced_items
from shop.promotions.effects.gift import held_by
from shop.promotions.effects.reductions import ratio_of
from shop.promotions.effects.tiers import tiers_of
from shop.promotions.ground import Ground
from shop.types.promotion import Effect, FixedOff, FullReduction, Gift, PercentOff


def most_of(plan: Plan, ground: Ground) -> int:
    """Return a sum in smallest units that `plan` never exceeds on this basket."""
    effects = sum(_most(effect, ground) for effect in plan.promotion.effects)
    return min(most for most in (effects, plan.ceiling, plan.budget) if most is not None)


def _most(effect: Effect, ground: Ground) -> int:
    places = reduced_items(effect, ground)
    base = sum(ground.original[place] for place in places)
    if isinstance(effect, Gift):
        held = {place for places in held_by(effect, ground) for place in places} if effect.add == "missing" else ()
        return sum(ground.original[place] for place in held)
    if isinstance(effect, PercentOff):
        # Computed per line or per unit, every one may be rounded up.
        rounded = 0 if effect.spread == "across" else sum(ground.quantities[place] for place in places)
        return min(base, ratio_of(effect).of(base) + rounded)
    if isinstance(effect, FixedOff) and effect.spread == "across":
        return min(base, ground.down(effect.amount))
    if isinstance(effect, FullReduction):
        return min(base, _most_of_tiers(effect, base, ground))
    return base


def _most_of_tiers(effect: FullReduction, base: int, ground: Ground) -> int:
    tiers = tiers_of(effect, ground)
    reach = tiers.aim.count() if tiers.by_quantity else sum(ground.original[place] for place in tiers.aim.places)
    taken = [
        (step.ratio.of(base) if step.ratio else step.reduction * (reach // step.threshold if tiers.every else 1))
        for step in tiers.steps
    ]
    return max(taken) if tiers.ceiling is None else min(max(taken), tiers.ceiling)
