"""Judges a tree of conditions: and, or, not over four answers."""

from __future__ import annotations

from collections.abc import Sequence

from shop.promotions.conditions.amounts import of_quantity, of_total
from shop.promotions.conditions.calendar import in_time, near_birthday
from shop.promotions.conditions.facts import OPEN, YES, Facts, Verdict, answer
from shop.promotions.conditions.person import member_of, of_customer, of_orders
from shop.promotions.conditions.place import by_shipping, of_attribute, with_code, within
from shop.promotions.conditions.written import written
from shop.promotions.reasons import WhyNot, why_not
from shop.types.promotion import (
    AllOf,
    AnyOf,
    AttributeCondition,
    Birthday,
    ChannelCondition,
    CodeCondition,
    Condition,
    Country,
    CustomerCondition,
    Group,
    NotOf,
    OrderNumber,
    Quantity,
    Segment,
    ShippingMethod,
    TimeCondition,
    Total,
)


def judge(condition: Condition | None, facts: Facts) -> Verdict:
    """Say whether `condition` holds; no condition always does."""
    if condition is None:
        return YES
    if isinstance(condition, AllOf):
        return _all([judge(inner, facts) for inner in condition.of])
    if isinstance(condition, AnyOf):
        return _any([judge(inner, facts) for inner in condition.of])
    if isinstance(condition, NotOf):
        return _not(condition, judge(condition.of, facts))
    if isinstance(condition, Total):
        return of_total(condition, facts)
    if isinstance(condition, Quantity):
        return of_quantity(condition, facts)
    return _of_the_order(condition, facts)


def _of_the_order(condition: Condition, facts: Facts) -> Verdict:
    if isinstance(condition, ChannelCondition | Country):
        return within(condition, facts.context)
    if isinstance(condition, ShippingMethod):
        return by_shipping(condition, facts)
    if isinstance(condition, CodeCondition):
        return with_code(condition, facts)
    if isinstance(condition, AttributeCondition):
        return of_attribute(condition, facts)
    if isinstance(condition, TimeCondition):
        return in_time(condition, facts.context.at)
    return _of_the_person(condition, facts)


def _of_the_person(condition: Condition, facts: Facts) -> Verdict:
    if isinstance(condition, Segment | Group):
        return member_of(condition, facts.context)
    if isinstance(condition, CustomerCondition):
        return of_customer(condition, facts.context)
    if isinstance(condition, OrderNumber):
        return of_orders(condition, facts.context)
    if isinstance(condition, Birthday):
        return near_birthday(condition, facts.context)
    raise TypeError(f"{condition.kind!r} is not a condition that stands alone")


def _all(verdicts: Sequence[Verdict]) -> Verdict:
    failed = [verdict for verdict in verdicts if verdict.fails]
    if failed:
        certain = any(verdict.state == "no" for verdict in failed)
        return Verdict("no" if certain else "unknown", _reasons(failed))
    return OPEN if any(verdict.state == "open" for verdict in verdicts) else YES


def _any(verdicts: Sequence[Verdict]) -> Verdict:
    states = {verdict.state for verdict in verdicts}
    if "yes" in states:
        return YES
    if "open" in states:
        return OPEN
    reasons = tuple(reason.model_copy(update={"alternative": True}) for reason in _reasons(verdicts))
    return Verdict("unknown" if "unknown" in states else "no", reasons if len(verdicts) > 1 else _reasons(verdicts))


def _not(condition: NotOf, inner: Verdict) -> Verdict:
    if inner.state in ("open", "unknown"):
        return inner
    return answer(inner.state == "no", why_not("excluded", written(condition.of)))


def _reasons(verdicts: Sequence[Verdict]) -> tuple[WhyNot, ...]:
    return tuple(reason for verdict in verdicts for reason in verdict.reasons)
