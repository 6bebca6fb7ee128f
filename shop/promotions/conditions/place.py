"""Conditions on where and how the order comes in: channel, country, shipping, codes, attributes."""

from __future__ import annotations

from shop.promotions.attributes import passes
from shop.promotions.conditions.facts import OPEN, Facts, Verdict, answer
from shop.promotions.conditions.written import written
from shop.promotions.context import OfferContext
from shop.promotions.reasons import why_not
from shop.types.promotion import AttributeCondition, ChannelCondition, CodeCondition, Country, ShippingMethod


def within(condition: ChannelCondition | Country, context: OfferContext) -> Verdict:
    """Check the channel or the country; one that is not known is none of them."""
    channel = isinstance(condition, ChannelCondition)
    found = context.channel if channel else context.country
    reason = why_not("wrong_channel" if channel else "wrong_country", ", ".join(condition.names))
    return answer(found in condition.names, reason) if found else Verdict("unknown", (reason,))


def by_shipping(condition: ShippingMethod, facts: Facts) -> Verdict:
    """Check the method of shipping."""
    if facts.ground is None:
        return OPEN
    held = any(shipping.method in condition.methods for shipping in facts.ground.shipping)
    return answer(held, why_not("wrong_shipping", ", ".join(condition.methods)))


def with_code(condition: CodeCondition, facts: Facts) -> Verdict:
    """Check the codes entered; without a basket nobody has entered any yet."""
    if facts.ground is None:
        return OPEN
    return answer(any(code in condition.codes for code in facts.context.codes), why_not("code_missing"))


def of_attribute(condition: AttributeCondition, facts: Facts) -> Verdict:
    """Check an attribute of the customer, the basket or one of its ways of shipping."""
    reason = why_not("attribute_not_met", written(condition))
    if condition.of == "customer":
        return answer(passes(condition, facts.context.attributes), reason)
    if facts.ground is None:
        return OPEN
    if condition.of == "basket":
        return answer(passes(condition, facts.ground.basket.attributes), reason)
    return answer(any(passes(condition, shipping.attributes) for shipping in facts.ground.shipping), reason)
