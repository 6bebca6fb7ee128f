"""Suppression: who must not be written to on a channel, whatever any segment says.

Keyed by a hash of the normalised address, so that it holds no personal data and survives every import. Addresses are
only ever added.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from shop.record import Channel


def address_hash(channel: Channel, address: str) -> str:
    """Return the key of an address: SHA-256 of its normal form (case, spaces and phone punctuation removed).

    A phone number has a key in each notation: see shop.consent.addresses for those that a refusal is kept under.
    """
    normal = address.strip().lower()
    if channel == "sms":
        normal = re.sub(r"[^\d+*]", "", normal)
    return hashlib.sha256(f"{channel}:{normal}".encode()).hexdigest()


@contextmanager
def all_or_nothing(state: sqlite3.Connection) -> Iterator[None]:
    """Keep everything written inside, or nothing when it fails; inside a transaction that one decides."""
    if state.in_transaction:
        yield
        return
    state.execute("BEGIN IMMEDIATE")
    try:
        yield
        state.execute("COMMIT")
    except BaseException:
        state.execute("ROLLBACK")
        raise


def suppress(state: sqlite3.Connection, channel: Channel, address: str, reason: str, at: datetime) -> None:
    """Add an address; adding it again keeps the first reason."""
    suppress_many(state, channel, [address], reason, at)


def suppress_many(
    state: sqlite3.Connection, channel: Channel, addresses: Iterable[str], reason: str, at: datetime
) -> int:
    """Add addresses and return how many are new; all of them or, on an error, none. `at` is aware."""
    added = 0
    with all_or_nothing(state):
        for address in addresses:
            row = (address_hash(channel, address), channel, reason, at.isoformat())
            added += state.execute("INSERT OR IGNORE INTO suppression VALUES (?, ?, ?, ?)", row).rowcount
        state.execute("UPDATE change_counter SET value = value + 1")
    return added


def suppressed_hashes(state: sqlite3.Connection, channel: Channel) -> set[str]:
    """Return the keys of every address suppressed on the channel."""
    return {row[0] for row in state.execute("SELECT address_hash FROM suppression WHERE channel = ?", (channel,))}


def suppressed(state: sqlite3.Connection, channel: Channel, addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses that are suppressed on the channel (one read of the whole list)."""
    hashes = suppressed_hashes(state, channel)
    return {address for address in addresses if address_hash(channel, address) in hashes}
