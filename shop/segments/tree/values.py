"""The values that a condition compares with, and the operators that it compares by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, StrictBool, StringConstraints

MOST_VALUES = 1000

Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


def as_json_number(number: Decimal) -> int | float | str:
    """Return a JSON number where it says exactly the same, else text."""
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else f"{number:f}"


AsJson = PlainSerializer(as_json_number, when_used="json")
Number = Annotated[
    Decimal, Field(allow_inf_nan=False, ge=-(10**12), le=10**12, max_digits=18, decimal_places=6), AsJson
]
Scalar = StrictBool | Number | date | Text

Comparing = Literal["eq", "ne", "gt", "ge", "lt", "le", "between"]
Op = Literal["eq", "ne", "gt", "ge", "lt", "le", "between", "in", "not_in", "contains", "known", "unknown"]


def check_value(op: str, value: object) -> None:
    """Raise ValueError unless the value has the shape that the operator needs."""
    if op in ("known", "unknown"):
        if value is not None:
            raise ValueError(f"{op!r} takes no value")
    elif op in ("in", "not_in"):
        if not isinstance(value, tuple) or not 1 <= len(value) <= MOST_VALUES:
            raise ValueError(f"{op!r} needs a list of 1 to {MOST_VALUES} values")
    elif op == "between":
        if not isinstance(value, tuple) or len(value) != 2:
            raise ValueError("'between' needs a list of two values")
    elif value is None or isinstance(value, tuple):
        raise ValueError(f"{op!r} needs one value")
