"""Attestations: a person says once per source how its consent was collected. Without one, its opt-ins do not count.

Attesting again adds to the history, and the newest attestation speaks; nothing is ever overwritten.
"""

from __future__ import annotations

import shlex
import sqlite3
from datetime import datetime
from typing import Literal

from shop.errors import InvalidInput
from shop.record import Moment, Record

DEMO: Literal["demo"] = "demo"
"""The source of synthetic contacts of public data sets: it counts for writing and is refused for sending."""
_LONGEST = {"source": 200, "how": 1000, "by": 200, "wording": 5000}


class Attestation(Record):
    """Who answers for a source of consent: how it was collected, with which wording, and when this was said."""

    source: str
    how: str
    wording: str = ""
    by: str
    at: Moment


def attest(state: sqlite3.Connection, source: str, how: str, by: str, at: datetime, wording: str = "") -> Attestation:
    """Keep what `by` says about a source; the same words again change nothing.

    `at` is an aware moment. Raises InvalidInput where something is missing, too long, or the source is `demo`.
    """
    fresh = Attestation(
        source=checked_source(source), how=_checked("how", how), by=_checked("by", by),
        wording=_checked("wording", wording), at=at,
    )  # fmt: skip
    known = attestations(state).get(fresh.source)
    if known is not None and known.model_copy(update={"at": at}) == fresh:
        return known
    state.execute(
        "INSERT INTO consent_attestations (source, how, wording, attested_by, attested_at) VALUES (?, ?, ?, ?, ?)",
        (fresh.source, fresh.how, fresh.wording, fresh.by, at.isoformat()),
    )
    state.execute("UPDATE change_counter SET value = value + 1")
    return fresh


def attestations(state: sqlite3.Connection) -> dict[str, Attestation]:
    """Return the newest attestation of each source."""
    rows = state.execute(
        "SELECT source, how, wording, attested_by, attested_at FROM consent_attestations ORDER BY id"
    ).fetchall()
    return {
        source: Attestation(source=source, how=how, wording=wording, by=by, at=datetime.fromisoformat(at))
        for source, how, wording, by, at in rows
    }


def command(source: str) -> str:
    """Return the command that attests a source, ready to be completed and pasted into a shell."""
    return f'copilot consent attest {shlex.quote(source)} --how "HOW IT WAS COLLECTED" --by "YOUR NAME"'


def checked_source(source: str) -> str:
    """Return the name of a source that a person may use; raises InvalidInput for `demo`, none or a long one."""
    name = _checked("source", source)
    if name == DEMO:
        raise InvalidInput(
            f"The source {DEMO!r} is kept for synthetic contacts of public data sets.",
            hint="Give real consent a source of its own name.",
        )
    return name


def _checked(field: str, text: str) -> str:
    text = text.strip()
    if not text and field != "wording":
        raise InvalidInput("It is empty.", where=field, hint="Say the source, --how it was collected and --by whom.")
    if len(text) > _LONGEST[field]:
        raise InvalidInput(f"{len(text)} characters are too many.", where=field, hint=f"At most {_LONGEST[field]}.")
    return text
