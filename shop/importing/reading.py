"""How one column's cells are read: a parser behind a memory of what it read before.

Most cells of a table repeat or are clean; the memory makes the first kind free, and `troubled` lets the caller skip
the search for problems when there were none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

MEMORY = 50_000
"""Cells remembered per column; beyond it the memory starts anew at the next chunk."""
SHORT = 120
"""Longer cells hardly repeat and are not remembered."""


class Unreadable(ValueError):
    """The cell holds no usable value; `reason` is one of treatments.yaml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Mended(NamedTuple):
    """A value that was put right, and the reasons why it had to be."""

    value: Any
    reasons: tuple[str, ...]


class Trouble(NamedTuple):
    """What was wrong with a cell; `lost` when no value could be kept."""

    reasons: tuple[str, ...]
    lost: bool


class Reader(dict[str, Any]):
    """Maps a cell to its value (None: no value). Ask `troubled` which cells of the chunk had problems."""

    def __init__(self, parse: Callable[[str], Any]) -> None:
        super().__init__()
        self.parse = parse
        self.troubled: dict[str, Trouble] = {}

    def __missing__(self, cell: str) -> Any:  # noqa: ANN401 - a cell's value has the type of its column
        try:
            value = self.parse(cell)
        except Unreadable as trouble:
            value = None
            self.troubled[cell] = Trouble((trouble.reason,), lost=True)
        if isinstance(value, Mended):
            self.troubled[cell] = Trouble(value.reasons, lost=False)
            value = value.value
        if len(cell) <= SHORT:
            self[cell] = value
        return value

    def rest(self) -> None:
        """Forget when too much is remembered. Call between chunks."""
        if len(self) > MEMORY or len(self.troubled) > MEMORY:
            self.clear()
            self.troubled.clear()
        else:
            for cell in [cell for cell in self.troubled if len(cell) > SHORT]:
                del self.troubled[cell]
