"""Evidence O and Q: an offer with all its conditions, and what the product costs with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from shop.evidence import (
    BoolValue,
    CodeValue,
    DateTimeValue,
    Evidence,
    MoneyValue,
    NumberValue,
    PercentValue,
    TextValue,
    Value,
)
from shop.offers import Offer
from shop.promotions.conditions import thresholds_asked
from shop.record import Language
from shop.types import FixedOff, FullReduction, PercentOff, Promotion


def offer_evidence(offer: Offer, language: str, at: datetime, rule: Mapping[Language, str]) -> Evidence:
    """Return the promotion as it may be stated: reduction, threshold, ceiling, window, code, limit, exclusions.

    An offer that not everybody may have carries the shop's published `rule` for it, in the reader's language.
    """
    promotion = offer.promotion
    zone = at.tzinfo
    fields: dict[str, Value] = {
        "name": TextValue(text=_in_language(promotion.name, language)),
        **_terms(promotion, offer.pricing.applied[0].base),
    }
    for field, moment in (("starts", promotion.policy.starts_at), ("ends", promotion.policy.ends_at)):
        if moment is not None:
            fields[field] = DateTimeValue(datetime=moment.astimezone(zone))
    if offer.code:
        fields["code"] = CodeValue(code=offer.code)
    if promotion.limits.per_customer is not None:
        fields["per_customer"] = NumberValue(number=Decimal(promotion.limits.per_customer))
    exclusions = _in_language(promotion.exclusions, language)
    if exclusions:
        fields["exclusions"] = TextValue(text=exclusions)
    if offer.personal and rule:
        fields["personal_rule"] = TextValue(text=_in_language(rule, language))
    return Evidence(id="O1", kind="offer", fields=fields, source=f"promotions.json:{promotion.id}", as_of=at)


def basket_evidence(offer: Offer, at: datetime) -> Evidence:
    """Return one unit of the product priced with the offer, before shipping."""
    pricing = offer.pricing
    amounts = {"list_total": pricing.total_before, "saving": pricing.discount, "total": pricing.total_after}
    fields: dict[str, Value] = {
        role: MoneyValue(money=amount, currency=pricing.currency) for role, amount in amounts.items()
    }
    source = f"priced: {pricing.lines[0].product_id} x 1 with {offer.promotion.id} ({pricing.method})"
    return Evidence(id="Q1", kind="basket", fields=fields, source=source, as_of=at)


def _terms(promotion: Promotion, base: Decimal) -> dict[str, Value]:
    """The amounts of the effect; of several tiers the one that `base` reaches."""

    def amount(value: Decimal) -> MoneyValue:
        return MoneyValue(money=value, currency=promotion.currency)

    effect = promotion.effect
    fields: dict[str, Value] = {}
    for threshold in thresholds_asked(promotion):
        fields["threshold"] = amount(threshold)
    if isinstance(effect, PercentOff):
        fields["reduction"] = PercentValue(percent=effect.percent)
    elif isinstance(effect, FixedOff):
        fields["reduction"] = amount(effect.amount)
    elif isinstance(effect, FullReduction):
        tier = max((tier for tier in effect.tiers if tier.threshold <= base), key=lambda tier: tier.threshold)
        fields["threshold"] = amount(tier.threshold)
        if tier.reduction is not None:
            fields["reduction"] = amount(tier.reduction)
        if effect.every:
            fields["every"] = BoolValue(bool=True)
    if isinstance(effect, PercentOff | FixedOff | FullReduction) and effect.ceiling is not None:
        fields["ceiling"] = amount(effect.ceiling)
    return fields


def _in_language(texts: Mapping[Any, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
