"""Cleans one table column by column in chunks: text cells in, typed columns out, every problem counted."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from shop.importing.columns import Conventions, reader_for
from shop.importing.contract import RawRow, RawTable
from shop.importing.numbers import currency_in
from shop.importing.people import chinese_phone
from shop.importing.quality import Tally
from shop.importing.reading import Reader
from shop.importing.tables import Column, Table, table_named
from shop.importing.treatments import Treatment

ROWS_PER_CHUNK = 20_000
LONG_ROWS_PER_CHUNK = 1_000
"""For tables with long texts, so that a chunk stays some tens of megabytes."""
CHARACTERS_PER_CHUNK = 50_000_000
"""Whatever the tables: cells of a million characters come in files too."""


class ShopDefaults(NamedTuple):
    """What a row means where it does not say: the shop's currency and home country (empty when it has several)."""

    currency: str
    country: str


class CleanChunk(NamedTuple):
    """Rows that can be used: their line numbers, whether a cell was repaired, and values per column name."""

    numbers: list[int]
    mended: list[bool]
    columns: dict[str, list[Any]]


class _Marks:
    """What happened to the rows of one chunk."""

    def __init__(self, count: int) -> None:
        self.lost = [False] * count
        self.mended = [False] * count


class TableCleaner:
    """Reads one RawTable to its end. `read` and `lost` count rows."""

    def __init__(self, raw: RawTable, habits: Conventions, defaults: ShopDefaults, tally: Tally) -> None:
        self.raw = raw
        self.table: Table = table_named(raw.name)
        self.habits = habits
        self.defaults = defaults
        self.tally = tally
        self.known: dict[int, tuple[str, Column]] = {}
        for position, name in enumerate(raw.columns):
            # Names with a suffix become SQL identifiers.
            column = self.table.column(name) if name.isascii() and name.isidentifier() else None
            if column is not None:
                self.known[position] = (name, column)
        self.readers: dict[int, Reader] = {}
        self.read = self.lost = 0

    def chunks(self) -> Iterator[CleanChunk]:
        """Yield the usable rows chunk by chunk."""
        self._missing_columns()
        long = any(column.kind == "html" for column in self.table.columns)
        size = LONG_ROWS_PER_CHUNK if long else ROWS_PER_CHUNK
        while (chunk := self._next(size)) is not None:
            if chunk.numbers:
                yield chunk

    def _next(self, size: int) -> CleanChunk | None:
        """Read and clean the next rows; None at the end."""
        with _no_collection():
            rows = _some(self.raw.rows, size)
            if not rows:
                return None
            sound = self._sound(rows)
            return self._clean(sound) if sound else CleanChunk([], [], {})

    def _missing_columns(self) -> None:
        present = {column.name for _, column in self.known.values()}
        for column in self.table.columns:
            if column.required and column.name not in present and self.raw.columns:
                self.tally.add(self.raw.file, 0, column.name, "missing_column", "", "noted")

    def _sound(self, rows: Sequence[RawRow]) -> list[RawRow]:
        """Set aside the rows whose form is broken."""
        width = len(self.raw.columns)
        if not any(row.problem for row in rows) and {len(row.cells) for row in rows} == {width}:
            self.read += len(rows)
            return list(rows)
        sound = []
        for row in rows:
            if not row.problem and len(row.cells) == width:
                sound.append(row)
            elif row.number == 0:
                self.tally.add(self.raw.file, 0, "", row.problem, "|".join(row.cells), "noted")
            else:
                reason = row.problem or ("too_few_cells" if len(row.cells) < width else "too_many_cells")
                self._drop(row.number, "", reason, self._shown(row.cells))
                self.read += 1
        self.read += len(sound)
        return sound

    def _shown(self, cells: Sequence[str]) -> str:
        """Return a broken row for the report; where any column may be about a person, only how many cells it has."""
        known = [self.known.get(position) for position in range(len(self.raw.columns))]
        if all(one is not None and not one[1].personal for one in known):
            return " | ".join(cells)[:200]
        return f"{len(cells)} cells, not {len(self.raw.columns)}"

    def _drop(self, number: int, field: str, reason: str, value: str) -> None:
        self.tally.add(self.raw.file, number, field, reason, value, "quarantined")
        self.lost += 1

    def _clean(self, rows: list[RawRow]) -> CleanChunk:
        cells = list(zip(*(row.cells for row in rows), strict=True))
        numbers = [row.number for row in rows]
        marks = _Marks(len(rows))
        values: dict[str, list[Any]] = {}
        for position, (name, column) in self.known.items():
            values[name] = self._read_column(position, name, column, cells[position], numbers, marks)
        if "list_price" in values:
            _take_list_price(values, {name: cells[position] for position, (name, _) in self.known.items()})
        self._require(values, numbers, marks)
        self._match_currencies(values, cells, numbers, marks)
        if "phone" in values:
            self._complete_phones(values)
        self.lost += sum(marks.lost)
        return _kept(numbers, marks, values)

    def _read_column(
        self, position: int, name: str, column: Column, cells: Sequence[str], numbers: list[int], marks: _Marks
    ) -> list[Any]:
        if position not in self.readers:
            self.readers[position] = reader_for(self.table.name, self.raw.file, column, cells, self.habits)
        reader = self.readers[position]
        values = list(map(reader.__getitem__, cells))
        if reader.troubled:
            self._mark_trouble(reader, name, column, cells, numbers, marks)
        reader.rest()
        return values

    def _mark_trouble(
        self, reader: Reader, name: str, column: Column, cells: Sequence[str], numbers: list[int], marks: _Marks
    ) -> None:
        # A column with several forms (name_en, name_zh) is required as a group: see _require.
        required = column.required and not (column.per_language or column.per_currency)
        for place, cell in enumerate(cells):
            trouble = reader.troubled.get(cell)
            if trouble is None or marks.lost[place]:
                continue
            out = trouble.lost and (required or "unknown_currency" in trouble.reasons or column.kind == "id")
            treatment: Treatment = "quarantined" if out else "repaired"
            for reason in trouble.reasons:
                self.tally.add(self.raw.file, numbers[place], name, reason, cell, treatment)
            (marks.lost if out else marks.mended)[place] = True

    def _require(self, values: dict[str, list[Any]], numbers: list[int], marks: _Marks) -> None:
        """Set aside rows without a required cell; of a column with several forms one is enough."""
        for column in self.table.columns:
            if not column.required or column.name in self.raw.may_lack:
                continue
            forms = [values[name] for name, known in self.known.values() if known.name == column.name]
            if len(forms) == 1 and None not in forms[0]:
                continue
            for place, number in enumerate(numbers):
                if not marks.lost[place] and all(form[place] is None for form in forms):
                    self.tally.add(self.raw.file, number, column.name, "missing_required", "", "quarantined")
                    marks.lost[place] = True

    def _match_currencies(
        self, values: dict[str, list[Any]], cells: Sequence[Sequence[str]], numbers: list[int], marks: _Marks
    ) -> None:
        """Compare the currency that an amount names with its column's or row's; a row without one takes it over."""
        if self.table.column("currency") is None:
            return
        for position, (name, column) in self.known.items():
            signs = _signs(cells[position]) if column.kind == "money" else {}
            if not signs:
                continue
            stated = values.setdefault("currency", [None] * len(numbers))
            suffix = name[-3:].upper() if name != column.name else ""
            for place, cell in enumerate(cells[position]):
                named = signs.get(cell)
                if named is None or marks.lost[place]:
                    continue
                if stated[place] is None and not suffix:
                    stated[place] = named
                if named != (suffix or stated[place]):
                    self.tally.add(self.raw.file, numbers[place], name, "currency_conflict", cell, "quarantined")
                    marks.lost[place] = True

    def _complete_phones(self, values: dict[str, list[Any]]) -> None:
        countries = values.get("country") or [None] * len(values["phone"])
        values["phone"] = [
            chinese_phone(phone) if phone and (country or self.defaults.country) == "CN" else phone
            for phone, country in zip(values["phone"], countries, strict=True)
        ]


