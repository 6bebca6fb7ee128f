"""Promotions applied one after the other, and which of two such chains is better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from shop.promotions.combine.hit import Hit, Refused, State, hit
from shop.promotions.combine.plan import Plan
from shop.promotions.ground import Ground

Method = Literal["best combination", "best combination found (heuristic)", "sequential by priority"]


class Chain(NamedTuple):
    """The promotions that hit, in their order, and what they left."""

    hits: tuple[Hit, ...]
    state: State

    def payable(self) -> int:
        """Return what is to be paid, shipping included."""
        return sum(self.state.left)

    def rank(self) -> tuple[int, int, int, int, int, tuple[tuple[int, str], ...]]:
        """Return the key of the better chain: less to pay, gifts, a deposit, fewer promotions; then by priority."""
        gifts = [gift for one in self.hits for move in one.moves if move.gifts for gift in move.gifts]
        worth = sum(int((gift.value or 0) * gift.quantity * 1_000_000) for gift in gifts)
        deposits = sum(move.deposit is not None for one in self.hits for move in one.moves)
        order = tuple((-one.plan.promotion.policy.priority, one.plan.id) for one in self.hits)
        units = sum(gift.quantity for gift in gifts)
        return (self.payable(), -worth, -units, -deposits, len(self.hits), order)

    def then(self, one: Hit) -> Chain:
        """Return the chain with one more promotion at its end."""
        return Chain((*self.hits, one), one.state)


class Solution(NamedTuple):
    """The chosen chain, how it was found, and, by priority, why the others were passed over."""

    chain: Chain
    method: Method
    refused: dict[str, Refused] = {}  # noqa: RUF012 - never changed


def start(ground: Ground) -> Chain:
    """Return the chain of no promotion."""
    return Chain((), State(ground.original, ground.floors, {}, {}))


def run(plans: Iterable[Plan], ground: Ground) -> Chain:
    """Apply the plans in the order given, leaving out those that do not apply."""
    chain = start(ground)
    for plan in plans:
        one = hit(plan, chain.state, ground)
        if isinstance(one, Hit):
            chain = chain.then(one)
    return chain
