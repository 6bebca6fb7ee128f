"""Who may have a promotion, before any basket is looked at. What is not known about a customer never qualifies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from shop.promotions.conditions import Facts, judge
from shop.promotions.context import OfferContext, Remaining
from shop.promotions.reasons import WhyNot, why_not
from shop.types import Promotion

_NOTHING_COUNTED = Remaining()


class Eligibility(NamedTuple):
    """Whether the customer may have `promotion`; every reason against it is named."""

    promotion: Promotion
    ok: bool
    reasons: tuple[WhyNot, ...]


def eligible(
    promotions: Iterable[Promotion], context: OfferContext, free_codes: Mapping[str, int] | None = None
) -> list[Eligibility]:
    """Judge every promotion for one customer, in the order given; conditions on a basket stay open.

    `free_codes` counts the free codes of each pool; None leaves the pools out of the question. Holding a code is no
    condition here: an offer brings its code along.
    """
    return [_judge(promotion, context, free_codes) for promotion in promotions]


def reasons_for_all(
    promotion: Promotion, context: OfferContext, free_codes: Mapping[str, int] | None
) -> Iterable[WhyNot]:
    """Yield what speaks against the promotion whoever the customer is: its window, its limits, its pool of codes."""
    yield from _window(promotion, context.at)
    yield from _limits(promotion, context)
    yield from _stock_of_codes(promotion, free_codes)


def _judge(promotion: Promotion, context: OfferContext, free_codes: Mapping[str, int] | None) -> Eligibility:
    verdict = judge(promotion.when, Facts(context))
    reasons = [
        *_window(promotion, context.at),
        *_currency(promotion, context),
        *(verdict.reasons if verdict.fails else ()),
        *_limits(promotion, context),
        *_stock_of_codes(promotion, free_codes),
    ]
    return Eligibility(promotion, not reasons, tuple(reasons))


def _window(promotion: Promotion, at: datetime) -> Iterable[WhyNot]:
    policy = promotion.policy
    if policy.paused:
        yield why_not("paused")
    if policy.starts_at is not None and at < policy.starts_at:
        yield why_not("not_started", policy.starts_at.isoformat())
    if policy.ends_at is not None and at >= policy.ends_at:
        yield why_not("ended", policy.ends_at.isoformat())


def _currency(promotion: Promotion, context: OfferContext) -> Iterable[WhyNot]:
    if context.currency != promotion.currency:
        yield why_not("wrong_currency", promotion.currency)


def _limits(promotion: Promotion, context: OfferContext) -> Iterable[WhyNot]:
    limits, left = promotion.limits, context.remaining.get(promotion.id, _NOTHING_COUNTED)
    if limits.per_customer is not None and context.used.get(promotion.id, 0) >= limits.per_customer:
        yield why_not("limit_reached", str(limits.per_customer))
    if left.uses is not None and left.uses <= 0:
        yield why_not("used_up", "" if limits.uses is None else str(limits.uses))
    if left.today is not None and left.today <= 0:
        yield why_not("day_limit_reached", "" if limits.per_day is None else str(limits.per_day))
    budget = budget_left(promotion, context)
    if budget is not None and budget <= 0:
        yield why_not("budget_used_up")


def budget_left(promotion: Promotion, context: OfferContext) -> Decimal | None:
    """Return the money that the promotion may still cost: the least of what is known, None where nothing bounds it."""
    limits, own = promotion.limits, context.remaining.get(promotion.id, _NOTHING_COUNTED).money
    shared = context.remaining_budgets.get(limits.budget_name) if limits.budget_name else None
    return min((amount for amount in (limits.budget, own, shared) if amount is not None), default=None)


def _stock_of_codes(promotion: Promotion, free_codes: Mapping[str, int] | None) -> Iterable[WhyNot]:
    if promotion.code_pool and free_codes is not None and not free_codes.get(promotion.code_pool):
        yield why_not("code_pool_empty", promotion.code_pool)
