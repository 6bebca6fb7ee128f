"""The table of merge.yaml: what one delivery replaces, and what wins where two sources differ."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Literal

from shop.record import Record


class TableRule(Record):
    """How statements about one table's things are put together; see merge.yaml for the words."""

    unit: tuple[str, ...]
    settle: Literal["row", "field", "whole", "all"]
    fill: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    any: tuple[str, ...] = ()
    earliest: tuple[str, ...] = ()
    union: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


def rule_for(table: str) -> TableRule:
    """Return the rule of a table of the contract."""
    return TableRule.model_validate(_document()["tables"][table])


def identity() -> tuple[str, ...]:
    """Return the columns by which people are joined across sources, the strongest first."""
    return tuple(_document()["identity"])


def told() -> str:
    """Return in words which statement wins."""
    return str(_document()["rule"])


@cache
def _document() -> dict[str, Any]:
    import yaml

    text = resources.files("shop.importing.merge").joinpath("merge.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document
