"""One CSV file as another system exports it: its headers, and its rows as often as they are asked for.

It knows no table of the contract: an adapter picks cells by the export's own headers and builds the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from shop.importing.contract import RawRow
from shop.importing.csv_files import read_head, read_rows
from shop.importing.headers import plain

Cell = Callable[[Sequence[str]], str]
"""Takes a row's cells and returns one of them, without outer space."""

_GUARDED = re.compile(r"'(?=[+=@\d-])")
_SHOWN_HEADERS = 12


class Export:
    """A file of an export. Creating the object reads its beginning; nothing raises for what the file holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.head = read_head(path)
        self._places = {plain(header): place for place, header in reversed(list(enumerate(self.head.headers)))}

    def has(self, *headers: str) -> bool:
        """Return whether the file has all of these headers, whatever their case and punctuation."""
        return all(plain(header) in self._places for header in headers)

    def cell(self, *headers: str) -> Cell:
        """Return a function from a row's cells to the first of these columns that is filled (empty: none is)."""
        places = [self._places[plain(header)] for header in headers if plain(header) in self._places]

        def read(cells: Sequence[str]) -> str:
            return next((text for place in places if (text := unguarded(cells[place]))), "")

        return read

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows below the header; those of another width say so in `problem`."""
        if self.head.problem:
            yield RawRow(0, [self.head.encoding.problem], self.head.problem)
            return
        width = len(self.head.headers)
        for row in read_rows(self.path, self.head):
            if row.problem or len(row.cells) == width:
                yield row
            else:
                yield row._replace(problem="too_few_cells" if len(row.cells) < width else "too_many_cells")

    def sound_rows(self) -> Iterator[RawRow]:
        """Yield the rows without a problem: for a second reading of a file whose problems are already reported."""
        return (row for row in self.rows() if not row.problem)

    def notes(self, known: Sequence[str]) -> Iterator[str]:
        """Yield sentences for people: how the file was decoded, and which of its columns are not in `known`."""
        if self.head.encoding.note:
            yield f"{self.name}: {self.head.encoding.note}."
        wanted = {plain(header) for header in known}
        others = [header[:60] for header in self.head.headers if header and plain(header) not in wanted]
        if others:
            more = f" and {len(others) - _SHOWN_HEADERS} more" if len(others) > _SHOWN_HEADERS else ""
            yield f"{self.name}: columns not used: {', '.join(others[:_SHOWN_HEADERS])}{more}."


def unguarded(cell: str) -> str:
    """Return the cell without outer space and without the apostrophe that keeps spreadsheets from counting it."""
    text = cell.strip()
    return text[1:] if _GUARDED.match(text) else text


def find_exports(folder: Path, pattern: str) -> list[Export]:
    """Return the CSV files of the folder whose name matches the regular expression, in the order of their names."""
    named = re.compile(pattern, re.IGNORECASE)
    return [Export(path) for path in csv_files(folder) if named.fullmatch(path.name)]


def csv_files(folder: Path) -> list[Path]:
    """Return the CSV files of the folder in the order of their names."""
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix.casefold() == ".csv"]
