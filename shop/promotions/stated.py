"""Which promotions a message may offer: those whose every condition is said by the evidence of an offer.

Evidence says reduction, threshold, ceiling, window, code, uses per customer and the stated exclusions. A promotion that
does more, or asks for more, is priced but not offered. A budget in money is no condition on the reader: what the offer
may cost at most is reserved before it is told, so it must be known, and whole.
"""

from __future__ import annotations

from decimal import Decimal

from shop.promotions.conditions.calendar import birthday_ends
from shop.promotions.context import OfferContext
from shop.types.promotion import (
    AllOf,
    AttributeCondition,
    Birthday,
    ChannelCondition,
    Condition,
    Country,
    CustomerCondition,
    Effect,
    FixedOff,
    FullReduction,
    Group,
    PercentOff,
    Promotion,
    Segment,
    Total,
)
from shop.types.promotion.condition import leaves

_JUDGED_BEFORE = (Birthday, Country, ChannelCondition, Segment, Group, CustomerCondition)
"""Conditions on the addressee: they were judged before the message is written, so it need not say them."""


def for_reader(promotion: Promotion, context: OfferContext) -> Promotion:
    """Return the promotion as it is told to the reader: it ends with the days around their birthday, if it asks."""
    asked = [leaf for leaf in leaves(promotion.when) if isinstance(leaf, Birthday)]
    ends = [end for leaf in asked if (end := birthday_ends(leaf, context)) is not None]
    if not ends:
        return promotion
    ends += [promotion.policy.ends_at] if promotion.policy.ends_at else []
    return promotion.model_copy(update={"policy": promotion.policy.model_copy(update={"ends_at": min(ends)})})


def can_be_stated(promotion: Promotion) -> bool:
    """Return whether an offer of `promotion` can be said in full."""
    policy, limits = promotion.policy, promotion.limits
    bounded = (policy.ceiling, policy.min_margin)
    if promotion.external or policy.skip_discounted or any(limit is not None for limit in bounded):
        return False
    if len(promotion.effects) != 1 or not _plain(promotion.effect) or not _said(promotion.when):
        return False
    return limits.budget is None or (not limits.partial and most_off(promotion) is not None)


def most_off(promotion: Promotion) -> Decimal | None:
    """Return the most that a promotion with one plain effect takes off any order; None where nothing bounds it."""
    effect = promotion.effect
    if not isinstance(effect, PercentOff | FixedOff | FullReduction):
        return None
    bounds = [] if effect.ceiling is None else [effect.ceiling]
    if isinstance(effect, FixedOff):
        bounds.append(effect.amount)
    if isinstance(effect, FullReduction) and not effect.every:
        bounds.append(max(tier.reduction or Decimal(0) for tier in effect.tiers))
    return min(bounds, default=None)


def _plain(effect: Effect) -> bool:
    if not isinstance(effect, PercentOff | FixedOff | FullReduction):
        return False
    if effect.target.to == "shipping" or effect.target.units is not None:
        return False
    if isinstance(effect, FullReduction):
        return effect.by == "total" and all(tier.reduction is not None for tier in effect.tiers)
    return effect.spread == "across"


def _said(condition: Condition | None) -> bool:
    if isinstance(condition, AllOf):
        return all(_said(inner) for inner in condition.of) and _thresholds(condition) <= 1
    if isinstance(condition, Total):
        return condition.min is not None and condition.per == "all" and not (condition.max or condition.below)
    if isinstance(condition, AttributeCondition):
        return condition.of == "customer"
    return condition is None or isinstance(condition, _JUDGED_BEFORE)


def _thresholds(condition: AllOf) -> int:
    return sum(isinstance(inner, Total) for inner in condition.of)
