"""A shop as a folder of CSV files and workbooks, or one such file: the source behind `copilot import csv`.

Files of the contract's names are read as they stand (see tables.py); workbooks and CSV files of other names are
matched by their headers (see mapped.py for the exports and columns that are known).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from shop.clock import zone_named
from shop.errors import ImportRefused, InvalidInput
from shop.importing.contract import RawDocument, RawPicture, RawRow, RawTable
from shop.importing.csv_files import open_table
from shop.importing.decode import detect
from shop.importing.mapped import Matched, tables_of
from shop.importing.mapping import (
    ColumnMap,
    contract_files,
    guess_mapping,
    mapped_grids,
    mapping_for,
    not_files,
    read_mapping,
    write_mapping,
)
from shop.importing.matching import FLAT
from shop.importing.numbers import presumed_currency
from shop.importing.shop_document import read_shop
from shop.importing.tables import TABLES, Table
from shop.importing.words import currencies, folded
from shop.record import Record
from shop.types.shop_info import Sender, ShopInfo

__all__ = ["CsvSource", "ShopOverrides", "guess_mapping", "read_mapping", "write_mapping"]

ROWS_TO_LOOK_AT = 500
LARGEST_PICTURE = 20_000_000
_PRICED = ("products", "orders")
_UNIT = re.compile(r"[(（\[]\s*([^\s()（）\]]{1,4})\s*[)）\]]\s*$")
PICTURE_FOLDERS = ("pictures", "images", "media")


class ShopOverrides(Record):
    """What a person says about the shop; an empty field is taken from shop.json, the data or the folder."""

    id: str = ""
    name: str = ""
    zone: str = ""
    currency: str = ""
    language: str = ""


class CsvSource:
    """Reads a folder or one file. `notes` fills up with what was assumed while reading."""

    def __init__(self, folder: Path, *, mapping: ColumnMap | None = None, shop: ShopOverrides | None = None) -> None:
        self.folder = Path(folder)
        self.mapping = mapping
        self.overrides = shop or ShopOverrides()
        self.notes: list[str] = []
        self._known: ShopInfo | None = None

    @cached_property
    def _grids(self) -> list[Matched]:
        """The files that are not the contract's own; workbooks are unpacked once, onto disk."""
        return mapped_grids(self.folder, self.mapping)

    @property
    def guessed_shop(self) -> bool:
        """Whether neither a person nor a shop.json says which shop this is."""
        return not self.overrides.id and self._entry("shop.json") is None

    def settle(self, known: ShopInfo) -> None:
        """Hear which shop the home holds: a folder without customers and orders may add to it."""
        self._known = known

    def shop(self) -> ShopInfo:
        """Say which shop this is; raises ImportRefused when the folder holds no shop or no currency can be found."""
        self._require_files()
        document = self._entry("shop.json")
        if document:
            return self._from_document(document)
        if self._known is not None and self.guessed_shop:
            zone = zone_named(self.overrides.zone or self._known.zone).key
            return self._known.model_copy(update={"currency": self._currency(self._known.currency), "zone": zone})
        path = self.folder.resolve()
        name = self.overrides.name or (path.stem if path.is_file() else path.name)
        zone = self.overrides.zone or "UTC"
        if not self.overrides.zone:
            self.notes.append("No time zone was stated: times without an offset were read as UTC (say it with --zone).")
        return ShopInfo(
            id=self.overrides.id or re.sub(r"[^\w.-]+", "-", name.casefold()).strip("-") or "shop",
            name=name, zone=zone_named(zone).key, currency=self._currency(),
            languages=(self.overrides.language or "en",), sender=Sender(name=name),
        )  # fmt: skip

    def tables(self) -> Iterator[RawTable]:
        """Yield the tables in the contract's order."""
        own = contract_files(self.folder, self.mapping)
        lost = [_not_a_file(path) for path in not_files(self.folder)]
        people = [self._own(*own["customers"], [])] if "customers" in own else []
        mapped = list(tables_of(self._grids, set(own), self.notes, people))
        for known in TABLES:
            if known.name in own:
                yield self._own(*own[known.name], self.notes)
            yield from (raw for raw in (*mapped, *lost) if raw.name == known.name)

    def documents(self) -> Iterator[RawDocument]:
        """Yield promotions.json, policies/*.md and brand/*.md."""
        path = self._entry("promotions.json")
        if path:
            yield RawDocument("promotions", path.name, self._document(path))
        for kind, name in (("policy", "policies"), ("brand", "brand")):
            folder = self._entry(name)
            for path in sorted(folder.glob("*.md")) if folder and folder.is_dir() else ():
                yield RawDocument(kind, f"{name}/{path.name}", self._document(path))

    def pictures(self) -> Iterator[RawPicture]:
        """Yield the files below pictures/, images/ or media/, named by their path in there."""
        for name in PICTURE_FOLDERS:
            folder = self._entry(name)
            if folder is None or not folder.is_dir():
                continue
            for path in sorted(folder.rglob("*")):
                inside = path.resolve().is_relative_to(folder.resolve())
                if path.is_file() and inside and path.stat().st_size <= LARGEST_PICTURE:
                    yield RawPicture(path.relative_to(folder).as_posix(), path.read_bytes())

    def _own(self, table: Table, path: Path, notes: list[str]) -> RawTable:
        return open_table(table, path, mapping_for(self.mapping, path.name), notes)

    def _entry(self, name: str) -> Path | None:
        """Return the folder's entry of this name, whatever its case."""
        if not self.folder.is_dir():
            return None
        return next((path for path in sorted(self.folder.iterdir()) if path.name.casefold() == name), None)

    def _require_files(self) -> None:
        if not self.folder.exists():
            raise ImportRefused(
                "This is not a folder or file.", where=str(self.folder), hint="Name the folder of the files, or one."
            )
        own = contract_files(self.folder, self.mapping).keys()
        if {"customers", "orders", "products"} & own or (own and self._known is not None):
            return
        if not {"customers", "orders", "products", FLAT} & {one.match.table for one in self._grids}:
            expected = ", ".join(table.file for table in TABLES)
            raise ImportRefused(
                "The folder has neither customers.csv, orders.csv nor products.csv, nor another file of such rows.",
                where=str(self.folder),
                hint=f"{self._reasons()}Looked for: {expected}. See `copilot import csv --schema`.",
            )  # fmt: skip

    def _reasons(self) -> str:
        """Return why the files that are there cannot be used."""
        found = [f"{path.name}: not a file" for path in not_files(self.folder)]
        for grid, match in self._grids:
            if grid.problem is not None:
                found.append(f"{grid.file}: {grid.problem.problem} ({' '.join(grid.problem.cells)[:80]})")
            elif not match.table:
                found.append(f"{grid.file}: fits no table")
        return f"Found: {'; '.join(found[:5])}. " if found else ""

    def _from_document(self, path: Path) -> ShopInfo:
        hint = "Correct shop.json, or remove it and say --currency and --zone instead."
        shop = read_shop(self._text(path), path, hint)
        stated = {key: value for key, value in self.overrides.model_dump(exclude={"language"}).items() if value}
        zone_named(stated.get("zone", shop.zone))
        return ShopInfo.model_validate(shop.model_dump() | stated)

    def _text(self, path: Path) -> str:
        if not path.is_file():
            # Reading a device or a pipe might never end.
            raise ImportRefused("This is not a file.", where=str(path), hint="Put a file there, or remove it.")
        encoding = detect(path)
        if encoding.problem:
            raise ImportRefused(f"This file is no text: {encoding.problem}.", where=str(path))
        return path.read_text(encoding=encoding.name, errors="replace")

    def _document(self, path: Path) -> str:
        """Return the text of a document; one that is no text counts as an empty one, which the import reports."""
        try:
            return self._text(path)
        except (ImportRefused, OSError) as error:
            self.notes.append(f"{path.name} cannot be read: {error}.")
            return ""

    def _currency(self, otherwise: str = "") -> str:
        stated = self.overrides.currency.upper()
        if stated:
            if stated.casefold() not in currencies():
                raise InvalidInput(f"{stated!r} is not a currency.", hint="Use an ISO 4217 code such as CNY or EUR.")
            return stated
        seen = self._seen_currencies()
        if not seen and otherwise:
            return otherwise
        if not seen:
            raise ImportRefused(
                "No currency is stated anywhere in the data.",
                where=str(self.folder), hint="Say it with --currency CNY, or write it into shop.json.",
            )  # fmt: skip
        currency = min(seen, key=lambda code: (-seen[code], code))
        self.notes.append(f"The shop's currency was taken from the data: {currency} (say it with --currency).")
        return currency

    def _seen_currencies(self) -> Counter[str]:
        """Count the currencies that headers and the first rows of orders and products name."""
        seen: Counter[str] = Counter()
        own = contract_files(self.folder, self.mapping)
        raws = [self._own(*own[name], []) for name in _PRICED if name in own]
        raws += [raw for raw in tables_of(self._grids, set(own), []) if raw.name in _PRICED]
        for raw in raws:
            for row in islice(raw.rows, ROWS_TO_LOOK_AT):
                for column, cell in zip(raw.columns, row.cells, strict=False):
                    seen.update(_currencies_of(column, cell))
            suffixes = [column[-3:] for column in raw.columns if re.fullmatch(r"price_[a-z]{3}", column)]
            seen.update(suffix.upper() for suffix in suffixes)
        headers = [header for one in self._grids for header in one.grid.headers]
        units = [match[1] for header in headers if (match := _UNIT.search(header))]
        seen.update(currencies()[folded(unit)] for unit in units if folded(unit) in currencies())
        return seen


def _not_a_file(path: Path) -> RawTable:
    """Return a table without rows that carries into the report that this is no file."""
    table = next((table.name for table in TABLES if table.file == path.name.casefold()), "orders")
    return RawTable(table, path.name, (), iter([RawRow(0, [], "not_a_file")]))


def _currencies_of(column: str, cell: str) -> list[str]:
    if column == "currency":
        found = currencies().get(folded(cell), "")
    elif column in ("price", "total"):
        found = presumed_currency(cell)
    else:
        found = ""
    return [found] if found else []
