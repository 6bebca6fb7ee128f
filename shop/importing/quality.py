"""The quality report of an import: per file what was read, kept, repaired and quarantined, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pydantic import Field

from shop.importing.tables import PERSONAL
from shop.importing.treatments import Treatment, explain, rules
from shop.record import Record

__all__ = ["Conflict", "FileQuality", "Issue", "QualityReport", "Tally", "Totals", "explain"]

ISSUES_PER_REASON = 20
VALUE_LENGTH = 80
LONGEST_HIDDEN = 3
"""Shorter values, such as a Chinese name, are hidden as a whole."""
_ADDRESS = re.compile(r"[^\s@]@[^\s@]")
"""An id may be an address too."""


class Issue(Record):
    """One thing that was wrong. `row` is the line in the file, 0 for the file as a whole; `value` is cut, and of what
    is about a person only its first character and length are shown."""

    file: str
    row: int
    field: str
    reason: str
    value: str
    treatment: Treatment


class FileQuality(Record):
    """One file: read = kept + repaired + quarantined. `reasons` counts findings; a row may have several."""

    file: str
    read: int = 0
    kept: int = 0
    repaired: int = 0
    quarantined: int = 0
    reasons: dict[str, int] = Field(default_factory=dict)


class Totals(Record):
    """The sums over all files."""

    read: int = 0
    kept: int = 0
    repaired: int = 0
    quarantined: int = 0


class Conflict(Record):
    """Sources that say different things: in which table and column, how often, and the rule that settled it.

    `samples` are ids (see `shown`), never what was said; `fix` says what a person can do where the rule alone does not
    help."""

    table: str
    column: str
    rule: str
    count: int
    samples: tuple[str, ...] = ()
    fix: str = ""


class QualityReport(Record):
    """The outcome of an import. `data_end` is ISO; `issues` holds the first of each file and reason; `notes` tell
    what was assumed (zone, day before month, ignored columns). `derived` are tables that were computed from the rows
    of `files`; the totals leave them out, so that no row of a file counts twice. `unusable` holds one line per file
    that was to give rows and could not. `conflicts` are those of the whole shop after the import."""

    shop: str
    data_end: str
    files: tuple[FileQuality, ...]
    totals: Totals
    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()
    derived: tuple[FileQuality, ...] = ()
    unusable: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def shown(ids: Iterable[str]) -> tuple[str, ...]:
    """Return ids as samples for a report; one that is itself an address is not shown."""
    return tuple("(an address)" if "@" in id_ or id_.startswith("+") else id_ for id_ in ids)


def masked(value: str) -> str:
    """Return how a value about a person is shown: how long it is, and how it begins where that says little."""
    if not value:
        return ""
    begin = value[0] if len(value) > LONGEST_HIDDEN else ""
    return f"{begin}… ({len(value)} characters)"


class Tally:
    """Collects the counts while an import runs; bounded, whatever the files hold."""

    def __init__(self) -> None:
        self.read: Counter[str] = Counter()
        self.quarantined: Counter[str] = Counter()
        self.repaired: Counter[str] = Counter()
        self.reasons: dict[str, Counter[str]] = {}
        self.issues: list[Issue] = []
        self.notes: list[str] = []
        self.derived: set[str] = set()
        self.unusable: list[str] = []
        self.conflicts: list[Conflict] = []
        self._listed: Counter[tuple[str, str]] = Counter()

    def open(self, file: str) -> None:
        """Make sure that `file` appears in the report, even when nothing is read from it."""
        self.read[file] += 0
        self.reasons.setdefault(file, Counter())

    def note(self, text: str) -> None:
        """Add a sentence for people, once."""
        if text not in self.notes:
            self.notes.append(text)

    def add(self, file: str, row: int, field: str, reason: str, value: str, treatment: Treatment) -> None:
        """Count one finding and list it while there is room. The rows themselves are counted by the caller."""
        self.count(file, reason, 1)
        if self._listed[file, reason] < ISSUES_PER_REASON:
            self._listed[file, reason] += 1
            cut = value if len(value) <= VALUE_LENGTH else value[: VALUE_LENGTH - 1] + "…"
            shown = masked(value) if field in PERSONAL or _ADDRESS.search(value) else cut
            self.issues.append(Issue(file=file, row=row, field=field, reason=reason, value=shown, treatment=treatment))

    def count(self, file: str, reason: str, times: int) -> None:
        """Count a reason without listing it."""
        if reason not in rules():
            raise KeyError(reason)
        self.open(file)
        self.reasons[file][reason] += times

    def has_room(self, file: str, reason: str) -> int:
        """Return how many more findings of this reason can be listed."""
        return ISSUES_PER_REASON - self._listed[file, reason]

    def report(self, shop: str, data_end: str) -> QualityReport:
        """Close the books."""
        files = tuple(self._file(file) for file in self.read if file not in self.derived)
        totals = Totals(
            read=sum(file.read for file in files),
            kept=sum(file.kept for file in files),
            repaired=sum(file.repaired for file in files),
            quarantined=sum(file.quarantined for file in files),
        )
        return QualityReport(
            shop=shop, data_end=data_end, files=files, totals=totals,
            issues=tuple(self.issues), notes=tuple(self.notes),
            derived=tuple(self._file(file) for file in self.read if file in self.derived),
            unusable=tuple(self.unusable), conflicts=tuple(self.conflicts),
        )  # fmt: skip

    def _file(self, file: str) -> FileQuality:
        read, repaired, quarantined = self.read[file], self.repaired[file], self.quarantined[file]
        reasons = dict(sorted(self.reasons[file].items()))
        return FileQuality(
            file=file, read=read, kept=read - repaired - quarantined, repaired=repaired,
            quarantined=quarantined, reasons=reasons,
        )  # fmt: skip
