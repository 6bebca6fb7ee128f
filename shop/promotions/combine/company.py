"""Which promotions may stand beside each other, as one mask of bits per promotion."""

from __future__ import annotations

from collections.abc import Sequence

from shop.promotions.combine.plan import Plan
from shop.types.promotion import Promotion


class Company:
    """The permitted combinations of some plans; the shop's and the platform's exclude only their own kind by default.

    `beside[i]` has bit j set where plans i and j may be applied together.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.beside = tuple(
            sum(1 << j for j, other in enumerate(plans) if i != j and together(plan.promotion, other.promotion))
            for i, plan in enumerate(plans)
        )

    def combinations(self, most: int) -> int:
        """Count the permitted combinations, one of nothing included; counting stops above `most`."""
        return self._count((1 << len(self.beside)) - 1, most)

    def _count(self, open_: int, most: int) -> int:
        found = 1
        while open_ and found <= most:
            lowest = open_ & -open_
            open_ ^= lowest
            found += self._count(open_ & self.beside[lowest.bit_length() - 1], most - found)
        return found


def together(one: Promotion, other: Promotion) -> bool:
    """Return whether both may be applied to one order; an order has one deposit at most."""
    if _refuses(one, other) or _refuses(other, one) or (_asks_deposit(one) and _asks_deposit(other)):
        return False
    if one.policy.stack_group and one.policy.stack_group == other.policy.stack_group:
        return False
    same_kind = bool(one.external) == bool(other.external)
    return not (same_kind and (one.policy.exclusive or other.policy.exclusive))


def _asks_deposit(promotion: Promotion) -> bool:
    return any(effect.kind == "presale" for effect in promotion.effects)


def _refuses(one: Promotion, other: Promotion) -> bool:
    named = one.policy.not_with
    return other.id in named or bool(other.policy.stack_group and other.policy.stack_group in named)
