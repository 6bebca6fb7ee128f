"""`stack_per: best`: several promotions of a group, and every line goes to the one that takes most of it.

They are compared by what each would take alone, before any discount; ties go to the one whose turn comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shop.promotions.combine.chain import start
from shop.promotions.combine.hit import Hit, hit
from shop.promotions.combine.plan import Plan
from shop.promotions.ground import Ground

Shares = Mapping[str, Mapping[int, int]]
"""What each promotion of such a group takes alone, by its id and by place."""


def shares_alone(plans: Sequence[Plan], ground: Ground) -> Shares:
    """Return what every plan of such a group takes alone; empty where there is no such group."""
    found = {}
    for plan in plans:
        if plan.promotion.policy.stack_group and plan.promotion.policy.stack_per == "best":
            one = hit(plan, start(ground).state, ground)
            found[plan.id] = one.shares if isinstance(one, Hit) else {}
    return found


def shared_out(plans: Sequence[Plan], alone: Shares) -> list[Plan]:
    """Return the plans, in their order; those of such a group leave alone what another of `plans` takes more of."""
    winners: dict[tuple[str, int], tuple[int, str]] = {}
    for plan in plans:
        for place, share in alone.get(plan.id, {}).items():
            key = (plan.promotion.policy.stack_group, place)
            if share > winners.get(key, (0, ""))[0]:
                winners[key] = (share, plan.id)
    return [_spared(plan, winners) if plan.id in alone else plan for plan in plans]


def _spared(plan: Plan, winners: Mapping[tuple[str, int], tuple[int, str]]) -> Plan:
    group = plan.promotion.policy.stack_group
    lost = frozenset(place for (name, place), (_, id_) in winners.items() if name == group and id_ != plan.id)
    return replace(plan, spared=plan.spared | lost)
