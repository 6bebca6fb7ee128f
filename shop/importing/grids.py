"""A grid: headers and rows of text from a CSV file or a sheet, before anyone knows which table it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from shop.importing.contract import RawRow
from shop.importing.exports import flat_meaning, is_total, table_meaning
from shop.importing.tables import TABLES

MOST_COLUMNS = 1_000
"""No export has more; 20,000 rows of them are looked at together."""
NO_VALUE = "\x00"
"""Stands for a formula without a stored value; no other cell of a sheet holds a zero character."""
LAST_ROWS = 5
"""Totals stand among the last rows; further up such a row is one that lacks its id."""


def _no_rows() -> Iterator[RawRow]:
    return iter(())


class Grid(NamedTuple):
    """`rows` starts a new reading each time. `table` is what the file's or sheet's name speaks of, if anything.

    `problem` says why nothing can be read; `first_day` is day 0 of dates that are mere numbers (sheets only).
    """

    file: str
    table: str
    headers: tuple[str, ...]
    rows: Callable[[], Iterator[RawRow]] = _no_rows
    problem: RawRow | None = None
    first_day: date | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def broken(cls, file: str, reason: str, detail: str = "") -> Grid:
        """Return a grid that says why the file or sheet cannot be read."""
        return cls(file, "", (), problem=RawRow(0, [detail] if detail else [], reason))


def find_header(rows: Sequence[Sequence[str]], table: str) -> int | None:
    """Return the place of the header among the first rows: the row with most known headers, else the first with two
    different cells; None when there is neither. Titles above it repeat one text or hold a single cell."""
    best, most = None, 1 if not table else 0
    for place, cells in enumerate(rows):
        known = len({cell for cell in cells if cell and _known(cell, table)})
        if known > most:
            best, most = place, known
    if best is not None:
        return best
    return next((place for place, cells in enumerate(rows) if len({cell for cell in cells if cell}) > 1), None)


def _known(cell: str, table: str) -> bool:
    if len(cell) > 40:
        return False
    meaning = flat_meaning(cell)
    if meaning.target or meaning.unused:
        return True
    return any(table_meaning(known.name, cell).target for known in TABLES if table in ("", known.name))


def without_totals(rows: Iterator[RawRow]) -> Iterator[RawRow]:
    """Mark the rows at the end that add up the others, so that they are reported and not read as data."""
    held: deque[RawRow] = deque()
    for row in rows:
        held.append(row)
        if len(held) > LAST_ROWS:
            yield held.popleft()
    for row in held:
        first = next((cell for cell in row.cells if cell.strip()), "")
        yield row._replace(problem="total_row") if not row.problem and is_total(first) else row
