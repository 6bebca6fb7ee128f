"""A promotion made ready for one basket, or every reason why it cannot apply to it whatever else does."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shop.promotions.conditions import Facts, judge
from shop.promotions.context import OfferContext
from shop.promotions.effects import Compiled, compiled
from shop.promotions.effects.compiled import reduced_items
from shop.promotions.eligibility import budget_left
from shop.promotions.ground import Ground
from shop.promotions.reasons import WhyNot, why_not
from shop.types.promotion import CodeCondition, Promotion
from shop.types.promotion.condition import leaves


@dataclass(frozen=True, slots=True)
class Plan:
    """A promotion that may apply to the basket.

    `open`: its conditions depend on what others leave. `spared` places are not touched. `floors` are its own, `ceiling`
    and `budget` the most it takes; promotions of one `budget_name` share the budget. `by_code`: a code brings it.
    """

    promotion: Promotion
    effects: tuple[Compiled, ...]
    facts: Facts
    open: bool
    by_code: bool
    spared: frozenset[int]
    floors: tuple[int, ...] | None
    ceiling: int | None
    budget: int | None

    @property
    def id(self) -> str:
        """The promotion's id."""
        return self.promotion.id

    @property
    def budget_name(self) -> str:
        """The budget it draws on; its own where none is named."""
        return self.promotion.limits.budget_name or f"\0{self.promotion.id}"


def plan_of(promotion: Promotion, ground: Ground, context: OfferContext) -> Plan | tuple[WhyNot, ...]:
    """Make `promotion` ready for the basket; it was found eligible for the customer."""
    if not _holds_code(promotion, context):
        return (why_not("code_missing"),)
    if not any(reduced_items(effect, ground) for effect in promotion.effects):
        return (why_not("no_matching_item"),)
    policy = promotion.policy
    facts = Facts(context, ground, None, policy.conditions_on)
    verdict = judge(promotion.when, facts)
    if verdict.fails:
        return verdict.reasons
    floors, spared = (None, frozenset[int]()) if policy.min_margin is None else ground.margin_floors(policy.min_margin)
    budget = budget_left(promotion, context)
    return Plan(
        promotion=promotion,
        effects=tuple(compiled(effect, ground) for effect in promotion.effects),
        facts=facts,
        open=verdict.state == "open",
        by_code=not promotion.automatic or _asks_for_a_code(promotion, facts),
        spared=spared,
        floors=floors,
        ceiling=None if policy.ceiling is None else ground.down(policy.ceiling),
        budget=None if budget is None else ground.down(budget),
    )


def _holds_code(promotion: Promotion, context: OfferContext) -> bool:
    if promotion.code:
        return promotion.code in context.codes
    return not promotion.code_pool or promotion.code_pool in context.code_pools


def _asks_for_a_code(promotion: Promotion, facts: Facts) -> bool:
    """Whether the conditions would fail if no code had been entered."""
    if not any(isinstance(leaf, CodeCondition) for leaf in leaves(promotion.when)):
        return False
    without = replace(facts, context=facts.context.model_copy(update={"codes": ()}))
    return judge(promotion.when, without).fails
