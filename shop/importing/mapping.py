"""The map file of an import: which header of which file means which column. Guessed, shown, confirmed by a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from shop.errors import InvalidInput
from shop.importing.csv_files import csv_grid, read_head
from shop.importing.grids import Grid
from shop.importing.headers import column_for, guess_columns
from shop.importing.mapped import DELIMITED, WORKBOOKS, Matched, grids_of, matched
from shop.importing.matching import FLAT, TABLE_KEY, is_identified
from shop.importing.tables import TABLES, Table

ColumnMap = Mapping[str, Mapping[str, str]]
"""file -> header -> column; an empty column means that the header is ignored."""

_HEAD = """# Map of the columns: which header of which file means what. / 列映射:每个文件的每个表头对应哪一列。
# Correct it, then import with --map THIS_FILE. / 请核对修改,导入时加 --map 本文件。
# An empty column ("") is ignored. / 空值表示忽略该列。
# @table is a table of the contract, or `flat`: orders and their lines in one file.
# @table 是数据表名;flat 表示订单与明细在同一个文件。
"""


def table_files(folder: Path) -> dict[str, tuple[Table, Path]]:
    """Return the contract's files found in the folder, whatever the case of their names, in the contract's order."""
    if not folder.is_dir():
        return {}
    present = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.is_file()}
    return {table.name: (table, present[table.file]) for table in TABLES if table.file in present}


def not_files(source: Path) -> list[Path]:
    """Return what has the name of a file that would be read, and is none: a folder, a device, a link to nothing."""
    own = {table.file for table in TABLES}
    entries = sorted(source.iterdir()) if source.is_dir() else []
    return [path for path in entries if not path.is_file() and (path.name.casefold() in own or _is_table(path))]


def _is_table(path: Path) -> bool:
    return path.suffix.casefold() in (*WORKBOOKS, *DELIMITED) and not path.name.startswith((".", "~$"))


def contract_files(folder: Path, mapping: ColumnMap | None = None) -> dict[str, tuple[Table, Path]]:
    """Return the contract's files that are what their names say; the others are read as mapped ones."""
    found = table_files(folder)
    return {name: entry for name, entry in found.items() if not _is_other(found, *entry, mapping)}


def _is_other(found: Mapping[str, object], table: Table, path: Path, mapping: ColumnMap | None) -> bool:
    """Return whether a file of the contract's name holds something else: another table, or orders with their lines."""
    stated = mapping_for(mapping, path.name)
    if stated is not None:
        return TABLE_KEY in stated or any("." in column or "+" in column for column in stated.values())
    head = read_head(path)
    if head.problem:
        return False
    columns = {column.name for column in table.columns if column.required} - {
        known.name for header in head.headers if (known := table.column(column_for(table, header))) is not None
    }
    may_be_flat = table.name == "orders" and "order_lines" not in found
    if not columns and not may_be_flat:
        return False
    told = matched(csv_grid(path, table.name), None).match
    if may_be_flat and told.table == FLAT:
        return True
    named = {part for meaning in told.meanings for part in meaning.target.split("+")}
    return bool(columns) and told.table == table.name and (columns <= named or is_identified(table.name, named))


def mapped_files(source: Path, mapping: ColumnMap | None = None) -> Iterator[Path]:
    """Yield the files that are not the contract's own: workbooks, and CSV files of any name. A file is itself one."""
    if source.is_file():
        yield source
        return
    own = {path for _, path in contract_files(source, mapping).values()}
    for path in sorted(source.iterdir()) if source.is_dir() else ():
        if _is_table(path) and path.is_file() and path not in own:
            yield path


def mapped_grids(source: Path, mapping: ColumnMap | None = None) -> list[Matched]:
    """Return every grid of those files with what it is taken for; raises InvalidInput for a map that cannot be."""
    named = {path: name for name, (_, path) in table_files(source).items()}
    found: list[Matched] = []
    for path in mapped_files(source, mapping):
        grids = [csv_grid(path, named[path])] if path in named else grids_of(path)
        found.extend(matched(grid, _for_grid(mapping, grid)) for grid in grids)
    return found


