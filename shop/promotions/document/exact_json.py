"""JSON read exactly: numbers as Decimal, no NaN, no key twice, no half characters, no depth that nobody can read."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

DEEPEST = 60
_HALVES = re.compile(r"\\u[dD][89a-fA-F]")
"""Escapes of the halves of a character; a pair of them is one, one alone is none."""


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
    if _HALVES.search(text):
        _check_characters(document)
    return document


def _check_characters(document: object) -> None:
    try:
        json.dumps(document, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{error.object[error.start]!a} is half of a character") from None


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
