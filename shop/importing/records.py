"""Turns the lines of a CSV file into rows, and survives what breaks others: open quotes, endless lines, odd widths."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator

from shop.importing.contract import RawRow
from shop.importing.decode import LINE_LIMIT, Line

DELIMITERS = (",", ";", "\t", "|")
LINES_PER_ROW = 200
"""A quoted cell may hold line breaks, but not more than this; beyond it the quote was never closed."""
LONGEST_CELL = 100_000
"""Characters handed on of a cell: more than any column keeps, so the report still says that it was too long."""
_AS_TEXT = re.compile(r"""\A(?:="([^"]*)"|'(\+?\d[\d .\-]*))\Z""")
"""How exports tell a spreadsheet that a number is a text: ="0012", or '0012."""


def sniff(head: list[str]) -> str:
    """Return the delimiter of a file from its first lines: the one that splits the header most, evenly after it."""
    best, most = ",", 0
    for delimiter in DELIMITERS:
        widths = [len(cells) for cells in (_cells(line, delimiter) for line in head) if cells]
        if not widths or widths[0] < 2:
            continue
        even = sum(width == widths[0] for width in widths) / len(widths)
        score = widths[0] * (2 if even > 0.5 else 1)
        if score > most:
            best, most = delimiter, score
    return best


def _cells(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of a text that is one complete row, or None when a quote stays open or the form is broken."""
    csv.field_size_limit(LINE_LIMIT)
    try:
        rows = list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if rows else []


def _is_open(text: str, delimiter: str) -> bool:
    """Return whether one more quotation mark would complete the text; otherwise no further line can."""
    return _cells(text + '"', delimiter) is not None


def _loose_cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line whose quotes are not doubled as they should be, when they pair up all the same."""
    if line.count('"') % 2:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


class Records:
    """Iterates over the rows of one file, the header first; `width`, once set, is that of the others."""

    def __init__(self, source: Iterator[Line], delimiter: str) -> None:
        self._source = source
        self._back: deque[Line] = deque()
        self.delimiter = delimiter
        self.width = 0

    def __iter__(self) -> Iterator[RawRow]:
        delimiter = self.delimiter
        while (line := self._next()) is not None:
            if line.cut or '"' in line.text:
                row = self._row(line)
            else:
                row = RawRow(line.number, line.text.rstrip("\r\n").split(delimiter))
            if len(line.text) > LONGEST_CELL and not row.problem:
                row = RawRow(row.number, [cell[:LONGEST_CELL] for cell in row.cells])
            if ("'" in line.text or '="' in line.text) and not row.problem:
                row = RawRow(row.number, [_AS_TEXT.sub(r"\1\2", cell) for cell in row.cells])
            if row.problem or any(row.cells):
                yield row

    def _next(self) -> Line | None:
        return self._back.popleft() if self._back else next(self._source, None)

    def _row(self, line: Line) -> RawRow:
        if line.cut:
            return RawRow(line.number, [line.text], "line_too_long")
        cells = _cells(line.text, self.delimiter)
        if cells is None:
            cells = self._joined(line)
        if cells is None:
            cells = _loose_cells(line.text.rstrip("\r\n"), self.delimiter)
            if not cells or len(cells) != self.width:
                return RawRow(line.number, [line.text[:200]], "unbalanced_quote")
        return RawRow(line.number, cells)

    def _joined(self, first: Line) -> list[str] | None:
        """Add lines until the quotes close; give them back when they do not, or close into a row of another width."""
        taken: list[Line] = []
        text = first.text
        hopeful = _is_open(text, self.delimiter)
        while hopeful and len(taken) < LINES_PER_ROW and len(text) < LINE_LIMIT:
            line = self._next()
            if line is None:
                break
            taken.append(line)
            text += line.text
            if '"' not in line.text:
                continue
            cells = _cells(text, self.delimiter)
            if cells is not None and len(cells) == (self.width or len(cells)):
                return cells
            hopeful = cells is None and _is_open(text, self.delimiter)
        self._back.extendleft(reversed(taken))
        return None
