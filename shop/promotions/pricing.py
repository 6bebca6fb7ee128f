"""Prices a basket: which promotions apply, what they take off each line, and why the others do not apply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from shop.errors import InvalidInput
from shop.promotions.basket import Basket, BasketLine
from shop.promotions.codes import as_written, codes_of
from shop.promotions.combine import Plan, Solution, best, in_sequence, plan_of, turn
from shop.promotions.context import OfferContext
from shop.promotions.eligibility import eligible
from shop.promotions.ground import Ground, ground_of
from shop.promotions.proof import NotApplied, Pricing, pricing_of
from shop.promotions.proof.dropped import dropped
from shop.promotions.reasons import why_not
from shop.promotions.selecting import selected
from shop.types import Promotion
from shop.types.promotion import BuyGet, Effect, FreeShipping, PricingRules, SetOff

_RULES = PricingRules()


def price(
    basket: Basket,
    promotions: Iterable[Promotion],
    at: datetime,
    context: OfferContext | None = None,
    rules: PricingRules = _RULES,
) -> Pricing:
    """Price `basket` at the moment `at` for the customer described by `context` (None: nothing is known).

    By `rules.mode` the best permitted combination is applied (exact within the bounds of `combine.best`, else the
    method says heuristic), or one promotion after the other by priority. `at` and the basket's currency replace those
    of `context`. A promotion with a code applies only when the context holds the code or its pool. The result does
    not depend on the order of lines and promotions. Raises InvalidInput where two promotions have one id.
    """
    facts = {"at": at, "currency": basket.currency}
    known = context.model_copy(update=facts) if context else OfferContext.model_validate(facts)
    promoted = in_turn(promotions)
    if rules.codes == "any_case":
        known = known.model_copy(update={"codes": as_written(known.codes, (*codes_of(promoted), *known.pool_of))})
    verdicts = eligible(promoted, known)
    found = solved(basket, [verdict.promotion for verdict in verdicts if verdict.ok], known, rules)
    barred = [NotApplied(promotion_id=item.promotion.id, reasons=item.reasons) for item in verdicts if not item.ok]
    not_applied = [*barred, *found.refused, *dropped(found.solution, found.plans, found.ground)]
    return pricing_of(found.solution, found.ground, known, promoted, not_applied)


class Solved(NamedTuple):
    """What was chosen for a basket, among which plans, and what could not even be planned; `price` proves it."""

    ground: Ground
    plans: list[Plan]
    refused: list[NotApplied]
    solution: Solution


def solved(basket: Basket, promotions: Sequence[Promotion], context: OfferContext, rules: PricingRules) -> Solved:
    """Choose among `promotions` for `basket`: all are open to the customer, and come in the order of `in_turn`."""
    ground = ground_of(basket, rules)
    plans, refused = _plans(promotions, ground, context)
    solution = best(plans, ground) if rules.mode == "best" else in_sequence(plans, ground)
    return Solved(ground, plans, refused, solution)


def in_turn(promotions: Iterable[Promotion]) -> list[Promotion]:
    """Sort promotions into the order in which they apply; raises InvalidInput where two have one id."""
    ordered = sorted(promotions, key=turn)
    seen: set[str] = set()
    for promotion in ordered:
        if promotion.id in seen:
            raise InvalidInput(f"Two promotions have the id {promotion.id!r}.", hint="Give each an id of its own.")
        seen.add(promotion.id)
    return ordered


def _plans(
    promotions: Sequence[Promotion], ground: Ground, context: OfferContext
) -> tuple[list[Plan], list[NotApplied]]:
    """Those that may apply to this basket, and the others with their reasons."""
    plans, refused = [], []
    for promotion in promotions:
        found = plan_of(promotion, ground, context)
        if isinstance(found, Plan) and promotion.external == "declared":
            found = (why_not("declared_only"),)
        if isinstance(found, Plan):
            plans.append(found)
        else:
            refused.append(NotApplied(promotion_id=promotion.id, reasons=found))
    return plans, refused


def matches(promotion: Promotion, line: BasketLine) -> bool:
    """Return whether an effect of the promotion works on this line."""
    return any(_touches(effect, line) for effect in promotion.effects)


def _touches(effect: Effect, line: BasketLine) -> bool:
    if isinstance(effect, FreeShipping):
        return False
    if isinstance(effect, BuyGet):
        return selected(effect.buy, line) or selected(effect.get, line)
    if isinstance(effect, SetOff):
        return any(selected(part.items, line) for part in effect.parts)
    return effect.target.to != "shipping" and selected(effect.target.items, line)
