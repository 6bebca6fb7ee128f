"""The best permitted combination: by full search where that is affordable, else the best that was found.

The search goes through every permitted combination, applied in the order of `turn`, so its answer is exact; a branch
is left only when not even all remaining room could make it better. Above the bounds the promotions that save most
alone are searched in full and the others added where they help: that is called heuristic, and is never worse than
the answer without codes.
"""

from __future__ import annotations

from collections.abc import Sequence

from shop.promotions.combine.chain import Chain, Solution, run, start
from shop.promotions.combine.company import Company
from shop.promotions.combine.hit import Hit, hit
from shop.promotions.combine.plan import Plan
from shop.promotions.ground import Ground

ALWAYS_EXACT = 64
"""Six promotions that may all be combined have so many combinations; they are always searched in full."""
MOST_VISITS = 12_000
"""Combinations times lines that are searched in full: about 40 ms."""


def best(plans: Sequence[Plan], ground: Ground) -> Solution:
    """Return the best permitted combination of `plans`, which come in the order in which they apply."""
    company = Company(plans)
    most = max(ALWAYS_EXACT, MOST_VISITS // max(1, len(ground.original)))
    if company.combinations(most) <= most:
        return Solution(_search(plans, company, ground), "best combination")
    found = _promising(plans, ground)
    without = [plan for plan in plans if not plan.by_code]
    if len(without) < len(plans):
        found = min(found, best(without, ground).chain, key=Chain.rank)
    return Solution(found, "best combination found (heuristic)")


def _search(plans: Sequence[Plan], company: Company, ground: Ground) -> Chain:
    """Visit every permitted combination depth first."""
    found = start(ground)
    rank = found.rank()
    gifts = sum(1 << place for place, plan in enumerate(plans) if _brings_gifts(plan))

    def descend(chain: Chain, open_: int) -> None:
        nonlocal found, rank
        while open_:
            if not open_ & gifts and sum(chain.state.floors) > rank[0]:
                return
            lowest = open_ & -open_
            open_ ^= lowest
            place = lowest.bit_length() - 1
            one = hit(plans[place], chain.state, ground)
            if isinstance(one, Hit):
                longer = chain.then(one)
                if (longer_rank := longer.rank()) < rank:
                    found, rank = longer, longer_rank
                descend(longer, open_ & company.beside[place])

    descend(found, (1 << len(plans)) - 1)
    return found


def _brings_gifts(plan: Plan) -> bool:
    return any(effect.kind == "gift" for effect in plan.promotion.effects)


def _promising(plans: Sequence[Plan], ground: Ground) -> Chain:
    """Search those that save most alone, then add each other one that helps."""
    alone = sorted(range(len(plans)), key=lambda place: (run([plans[place]], ground).rank(), place))
    core, most = 1, max(ALWAYS_EXACT, MOST_VISITS // max(1, len(ground.original)) // 3)
    while core < len(alone) and Company([plans[p] for p in sorted(alone[: core + 1])]).combinations(most) <= most:
        core += 1
    chosen = [plans[place] for place in sorted(alone[:core])]
    found = _search(chosen, Company(chosen), ground)
    return _added(found, plans, alone[core:], ground)


def _added(found: Chain, plans: Sequence[Plan], others: Sequence[int], ground: Ground) -> Chain:
    company = Company(plans)
    places = {plan.id: place for place, plan in enumerate(plans)}
    for place in others:
        taken = [places[one.plan.id] for one in found.hits]
        if all(company.beside[place] >> other & 1 for other in taken):
            longer = run([plans[one] for one in sorted([*taken, place])], ground)
            found = min(found, longer, key=Chain.rank)
    return found
