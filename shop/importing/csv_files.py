"""Opens one CSV file of the contract: encoding, delimiter, header, rows; what is wrong becomes a row that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from shop.importing.contract import RawRow, RawTable
from shop.importing.decode import Encoding, Line, detect, lines
from shop.importing.exports import named_table
from shop.importing.grids import MOST_COLUMNS, Grid, without_totals
from shop.importing.headers import guess_columns
from shop.importing.records import Records, sniff
from shop.importing.tables import Table

LINES_TO_SNIFF = 20


class Head(NamedTuple):
    """What the beginning of a file tells: its encoding, delimiter and headers; `problem` when it has none."""

    encoding: Encoding
    delimiter: str = ","
    headers: tuple[str, ...] = ()
    problem: str = ""


def read_head(path: Path) -> Head:
    """Look at a file's encoding and header; never raises for what the file holds."""
    try:
        told = path.stat()
    except OSError as error:
        return Head(Encoding("", problem=error.strerror or "it cannot be read"), problem="unreadable_file")
    return _read_head(path, told.st_size, told.st_mtime_ns)


# The encoding is that of the whole file; a large one is asked about several times.
@lru_cache(maxsize=64)
def _read_head(path: Path, size: int, _changed: int) -> Head:
    try:
        if size == 0:
            return Head(Encoding("utf-8"), problem="empty_file")
        encoding = detect(path)
        if encoding.problem:
            return Head(encoding, problem="not_text")
        with path.open(encoding=encoding.name, errors="replace", newline="") as handle:
            first = [line for line in islice(lines(handle), LINES_TO_SNIFF) if line.text.strip()]
    except OSError as error:
        return Head(Encoding("", problem=error.strerror or "it cannot be read"), problem="unreadable_file")
    return _head(encoding, first)


def _head(encoding: Encoding, first: list[Line]) -> Head:
    told = _told_delimiter(first)
    body = first[1:] if told else first
    if not body:
        return Head(encoding, problem="empty_file")
    delimiter = told or sniff([line.text for line in body])
    header = next(iter(Records(iter(body), delimiter)), None)
    if header is None or header.problem:
        return Head(encoding, delimiter, problem="unbalanced_quote" if header else "empty_file")
    if len(header.cells) > MOST_COLUMNS:
        return Head(encoding, delimiter, problem="too_many_columns")
    return Head(encoding, delimiter, tuple(cell.strip() for cell in header.cells))


def _told_delimiter(first: list[Line]) -> str:
    """Return the delimiter of Excel's line `sep=;`."""
    text = first[0].text.strip("\r\n") if first else ""
    return text[4] if text.casefold().startswith("sep=") and len(text) == 5 else ""


def open_table(table: Table, path: Path, mapping: Mapping[str, str] | None, notes: list[str]) -> RawTable:
    """Return the file as a table of the contract; notes about encoding and headers are added to `notes`."""
    head = read_head(path)
    if head.encoding.note:
        notes.append(f"{path.name}: {head.encoding.note}.")
    if head.problem:
        return RawTable(table.name, path.name, (), iter([_trouble(head)]))
    guess = guess_columns(table, path.name, head.headers, mapping)
    notes.extend(guess.notes)
    return RawTable(table.name, path.name, guess.columns, read_rows(path, head))


def csv_grid(path: Path, table: str = "") -> Grid:
    """Return a CSV file as a grid; `table` is what it is by its name, if that is known."""
    head = read_head(path)
    note = (f"{path.name}: {head.encoding.note}.",) if head.encoding.note else ()
    if head.problem:
        return Grid(path.name, table, (), problem=_trouble(head), notes=note)
    table = table or named_table(path.stem)
    return Grid(path.name, table, head.headers, lambda: without_totals(read_rows(path, head)), notes=note)


def _trouble(head: Head) -> RawRow:
    return RawRow(0, [head.encoding.problem], head.problem)


def read_rows(path: Path, head: Head) -> Iterator[RawRow]:
    """Yield the rows below the header of a file whose `head` was read before and has no problem."""
    width = len(head.headers)
    # Files that were put together from several begin anew in the middle, with their byte order mark.
    marks = (head.headers[0], f"\ufeff{head.headers[0]}")
    seen = False
    try:
        with path.open(encoding=head.encoding.name, errors="replace", newline="") as handle:
            for row in islice(_records(lines(handle), head), 1, None):
                seen = True
                # Spreadsheets pad rows with empty cells beyond the header.
                if len(row.cells) > width and not row.problem and not any(row.cells[width:]):
                    yield RawRow(row.number, row.cells[:width])
                elif row.cells[0] in marks and _is_header(row, head):
                    yield row._replace(problem="repeated_header")
                else:
                    yield row
    except OSError as error:
        yield RawRow(0, [error.strerror or "it cannot be read"], "unreadable_file")
    if not seen:
        yield RawRow(0, [], "header_only")


def _is_header(row: RawRow, head: Head) -> bool:
    return tuple(cell.strip("\ufeff \t") for cell in row.cells) == head.headers and any(head.headers)


def _records(source: Iterator[Line], head: Head) -> Iterator[RawRow]:
    first = next(source, None)
    if first is not None and not _told_delimiter([first]):
        source = chain([first], source)
    records = Records(source, head.delimiter)
    for row in records:
        yield row
        records.width = len(head.headers)
