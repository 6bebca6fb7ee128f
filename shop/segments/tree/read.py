"""Reads a tree from JSON text that may be hostile: limits are checked before anything recurses into it.

Refused with a clear sentence: text over 256 KB, nesting beyond any valid tree, keys given twice, NaN and Infinity,
more than 200 conditions or 8 levels of them, and whatever the types of nodes.py do not allow.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from shop.errors import InvalidInput
from shop.segments.tree.nodes import Node
from shop.segments.tree.walk import depth, nodes

MOST_BYTES = 256 * 1024
MOST_NODES = 200
DEEPEST = 8
DEEPEST_BRACKETS = 40
"""A level of conditions takes two brackets; a valid tree stays well below, a JSON parser never gets deep enough."""
_SHOWN = 60


@cache
def adapter() -> TypeAdapter[Node]:
    """Return the validator of trees."""
    return TypeAdapter(Node)


def read_tree(text: str | bytes) -> Node:
    """Read a tree; raises InvalidInput that says what is wrong and where. Fields are checked by fields/check.py."""
    document = _decoded(text)
    _refuse_nesting(document)
    try:
        json.loads(document, object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except InvalidInput:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"The segment is not JSON: {str(error)[:_SHOWN]}.") from error
    try:
        tree = adapter().validate_json(document)
    except ValidationError as error:
        raise _explained(error) from error
    check_size(tree)
    return tree


def write_tree(tree: Node) -> str:
    """Return the tree as JSON, defaults left out, in the order of the fields."""
    return json.dumps(as_data(tree), ensure_ascii=False)


def as_data(tree: Node) -> dict[str, Any]:
    """Return the tree as plain JSON data, `kind` first and defaults left out."""
    data = adapter().dump_python(tree, mode="json", exclude_defaults=True)
    return _with_kinds(tree, data)


def check_size(tree: Node) -> None:
    """Raise InvalidInput for a tree of too many conditions or levels."""
    levels, count = depth(tree), sum(1 for _ in nodes(tree))
    if levels > DEEPEST:
        raise InvalidInput(f"The segment has {levels} levels of conditions; at most {DEEPEST} are read.")
    if count > MOST_NODES:
        raise InvalidInput(f"The segment has {count} conditions; at most {MOST_NODES} are read.")


def _with_kinds(node: Node, data: dict[str, Any]) -> dict[str, Any]:
    """Put `kind` back, which is a default of every node and window."""
    from shop.segments.tree.walk import children

    whole: dict[str, Any] = {"kind": node.kind, **data}
    inside = [_with_kinds(child, part) for child, part in zip(children(node), _parts(data.get("of")), strict=True)]
    if inside:
        whole["of"] = inside[0] if isinstance(data["of"], dict) else inside
    window = getattr(node, "within", None)
    if window is not None:
        whole["within"] = {"kind": window.kind, **data["within"]}
    return whole


def _parts(of: object) -> list[dict[str, Any]]:
    if isinstance(of, dict):
        return [of]
    return list(of) if isinstance(of, list | tuple) else []


def _decoded(text: str | bytes) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise InvalidInput(f"The segment is {size:,} bytes long; at most {MOST_BYTES:,} are read.")
    try:
        document = text.decode("utf-8") if isinstance(text, bytes) else text
        document.encode("utf-8")
    except UnicodeError as error:
        raise InvalidInput("The segment is not text in UTF-8.") from error
    return document.removeprefix("\ufeff")


def _refuse_nesting(document: str) -> None:
    """Count brackets outside of texts, without recursion."""
    deep, quoted, escaped = 0, False, False
    for sign in document:
        if quoted:
            quoted = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            quoted = True
        elif sign in "[{":
            deep += 1
            if deep > DEEPEST_BRACKETS:
                raise InvalidInput(f"The segment is nested too deep; at most {DEEPEST} levels of conditions are read.")
        elif sign in "]}":
            deep -= 1


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InvalidInput(f"The key {key[:_SHOWN]!r} is given twice in one object.")
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise InvalidInput(f"{name} is not a number that a segment can use.")


def _explained(error: ValidationError) -> InvalidInput:
    """Turn the first finding into a sentence with its place and the nearest valid words."""
    first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    expected = [word.strip("' ") for word in str(context.get("expected_tags") or context.get("expected") or "").replace(
        " or ", ", ").split(",")]  # fmt: skip
    asked = str(context.get("tag") or first.get("input") or "")[:_SHOWN]
    near = difflib.get_close_matches(asked, [word for word in expected if word], n=3, cutoff=0.4)
    hint = f"Nearest: {', '.join(near)}." if near else "`copilot segment schema` prints what a segment may contain."
    return InvalidInput(f"{_message(first['msg'])}.", where=_path(first["loc"]), hint=hint)


def _message(text: str) -> str:
    return text.removeprefix("Value error, ").rstrip(".")[:600]


def _path(location: Iterable[int | str]) -> str:
    """Return the place as a JSON path; the names of union members are no part of the document."""
    path = "$"
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part in _KEYS:
            path += f".{part}"
    return path


_KEYS = frozenset((
    "of", "event", "op", "times", "within", "where", "field", "value", "measure", "percent", "lowest", "r", "f", "m",
    "cells", "stages", "channel", "state", "by", "product", "name", "salt", "start", "end", "which", "n", "unit",
    "least", "most", "first", "offset", "weekday", "reason", "kind",
))  # fmt: skip
