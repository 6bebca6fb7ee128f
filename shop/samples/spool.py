"""Rows set aside on disk: one pass over the customers fills the later tables, in memory that does not grow."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator

BLOCK = 2000
"""Rows held in memory before they are written."""


class Spool:
    """Rows of one table, written once and read once, in order. The file has no name and goes when it is closed."""

    def __init__(self) -> None:
        self._block: list[list[str]] = []
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the spool, closed after the read
        self._blocks = 0

    def add(self, row: list[str]) -> None:
        """Set one row aside."""
        self._block.append(row)
        if len(self._block) >= BLOCK:
            self._flush()

    def __iter__(self) -> Iterator[list[str]]:
        self._flush()
        self._file.seek(0)
        for _ in range(self._blocks):
            size = int.from_bytes(self._file.read(8), "big")
            yield from marshal.loads(self._file.read(size))
        self.close()

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()

    def _flush(self) -> None:
        if self._block:
            content = marshal.dumps(self._block, 2)
            self._file.write(len(content).to_bytes(8, "big") + content)
            self._blocks += 1
            self._block = []
