"""Finds out which column a header means: the contract's names and aliases, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from shop.errors import InvalidInput
from shop.importing.tables import Table, table_named
from shop.importing.words import currencies

_SUFFIX = re.compile(r"(.+?)[\s_.\-]*[\s_.\-(\[（【]\s*([A-Za-z]{2,3}|[\u4e00-\u9fff]{2,3})\s*[)\]）】]?")
_SPOKEN = {
    "中文": "zh",
    "英文": "en",
    "英语": "en",
    "cn": "zh",
    "人民币": "cny",
    "美元": "usd",
    "英镑": "gbp",
    "欧元": "eur",
}

MOST_NOTES = 50
"""Sentences about the columns of one file."""


class HeaderGuess(NamedTuple):
    """One column name per header (empty: not used), and sentences about those that are not used."""

    columns: tuple[str, ...]
    notes: tuple[str, ...]


def plain(header: str) -> str:
    """Return the form in which headers are compared: no case, spaces, underscores or punctuation."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", header).casefold() if sign.isalnum())


@cache
def _names(table: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return exact names and aliases -> column name."""
    columns = table_named(table).columns
    exact = {plain(column.name): column.name for column in columns}
    aliases: dict[str, str] = {}
    for column in columns:
        for alias in column.aliases:
            aliases.setdefault(plain(alias), column.name)
    return exact, aliases


def column_for(table: Table, header: str) -> str:
    """Return the contract's column that `header` means, with its language or currency suffix, or an empty text."""
    found = _named(table, plain(header))
    if found:
        return found
    match = _SUFFIX.fullmatch(header.strip())
    if not match:
        return ""
    stem = _named(table, plain(match[1]))
    column = table.column(stem) if stem else None
    suffix = _SPOKEN.get(match[2].casefold(), match[2].casefold())
    if column is None or not suffix.isascii():
        return ""
    if column.per_language and len(suffix) == 2:
        return f"{stem}_{suffix}"
    if column.per_currency and len(suffix) == 3 and suffix in currencies():
        return f"{stem}_{suffix}"
    return ""


def _named(table: Table, word: str) -> str:
    exact, aliases = _names(table.name)
    return exact.get(word) or aliases.get(word, "")


def guess_columns(table: Table, file: str, headers: Sequence[str], mapping: Mapping[str, str] | None) -> HeaderGuess:
    """Return what each header means. An exact name wins over an alias, the first of two equals over the second.

    `mapping` (header -> column, empty: ignore) is believed where it speaks; raises InvalidInput for unknown columns.
    """
    stated = {header: _checked(table, file, header, column) for header, column in (mapping or {}).items()}
    wanted = [stated[header] if header in stated else column_for(table, header) for header in headers]
    owners: dict[str, int] = {}
    for place, column in enumerate(wanted):
        if column and (
            column not in owners
            or _strength(headers, stated, place, column) > _strength(headers, stated, owners[column], column)
        ):
            owners[column] = place
    columns = tuple(column if owners.get(column) == place else "" for place, column in enumerate(wanted))
    return HeaderGuess(columns, tuple(_notes(file, headers, wanted, columns, stated)))


def _strength(headers: Sequence[str], stated: Mapping[str, str], place: int, column: str) -> int:
    header = headers[place]
    return 2 if header in stated else int(plain(header) == plain(column))


def _notes(
    file: str, headers: Sequence[str], wanted: Sequence[str], columns: Sequence[str], stated: Mapping[str, str]
) -> list[str]:
    notes: list[str] = []
    for header, meant, column in zip(headers, wanted, columns, strict=True):
        if column or (header in stated and not stated[header]):
            continue
        if len(notes) == MOST_NOTES:
            notes.append(f"{file}: further columns were ignored; see the map file for all.")
            break
        shown = header[:60]
        if meant:
            notes.append(f"{file}: the column {shown!r} also means {meant!r} and was ignored.")
        else:
            notes.append(f"{file}: the column {shown!r} is not known and was ignored.")
    return notes


def _checked(table: Table, file: str, header: str, column: str) -> str:
    if column and table.column(column) is None:
        known = ", ".join(known.name for known in table.columns)
        raise InvalidInput(
            f"{file}: the map sends {header!r} to the unknown column {column!r}.", hint=f"Known: {known}."
        )
    return column
