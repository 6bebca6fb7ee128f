"""Who may have a promotion, before any basket is looked at. What is not known about a customer never qualifies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import Field

from shop.promotions.reasons import WhyNot, why_not
from shop.record import Channel, Moment, Record
from shop.types import Promotion


class OfferContext(Record):
    """What a promotion asks about a customer at one moment.

    `segments` are the names of the segments they are in; `returning` is None when it is not known whether they
    bought before; `used` counts the orders in which they used a promotion, by its id; `codes` and `code_pools` say
    which codes they hold: shared ones as they are written, single-use ones by the pool they come from.
    """

    at: Moment
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    country: str = ""
    channel: Channel | None = None
    segments: tuple[str, ...] = ()
    returning: bool | None = None
    used: dict[str, int] = Field(default_factory=dict)
    codes: tuple[str, ...] = ()
    code_pools: tuple[str, ...] = ()


class Eligibility(NamedTuple):
    """Whether the customer may have `promotion`; every reason against it is named."""

    promotion: Promotion
    ok: bool
    reasons: tuple[WhyNot, ...]


def eligible(
    promotions: Iterable[Promotion], context: OfferContext, free_codes: Mapping[str, int] | None = None
) -> list[Eligibility]:
    """Judge every promotion for one customer, in the order given.

    `free_codes` counts the free codes of each pool; None leaves the pools out of the question. Holding a code is no
    condition here: an offer brings its code along.
    """
    return [_judge(promotion, context, free_codes) for promotion in promotions]


def _judge(promotion: Promotion, context: OfferContext, free_codes: Mapping[str, int] | None) -> Eligibility:
    reasons = [
        *_window(promotion, context.at),
        *_place(promotion, context),
        *_person(promotion, context),
        *_stock_of_codes(promotion, free_codes),
    ]
    return Eligibility(promotion, not reasons, tuple(reasons))


def _window(promotion: Promotion, at: datetime) -> Iterable[WhyNot]:
    policy = promotion.policy
    if at < policy.starts_at:
        yield why_not("not_started", policy.starts_at.isoformat())
    if at >= policy.ends_at:
        yield why_not("ended", policy.ends_at.isoformat())


def _place(promotion: Promotion, context: OfferContext) -> Iterable[WhyNot]:
    when = promotion.when
    if context.currency != promotion.currency:
        yield why_not("wrong_currency", promotion.currency)
    if when.countries and context.country not in when.countries:
        yield why_not("wrong_country", ", ".join(when.countries))
    if when.channels and context.channel not in when.channels:
        yield why_not("wrong_channel", ", ".join(when.channels))


def _person(promotion: Promotion, context: OfferContext) -> Iterable[WhyNot]:
    when, limit = promotion.when, promotion.policy.per_customer
    if when.segments and not set(when.segments) & set(context.segments):
        yield why_not("wrong_segment", ", ".join(when.segments))
    if when.customers == "new" and context.returning is not False:
        yield why_not("only_new")
    if when.customers == "returning" and context.returning is not True:
        yield why_not("only_returning")
    if limit is not None and context.used.get(promotion.id, 0) >= limit:
        yield why_not("limit_reached", str(limit))


def _stock_of_codes(promotion: Promotion, free_codes: Mapping[str, int] | None) -> Iterable[WhyNot]:
    if promotion.code_pool and free_codes is not None and not free_codes.get(promotion.code_pool):
        yield why_not("code_pool_empty", promotion.code_pool)
