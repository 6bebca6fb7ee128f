"""Keeps the rows of a sheet on disk while they are looked at several times: an unnamed file, gone afterwards."""

from __future__ import annotations

import json
import tempfile
import weakref
from collections.abc import Iterator


class Spool:
    """Rows of text cells, each with its number; written once, read as often as wanted."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        self.count = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Append one row."""
        self._file.write(json.dumps([number, cells]).encode("ascii") + b"\n")
        self.count += 1

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows from the first on; several readings may take turns."""
        position = 0
        self._file.flush()
        while True:
            self._file.seek(position)
            batch = self._file.readlines(1 << 20)
            position = self._file.tell()
            if not batch:
                return
            for line in batch:
                number, cells = json.loads(line)
                yield number, cells
