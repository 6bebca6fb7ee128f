"""Attributes of lines, baskets, shipping and customers, and the tests of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import Field, StrictBool, StrictStr

from shop.types.promotion import AttributeTest

Value = StrictBool | StrictStr | Annotated[Decimal, Field(allow_inf_nan=False)]
Attributes = Annotated[dict[str, Value | tuple[Value, ...]], Field(max_length=200)]


def passes(test: AttributeTest, attributes: Mapping[str, Value | tuple[Value, ...]]) -> bool:
    """Return whether the attribute named by `test` passes it; one that is not there passes only `present: false`."""
    found = attributes.get(test.name)
    if test.present is not None:
        return (found is not None) == test.present
    if found is None:
        return False
    return any(_passes(test, value) for value in (found if isinstance(found, tuple) else (found,)))


def _passes(test: AttributeTest, value: Value) -> bool:
    if test.number is not None or test.numbers:
        number = _number(value)
        return number is not None and (number in test.numbers if test.number is None else test.number.hold(number))
    if test.flag is not None:
        return value is test.flag
    if test.date is not None:
        day = _day(value)
        return day is not None and test.date.hold(day)
    text = _text(value)
    return text in test.text or any(part in text for part in test.contains)


def _number(value: Value) -> Decimal | None:
    """The number that a value is or spells; yes and no are none."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _day(value: Value) -> date | None:
    try:
        return datetime.fromisoformat(value).date() if isinstance(value, str) else None
    except ValueError:
        return None


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else format(value, "f")
