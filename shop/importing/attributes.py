"""Reads the specification of a product: `weight: 1.2 kg; material: nylon`, or a JSON object."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from shop.importing.texts import one_line
from shop.types.product import Attribute

MOST_ATTRIBUTES = 60
LONGEST_LABEL = 80
LONGEST_VALUE = 500
"""Characters of a name and of a value: a specification is looked up, not read."""
_NUMBER = re.compile(r"(-?\d{1,12}(?:\.\d{1,4})?)\s*([A-Za-zµ°%\"'²³/·\u4e00-\u9fff][^\s\d,]{0,9})?")


def parse_attributes(cell: str) -> list[Attribute]:
    """Return the lines of a specification in their order, at most 60; parts without a name are skipped."""
    pairs = _from_json(cell) if cell.lstrip().startswith("{") else None
    if pairs is None:
        pairs = [(name, value) for name, _, value in map(_parted, re.split(r"[;；\n|]", cell))]
    found = [_attribute(name.strip(), value) for name, value in pairs if name.strip() and value not in ("", None)]
    return [item for item in found if item.name][:MOST_ATTRIBUTES]


def _parted(part: str) -> tuple[str, str, str]:
    return part.replace("：", ":", 1).partition(":")


def _from_json(cell: str) -> list[tuple[str, Any]] | None:
    try:
        document = json.loads(cell, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    return [(str(name), value) for name, value in document.items()]


def _attribute(stated: str, value: Any) -> Attribute:  # noqa: ANN401 - whatever a JSON object holds
    label = one_line(stated, LONGEST_LABEL)
    name = re.sub(r"[\W_]+", "_", label.casefold()).strip("_") or label
    if isinstance(value, dict):
        number, unit = _decimal(value.get("number")), one_line(str(value.get("unit") or ""), LONGEST_LABEL)
        text = "" if number is not None else one_line(str(value.get("text") or ""), LONGEST_VALUE)
        shown = one_line(str(value.get("label") or ""), LONGEST_LABEL) or label
        return Attribute(name=name, label=shown, number=number, unit=unit, text=text)
    if isinstance(value, list):
        return Attribute(name=name, label=label, text=one_line(", ".join(map(str, value)), LONGEST_VALUE))
    if isinstance(value, bool):
        return Attribute(name=name, label=label, text="yes" if value else "no")
    text = one_line(str(value), LONGEST_VALUE)
    match = _NUMBER.fullmatch(text)
    if match:
        return Attribute(name=name, label=label, number=Decimal(match[1]), unit=(match[2] or "").strip())
    return Attribute(name=name, label=label, text=text)


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number.quantize(Decimal("0.0001")) if number.is_finite() and abs(number) < 10**12 else None
