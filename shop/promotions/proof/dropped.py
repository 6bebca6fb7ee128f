"""Why a promotion that could have applied was passed over, found by trying it beside the chosen ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shop.promotions.combine import Hit, Plan, Refused, Solution, hit, start, turn
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
    better = [one.plan.id for one in hits if _same_lines(one.plan, plan)]
    if better:
        return (why_not("better_promotion_applied", ", ".join(better)),)
    before = [one for one in hits if turn(one.plan.promotion) < turn(plan.promotion)]
    found = hit(plan, before[-1].state if before else start(ground).state, ground)
    if isinstance(found, Refused):
        return found.reasons
    if solution.method == "best combination found (heuristic)":
        return (why_not("not_tried"),)
    return (_dearer(found, hits[len(before) :], solution, ground),)


def _same_lines(one: Plan, other: Plan) -> bool:
    """Whether they are of a group of which every line has the best one."""
    mine, theirs = one.promotion.policy, other.promotion.policy
    return mine.stack_per == theirs.stack_per == "best" and "" != mine.stack_group == theirs.stack_group


def _dearer(found: Hit, after: Sequence[Hit], solution: Solution, ground: Ground) -> WhyNot:
    """What the order would cost more with it, because later ones would take less."""
    state = found.state
    for one in after:
        later = hit(one.plan, state, ground)
        state = later.state if isinstance(later, Hit) else state
    more = sum(state.left) - solution.chain.payable()
    if more <= 0:
        return why_not("no_saving")
    return why_not("would_cost_more", missing=ground.money(more), currency=ground.currency)


def _beaten(plan: Plan, against: Sequence[Hit], ground: Ground) -> WhyNot:
    """Where it saves no more than those that exclude it, they are better; else they are better with company."""
    names = ", ".join(one.plan.id for one in against)
    alone = hit(plan, start(ground).state, ground)
    if isinstance(alone, Hit) and alone.amount() > sum(one.amount() for one in against):
        return why_not("not_together", names)
    return alone.reasons[0] if isinstance(alone, Refused) else why_not("better_promotion_applied", names)
