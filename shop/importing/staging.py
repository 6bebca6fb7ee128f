"""The workbench of an import: a new build file with the shop's schema, and one temporary table per contract table.

Cleaned chunks are appended here in bulk; checks and the final tables are then made in SQL.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from shop.errors import HomeError
from shop.home import PRIVATE_FILE, Home
from shop.importing.cleaning import CleanChunk
from shop.importing.columns import SQL_TYPES
from shop.importing.tables import TABLES, Column, Kind, Table

if TYPE_CHECKING:
    import duckdb

MEMORY = 1_000_000_000
"""Bytes that DuckDB may use while rows are read; beyond them it works on disk, in a folder of the home."""
MEMORY_PER_ROW = 64
"""Bytes more per row for joining and building: what a join cannot put on disk grows with the rows. Measured: 1 GB is
enough for 28 million rows; 1 GB and 4 GB are too few for 140 million."""
MEMORY_SHARE = 0.7
"""Of the machine's memory, at most."""


@contextmanager
def writable(home: Home) -> Iterator[None]:
    """Turn a full disk or exhausted memory into a HomeError; the home keeps the shop it had."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise HomeError(
            f"The build could not be written to {str(home)!r}: {str(error).splitlines()[0]}",
            hint="Make room on the disk or in memory, then import again; the shop that was there is unchanged.",
        ) from error


class Staging:
    """A build in the making. Use as a context manager; leaving it by an error removes the unfinished file."""

    def __init__(self, home: Home) -> None:
        import duckdb

        self.build: Path = home.next_build()
        self._spill = home.path / "import.tmp"
        shutil.rmtree(self._spill, ignore_errors=True)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 2,
            "memory_limit": f"{MEMORY}B",
            "temp_directory": str(self._spill),
        }
        self.con: duckdb.DuckDBPyConnection = duckdb.connect(str(self.build), config=settings)
        self.build.chmod(PRIVATE_FILE)
        self.files: list[str] = []
        self.origin = 0
        self.forms: dict[str, dict[str, Column]] = {}
        self._seq = 0
        with self.transaction():
            self.con.execute(resources.files("shop.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            for table in TABLES:
                self._create(table)

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.con.close()
        shutil.rmtree(self._spill, ignore_errors=True)
        if kind is not None:
            self.build.unlink(missing_ok=True)
            self.build.with_name(self.build.name + ".wal").unlink(missing_ok=True)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write what is done inside at once: a disk is asked to settle one time, not per statement."""
        self.con.execute("BEGIN")
        yield
        self.con.execute("COMMIT")

    def make_room(self) -> None:
        """Allow DuckDB the memory that joining and building take for the rows that were read."""
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        wanted = min(MEMORY + MEMORY_PER_ROW * self._seq, int(machine * MEMORY_SHARE))
        self.con.execute(f"SET memory_limit = '{max(MEMORY, wanted)}B'")

    def _create(self, table: Table) -> None:
        columns = ", ".join(f"{column.name} {SQL_TYPES[column.kind]}" for column in table.columns)
        self.con.execute(
            f"CREATE TEMP TABLE stage_{table.name} "
            f"(seq BIGINT, file_no SMALLINT, row_no INTEGER, mended BOOLEAN, origin SMALLINT, {columns})"
        )
        self.forms[table.name] = {column.name: column for column in table.columns}

    def open_file(self, table: str, file: str, columns: Iterable[tuple[str, Column]]) -> int:
        """Make room for one file: return its number, and add columns with a language or currency suffix."""
        for name, column in columns:
            self.widen(table, name, column)
        if file not in self.files:
            self.files.append(file)
        return self.files.index(file)

    def widen(self, table: str, name: str, column: Column) -> None:
        """Add a column to a table of the workbench, unless it is there."""
        if name not in self.forms[table]:
            self.con.execute(f'ALTER TABLE stage_{table} ADD COLUMN "{name}" {SQL_TYPES[column.kind]}')
            self.forms[table][name] = column

    def append(self, table: str, file_no: int, chunk: CleanChunk) -> None:
        """Append one cleaned chunk."""
        count = len(chunk.numbers)
        arrays: dict[str, tuple[Kind | str, Sequence[Any]]] = {
            "seq": ("seq", range(self._seq, self._seq + count)),
            "file_no": ("seq", [file_no] * count),
            "row_no": ("int", chunk.numbers),
            "mended": ("bool", chunk.mended),
            "origin": ("seq", [self.origin] * count),
        }
        self._seq += count
        for name, values in chunk.columns.items():
            arrays[name] = (self.forms[table][name].kind, values)
        names = ", ".join(f'"{name}"' for name in arrays)
        self._insert(f"stage_{table} ({names})", arrays)

    def insert(self, target: str, columns: dict[str, tuple[Kind, Sequence[Any]]]) -> None:
        """Insert columns of values into a table of the build by position."""
        self._insert(target, dict(columns))

    def _insert(self, target: str, columns: dict[str, tuple[Kind | str, Sequence[Any]]]) -> None:
        import pyarrow as pa

        types = {
            "seq": pa.int64(), "int": pa.int32(), "money": pa.decimal128(18, 4), "number": pa.decimal128(18, 4),
            "date": pa.date32(), "moment": pa.timestamp("us"), "bool": pa.bool_(), "list": pa.list_(pa.string()),
        }  # fmt: skip
        table = pa.table({
            name: pa.array(values, type=types.get(kind, pa.string())) for name, (kind, values) in columns.items()
        })  # fmt: skip
        self.con.register("arriving", table)
        self.con.execute(f"INSERT INTO {target} SELECT * FROM arriving")
        self.con.unregister("arriving")

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one query."""
        return self.con.execute(sql, params).fetchall()

    def script(self, name: str, **values: str) -> None:
        """Run a script of this package; `{name}` in it is replaced by the value, which must be SQL."""
        text = resources.files("shop.importing").joinpath(name).read_text(encoding="utf-8")
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        self.con.execute(text)

    def finish(self) -> Path:
        """Write everything to disk and close the file."""
        self.con.execute("CHECKPOINT")
        self.con.close()
        return self.build
