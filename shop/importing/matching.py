"""Finds out what a grid is: a table of the contract, or several together, and what each header means.

A person's map is believed where it speaks. A guess says how sure it is; what it is not sure of stands in the notes
until a map confirms it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shop.errors import InvalidInput
from shop.importing.dates import moment_reader
from shop.importing.exports import NOTHING, Meaning, flat_meaning, flat_order, preference, table_meaning
from shop.importing.grids import NO_VALUE, Grid
from shop.importing.headers import plain
from shop.importing.numbers import number_reader
from shop.importing.reading import Unreadable
from shop.importing.tables import TABLES, Column, table_named
from shop.importing.xlsx_cells import serial_date

FLAT = "flat"
TABLE_KEY = "@table"
"""The entry of a map that names the table of a file: one of the contract's, or `flat`."""
ROWS_TO_TRY = 200
NOTES_PER_FILE = 20

_ORDERS = ("orders.order_id", "orders.placed_at")
_LINES = ("orders.order_id", "order_lines.quantity")
_ITEM = ("products.product_id", "products.name")
_BUYER = ("customers.email", "customers.phone", "customers.wecom_id")
_IDENTITY = frozenset(("wecom_id", "phone", "email"))


class Match(NamedTuple):
    """What a grid is (`table` empty: nothing known), what each header means, and sentences about it."""

    table: str
    meanings: tuple[Meaning, ...]
    notes: tuple[str, ...] = ()


def match(grid: Grid, mapping: Mapping[str, str] | None) -> Match:
    """Return what the grid is taken for; raises InvalidInput where the map names what does not exist."""
    stated = {header: target for header, target in (mapping or {}).items() if header != TABLE_KEY}
    table = _stated_table(grid, mapping) or _guessed_table(grid, stated)
    if not table:
        note = f"{grid.file}: fits no table and was not read; name its table in a map file ({TABLE_KEY}: orders)."
        return Match("", tuple(NOTHING for _ in grid.headers), (note,))
    wanted = [_meaning(grid, table, header, stated) for header in grid.headers]
    meanings = _doubted(grid, table, _settled(table, grid.headers, wanted))
    return Match(table, meanings, tuple(_notes(grid, table, meanings, wanted, stated)))


def is_identified(table: str, columns: Set[str]) -> bool:
    """Return whether the rows are customers who can be known without an id of their own."""
    return table == "customers" and bool(_IDENTITY & columns)


def _stated_table(grid: Grid, mapping: Mapping[str, str] | None) -> str:
    table = (mapping or {}).get(TABLE_KEY, "")
    known = [FLAT, *(table.name for table in TABLES)]
    if table and table not in known:
        raise InvalidInput(f"{grid.file}: the map names the unknown table {table!r}.", hint=f"Known: {known}.")
    return table


def _guessed_table(grid: Grid, stated: Mapping[str, str]) -> str:
    if _is_flat(grid, stated):
        return FLAT
    best, most = "", 0
    for table in TABLES:
        found = _found(table.name, grid.headers, stated)
        fits = all(column.name in found for column in table.columns if column.required)
        fits = fits or (is_identified(table.name, found) and len(found) > 1)
        score = len(found) + (100 if table.name == grid.table else 0)
        if fits and score > most:
            best, most = table.name, score
    return best or grid.table


def _is_flat(grid: Grid, stated: Mapping[str, str]) -> bool:
    """Return whether rows belong to more than one table: orders with their lines, lines that name their products, or
    orders whose buyers are known by their contacts alone."""
    named = {stated.get(header) or flat_meaning(header).target for header in grid.headers}
    orders, lines = set(_ORDERS) <= named, set(_LINES) <= named
    if lines and orders:
        return any(item in named for item in _ITEM)
    if lines:
        return "products.name" in named
    buyers = orders and any(contact in named for contact in _BUYER)
    by_contract = grid.file.casefold() == "orders.csv" and "customer_id" in _found("orders", grid.headers, stated)
    return buyers and not by_contract


def _found(table: str, headers: Sequence[str], stated: Mapping[str, str]) -> set[str]:
    """Return the columns of a table that the headers give, without language or currency suffix."""
    targets = [stated[header] if header in stated else table_meaning(table, header).target for header in headers]
    columns = (table_named(table).column(name) for target in targets for name in target.split("+") if name)
    return {column.name for column in columns if column is not None}


