"""Prices a basket: which promotion applies, what it takes off each line, and why the others do not apply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from shop.money import quantum
from shop.promotions.basket import AppliedPromotion, Basket, BasketLine, NotApplied, PricedLine, Pricing
from shop.promotions.effects import Saving, lowest_threshold, saving
from shop.promotions.eligibility import OfferContext, eligible
from shop.promotions.reasons import WhyNot, why_not
from shop.promotions.remainder import distribute
from shop.types import Promotion


class _Candidate(NamedTuple):
    """A promotion that may apply: which lines it counts, their total, and what it would take off."""

    promotion: Promotion
    places: tuple[int, ...]
    base: Decimal
    saving: Saving


def price(
    basket: Basket, promotions: Iterable[Promotion], at: datetime, context: OfferContext | None = None
) -> Pricing:
    """Price `basket` at the moment `at` for the customer described by `context` (None: nothing is known).

    Version 1 applies the single promotion with the largest saving (equal savings: higher priority, then lower id)
    and treats every promotion as exclusive; combining them is a later step. `at` and the basket's currency replace
    those of `context`. A promotion with a code applies only when the context holds the code or its pool. The result
    does not depend on the order of the promotions; shipping is not part of it.
    """
    facts = {"at": at, "currency": basket.currency}
    known = context.model_copy(update=facts) if context else OfferContext.model_validate(facts)
    candidates: list[_Candidate] = []
    refused: list[NotApplied] = []
    for verdict in eligible(sorted(promotions, key=lambda item: item.id), known):
        found = _candidate(verdict.promotion, basket, known) if verdict.ok else verdict.reasons
        if isinstance(found, _Candidate):
            candidates.append(found)
        else:
            refused.append(NotApplied(promotion_id=verdict.promotion.id, reasons=found))
    ranked = sorted(candidates, key=_rank)
    refused += [_beaten(loser, ranked[0]) for loser in ranked[1:]]
    return _pricing(basket, ranked[0] if ranked else None, refused)


def _rank(candidate: _Candidate) -> tuple[Decimal, int, str]:
    promotion = candidate.promotion
    return (-candidate.saving.amount, -promotion.policy.priority, promotion.id)


def _candidate(promotion: Promotion, basket: Basket, context: OfferContext) -> _Candidate | tuple[WhyNot, ...]:
    """Apply the conditions that depend on the basket; the first that fails is the reason."""
    if not _holds_code(promotion, context):
        return (why_not("code_missing"),)
    places = tuple(place for place, line in enumerate(basket.lines) if matches(promotion, line))
    if not places:
        return (why_not("no_matching_item"),)
    base = sum((basket.lines[place].total() for place in places), Decimal(0)).quantize(quantum(basket.currency))
    thresholds = (promotion.when.min_total, lowest_threshold(promotion.effect))
    needed = max((amount for amount in thresholds if amount is not None), default=Decimal(0))
    if base < needed:
        return (why_not("threshold_not_reached", format(needed, "f"), needed - base, basket.currency),)
    reduction = saving(promotion.effect, base, basket.currency)
    return _Candidate(promotion, places, base, reduction) if reduction.amount else (why_not("no_saving"),)


def _holds_code(promotion: Promotion, context: OfferContext) -> bool:
    if promotion.code:
        return promotion.code in context.codes
    return not promotion.code_pool or promotion.code_pool in context.code_pools


def matches(promotion: Promotion, line: BasketLine) -> bool:
    """Return whether the promotion counts and reduces this line.

    A line must be one of the named products or in one of the named categories, when any is named; exceptions win.
    """
    when, categories = promotion.when, set(line.categories)
    wanted = (
        not (when.products or when.categories)
        or line.product_id in when.products
        or bool(categories.intersection(when.categories))
    )
    spared = line.product_id in when.except_products or bool(categories.intersection(when.except_categories))
    return wanted and not spared and not (when.skip_reduced and line.reduced())


def _beaten(loser: _Candidate, winner: _Candidate) -> NotApplied:
    reason = why_not("better_promotion_applied", winner.promotion.id)
    return NotApplied(promotion_id=loser.promotion.id, reasons=(reason,))


def _pricing(basket: Basket, winner: _Candidate | None, refused: Sequence[NotApplied]) -> Pricing:
    unit = quantum(basket.currency)
    shares = _shares(basket, winner, unit)
    lines = tuple(_priced(line, share, unit) for line, share in zip(basket.lines, shares, strict=True))
    discount = sum(shares, Decimal(0) * unit)
    return Pricing(
        currency=basket.currency,
        lines=lines,
        applied=(_applied(winner, basket.currency),) if winner else (),
        not_applied=tuple(sorted(refused, key=lambda item: item.promotion_id)),
        total_before=basket.total(),
        discount=discount,
        total_after=basket.total() - discount,
    )


def _shares(basket: Basket, winner: _Candidate | None, unit: Decimal) -> list[Decimal]:
    """The discount of every line. Equal remainders are served by what the lines hold, whatever their order."""
    shares = [Decimal(0) * unit for _ in basket.lines]
    if winner is None:
        return shares
    lines = basket.lines
    places = sorted(winner.places, key=lambda place: _content(lines[place]))
    parts = distribute(winner.saving.amount, [lines[place].total() for place in places], unit)
    for place, part in zip(places, parts, strict=True):
        shares[place] = part
    return shares


def _content(line: BasketLine) -> tuple[str, str, Decimal]:
    return (line.product_id, line.variant_id, line.unit_price)


def _priced(line: BasketLine, discount: Decimal, unit: Decimal) -> PricedLine:
    return PricedLine(
        product_id=line.product_id,
        variant_id=line.variant_id,
        quantity=line.quantity,
        unit_price=line.unit_price.quantize(unit),
        discount=discount,
        total=line.total().quantize(unit) - discount,
    )


def _applied(winner: _Candidate, currency: str) -> AppliedPromotion:
    return AppliedPromotion(
        promotion_id=winner.promotion.id,
        base=winner.base,
        amount=winner.saving.amount,
        explanation=winner.saving.explanation(winner.base, currency),
    )
