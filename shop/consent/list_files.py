"""Lists that people hand over: ids, addresses, statements. One value per line, or a CSV file with known headers.

Read like the files of an import (UTF-8, GB18030, Windows-1252; comma, semicolon, tab), row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from shop.errors import InvalidInput
from shop.importing.csv_files import Head, read_head
from shop.importing.decode import lines
from shop.importing.headers import column_for, plain
from shop.importing.records import Records
from shop.importing.tables import table_named

_PROBLEMS = {
    "empty_file": "The file is empty.",
    "not_text": "The file is no text: {detail}.",
    "unreadable_file": "The file cannot be read: {detail}.",
    "unbalanced_quote": "The header has a quote that is never closed.",
}
_PERSON = ("customer_id", "email", "phone", "wecom_id")
"""Columns of customers.csv, with all their aliases, that name a person here too."""
_HOUSEHOLDS = ("household_key", "household_id", "household")

Names = Mapping[str, tuple[str, ...]]
"""column -> the headers that mean it, beside those of customers.csv for ids and addresses."""


class ListRow(NamedTuple):
    """One row: its line in the file, the cells of the known columns, and what makes it unusable."""

    number: int
    cells: dict[str, str]
    problem: str = ""


class ListFile:
    """One file. `columns` are those found, in order; an unknown header is an empty text. Opening reads the header."""

    def __init__(self, path: Path, names: Names, single: str) -> None:
        """Look at the header; a file of one column without a known header is a list of `single`.

        Raises InvalidInput where the file cannot be read as a list.
        """
        self.path = path
        self._head = _usable_head(path)
        self.columns = tuple(_meaning(header, names) for header in self._head.headers)
        self.headless = not any(self.columns)
        if self.headless and len(self.columns) > 1:
            known = ", ".join([single, *(name for name in names if name != single)])
            raise InvalidInput(
                f"None of the columns {', '.join(map(repr, self._head.headers[:10]))} is known.",
                where=str(path), hint=f"Give one {single} per line, or a header with: {known}.",
            )  # fmt: skip
        if self.headless:
            self.columns = (single,)

    def __iter__(self) -> Iterator[ListRow]:
        encoding = self._head.encoding.name
        with self.path.open(encoding=encoding, errors="replace", newline="") as handle:
            records = Records(lines(handle), self._head.delimiter)
            started = self.headless
            for row in records:
                if not started:
                    # Excel's line `sep=;` may stand before the header.
                    started = tuple(cell.strip() for cell in row.cells) == self._head.headers
                    records.width = len(self.columns) if started else 0
                elif not _is_separator_line(row.number, row.cells):
                    yield self._row(row.number, row.cells, row.problem)

    def _row(self, number: int, cells: list[str], problem: str) -> ListRow:
        if not problem and any(cell.strip() for cell in cells[len(self.columns) :]):
            problem = "too_many_cells"
        named = zip(self.columns, cells, strict=False)
        return ListRow(number, {name: cell.strip() for name, cell in named if name}, problem)


def _usable_head(path: Path) -> Head:
    head = read_head(path)
    if head.problem:
        message = _PROBLEMS[head.problem].format(detail=head.encoding.problem)
        raise InvalidInput(message, where=str(path), hint="Save it as CSV or text in UTF-8.")
    return head


def _meaning(header: str, names: Names) -> str:
    word = plain(header)
    for column, headers in names.items():
        if word in {plain(name) for name in (column, *headers)}:
            return column
    if word in {plain(name) for name in _HOUSEHOLDS}:
        return "customer_id"
    found = column_for(table_named("customers"), header)
    return found if found in _PERSON else ""


def _is_separator_line(number: int, cells: list[str]) -> bool:
    return number == 1 and len(cells) <= 2 and cells[0].casefold().startswith("sep=")
