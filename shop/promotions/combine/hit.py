"""One promotion applied to what the promotions before it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from shop.promotions.combine.plan import Plan
from shop.promotions.conditions import judge
from shop.promotions.effects import Amounts, Missed, Move
from shop.promotions.effects.move import trimmed
from shop.promotions.ground import Ground
from shop.promotions.reasons import WhyNot, why_not


class State(NamedTuple):
    """What is left of each place, the least it may cost, what was drawn from budgets, and which group took a place."""

    left: Sequence[int]
    floors: Sequence[int]
    spent: Mapping[str, int]
    taken: Mapping[str, frozenset[int]]


class Hit(NamedTuple):
    """A promotion that applies: what it takes per place, how, what cut it short, and the state it leaves."""

    plan: Plan
    shares: dict[int, int]
    moves: tuple[Move, ...]
    limited: Literal["", "ceiling", "budget"]
    state: State

    def amount(self) -> int:
        """Return what it takes in all."""
        return sum(self.shares.values())


class Refused(NamedTuple):
    """A promotion that does not apply, and why."""

    reasons: tuple[WhyNot, ...]


def hit(plan: Plan, state: State, ground: Ground) -> Hit | Refused:
    """Apply `plan` to what is left."""
    if plan.open:
        verdict = judge(plan.promotion.when, replace(plan.facts, left=state.left))
        if not verdict.holds:
            return Refused(verdict.reasons)
    floors = _higher(state.floors, plan.floors)
    moves, missed = _moves(plan, state, floors, ground)
    if not moves:
        return Refused((_reason(missed, ground),))
    shares = dict(moves[0].shares)
    for move in moves[1:]:
        for place, share in move.shares.items():
            shares[place] = shares.get(place, 0) + share
    return _within_limits(plan, shares, moves, state, ground)


def _higher(floors: Sequence[int], own: Sequence[int] | None) -> Sequence[int]:
    return floors if own is None else [max(pair) for pair in zip(floors, own, strict=True)]


def _moves(plan: Plan, state: State, floors: Sequence[int], ground: Ground) -> tuple[tuple[Move, ...], Missed]:
    """Apply the effects one after the other; the first reason stands where none takes anything."""
    policy, before = plan.promotion.policy, state.left
    left, moves, missed = list(before), [], None
    spared = plan.spared | state.taken.get(_group(plan), frozenset())
    measured = ground.original if policy.conditions_on == "original" else before
    for effect in plan.effects:
        basis: Sequence[int] = ground.original if policy.base == "original" else left
        if spared or policy.skip_discounted:
            basis = _without(basis, before, spared, plan, ground)
        room = [now - floor if now > floor else 0 for now, floor in zip(left, floors, strict=True)]
        move = effect.take(Amounts(measured, basis, room, left, policy.redistribute))
        if isinstance(move, Move) and (move.shares or move.gifts or move.deposit):
            moves.append(move)
            floors = _paid(floors, move)
            for place, share in move.shares.items():
                left[place] -= share
        else:
            missed = missed or (move if isinstance(move, Missed) else _nothing(move, room))
    return tuple(moves), missed or Missed("no_saving")


def _group(plan: Plan) -> str:
    """The group of which a line has one; empty where it has none, or an order has one."""
    policy = plan.promotion.policy
    return policy.stack_group if policy.stack_per == "line" else ""


def _without(
    basis: Sequence[int], before: Sequence[int], spared: frozenset[int], plan: Plan, ground: Ground
) -> list[int]:
    """The amounts with nothing in the places that the promotion leaves alone."""
    skip = plan.promotion.policy.skip_discounted
    return [
        0 if place in spared or (skip and before[place] < ground.original[place]) else amount
        for place, amount in enumerate(basis)
    ]


def _nothing(move: Move, room: Sequence[int]) -> Missed:
    return Missed("no_saving" if any(room) or not move.base else "at_floor")


def _within_limits(
    plan: Plan, shares: dict[int, int], moves: tuple[Move, ...], state: State, ground: Ground
) -> Hit | Refused:
    """Cut to the ceiling and to what is left of the budget, or refuse where the budget must cover all of it."""
    limited: Literal["", "ceiling", "budget"] = ""
    amount = sum(shares.values())
    if plan.ceiling is not None and amount > plan.ceiling:
        shares, limited, amount = trimmed(shares, plan.ceiling), "ceiling", plan.ceiling
    spent = state.spent
    if plan.budget is not None:
        budget = plan.budget - spent.get(plan.budget_name, 0)
        if amount > budget:
            if not plan.promotion.limits.partial or budget <= 0:
                return Refused((_reason(Missed("budget_short", amount, amount - max(0, budget)), ground),))
            shares, limited, amount = trimmed(shares, budget), "budget", budget
        spent = {**spent, plan.budget_name: spent.get(plan.budget_name, 0) + amount}
    taken, group = state.taken, _group(plan)
    if group:
        taken = {**taken, group: taken.get(group, frozenset()) | shares.keys()}
    return Hit(plan, shares, moves, limited, _after(state, shares, moves, spent)._replace(taken=taken))


def _after(state: State, shares: dict[int, int], moves: tuple[Move, ...], spent: Mapping[str, int]) -> State:
    left = list(state.left)
    for place, share in shares.items():
        left[place] -= share
    floors = state.floors
    for move in moves:
        floors = _paid(floors, move)
    return State(left, floors, spent, state.taken)


def _paid(floors: Sequence[int], move: Move) -> Sequence[int]:
    """What is paid as a deposit is not discounted again."""
    if move.deposit is None:
        return floors
    return [max(floor, move.deposit.amounts.get(place, 0)) for place, floor in enumerate(floors)]


def _reason(missed: Missed, ground: Ground) -> WhyNot:
    """Say in money or in units what is missing."""
    if not missed.needed:
        return why_not(missed.kind)
    if not missed.money:
        return why_not(missed.kind, str(missed.needed), ground.money(missed.missing) / ground.unit)
    needed = format(ground.money(missed.needed), "f")
    return why_not(missed.kind, needed, ground.money(missed.missing), ground.currency)
