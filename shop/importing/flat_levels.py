"""Whether an amount of a file with a row per line belongs to the order or to the line.

An amount of the order stands in each of its rows, or in the first only; one of the line differs from row to row.
Getting this wrong multiplies an order's total by its lines, so the orders of several lines decide, by what they show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import islice, pairwise
from typing import NamedTuple

from shop.importing.numbers import number_reader, uses_decimal_comma
from shop.importing.reading import Unreadable

ROWS_TO_JUDGE = 20_000
AMOUNTS = ("orders.total", "orders.discount", "orders.shipping", "orders.refunded")
CENT = Decimal("0.01")


class FlatRow(NamedTuple):
    """One row of a flat file: its number and its cells by meaning."""

    number: int
    cells: dict[str, str]

    def get(self, target: str) -> str:
        """Return the cell of a meaning, stripped; empty when the file has none."""
        return self.cells.get(target, "").strip()


class Levels(NamedTuple):
    """Which amounts are the line's; whether an empty order id means the order above; decimal commas per column."""

    of_lines: frozenset[str]
    filled_once: bool
    commas: frozenset[str]

    def amount(self, row: FlatRow, target: str) -> Decimal | None:
        """Read an amount; None when there is none or it cannot be read."""
        return _reader(target in self.commas)(row.get(target))


def judge(rows: Iterable[FlatRow]) -> Levels:
    """Look at the first rows of a file."""
    sample = list(islice(rows, ROWS_TO_JUDGE))
    ids = [row.get("orders.order_id") for row in sample]
    repeated = any(one and one == other for one, other in pairwise(ids))
    filled_once = not repeated and bool(ids) and bool(ids[0]) and "" in ids
    commas = frozenset(
        target
        for target in (*AMOUNTS, "order_lines.unit_price", "order_lines.quantity")
        if uses_decimal_comma([row.get(target) for row in sample])
    )
    levels = Levels(frozenset(), filled_once, commas)
    orders = [group for group in _orders(sample, filled_once) if len(group) > 1]
    return levels._replace(of_lines=frozenset(target for target in AMOUNTS if _of_lines(levels, target, orders)))


def _orders(sample: Sequence[FlatRow], filled_once: bool) -> list[list[FlatRow]]:
    groups: dict[str, list[FlatRow]] = {}
    order = ""
    for row in sample:
        order = row.get("orders.order_id") or (order if filled_once else "")
        if order:
            groups.setdefault(order, []).append(row)
    return list(groups.values())


def _of_lines(levels: Levels, target: str, orders: Sequence[Sequence[FlatRow]]) -> bool:
    votes = [_vote(levels, target, rows) for rows in orders]
    return votes.count("line") > votes.count("order")


def _vote(levels: Levels, target: str, rows: Sequence[FlatRow]) -> str:
    """Return what one order of several lines shows: line, order, or nothing."""
    values = [levels.amount(row, target) for row in rows]
    first, others = values[0], values[1:]
    if first is None or not any(values):
        return ""
    if all(value is None for value in others):
        return "order"
    if any(value != first for value in others):
        return "line"
    return "line" if target == "orders.total" and _equal_lines(levels, first, rows) else "order"


def _equal_lines(levels: Levels, value: Decimal, rows: Sequence[FlatRow]) -> bool:
    """Return whether each line costs exactly `value`: equal lines, each with its own amount."""
    for row in rows:
        price, count = levels.amount(row, "order_lines.unit_price"), levels.amount(row, "order_lines.quantity")
        if price is None or count is None or abs(price * count - value) >= CENT:
            return False
    return True


def _reader(comma: bool) -> Callable[[str], Decimal | None]:
    read = number_reader(comma)

    def amount(cell: str) -> Decimal | None:
        try:
            return read(cell)
        except Unreadable:
            return None

    return amount
