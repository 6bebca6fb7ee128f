"""Why a promotion that could have applied was passed over, found by trying it beside the chosen ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shop.promotions.combine import Chain, Hit, Plan, Refused, Solution, hit, start, turn
from shop.promotions.combine.company import together
from shop.promotions.ground import Ground
from shop.promotions.proof.records import NotApplied
from shop.promotions.reasons import WhyNot, why_not


def dropped(solution: Solution, plans: Sequence[Plan], ground: Ground) -> Iterator[NotApplied]:
    """Yield a reason for every plan that is not among the chosen ones."""
    chosen = {one.plan.id for one in solution.chain.hits}
    for plan in plans:
        if plan.id not in chosen:
            known = solution.refused.get(plan.id)
            reasons = known.reasons if known else _reasons(plan, solution, ground)
            yield NotApplied(promotion_id=plan.id, reasons=reasons)


def _reasons(plan: Plan, solution: Solution, ground: Ground) -> tuple[WhyNot, ...]:
    hits = solution.chain.hits
    against = [one for one in hits if not together(one.plan.promotion, plan.promotion)]
    if against:
        return (_beaten(plan, against, ground),)
    wanted = sorted([*(one.plan for one in hits), plan], key=lambda item: turn(item.promotion))
    chain, refused = _with(wanted, plan, ground)
    if refused:
        return refused.reasons
    more = chain.payable() - solution.chain.payable()
    if more > 0:
        return (why_not("would_cost_more", missing=ground.money(more), currency=ground.currency),)
    return (why_not("no_saving" if solution.method == "best combination" or not more else "not_tried"),)


def _beaten(plan: Plan, against: Sequence[Hit], ground: Ground) -> WhyNot:
    """Where it saves no more than those that exclude it, they are better; else they are better with company."""
    names = ", ".join(one.plan.id for one in against)
    alone = hit(plan, start(ground).state, ground)
    if isinstance(alone, Hit) and alone.amount() > sum(one.amount() for one in against):
        return why_not("not_together", names)
    return alone.reasons[0] if isinstance(alone, Refused) else why_not("better_promotion_applied", names)


def _with(wanted: Sequence[Plan], plan: Plan, ground: Ground) -> tuple[Chain, Refused | None]:
    """Apply all of them, and say why `plan` did not apply in its turn."""
    chain, refused = start(ground), None
    for one in wanted:
        found = hit(one, chain.state, ground)
        if isinstance(found, Hit):
            chain = chain.then(found)
        elif one is plan:
            refused = found
    return chain, refused
