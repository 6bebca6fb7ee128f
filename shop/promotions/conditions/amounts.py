"""Conditions on the money and the quantities of a basket, each with how much is missing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shop.promotions.conditions.facts import OPEN, YES, Facts, Verdict
from shop.promotions.ground import Ground
from shop.promotions.reasons import WhyNot, why_not
from shop.types.promotion import Bounds, Quantity, Total


def of_total(condition: Total, facts: Facts) -> Verdict:
    """Check money: before any discount, or what earlier promotions left."""
    ground = facts.ground
    if ground is None:
        return OPEN
    measure = facts.measure if condition.measure == "policy" else condition.measure
    totals: Sequence[int] | None = ground.original if measure == "original" else facts.left
    if totals is None:
        return OPEN
    found = [ground.money(totals[place]) for place in ground.places(condition.items)]
    if condition.per == "line":
        return _of_one(condition, found, ground)
    total = sum(found, Decimal(0))
    return YES if condition.hold(total) else Verdict("no", (_money(condition, total, ground),))


def of_quantity(condition: Quantity, facts: Facts) -> Verdict:
    """Check how many units, lines or products there are."""
    ground = facts.ground
    if ground is None:
        return OPEN
    places = ground.places(condition.items)
    if condition.per == "line" and condition.count == "units":
        counts = [ground.quantities[place] for place in places] or [0]
        if any(condition.hold(count) for count in counts):
            return YES
        return Verdict("no", (_count(condition, max(counts)),))
    if condition.count == "units":
        number = sum(ground.quantities[place] for place in places)
    elif condition.count == "lines":
        number = len(places)
    else:
        number = len({ground.lines[place].product_id for place in places})
    return YES if condition.hold(number) else Verdict("no", (_count(condition, number),))


def _of_one(condition: Total, found: Sequence[Decimal], ground: Ground) -> Verdict:
    if any(condition.hold(total) for total in found):
        return YES
    return Verdict("no", (_money(condition, max(found, default=Decimal(0)), ground),))


def _money(bounds: Bounds, total: Decimal, ground: Ground) -> WhyNot:
    """Say what is missing; more than a bound means at least one smallest unit more."""
    least = bounds.min if bounds.min is not None else Decimal(0)
    if bounds.above is not None and bounds.above >= least:
        least = bounds.above + ground.unit
    if total < least:
        needed = format(bounds.min if least == bounds.min else least, "f")
        return why_not("threshold_not_reached", needed, least - total, ground.currency)
    most = min(bound for bound in (bounds.max, bounds.below) if bound is not None)
    return why_not("total_too_high", format(most, "f"), currency=ground.currency)


def _count(bounds: Bounds, number: int) -> WhyNot:
    least = max(bounds.min or Decimal(0), Decimal(int(bounds.above) + 1) if bounds.above is not None else Decimal(0))
    if not bounds.high_enough(number):
        return why_not("quantity_not_reached", format(least, "f"), least - number)
    most = min(bound for bound in (bounds.max, bounds.below) if bound is not None)
    return why_not("quantity_too_high", format(most, "f"))
