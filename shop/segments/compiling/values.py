"""Literals and comparisons as Ibis expressions. A value becomes a typed literal that Ibis renders, never our text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from shop.segments.tree.windows import Span

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Value

AMOUNT = "decimal(28,6)"
"""Holds every Number of the tree and every sum of amounts; six decimals are finer than any currency."""
NUMBER = "decimal(20,6)"
"""Holds every Number of the tree, and times a whole number of ten digits still fits into a decimal."""


def literal(value: object) -> Value:
    """Return a value of the tree as a typed literal."""
    import ibis

    if isinstance(value, bool):
        return ibis.literal(value, type="boolean")
    if isinstance(value, int):
        return ibis.literal(value, type="int64")
    if isinstance(value, Decimal):
        return ibis.literal(value, type=AMOUNT)
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return ibis.literal(moment.isoformat(sep=" "), type="string").cast("timestamp")
    if isinstance(value, date):
        return ibis.literal(value, type="date")
    return ibis.literal(str(value), type="string")


def compare(op: str, column: Value, value: object) -> BooleanValue:
    """Compare a number, date or truth value; NULL compares to NULL."""
    if op == "between":
        low, high = _pair(value)
        return (column >= literal(low)) & (column <= literal(high))
    if op in ("in", "not_in"):
        inside = column.isin([literal(one) for one in _several(value)])
        return inside if op == "in" else ~inside
    return _COMPARISONS[op](column, literal(value))


def compare_text(op: str, column: Value, value: object) -> BooleanValue:
    """Compare text without regard to case; the empty text is unknown and matches nothing but `unknown`."""
    if op in ("known", "unknown"):
        return column != "" if op == "known" else column == ""
    folded = column.lower()
    if op == "contains":
        return folded.contains(literal(value).lower())
    same = folded.isin([literal(one).lower() for one in _several(value)])
    return same if op in ("eq", "in") else (column != "") & ~same


def compare_known(op: str, column: Value, value: object) -> BooleanValue:
    """Compare a column in which NULL is unknown; the outcome is never NULL."""
    if op in ("known", "unknown"):
        return column.notnull() if op == "known" else column.isnull()
    return truly(compare(op, column, value))


def truly(condition: BooleanValue) -> BooleanValue:
    """Return the condition with NULL as false, so that its opposite is true there."""
    return condition.fill_null(False)


def holds(op: str, number: Decimal | int, value: object) -> bool:
    """Return whether a plain number fulfils a comparison."""
    if op == "between":
        low, high = _pair(value)
        return bool(low <= number <= high)
    return bool(_COMPARISONS[op](number, value))


def in_span(moment: Value, span: Span) -> BooleanValue | None:
    """Return the condition that a moment lies in the span; None when the span is open on both sides."""
    conditions = []
    if span.start is not None:
        conditions.append(moment >= literal(span.start))
    if span.end is not None:
        conditions.append(moment < literal(span.end))
    return conjunction(conditions)


def conjunction(conditions: list[Any]) -> BooleanValue | None:
    """Return all conditions as one, None when there are none."""
    found = None
    for condition in conditions:
        found = condition if found is None else found & condition
    return found


_COMPARISONS: dict[str, Any] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _pair(value: object) -> tuple[Any, Any]:
    low, high = _several(value)
    return low, high
