from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shop.errors import DamagedHome
from shop.state import SHOP_MIGRATIONS, Migration, open_state
from shop.suppression import suppress, suppressed

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_migrations_run_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    extra = Migration("room-1", "CREATE TABLE things (x TEXT); INSERT INTO things VALUES ('a;b');")
    for _ in range(2):
        with open_state(path, (*SHOP_MIGRATIONS, extra)) as state:
            assert state.execute("SELECT x FROM things").fetchall() == [("a;b",)]
        state.close()


def test_a_failing_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    bad = Migration("room-1", "CREATE TABLE good (x); INSERT INTO missing VALUES (1);")
    with pytest.raises(DamagedHome):
        open_state(path, (bad,))
    check = sqlite3.connect(path)
    assert check.execute("SELECT name FROM sqlite_master WHERE name = 'good'").fetchone() is None
    check.close()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"this is not a database, not at all" * 100)
    with pytest.raises(DamagedHome, match=r"state\.sqlite"):
        open_state(path, SHOP_MIGRATIONS)


def test_suppression_ignores_case_and_phone_punctuation_and_holds_no_address(tmp_path: Path) -> None:
    state = open_state(tmp_path / "state.sqlite", SHOP_MIGRATIONS)
    suppress(state, "email", "Ann@Example.com", "unsubscribed", NOW)
    suppress(state, "sms", "+1 (555) 01-23", "stop", NOW)
    assert suppressed(state, "email", ["ann@example.com ", "bob@example.com"]) == {"ann@example.com "}
    assert suppressed(state, "sms", ["+15550123"]) == {"+15550123"}
    assert suppressed(state, "wecom", ["ann@example.com"]) == set()
    stored = " ".join(str(row) for row in state.execute("SELECT * FROM suppression"))
    assert "example" not in stored
    assert "5550123" not in stored
    state.close()