def _for_grid(mapping: ColumnMap | None, grid: Grid) -> Mapping[str, str] | None:
    """Return the map of a sheet (`file.xlsx [sheet]`), else of its whole file."""
    whole = grid.file.partition(" [")[0]
    stated = mapping_for(mapping, grid.file)
    return stated if stated is not None else mapping_for(mapping, whole)


def guess_mapping(folder: Path) -> dict[str, dict[str, str]]:
    """Return what each header of each file is taken for: the content of a map file, ready to be corrected."""
    guessed: dict[str, dict[str, str]] = {}
    for table, path in contract_files(folder).values():
        head = read_head(path)
        columns = guess_columns(table, path.name, head.headers, None).columns
        guessed[path.name] = dict(zip(head.headers, columns, strict=True))
    for grid, match in mapped_grids(folder):
        if match.table:
            columns = tuple(meaning.target for meaning in match.meanings)
            guessed[grid.file] = {TABLE_KEY: match.table} | _first(grid.headers, columns)
    return guessed


def _first(headers: tuple[str, ...], columns: tuple[str, ...]) -> dict[str, str]:
    """Return header -> column; of two equal headers the one that is used."""
    found: dict[str, str] = {}
    for header, column in zip(headers, columns, strict=True):
        if header:
            found[header] = found.get(header) or column
    return found


def write_mapping(folder: Path) -> str:
    """Return a map file (YAML with comments in English and Chinese) of what a folder or file is taken for.

    Every header stands with its column and how sure the guess is; unknown ones with an empty column. Files that
    cannot be read or fit no table are named in comments.
    """
    lines = [_HEAD]
    for table, path in contract_files(folder).values():
        head = read_head(path)
        columns = guess_columns(table, path.name, head.headers, None).columns
        lines.append(f"{_quoted(path.name)}:")
        lines += [_entry(*pair, "") for pair in _first(head.headers, columns).items()] or ["  {}"]
    for one in mapped_grids(folder):
        lines += _section(one)
    return "\n".join(lines) + "\n"


def _section(one: Matched) -> list[str]:
    grid, match = one
    if grid.problem is not None:
        why = f"{grid.problem.problem} ({_quoted(' '.join(grid.problem.cells))})"
        return [f"# {_quoted(grid.file)}: {why}, not read / 无法读取"]
    lines = [f"{_quoted(grid.file)}:"]
    if not match.table:
        lines.append('  # fits no table: say which, e.g. "@table": orders / 未识别,请填写数据表')
        lines.append(f"  {_quoted(TABLE_KEY)}: {_quoted('')}")
    else:
        lines.append(f"  {_quoted(TABLE_KEY)}: {match.table}")
    sure = {
        header: meaning.sure for header, meaning in zip(grid.headers, match.meanings, strict=True) if meaning.target
    }
    columns = tuple(meaning.target for meaning in match.meanings)
    for header, column in _first(grid.headers, columns).items():
        told = "sure / 确定" if sure.get(header, True) else "NOT SURE, please check / 不确定,请核对"
        lines.append(_entry(header, column, told))
    return lines


def _entry(header: str, column: str, told: str) -> str:
    comment = told if column else "unknown or not used / 未知或不使用"
    return f"  {_quoted(header)}: {_quoted(column)}" + (f"  # {comment}" if comment else "")


def _quoted(text: str) -> str:
    """Return the text as a YAML string in double quotes, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)


def read_mapping(path: Path) -> dict[str, dict[str, str]]:
    """Read a map file (YAML: file -> header -> column); raises InvalidInput where it has another form."""
    import yaml

    if path.exists() and not path.is_file():
        raise InvalidInput("The map is not a file.", where=str(path))
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
