"""Opens state.sqlite and runs the migrations handed to it.

Each room exports its own list of migrations; `app` collects them. A migration is a name and SQL; it runs once,
in order, in one transaction with the note that it ran.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from shop.errors import DamagedHome
from shop.home import PRIVATE_FILE


class Migration(NamedTuple):
    """One step of the schema: `name` is unique and never changes once released."""

    name: str
    sql: str


SHOP_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "shop-1-runtime",
        """
        CREATE TABLE change_counter (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL);
        INSERT INTO change_counter VALUES (1, 0);
        -- Events that happened since the import; ids and times only.
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, customer_id TEXT NOT NULL, kind TEXT NOT NULL, happened_at TEXT NOT NULL,
            product_id TEXT NOT NULL DEFAULT '', campaign_id TEXT NOT NULL DEFAULT ''
        );
        -- Addresses that must not be written to: a hash of the normalised address, per channel. Survives imports.
        CREATE TABLE suppression (
            address_hash TEXT NOT NULL, channel TEXT NOT NULL, reason TEXT NOT NULL, added_at TEXT NOT NULL,
            PRIMARY KEY (address_hash, channel)
        );
        """,
    ),
)


def open_state(path: Path, migrations: Iterable[Migration]) -> sqlite3.Connection:
    """Open (or create) the state file, readable by its owner only, and bring its schema up to date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=PRIVATE_FILE, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY)")
        for migration in migrations:
            _apply(connection, migration)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise DamagedHome(str(path), str(error)) from error
    return connection


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = connection.execute("SELECT 1 FROM migrations WHERE name = ?", (migration.name,)).fetchone()
        if not done:
            for statement in _statements(migration.sql):
                connection.execute(statement)
            connection.execute("INSERT INTO migrations VALUES (?)", (migration.name,))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(sql: str) -> Iterable[str]:
    """Split a script at the semicolons that end statements (SQLite itself says which ones do)."""
    buffer = ""
    for piece in sql.split(";"):
        buffer += piece + ";"
        if sqlite3.complete_statement(buffer):
            yield buffer
            buffer = ""
