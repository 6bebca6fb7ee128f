"""One situation priced exactly: what an order costs with the promotions open to it, and what was passed over."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from shop.promotions import Basket, OfferContext
from shop.promotions.combine import Hit
from shop.promotions.combine.company import together
from shop.promotions.pricing import Solved, solved
from shop.promotions.proof import NotApplied
from shop.promotions.proof.dropped import dropped
from shop.promotions.reasons import WhyNot, WhyNotKind
from shop.types import Promotion
from shop.types.promotion import PricingRules

NEAR = Decimal("0.2")
"""A threshold is nearly reached when at most this part of it is missing; one in units when one unit is."""
_PASSED_OVER = frozenset(("better_promotion_applied", "not_together", "earlier_promotion_applied", "would_cost_more"))


class Taken(NamedTuple):
    """What one promotion takes off, in the currency, and the gifts that it brings."""

    promotion_id: str
    lines: Decimal
    shipping: Decimal
    gifts: tuple[tuple[str, int], ...]


class Refusal(NamedTuple):
    """A promotion that does not apply, by the first of its reasons; `short_of` where a threshold is nearly reached."""

    promotion_id: str
    kind: WhyNotKind
    near: bool
    short_of: Decimal | None
    rivals: tuple[str, ...]


class Outcome(NamedTuple):
    """An order with promotions. `known` is what the lines bring whose cost is known, `cost` their cost."""

    before: Decimal
    shipping: Decimal
    taken: tuple[Taken, ...]
    known_before: Decimal
    known_after: Decimal
    cost: Decimal
    payable: Decimal
    heuristic: bool
    refusals: tuple[Refusal, ...]


def outcome_of(basket: Basket, promotions: Sequence[Promotion], context: OfferContext, rules: PricingRules) -> Outcome:
    """Price the basket with `promotions`, which come in the order in which they apply, and write down what counts."""
    found = solved(basket, promotions, context, rules)
    ground, chain = found.ground, found.solution.chain
    lines, places = len(ground.lines), [place for place, line in enumerate(ground.lines) if line.cost is not None]
    paid_by_shop = [hit for hit in chain.hits if not hit.plan.promotion.external]
    off = sum(hit.shares.get(place, 0) for hit in paid_by_shop for place in places)
    known = sum(ground.original[place] for place in places)
    costs = (line.cost * line.quantity for line in ground.lines if line.cost is not None)
    return Outcome(
        before=ground.money(sum(ground.original[:lines])),
        shipping=ground.money(sum(ground.original[lines:])),
        taken=tuple(_taken(hit, found) for hit in chain.hits),
        known_before=ground.money(known),
        known_after=ground.money(known - off),
        cost=sum(costs, Decimal(0)),
        payable=ground.money(chain.payable()),
        heuristic=found.solution.method == "best combination found (heuristic)",
        refusals=_refusals(found),
    )


def _taken(hit: Hit, found: Solved) -> Taken:
    lines = len(found.ground.lines)
    off = sum(share for place, share in hit.shares.items() if place < lines)
    gifts = tuple((gift.product_id, gift.quantity) for move in hit.moves for gift in move.gifts)
    return Taken(hit.plan.id, found.ground.money(off), found.ground.money(hit.amount() - off), gifts)


def _refusals(found: Solved) -> tuple[Refusal, ...]:
    passed = dropped(found.solution, found.plans, found.ground)
    return tuple(_refusal(item, found) for item in (*found.refused, *passed))


def _refusal(item: NotApplied, found: Solved) -> Refusal:
    reason = item.reasons[0]
    near = len(item.reasons) == 1 and _is_near(reason)
    rivals: tuple[str, ...] = ()
    if reason.kind in _PASSED_OVER:
        own = next(plan.promotion for plan in found.plans if plan.id == item.promotion_id)
        hits = found.solution.chain.hits
        rivals = tuple(hit.plan.id for hit in hits if not together(hit.plan.promotion, own))
    money = near and reason.kind == "threshold_not_reached"
    return Refusal(item.promotion_id, reason.kind, near, reason.missing if money else None, rivals)


def _is_near(reason: WhyNot) -> bool:
    """Whether little is missing of what is needed."""
    if reason.missing is None:
        return False
    if reason.kind == "threshold_not_reached":
        return reason.missing <= NEAR * Decimal(reason.needed)
    return reason.kind in ("quantity_not_reached", "no_get_item") and reason.missing <= 1
