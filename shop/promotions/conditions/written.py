"""Conditions in one line of signs and names, the same in every language, and what they ask for by name."""

from __future__ import annotations

from decimal import Decimal

from shop.types.promotion import (
    AllOf,
    AnyOf,
    AttributeCondition,
    Birthday,
    Condition,
    CustomerCondition,
    Group,
    NotOf,
    OrderNumber,
    Promotion,
    Quantity,
    Segment,
    Total,
)
from shop.types.promotion.condition import leaves

_LONGEST = 200
_OF_ONE_PERSON = (AttributeCondition, Birthday, CustomerCondition, Group, OrderNumber)


def written(condition: Condition) -> str:
    """Return the condition as text, such as `all(segment: vip; total ≥ 99)`, of 200 signs at most."""
    text = _written(condition)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def segments_asked(promotion: Promotion) -> tuple[str, ...]:
    """Return the segments whose members the promotion asks about."""
    found = {name for leaf in leaves(promotion.when) if isinstance(leaf, Segment) for name in leaf.names}
    return tuple(sorted(found))


def asks_the_person(promotion: Promotion) -> bool:
    """Return whether more is asked about the customer than country, channel, segments and whether they are new."""
    asked = (leaf for leaf in leaves(promotion.when) if isinstance(leaf, _OF_ONE_PERSON))
    return promotion.limits.per_customer is not None or any(
        not isinstance(leaf, CustomerCondition) or leaf.ids or leaf.type == "known" for leaf in asked
    )


def asks_the_profile(promotion: Promotion) -> bool:
    """Return whether groups, the birthday or an attribute of the customer is asked about."""
    return any(isinstance(leaf, AttributeCondition | Birthday | Group) for leaf in leaves(promotion.when))


def thresholds_asked(promotion: Promotion) -> tuple[Decimal, ...]:
    """Return the totals that the conditions ask for at least."""
    totals = [leaf for leaf in leaves(promotion.when) if isinstance(leaf, Total)]
    found = (leaf.min if leaf.min is not None else leaf.above for leaf in totals)
    return tuple(sorted(amount for amount in found if amount is not None))


def _written(condition: Condition) -> str:
    if isinstance(condition, AllOf | AnyOf):
        return f"{condition.kind}({'; '.join(_written(inner) for inner in condition.of)})"
    if isinstance(condition, NotOf):
        return f"not({_written(condition.of)})"
    if isinstance(condition, Total | Quantity):
        bounds = (("≥", condition.min), ("≤", condition.max), (">", condition.above), ("<", condition.below))
        asked = " ".join(f"{sign} {bound:f}" for sign, bound in bounds if bound is not None)
        return f"{condition.kind} {asked}"
    if isinstance(condition, CustomerCondition | Birthday):
        return condition.kind if isinstance(condition, Birthday) else f"customer: {condition.type}"
    document = condition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return f"{condition.kind}: {', '.join(_said(value) for value in document.values())}"


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(inner)}" for key, inner in value.items())
    return ", ".join(_said(inner) for inner in value) if isinstance(value, list) else str(value)
