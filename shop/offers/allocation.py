"""Who gets what when not everybody can: the best use of what is limited, the same whatever the order of the list.

Every customer begins with nothing. Again and again the step is taken that gains most per money of the run's budget
(without such a budget: that gains most); a step gives a customer their first offer, or a better one that costs more.
A step that something is too short for is struck out, and the customer's next one is looked at. This is the greedy
solution of the multiple-choice knapsack by falling efficiency (Kellerer, Pferschy, Pisinger, Knapsack Problems, 11.2).

More of the run's money never lowers the sum of gains: at the first step that the smaller budget cannot pay, all that it
can still gain is below that step's efficiency times what is left, which is less than the step itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from heapq import heapify, heappop, heappush
from typing import NamedTuple

MONEY = "run:money"
USES = "run:uses"


class Draw(NamedTuple):
    """How much of something limited an option takes."""

    resource: str
    amount: Decimal


class Option(NamedTuple):
    """One offer that a customer could get: `gain` (above nothing, more than 0) and `cost` in the run's money."""

    id: str
    gain: Decimal
    cost: Decimal
    draws: tuple[Draw, ...] = ()


class Allocation(NamedTuple):
    """The option of each customer who gets one, and what was too short for the options struck out."""

    chosen: dict[str, Option]
    short: dict[tuple[str, str], str]

    @property
    def gain(self) -> Decimal:
        """The sum of all gains."""
        return sum((option.gain for option in self.chosen.values()), Decimal(0))


def allocate(wanted: Mapping[str, Sequence[Option]], left: Mapping[str, Decimal]) -> Allocation:
    """Choose at most one option for each customer, never more of anything than is left; what is not named has no limit.

    Without a limit on MONEY both orders of steps are tried, and the one that gains more is kept.
    """
    found = _Steps(wanted, left, per_money=True).taken()
    if MONEY in left:
        return found
    return max((_Steps(wanted, left, per_money=False).taken(), found), key=lambda one: one.gain)


class _Steps:
    def __init__(self, wanted: Mapping[str, Sequence[Option]], left: Mapping[str, Decimal], *, per_money: bool) -> None:
        self._open = {customer: list(options) for customer, options in wanted.items()}
        self._left = dict(left)
        self._per_money = per_money
        self._chosen: dict[str, Option] = {}
        self._short: dict[tuple[str, str], str] = {}

    def taken(self) -> Allocation:
        """Take steps until there is none."""
        steps = [step for customer in self._open if (step := self._next(customer))]
        heapify(steps)
        while steps:
            *_, customer, option = heappop(steps)
            short = self._take(customer, option)
            if short:
                self._short[customer, option.id] = short
                self._open[customer].remove(option)
            following = self._next(customer)
            if following:
                heappush(steps, following)
        return Allocation(self._chosen, self._short)

    def _next(self, customer: str) -> tuple[bool, Fraction, str, str, Option] | None:
        """Return the customer's best step, with what it is ordered by."""
        now = self._chosen.get(customer)
        gain, cost = (now.gain, now.cost) if now else (Decimal(0), Decimal(0))
        steps = (
            (*self._efficiency(option.gain - gain, option.cost - cost), option)
            for option in self._open[customer]
            if option.gain > gain and option.cost >= cost
        )
        best = min(steps, key=lambda step: (step[:2], step[2].id), default=None)
        return None if best is None else (*best[:2], _place(best[2].id, customer), customer, best[2])

    def _efficiency(self, gain: Decimal, cost: Decimal) -> tuple[bool, Fraction]:
        """Return what orders steps, the best first: those that cost nothing, then by falling gain per money."""
        if not self._per_money or not cost:
            return (self._per_money and bool(cost), -Fraction(gain))
        return (True, -Fraction(gain) / Fraction(cost))

    def _take(self, customer: str, option: Option) -> str:
        """Take the step and return "", or return what is too short for it."""
        before = self._chosen.get(customer)
        change = _sum([*_draws(option), *(Draw(name, -amount) for name, amount in (_draws(before) if before else ()))])
        for name, amount in change.items():
            if name in self._left and amount > self._left[name]:
                return name
        for name, amount in change.items():
            if name in self._left:
                self._left[name] -= amount
        self._chosen[customer] = option
        return ""


def _draws(option: Option) -> tuple[Draw, ...]:
    return (Draw(MONEY, option.cost), Draw(USES, Decimal(1)), *option.draws)


def _sum(draws: Iterable[Draw]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for name, amount in draws:
        found[name] = found.get(name, Decimal(0)) + amount
    return {name: amount for name, amount in found.items() if amount}


def _place(promotion_id: str, customer: str) -> str:
    return sha256(f"{promotion_id}\0{customer}".encode()).hexdigest()