def _take_list_price(values: dict[str, list[Any]], cells: dict[str, Sequence[str]]) -> None:
    """Where a source leaves the price empty because nothing is reduced, the regular price is the price.

    A price that is there and cannot be read is not known: the regular one does not stand in for it.
    """
    for place, cell in enumerate(cells.get("price", ())):
        if not cell.strip():
            values["price"][place], values["list_price"][place] = values["list_price"][place], None


def _some(rows: Iterator[RawRow], size: int) -> list[RawRow]:
    """Take the rows of one chunk: fewer where they hold very long cells, so that a chunk stays in bounds."""
    taken: list[RawRow] = []
    characters = 0
    for row in islice(rows, size):
        taken.append(row)
        characters += sum(map(len, row.cells))
        if characters > CHARACTERS_PER_CHUNK:
            break
    return taken


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for cycles: cells hang in none, and walking over a growing chunk again and again is slow."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _signs(cells: Sequence[str]) -> dict[str, str]:
    """Return the cells that name a currency; plain numbers, nearly all, are sorted out cheaply."""
    marked = {
        cell for cell in set(cells) if (cell and not cell[-1].isdecimal()) or not cell[:1].lstrip("-").isdecimal()
    }
    named = {cell: currency_in(cell) for cell in marked if cell}
    return {cell: currency for cell, currency in named.items() if currency}


def _kept(numbers: list[int], marks: _Marks, values: dict[str, list[Any]]) -> CleanChunk:
    if not any(marks.lost):
        return CleanChunk(numbers, marks.mended, values)
    keep = [place for place, lost in enumerate(marks.lost) if not lost]
    return CleanChunk(
        [numbers[place] for place in keep],
        [marks.mended[place] for place in keep],
        {name: [column[place] for place in keep] for name, column in values.items()},
    )
