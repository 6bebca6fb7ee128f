"""Rows set aside on disk: one pass over the customers fills the later tables, in memory that does not grow."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator

BLOCK = 2000
"""Rows held in memory before they are written."""
ROW_END, CELL_END = "\x1e", "\x1f"
"""Signs that no cell of a sample holds."""
FASTEST = 1
"""Level of compression: rows shrink to about 13 bytes each, which costs less time than writing them as they are."""


class Spool:
    """Rows of one table, written once and read once, in order. The file has no name and goes when it is closed."""

    def __init__(self) -> None:
        self._block: list[list[str]] = []
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the spool, closed after the read
        self._blocks = 0

    def extend(self, rows: Iterable[list[str]]) -> None:
        """Set rows of at least one cell aside."""
        self._block.extend(rows)
        if len(self._block) >= BLOCK:
            self._flush()

    def __iter__(self) -> Iterator[list[str]]:
        self._flush()
        self._file.seek(0)
        for _ in range(self._blocks):
            size = int.from_bytes(self._file.read(8), "big")
            for line in zlib.decompress(self._file.read(size)).decode().split(ROW_END):
                yield line.split(CELL_END)
        self.close()

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()

    def _flush(self) -> None:
        if self._block:
            content = zlib.compress(ROW_END.join(map(CELL_END.join, self._block)).encode(), FASTEST)
            self._file.write(len(content).to_bytes(8, "big") + content)
            self._blocks += 1
            self._block.clear()