def _meaning(grid: Grid, table: str, header: str, stated: Mapping[str, str]) -> Meaning:
    if header not in stated:
        return flat_meaning(header) if table == FLAT else table_meaning(table, header)
    for name in stated[header].split("+") if stated[header] else ():
        known = flat_order() if table == FLAT else [column.name for column in table_named(table).columns]
        if name not in known and (table == FLAT or table_named(table).column(name) is None):
            raise InvalidInput(
                f"{grid.file}: the map sends {header!r} to the unknown column {name!r}.",
                hint=f"Known: {', '.join(known)}.",
            )
    return Meaning(stated[header])


def _settled(table: str, headers: Sequence[str], wanted: Sequence[Meaning]) -> tuple[Meaning, ...]:
    """Let each target keep one header: the surer one, of two flat ones the earlier known, of two equals the first."""
    owners: dict[str, int] = {}
    for place, meaning in enumerate(wanted):
        if not meaning.target:
            continue
        best = owners.setdefault(meaning.target, place)
        if _rank(table, headers, wanted, place) < _rank(table, headers, wanted, best):
            owners[meaning.target] = place
    return tuple(
        meaning if not meaning.target or owners[meaning.target] == place else NOTHING
        for place, meaning in enumerate(wanted)
    )


def _rank(table: str, headers: Sequence[str], wanted: Sequence[Meaning], place: int) -> tuple[int, int, int]:
    target, sure, _ = wanted[place]
    exact = plain(headers[place]) != plain(target)
    return int(not sure), preference(target, headers[place]) if table == FLAT else int(exact), place


def _doubted(grid: Grid, table: str, meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """Take back the certainty about columns of numbers and dates whose cells are mostly neither."""
    rows = [row.cells for row in islice(grid.rows(), ROWS_TO_TRY) if not row.problem]
    doubted = []
    for place, meaning in enumerate(meanings):
        column = column_of(table, meaning.target)
        cells = [row[place] for row in rows if place < len(row) and row[place].strip() and row[place] != NO_VALUE]
        fits = column is None or not cells or _fits(grid, column, cells)
        doubted.append(meaning if fits else meaning._replace(sure=False, unused="its cells do not look like it"))
    return tuple(doubted)


def column_of(table: str, target: str) -> Column | None:
    """Return the contract's column behind a target; None for none, and for what only flat files have."""
    if not target:
        return None
    owner, _, name = target.rpartition(".") if table == FLAT else (table, "", target.partition("+")[0])
    return table_named(owner).column(name)


def _fits(grid: Grid, column: Column, cells: Sequence[str]) -> bool:
    if column.kind in ("date", "moment"):
        read_date = moment_reader(ZoneInfo("UTC"))
        if grid.first_day is not None:
            cells = [serial_date(cell, grid.first_day) for cell in cells]
        return 2 * sum(_readable(read_date, cell) for cell in cells) >= len(cells)
    if column.kind in ("int", "money", "number"):
        return 2 * sum(_readable(number_reader(), cell) for cell in cells) >= len(cells)
    return True


def _readable(read: Callable[[str], object], cell: str) -> bool:
    try:
        read(cell)
    except Unreadable:
        return False
    return True


def _notes(
    grid: Grid, table: str, meanings: Sequence[Meaning], wanted: Sequence[Meaning], stated: Mapping[str, str]
) -> list[str]:
    notes, unknown, unsure = [], [], []
    for header, meaning, meant in zip(grid.headers, meanings, wanted, strict=True):
        shown = repr(header[:60])
        if header in stated or not header:
            continue
        if meaning.target and not meaning.sure:
            unsure.append(f"{shown} as {meaning.target}" + (f" ({meaning.unused})" if meaning.unused else ""))
        elif meant.target and not meaning.target:
            notes.append(f"{grid.file}: the column {shown} also means {meant.target!r} and was ignored.")
        elif meaning.unused:
            notes.append(f"{grid.file}: the column {shown} was not used: {meaning.unused}.")
        elif not meaning.target:
            unknown.append(shown)
    if table == FLAT:
        notes.append(
            f"{grid.file}: read as several tables together: orders, lines, buyers and products, as far as named."
        )
    missing = [repr(header) for header in stated if header not in grid.headers]
    told = (
        (unsure, "not sure of {}: confirm it in a map file (--map)"), (unknown, "not known and ignored: {}"),
        (missing, "the map speaks of columns that it does not have: {}"),
    )  # fmt: skip
    return notes + [f"{grid.file}: {sentence.format(_some(names))}." for names, sentence in told if names]


def _some(names: Sequence[str]) -> str:
    more = len(names) - NOTES_PER_FILE
    return ", ".join(names[:NOTES_PER_FILE]) + (f" and {more} more" if more > 0 else "")
