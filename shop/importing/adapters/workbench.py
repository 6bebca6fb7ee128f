"""A scratch database for sources whose tables must be computed from others: text rows in, text rows out.

Files are read in batches and kept as text with their row number (`row`, from 1), so that what cannot be read stays
visible to the import. Memory is bounded: beyond a limit the database works on disk, in a folder that goes with it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from shop.errors import ImportRefused
from shop.importing.adapters.parquet import batches, columns_of
from shop.importing.contract import RawRow

if TYPE_CHECKING:
    import pyarrow as pa

MEMORY_LIMIT = "512MB"
ROWS_AT_ONCE = 10_000


class Workbench:
    """Tables of one source. `close` removes everything it wrote."""

    def __init__(self) -> None:
        import duckdb

        self._folder = tempfile.TemporaryDirectory(prefix="copilot-import-")
        self.con = duckdb.connect(
            config={"threads": 2, "memory_limit": MEMORY_LIMIT, "temp_directory": self._folder.name}
        )

    def close(self) -> None:
        """Release the memory and the folder on disk."""
        self.con.close()
        self._folder.cleanup()

    def load(self, table: str, path: Path, columns: Sequence[str]) -> None:
        """Read the columns of a parquet or CSV file into `table` as text; empty cells are ''.

        Raises ImportRefused when the file cannot be read or lacks one of the columns.
        """
        if path.suffix.lower() == ".csv":
            self._load_csv(table, path, columns)
            return
        columns_of(path, columns)
        texts = ", ".join(f'"{name}" VARCHAR' for name in columns)
        self.con.execute(f'CREATE TABLE {table} ("row" INTEGER, {texts})')
        cells = ", ".join(f"coalesce(\"{name}\"::VARCHAR, '')" for name in columns)
        first = 1
        for batch in batches(path, columns, ROWS_AT_ONCE * 5):
            self._append(table, batch, cells, first)
            first += batch.num_rows

    def _append(self, table: str, batch: pa.RecordBatch, cells: str, first: int) -> None:
        import pyarrow as pa

        numbers = pa.array(range(first, first + batch.num_rows), type=pa.int32())
        self.con.register("arriving", pa.Table.from_batches([batch]).add_column(0, "row", numbers))
        self.con.execute(f'INSERT INTO {table} SELECT "row", {cells} FROM arriving')
        self.con.unregister("arriving")

    def _load_csv(self, table: str, path: Path, columns: Sequence[str]) -> None:
        import duckdb

        from shop.importing.decode import detect

        encoding = "utf-8" if detect(path).name.startswith("utf") else "latin-1"
        cells = ", ".join(f'coalesce("{name}", \'\') AS "{name}"' for name in columns)
        try:
            self.con.execute(
                f'CREATE TABLE {table} AS SELECT (row_number() OVER ())::INTEGER AS "row", {cells}'
                f" FROM read_csv(?, all_varchar = true, header = true, encoding = '{encoding}')",
                [str(path)],
            )
        except duckdb.Error as error:
            raise ImportRefused(
                f"The file cannot be read as CSV with the columns {', '.join(columns)}: {str(error).splitlines()[0]}",
                where=path.name, hint="Check that it is the published file, complete and unchanged.",
            ) from error  # fmt: skip

    def script(self, name: str) -> None:
        """Run a script of this package."""
        self.con.execute(resources.files("shop.importing.adapters").joinpath(name).read_text(encoding="utf-8"))

    def rows(self, query: str) -> Iterator[list[str]]:
        """Yield the rows of a query as text, '' for NULL."""
        cursor = self.con.cursor()
        cursor.execute(query)
        while found := cursor.fetchmany(ROWS_AT_ONCE):
            for row in found:
                yield ["" if cell is None else str(cell) for cell in row]
        cursor.close()


def numbered(rows: Iterator[list[str]]) -> Iterator[RawRow]:
    """Yield rows with their place from 1: for tables that no file holds."""
    for number, cells in enumerate(rows, 1):
        yield RawRow(number, cells)


def placed(rows: Iterator[list[str]]) -> Iterator[RawRow]:
    """Yield rows whose first cell is their number in the file and whose second is a problem (or '')."""
    for number, problem, *cells in rows:
        yield RawRow(int(number), cells, problem)
