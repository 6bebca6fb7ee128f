"""What the home that a restore replaces knows and the restored one must not lose: refusals and what was given away."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from shop.backup.errors import BackupRefused
from shop.backup.promises import Promises, keep_promises, promises_of
from shop.backup.refusals import Refusals, keep_refusals, refusals_of
from shop.errors import DamagedHome
from shop.home import Home


class Carried(NamedTuple):
    """Rows of the present state that no restore may lose: those of `table` for which `where` (SQL) holds.

    `columns` are all that make a row what it is, by default every column; numbers that only count rows are not.
    """

    table: str
    columns: str = "*"
    where: str = "TRUE"

    def rows(self, state: sqlite3.Connection) -> list[tuple[Any, ...]]:
        """Read them."""
        return state.execute(f"SELECT {self.columns} FROM {self.table} WHERE {self.where}").fetchall()

    def add(self, state: sqlite3.Connection, rows: Sequence[tuple[Any, ...]]) -> int:
        """Write those that are not there yet and return how many that were."""
        there, into = set(self.rows(state)), "" if self.columns == "*" else f" ({self.columns})"
        added = 0
        for row in dict.fromkeys(row for row in rows if row not in there):
            marks = ", ".join("?" * len(row))
            added += state.execute(f"INSERT OR IGNORE INTO {self.table}{into} VALUES ({marks})", row).rowcount
        return added


class Present(NamedTuple):
    """Rows by what they were asked with, what was given away for good, and who said no."""

    rows: list[tuple[Carried, list[tuple[Any, ...]]]]
    promises: Promises
    refusals: Refusals


def present_of(
    home: Home, state: sqlite3.Connection, carried: Sequence[Carried], at: datetime, *, replace: bool
) -> Present:
    """Read it all from a home and its open state; a build that cannot be read tells nothing, and only if `replace`."""
    rows = [(one, one.rows(state)) for one in carried]
    try:
        refusals = refusals_of(home.current_build(), state, at)
    except DamagedHome as error:
        if not replace:
            raise BackupRefused(
                f"The build of {str(home)!r} cannot be read, so who opted out there cannot be carried over: {error}",
                hint="Give --replace to restore without them.",
            ) from error
        refusals = Refusals(frozenset(), frozenset())
    return Present(rows, promises_of(state), refusals)


def keep(present: Present, fresh: Home, state: sqlite3.Connection, at: datetime) -> int:
    """Add it to a restored home and return how much of it was new there."""
    added = sum(one.add(state, rows) for one, rows in present.rows)
    added += keep_promises(present.promises, state)
    return added + keep_refusals(present.refusals, fresh.current_build(), state, at)
