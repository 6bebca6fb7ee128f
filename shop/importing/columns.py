"""Which reader reads which column, and as what type it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from shop.importing.dates import DayOrder, date_reader, day_order, moment_reader
from shop.importing.numbers import number_reader, read_currency, read_int, uses_decimal_comma
from shop.importing.people import (
    bool_reader,
    read_country,
    read_email,
    read_language,
    read_phone,
    read_zone,
    word_reader,
)
from shop.importing.reading import Reader
from shop.importing.tables import Column, Kind
from shop.importing.texts import read_html, read_id, read_list, read_references, read_text, read_url
from shop.importing.words import meanings

Parse = Callable[[str], Any]

SQL_TYPES: dict[Kind, str] = {
    "id": "VARCHAR", "text": "VARCHAR", "html": "VARCHAR", "choice": "VARCHAR", "consent": "VARCHAR",
    "int": "INTEGER", "money": "DECIMAL(18,4)", "number": "DECIMAL(18,4)", "date": "DATE", "moment": "TIMESTAMP",
    "bool": "BOOLEAN", "list": "VARCHAR[]",
}  # fmt: skip

# Columns that mean more than their kind says, by name; the same in every table.
_BY_NAME: dict[str, Parse] = {
    "email": read_email, "phone": read_phone, "country": read_country, "language": read_language, "zone": read_zone,
    "currency": read_currency, "url": read_url, "picture": read_references, "attributes": read_html,
}  # fmt: skip
_BY_KIND: dict[Kind, Parse] = {
    "id": read_id, "text": read_text, "html": read_html, "int": read_int, "list": read_list,
}  # fmt: skip

# What an unknown word is taken for: an order that does not count, a product that is not advertised.
_OTHERWISE = {"orders.status": "pending", "products.status": "discontinued"}


class Conventions:
    """How this shop writes dates where they are ambiguous, and what was found out on the way."""

    def __init__(self, zone: ZoneInfo, usual: DayOrder) -> None:
        self.zone = zone
        self.usual = usual
        self.notes: list[str] = []

    def day_order(self, file: str, column: str, cells: Sequence[str]) -> DayOrder:
        """Decide day before month for one column of one file from the cells of its first chunk."""
        order, guessed = day_order(cells, self.usual)
        if guessed:
            words = order.replace("_", " ")
            self.notes.append(f"{file}: dates like 03/04/2026 in {column!r} were read {words}; no row showed which.")
        return order


def reader_for(table: str, file: str, column: Column, cells: Sequence[str], habits: Conventions) -> Reader:
    """Return the reader of one column; `cells` are those of the first chunk, which settle what is ambiguous."""
    if column.name in _BY_NAME:
        return Reader(_BY_NAME[column.name])
    if column.kind in ("date", "moment"):
        order = habits.day_order(file, column.name, cells)
        make = date_reader if column.kind == "date" else moment_reader
        return Reader(make(habits.zone, order))
    if column.kind in ("money", "number"):
        return Reader(number_reader(uses_decimal_comma(cells)))
    if column.kind in ("choice", "consent", "bool"):
        name = f"{table}.{column.name}" if column.kind == "choice" else column.kind
        known = meanings(name)
        return Reader(bool_reader(known) if column.kind == "bool" else word_reader(known, _OTHERWISE.get(name, "")))
    return Reader(_BY_KIND[column.kind])
