"""Which promotions may stand beside each other, as one mask of bits per promotion."""

from __future__ import annotations

from collections.abc import Sequence, Set

from shop.promotions.combine.plan import Plan
from shop.types.promotion import Promotion


class Company:
    """The permitted combinations of some plans; the shop's and the platform's exclude only their own kind by default.

    `beside[i]` has bit j set where plans i and j may be applied together.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        known: dict[tuple[object, ...], list[int]] = {}
        promotions = [plan.promotion for plan in plans]
        named = {name for promotion in promotions for name in promotion.policy.not_with}
        for place, promotion in enumerate(promotions):
            known.setdefault(_manners(promotion, named), []).append(place)
        masks = [(promotions[places[0]], places, sum(1 << place for place in places)) for places in known.values()]
        beside = [0] * len(plans)
        for one, places, mask in masks:
            others = sum(other for second, _, other in masks if second is not one and together(one, second))
            same = len(places) > 1 and together(promotions[places[0]], promotions[places[1]])
            for place in places:
                beside[place] = others | (mask & ~(1 << place) if same else 0)
        self.beside = tuple(beside)
        self.everyone = (1 << len(plans)) - 1

    def combinations(self, most: int, open_: int | None = None) -> int:
        """Count the permitted combinations of all or of `open_`, nothing included; counting stops above `most`."""
        open_, found = self.everyone if open_ is None else open_, 1
        while open_ and found <= most:
            lowest = open_ & -open_
            open_ ^= lowest
            found += self.combinations(most - found, open_ & self.beside[lowest.bit_length() - 1])
        return found


def together(one: Promotion, other: Promotion) -> bool:
    """Return whether both may be applied to one order; an order has one deposit at most."""
    if _refuses(one, other) or _refuses(other, one) or (_asks_deposit(one) and _asks_deposit(other)):
        return False
    if _one_of_a_group(one, other):
        return False
    same_kind = bool(one.external) == bool(other.external)
    return not (same_kind and (one.policy.exclusive or other.policy.exclusive))


def _manners(promotion: Promotion, named: Set[str]) -> tuple[object, ...]:
    """Promotions of the same manners may stand beside the same others; one that names or is named is like no other."""
    policy = promotion.policy
    if policy.not_with or promotion.id in named:
        return (promotion.id,)
    return (policy.stack_group, policy.stack_per, policy.exclusive, bool(promotion.external), _asks_deposit(promotion))


def _one_of_a_group(one: Promotion, other: Promotion) -> bool:
    """Whether they share a group of which an order has one; where both ask per line in one manner, lines decide."""
    if not one.policy.stack_group or one.policy.stack_group != other.policy.stack_group:
        return False
    return one.policy.stack_per != other.policy.stack_per or one.policy.stack_per == "order"


def _asks_deposit(promotion: Promotion) -> bool:
    return any(effect.kind == "presale" for effect in promotion.effects)


def _refuses(one: Promotion, other: Promotion) -> bool:
    named = one.policy.not_with
    return other.id in named or bool(other.policy.stack_group and other.policy.stack_group in named)
