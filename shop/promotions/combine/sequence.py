"""One promotion after the other by priority: each sees what the earlier ones left, and none is taken back.

A code never makes it worse: where the codes entered cost more than they save, none of them is used.
"""

from __future__ import annotations

from collections.abc import Sequence

from shop.promotions.combine.chain import Chain, Solution, start
from shop.promotions.combine.company import together
from shop.promotions.combine.hit import Hit, Refused, hit
from shop.promotions.combine.plan import Plan
from shop.promotions.combine.sharing import shared_out, shares_alone
from shop.promotions.ground import Ground
from shop.promotions.reasons import why_not


def in_sequence(plans: Sequence[Plan], ground: Ground) -> Solution:
    """Apply every plan that may stand beside those before it, in the order given."""
    chain, refused = _run(plans, ground)
    without = [plan for plan in plans if not plan.by_code]
    if len(without) < len(plans):
        other, reasons = _run(without, ground)
        if other.payable() < chain.payable():
            more = ground.money(chain.payable() - other.payable())
            worse = Refused((why_not("would_cost_more", missing=more, currency=ground.currency),))
            chain, refused = other, {**{plan.id: worse for plan in plans if plan.by_code}, **reasons}
    return Solution(chain, "sequential by priority", refused)


def _run(plans: Sequence[Plan], ground: Ground) -> tuple[Chain, dict[str, Refused]]:
    chain, refused = start(ground), {}
    for plan in shared_out(plans, shares_alone(plans, ground)):
        earlier = [one.plan.promotion for one in chain.hits]
        before = [item.id for item in earlier if item.policy.stop or not together(item, plan.promotion)]
        if before:
            refused[plan.id] = Refused((why_not("earlier_promotion_applied", ", ".join(before)),))
            continue
        one = hit(plan, chain.state, ground)
        if isinstance(one, Hit):
            chain = chain.then(one)
        else:
            refused[plan.id] = one
    return chain, refused
