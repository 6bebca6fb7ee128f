"""Consent recorded while the product runs: it lives in state.sqlite and so survives every import.

A record is about a customer id or, by the hash of the address, about whoever has that address. An opt-out of a known
customer carries both, so that it holds for the address whatever later imports call the person.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from shop.consent.standing import Statement
from shop.record import Channel
from shop.state import Migration
from shop.suppression import all_or_nothing
from shop.types.customer import ConsentState

CONSENT_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "consent-1",
        """
        -- How a source of consent was collected, as a person attested it; the newest row of a source counts.
        CREATE TABLE consent_attestations (
            id INTEGER PRIMARY KEY, source TEXT NOT NULL, how TEXT NOT NULL, wording TEXT NOT NULL,
            attested_by TEXT NOT NULL, attested_at TEXT NOT NULL
        );
        -- Statements of consent recorded here; given_at is UTC, empty where nobody knows the date.
        CREATE TABLE consent_records (
            channel TEXT NOT NULL, customer_id TEXT NOT NULL, address_hash TEXT NOT NULL, state TEXT NOT NULL,
            given_at TEXT NOT NULL, source TEXT NOT NULL, wording TEXT NOT NULL, recorded_at TEXT NOT NULL,
            PRIMARY KEY (channel, customer_id, address_hash, state, given_at, source, wording)
        );
        """,
    ),
)


class ConsentRecord(NamedTuple):
    """One statement to be recorded: about a customer id, an address hash, or both; `given_at` is naive UTC."""

    channel: Channel
    customer_id: str
    address_hash: str
    state: ConsentState
    given_at: datetime | None
    wording: str = ""


class RecordedStatement(NamedTuple):
    """A statement read back, with whom it is about."""

    customer_id: str
    address_hash: str
    statement: Statement


def record_consents(state: sqlite3.Connection, source: str, records: Iterable[ConsentRecord], at: datetime) -> int:
    """Keep the records and return how many are new; nothing is kept when one of them fails. `at` is aware."""
    added = 0
    with all_or_nothing(state):
        for one in records:
            given_at = one.given_at.isoformat() if one.given_at else ""
            added += state.execute(
                "INSERT OR IGNORE INTO consent_records VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    one.channel, one.customer_id, one.address_hash, one.state, given_at, source, one.wording,
                    at.astimezone(UTC).isoformat(),
                ),
            ).rowcount  # fmt: skip
        state.execute("UPDATE change_counter SET value = value + 1")
    return added


def recorded(state: sqlite3.Connection, channel: Channel) -> Iterator[RecordedStatement]:
    """Yield every statement recorded about a channel, one by one."""
    rows = state.execute(
        "SELECT customer_id, address_hash, state, source, given_at, wording FROM consent_records WHERE channel = ?",
        (channel,),
    )
    for customer_id, address_hash, said, source, given_at, wording in rows:
        moment = datetime.fromisoformat(given_at) if given_at else None
        yield RecordedStatement(customer_id, address_hash, Statement(said, source, moment, wording))


def refusing_ids(state: sqlite3.Connection, channel: Channel) -> list[str]:
    """Return the ids of the customers of whom an opt-out was recorded."""
    rows = state.execute(
        "SELECT DISTINCT customer_id FROM consent_records"
        " WHERE channel = ? AND state = 'opted_out' AND customer_id <> '' ORDER BY customer_id",
        (channel,),
    )
    return [row[0] for row in rows]
