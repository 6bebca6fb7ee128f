"""Single-use codes that a run has given out: a code in one customer's message is in no other's.

A run of the same campaign replaces its own reservations, so that running again gives the same codes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from shop.evidence import CodeValue, Evidence
from shop.state import Migration
from shop.types import Message
from tools.message_brief import MessageBrief

RESERVATION_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "campaigns-2-codes",
        """
        CREATE TABLE reserved_codes (
            code TEXT NOT NULL, campaign_id TEXT NOT NULL, customer_id TEXT NOT NULL,
            PRIMARY KEY (code, campaign_id)
        );
        """,
    ),
)


def codes_of(briefs: Iterable[MessageBrief]) -> tuple[str, ...]:
    """Return every code that the briefs hold, single-use or not, so that the next ones get others."""
    return tuple(code for brief in briefs for code in _codes(brief.evidence.evidence))


def _codes(evidence: Iterable[Evidence]) -> list[str]:
    return [value.code for item in evidence for value in item.fields.values() if isinstance(value, CodeValue)]


def taken_codes(state: sqlite3.Connection, campaign_id: str) -> tuple[str, ...]:
    """Return the codes that other campaigns gave out, sorted."""
    rows = state.execute("SELECT code FROM reserved_codes WHERE campaign_id <> ? ORDER BY code", (campaign_id,))
    return tuple(code for (code,) in rows)


def reserve(state: sqlite3.Connection, campaign_id: str, pools: Iterable[str], messages: Iterable[Message]) -> None:
    """Keep the single-use codes (`pools`: all codes of the shop's pools) that the campaign's messages name."""
    single_use = frozenset(pools)
    given = [
        (code, campaign_id, message.customer_id)
        for message in messages
        for code in _codes(message.evidence)
        if code in single_use
    ]
    state.execute("BEGIN IMMEDIATE")
    try:
        state.execute("DELETE FROM reserved_codes WHERE campaign_id = ?", (campaign_id,))
        state.executemany("INSERT INTO reserved_codes VALUES (?, ?, ?)", given)
        state.execute("COMMIT")
    except BaseException:
        state.execute("ROLLBACK")
        raise
