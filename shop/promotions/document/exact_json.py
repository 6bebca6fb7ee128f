"""JSON read exactly: numbers as Decimal, no NaN, no key twice, no depth that nobody can read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

DEEPEST = 60


def read_json(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON value of `text`; raises ValueError saying what is wrong."""
    try:
        document = json.loads(
            text.lstrip("\ufeff"), parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _too_deep(document):
        raise ValueError(f"nested more than {DEEPEST} times")
    return document


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not a number")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"the key {next(name for name in names if names.count(name) > 1)!r} stands there twice")
    return found


def _too_deep(document: object) -> bool:
    layer, depth = [document], 0
    while layer and depth <= DEEPEST:
        inner: list[object] = []
        for value in layer:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        layer, depth = inner, depth + 1
    return bool(layer)
