"""Which files of an import gave nothing, and whether the shop that is there may be replaced without them.

An export that went wrong (empty, cut off, binary) says nothing about the shop: it must not empty one that was fine.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from shop.errors import DamagedHome, ImportRefused
from shop.home import Home
from shop.importing.contract import RawTable
from shop.importing.exports import named_table
from shop.importing.quality import Issue, Tally
from shop.importing.tables import table_named
from shop.importing.treatments import explain

MAIN = ("customers", "products", "orders")
"""Without the rows of one of these the shop is another shop."""
_EMPTY = frozenset(("empty_file", "header_only", "no_header"))
"""What a sheet beside the others, or a file of events, may be in a sound export."""
_HINT = "The previous shop stays; remove the file to import without it, or repair it."


class Outcome(NamedTuple):
    """What one file gave to a table (empty: nobody knows which); `problem` is what was wrong with all of it."""

    file: str
    table: str
    by_name: bool
    read: int
    usable: int
    problem: Issue | None

    @property
    def broken(self) -> bool:
        """Whether the file was to give rows and could not; an empty one only where the contract names it."""
        if self.problem is None:
            return self.table in MAIN and self.read > 0 and self.usable == 0
        return self.problem.reason not in _EMPTY or (self.by_name and self.table in MAIN)

    def told(self) -> str:
        """Return one line for a person."""
        if self.problem is None:
            return f"{self.file}: none of its {self.read} rows can be used."
        detail = f" ({self.problem.value})" if self.problem.value else ""
        return f"{self.file}: {self.problem.reason}{detail}. {explain(self.problem.reason)}"


class Outcomes:
    """Collects them while the tables are read."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.found: list[Outcome] = []

    def add(self, raw: RawTable, read: int, lost: int) -> Outcome:
        """Remember what a table that was read to its end gave, and return it."""
        whole = (issue for issue in self.tally.issues if issue.file == raw.file and not issue.row and not issue.field)
        by_name = raw.file.casefold() == table_named(raw.name).file
        outcome = Outcome(raw.file, _table(raw, by_name), by_name, read, read - lost, next(whole, None))
        self.found.append(outcome)
        if outcome.broken:
            self.tally.unusable.append(outcome.told())
        return outcome

    def refuse_losses(self, home: Home) -> None:
        """Raise ImportRefused where the home's shop would lose a table because a file is broken."""
        if not any(outcome.problem or outcome.broken for outcome in self.found):
            return
        before = _counts(home)
        for table in MAIN:
            blamed = self._blamed(table) if before.get(table) else None
            if blamed is not None:
                raise ImportRefused(f"{blamed.told()} Nothing was changed.", hint=_HINT)

    def _blamed(self, table: str) -> Outcome | None:
        """Return the file that is why rows of the table are missing, if there is one."""
        own = [outcome for outcome in self.found if outcome.table == table]
        suspects = [outcome for outcome in own if outcome.broken and outcome.problem]
        if not any(outcome.usable for outcome in own):
            suspects += [outcome for outcome in own if outcome.broken or outcome.problem]
            suspects += [outcome for outcome in self.found if not outcome.table and outcome.broken]
        return next(iter(suspects), None)

    def note_nothing_usable(self) -> None:
        """Note the files of customers and products whose every row was set aside, after all checks."""
        for outcome in self.found:
            read, lost = self.tally.read[outcome.file], self.tally.quarantined[outcome.file]
            if outcome.table in ("customers", "products") and 0 < read <= lost:
                self.tally.note(f"Nothing usable in {outcome.file}: all {read} rows were set aside.")


def _table(raw: RawTable, by_name: bool) -> str:
    """Return the table that the file was to give; of one that could not be opened only its name speaks."""
    if not raw.columns and not by_name:
        return named_table(raw.file)
    # A file of orders and lines together reports what is wrong with it among its lines.
    return "orders" if raw.name == "order_lines" and not by_name else raw.name


def _counts(home: Home) -> dict[str, int]:
    """Return the rows per table of the shop that is there; a build that cannot be read has none to lose."""
    from shop.store.view import ShopView

    if not home.has_shop():
        return {}
    try:
        with ShopView(home.current_build()) as present:
            counts: dict[str, int] = json.loads(present.meta["tables"])
    except DamagedHome:
        return {}
    return counts
