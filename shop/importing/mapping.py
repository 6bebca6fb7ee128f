"""The map file of an import: which header of which file means which column. Guessed, shown, confirmed by a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from shop.errors import InvalidInput
from shop.importing.csv_files import read_head
from shop.importing.headers import guess_columns
from shop.importing.tables import TABLES, Table

ColumnMap = Mapping[str, Mapping[str, str]]
"""file -> header -> column; an empty column means that the header is ignored."""


def table_files(folder: Path) -> dict[str, tuple[Table, Path]]:
    """Return the contract's files found in the folder, whatever the case of their names, in the contract's order."""
    present = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.is_file()}
    return {table.name: (table, present[table.file]) for table in TABLES if table.file in present}


def guess_mapping(folder: Path) -> dict[str, dict[str, str]]:
    """Return what each header of each file is taken for: the content of a map file, ready to be corrected."""
    guessed: dict[str, dict[str, str]] = {}
    for table, path in table_files(folder).values():
        head = read_head(path)
        columns = guess_columns(table, path.name, head.headers, None).columns
        guessed[path.name] = dict(zip(head.headers, columns, strict=True))
    return guessed


def read_mapping(path: Path) -> dict[str, dict[str, str]]:
    """Read a map file (YAML: file -> header -> column); raises InvalidInput where it has another form."""
    import yaml

    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidInput(f"The map cannot be read: {str(error).splitlines()[0]}.", where=str(path)) from error
    if not isinstance(document, dict) or not all(isinstance(columns, dict) for columns in document.values()):
        raise InvalidInput("A map is YAML of the form {file: {header: column}}.", where=str(path))
    for file, columns in document.items():
        for header, column in columns.items():
            if not isinstance(column, str):
                raise InvalidInput(f"{file!r}: {header!r} must name one column.", where=str(path))
    return document


def mapping_for(mapping: ColumnMap | None, file: str) -> Mapping[str, str] | None:
    """Return the part of the map that speaks of `file`, whatever the case of its name."""
    return next((columns for name, columns in (mapping or {}).items() if name.casefold() == file.casefold()), None)
