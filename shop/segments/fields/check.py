"""Checks a tree against the catalogue, and gives each value the type of its field.

The types of nodes.py say how a tree is built; this says whether its fields, events, measures and values exist and fit.
Values of the shop (its products, categories …) are checked where the tree is compiled for a shop.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from shop.errors import CopilotError, InvalidInput, NotFound
from shop.segments.fields.catalogue import COUPON_FIELDS, INTEREST_FIELDS, WATCHED_FIELDS, FieldSpec, catalogue
from shop.segments.rfm import cell_titles
from shop.segments.tree.nodes import (
    All,
    AnyOf,
    Attribute,
    Comparison,
    Did,
    HoldsCoupon,
    Last,
    Measure,
    Never,
    Node,
    Not,
    Rfm,
    Top,
    Watched,
)
from shop.segments.tree.read import check_size

_WHOLE_NUMBER = Decimal(1)


def checked(tree: Node) -> Node:
    """Return the tree with every value in the type of its field; raises InvalidInput or NotFound with the place."""
    check_size(tree)
    return _node(tree, "$")


def _node(node: Node, path: str) -> Node:
    if isinstance(node, All | AnyOf):
        inside = tuple(_node(child, f"{path}.of[{place}]") for place, child in enumerate(node.of))
        return node.model_copy(update={"of": inside})
    if isinstance(node, Not):
        return node.model_copy(update={"of": _node(node.of, f"{path}.of")})
    try:
        return _leaf(node)
    except CopilotError as error:
        error.where = error.where or path
        raise


def _leaf(node: Node) -> Node:
    if isinstance(node, Attribute):
        typed: Node = _typed(node, catalogue().attribute(node.field))
        return typed
    if isinstance(node, Did | Never | Last):
        return _narrowed(node, lambda name: catalogue().event_field(node.event, name))
    if isinstance(node, Watched):
        return _narrowed(node, lambda name: catalogue().field_among("watched products", name, WATCHED_FIELDS))
    if isinstance(node, HoldsCoupon):
        return _narrowed(node, lambda name: catalogue().field_among("coupons", name, COUPON_FIELDS))
    if isinstance(node, Measure):
        return _measure(node)
    if isinstance(node, Top) and node.measure == "interest":
        raise InvalidInput("'interest' cannot be ranked: it is about one category.", hint="Use a measure condition.")
    if isinstance(node, Rfm):
        for cell in node.cells:
            if cell not in cell_titles():
                raise NotFound("RFM cell", cell, cell_titles(), hint=f"There are: {', '.join(cell_titles())}.")
    return node


def _measure(node: Measure) -> Node:
    spec = catalogue().measures[node.measure]
    if node.where and not spec.where:
        raise InvalidInput(
            f"The measure {node.measure!r} takes no 'where'.", hint="Use spend, orders or units for that."
        )
    if (node.within is not None) and (spec.model or node.measure == "interest"):
        raise InvalidInput(f"The measure {node.measure!r} takes no 'within': it stands for the moment.")
    if node.op == "between" and isinstance(node.value, tuple) and node.value[0] > node.value[1]:
        raise InvalidInput("'between' needs the smaller value first.")
    if node.measure != "interest":
        return _narrowed(node, lambda name: catalogue().event_field("order", name))
    if len(node.where) != 1 or node.where[0].op not in ("eq", "in"):
        raise InvalidInput("'interest' needs one category in 'where', with eq or in.")
    return _narrowed(node, lambda name: catalogue().field_among("interest", name, INTEREST_FIELDS))


def _narrowed(node: Any, spec_of: Any) -> Node:  # noqa: ANN401
    changed: Node = node.model_copy(update={"where": tuple(_typed(one, spec_of(one.field)) for one in node.where)})
    return changed


def _typed(condition: Any, spec: FieldSpec) -> Any:  # noqa: ANN401
    """Return the comparison with its value as the field's type wants it."""
    assert isinstance(condition, Comparison)
    if condition.op not in spec.operators:
        raise InvalidInput(
            f"The field {spec.name!r} cannot be compared with {condition.op!r}.",
            hint=f"Use one of: {', '.join(spec.operators)}.",
        )
    value = condition.value
    if value is None:
        return condition
    if isinstance(value, tuple):
        typed: object = tuple(_value(one, spec) for one in value)
    else:
        typed = _value(value, spec)
    if condition.op == "between" and isinstance(typed, tuple) and typed[0] > typed[1]:
        raise InvalidInput("'between' needs the smaller value first.")
    return condition.model_copy(update={"value": typed})


def _value(value: object, spec: FieldSpec) -> object:
    if spec.type in ("text", "code", "list"):
        return _text(value, spec)
    if spec.type == "bool":
        return _truth(value, spec)
    if spec.type == "date":
        return _day(value, spec)
    return _number(value, spec)


def _text(value: object, spec: FieldSpec) -> str:
    if isinstance(value, bool):
        raise _unfit(value, spec, "text")
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = text.upper() if spec.case == "upper" else text.lower() if spec.case == "lower" else text
    if spec.choices and text not in spec.choices:
        raise NotFound(spec.title["en"], text, spec.choices, hint=f"There are: {', '.join(spec.choices)}.")
    if spec.type == "list":
        catalogue().refuse_special(text)
    return text


def _truth(value: object, spec: FieldSpec) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise _unfit(value, spec, "true or false")


def _day(value: object, spec: FieldSpec) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise _unfit(value, spec, "a day such as 2026-11-20") from None
    if not 1900 <= day.year <= 2200:
        raise _unfit(value, spec, "a day between 1900 and 2200")
    return day


def _number(value: object, spec: FieldSpec) -> Decimal:
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise _unfit(value, spec, "a number") from None
    if isinstance(value, bool | date) or not number.is_finite() or abs(number) > 10**12:
        raise _unfit(value, spec, "a number up to a million millions")
    if number != round(number, 6):
        raise _unfit(value, spec, "a number of at most six decimals")
    if spec.least is not None and spec.most is not None and (
        number % _WHOLE_NUMBER or not spec.least <= number <= spec.most
    ):  # fmt: skip
        raise _unfit(value, spec, f"a whole number from {spec.least} to {spec.most}")
    return number


def _unfit(value: object, spec: FieldSpec, wanted: str) -> InvalidInput:
    return InvalidInput(
        f"{str(value)[:60]!r} is no value of {spec.name!r}: it takes {wanted}.", hint=f"For example: {spec.example}."
    )
