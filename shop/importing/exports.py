"""The words of shop systems' exports (exports.yaml): what a header, a sheet's name or a first cell means."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from shop.importing.headers import column_for, plain
from shop.importing.tables import Table, table_named

_UNIT = re.compile(r"[(（\[【][^)）\]】]{0,8}[)）\]】]\s*$")
_TOTAL = re.compile(r"\s*([^\d:：]{1,12}?)\s*(?:[:：\d].{0,40})?\s*")


class Meaning(NamedTuple):
    """What a header is taken for: columns joined by `+` (empty: not used), whether that is sure, and why not used."""

    target: str = ""
    sure: bool = True
    unused: str = ""


NOTHING = Meaning()


@cache
def _data() -> dict[str, Any]:
    import yaml

    text = resources.files("shop.importing").joinpath("exports.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


@cache
def _meanings(group: str) -> dict[str, Meaning]:
    """Return header -> meaning of one table, or of the flat files."""
    entries = _data()["flat"] if group == "flat" else _data()["tables"].get(group, {})
    found: dict[str, Meaning] = {}
    for sure in (True, False):
        for target, words in entries.items():
            for word in words.get("sure" if sure else "likely", ()):
                found.setdefault(plain(word), Meaning(target, sure))
    return found


@cache
def _unused() -> dict[str, str]:
    return {plain(word): why for why, words in _data()["unused"].items() for word in words}


@cache
def flat_order() -> tuple[str, ...]:
    """Return the meanings that a flat file's columns may have."""
    return tuple(_data()["flat"])


def preference(target: str, header: str) -> int:
    """Return the place of a header among those of a flat file's meaning: of two, the smaller one is taken."""
    entry = _data()["flat"].get(target, {})
    words = [plain(word) for sure in ("sure", "likely") for word in entry.get(sure, ())]
    names = [plain(header), plain(_UNIT.sub("", header))]
    return min((words.index(name) for name in names if name in words), default=len(words))


_OF_ORDERS = {
    "order_id": "orders.order_id",
    "placed_at": "orders.placed_at",
    "customer_id": "customers.customer_id",
}
"""What the contract's names for an order's columns mean in a flat file."""


def flat_meaning(header: str) -> Meaning:
    """Return what a header means in a file that holds several tables together."""
    told = _with_unit(header, _meanings("flat"))
    column = "" if told.target or told.unused else column_for(table_named("orders"), header)
    return Meaning(_OF_ORDERS[column], sure=False) if column in _OF_ORDERS else told


def table_meaning(table: str, header: str) -> Meaning:
    """Return what a header means in a file of one table: the contract's names first, then those of exports."""
    known: Table = table_named(table)
    told = _with_unit(header, _meanings(table))
    # A header that gives two columns says more than the contract's alias for one of them.
    if "+" in told.target:
        return told
    column = column_for(known, header) or column_for(known, _UNIT.sub("", header))
    return Meaning(column) if column else told


def _with_unit(header: str, meanings: dict[str, Meaning]) -> Meaning:
    name = plain(header)
    if name in meanings:
        return meanings[name]
    if name in _unused():
        return Meaning(unused=_unused()[name])
    return meanings.get(plain(_UNIT.sub("", header)), NOTHING)


def named_table(name: str) -> str:
    """Return the table that the name of a sheet or file speaks of, or an empty text."""
    words = name.casefold()
    for table, parts in _data()["names"].items():
        if any(part in words for part in parts):
            return str(table)
    return ""


def is_total(cell: str) -> bool:
    """Return whether a row that begins with this cell adds up the others: 合计, 总计:12, Total."""
    match = _TOTAL.fullmatch(cell) if cell and len(cell) <= 60 else None
    return match is not None and match[1].strip().casefold() in _data()["totals"]
