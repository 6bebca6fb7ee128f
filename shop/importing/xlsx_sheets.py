"""Opens a workbook and hands over its visible sheets as grids of text cells. Formulas are never evaluated.

Uses openpyxl in its read-only mode, after xlsx_guard has looked at the file. Merged cells are filled: to the right
above the data (titles and two-storey headers), downwards in the data (an order merged over its lines); never to the
right there, which would put one value under two headers.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from xml.etree.ElementTree import ParseError

from shop.importing.contract import RawRow
from shop.importing.exports import named_table
from shop.importing.grids import MOST_COLUMNS, NO_VALUE, Grid, find_header, without_totals
from shop.importing.spool import Spool
from shop.importing.xlsx_cells import cell_text
from shop.importing.xlsx_guard import BROKEN_ZIP, inspect
from shop.importing.xlsx_scan import Merge, SheetScan

ROWS_PER_BATCH = 200
LONGEST_CELL = 25_000
"""Characters kept of a cell; more than any column keeps, so that the report still says it was too long."""
ROWS_TO_SEARCH = 30
"""A header stands among the first rows."""

# What openpyxl raises where XML or references are broken; its own errors have no common root.
_BROKEN = (*BROKEN_ZIP, ParseError, KeyError, IndexError, TypeError, AttributeError, OverflowError, ArithmeticError,
           RecursionError, AssertionError)  # fmt: skip


class _Sheet(NamedTuple):
    """One sheet on disk: its rows, its merged ranges, and whether reading stopped early."""

    rows: Spool
    merges: tuple[Merge, ...]
    trouble: str


def read_workbook(path: Path) -> Iterator[Grid]:
    """Yield the grids of a workbook's visible sheets; a file that cannot be read yields one grid that says why."""
    inspection = inspect(path)
    if inspection.reason:
        yield Grid.broken(path.name, inspection.reason, inspection.detail)
        return
    with path.open("rb") as handle:  # opened here, because the library leaves a damaged file open
        try:
            with warnings.catch_warnings():
                # The library warns about styles and extensions, which are not read here.
                warnings.simplefilter("ignore")
                book = _open(handle)
        except _BROKEN as error:
            yield Grid.broken(path.name, "damaged_file", f"{type(error).__name__}: {str(error)[:60]}")
            return
        try:
            yield from _sheets(path, book, inspection.sheets)
        finally:
            book.close()


def _open(handle: BinaryIO) -> Any:  # noqa: ANN401 - the library's read-only sheets have no public type
    from openpyxl import load_workbook

    return load_workbook(handle, read_only=True, data_only=True, keep_links=False)


def _sheets(path: Path, book: Any, scans: dict[str, SheetScan]) -> Iterator[Grid]:  # noqa: ANN401
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    first_day = date(1904, 1, 1) if book.epoch == CALENDAR_MAC_1904 else date(1899, 12, 30)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    notes = tuple(f"{path.name}: the hidden sheet {title[:40]!r} was not read." for title in hidden)
    if not visible:
        yield Grid.broken(path.name, "empty_file", "no visible sheet")._replace(notes=notes)
    for sheet in visible:
        label = path.name if len(book.worksheets) == 1 else f"{path.name} [{sheet.title}]"
        # The only place where the library says which part of the archive a sheet is.
        scan = scans.get(str(sheet._worksheet_path).lstrip("/"), SheetScan())
        name = named_table(sheet.title) or named_table(path.stem)
        yield _grid(label, name, _spooled(sheet, scan), first_day)._replace(notes=notes)
        notes = ()


def _spooled(sheet: Any, scan: SheetScan) -> _Sheet:  # noqa: ANN401
    spool = Spool()
    trouble = ""
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), scan.last_row)
    number = 0
    while True:
        batch: list[tuple[object, ...]] = []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                batch.extend(islice(rows, ROWS_PER_BATCH))
        except _BROKEN as error:
            trouble = f"after row {number}: {type(error).__name__} {str(error)[:60]}"
        for values in batch:
            number += 1
            cells = [cell_text(value)[:LONGEST_CELL].replace(NO_VALUE, "") for value in values[: MOST_COLUMNS + 1]]
            for column in scan.bare.get(number, ()):
                if column <= len(cells):
                    cells[column - 1] = NO_VALUE
            if any(cells):
                spool.add(number, cells)
        if not batch or trouble:
            return _Sheet(spool, tuple(scan.merges), trouble)


def _grid(label: str, table: str, sheet: _Sheet, first_day: date) -> Grid:
    head = [RawRow(number, cells) for number, cells in islice(_filled(sheet, right=True), ROWS_TO_SEARCH)]
    place = find_header([row.cells for row in head], table)
    if place is None:
        if sheet.trouble:
            return Grid.broken(label, "damaged_file", sheet.trouble)
        return Grid.broken(label, "empty_file" if not head else "no_header", "an empty sheet" if not head else "")
    header = head[place]
    headers = tuple(" ".join(cell.replace(NO_VALUE, "").split()) for cell in header.cells)
    while headers and not headers[-1]:
        headers = headers[:-1]
    if len(headers) > MOST_COLUMNS:
        return Grid.broken(label, "too_many_columns", f"more than {MOST_COLUMNS} columns")

    def rows() -> Iterator[RawRow]:
        return without_totals(_data(sheet, header.number, headers))

    return Grid(label, table, headers, rows, first_day=first_day)


def _data(sheet: _Sheet, header: int, headers: tuple[str, ...]) -> Iterator[RawRow]:
    width = len(headers)
    seen = False
    for number, cells in _filled(sheet, right=False):
        if number <= header:
            continue
        seen = True
        row = (cells + [""] * (width - len(cells)))[:width]
        if any(row):
            yield RawRow(number, row)
    if sheet.trouble:
        yield RawRow(0, [sheet.trouble], "unreadable_file")
    elif not seen:
        yield RawRow(0, [], "header_only")


def _filled(sheet: _Sheet, right: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with merged cells filled down, and to the right where asked."""
    waiting = iter(sheet.merges)
    following = next(waiting, None)
    active: list[tuple[Merge, str]] = []
    for number, cells in sheet.rows.rows():
        active = [(merge, text) for merge, text in active if merge.last_row >= number]
        while following is not None and following.first_row <= number:
            if following.first_row == number and following.first_column <= len(cells):
                active.append((following, cells[following.first_column - 1]))
            following = next(waiting, None)
        for merge, text in active:
            last = merge.last_column if right else merge.first_column
            _put(cells, merge.first_column, min(last, MOST_COLUMNS), text)
        yield number, cells


def _put(cells: list[str], first: int, last: int, text: str) -> None:
    cells.extend([""] * (last - len(cells)))
    for column in range(first, last + 1):
        cells[column - 1] = cells[column - 1] or text
