"""Conditions on the customer. What is not known about them does not hold, nor does its opposite."""

from __future__ import annotations

from shop.promotions.conditions.facts import YES, Verdict, answer
from shop.promotions.context import OfferContext
from shop.promotions.reasons import why_not
from shop.types.promotion import CustomerCondition, Group, OrderNumber, Segment


def member_of(condition: Segment | Group, context: OfferContext) -> Verdict:
    """Check membership of a segment or a group."""
    found = context.segments if isinstance(condition, Segment) else context.groups
    names = ", ".join(condition.names)
    reason = why_not("wrong_segment" if isinstance(condition, Segment) else "wrong_group", names)
    return answer(any(name in condition.names for name in found), reason)


def of_customer(condition: CustomerCondition, context: OfferContext) -> Verdict:
    """Check who it is."""
    if condition.ids and context.customer_id not in condition.ids:
        return Verdict("no" if context.customer_id else "unknown", (why_not("wrong_customer"),))
    if condition.type == "known":
        return answer(bool(context.customer_id), why_not("not_signed_in"))
    if condition.type == "any":
        return YES
    before = context.bought_before()
    reason = why_not("only_new" if condition.type == "new" else "only_returning")
    if before is None:
        return Verdict("unknown", (reason,))
    return answer(before == (condition.type == "returning"), reason)


def of_orders(condition: OrderNumber, context: OfferContext) -> Verdict:
    """Check how many orders came before this one; this one is the next."""
    reason = why_not("wrong_order_number", _asked(condition))
    if context.orders is None:
        return Verdict("unknown", (reason,))
    number = context.orders + 1
    if condition.nth:
        return answer(number in condition.nth, reason)
    if condition.every is not None:
        return answer(number % condition.every == 0, reason)
    return answer(condition.hold(context.orders), reason)


def _asked(condition: OrderNumber) -> str:
    if condition.nth:
        return ", ".join(f"#{number}" for number in condition.nth)
    if condition.every is not None:
        return f"#{condition.every} × n"
    bounds = (("≥", condition.min), ("≤", condition.max), (">", condition.above), ("<", condition.below))
    return ", ".join(f"{sign} {bound}" for sign, bound in bounds if bound is not None)
