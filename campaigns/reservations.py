"""Single-use codes that a run has given out: a code in one customer's message is in no other's.

A run of the same campaign replaces its own reservations, so that running again gives the same codes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from shop.evidence import CodeValue
from shop.state import Migration
from shop.types import Message

RESERVATION_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "campaigns-2-codes",
        """
        CREATE TABLE reserved_codes (
            code TEXT PRIMARY KEY, campaign_id TEXT NOT NULL, customer_id TEXT NOT NULL
        );
        """,
    ),
)


def taken_codes(state: sqlite3.Connection, campaign_id: str) -> tuple[str, ...]:
    """Return the codes that other campaigns gave out, sorted."""
    rows = state.execute("SELECT code FROM reserved_codes WHERE campaign_id <> ? ORDER BY code", (campaign_id,))
    return tuple(code for (code,) in rows)


def reserve(state: sqlite3.Connection, campaign_id: str, pools: Iterable[str], messages: Iterable[Message]) -> None:
    """Keep the single-use codes (`pools`: all codes of the shop's pools) that the campaign's messages name."""
    single_use = frozenset(pools)
    given = [
        (value.code, campaign_id, message.customer_id)
        for message in messages
        for item in message.evidence
        for value in item.fields.values()
        if isinstance(value, CodeValue) and value.code in single_use
    ]
    state.execute("BEGIN IMMEDIATE")
    try:
        state.execute("DELETE FROM reserved_codes WHERE campaign_id = ?", (campaign_id,))
        state.executemany("INSERT INTO reserved_codes VALUES (?, ?, ?)", given)
        state.execute("COMMIT")
    except BaseException:
        state.execute("ROLLBACK")
        raise
