"""Real processes: backups while others import, write and run; kills in the middle of a backup and of a restore."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.copilot import MIGRATIONS
from shop.backup import restore_backup, write_backup
from shop.home import Home
from shop.store.view import ShopView

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MakeHome = Callable[[str], Home]
WRITER = """
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from app.copilot import MIGRATIONS
from shop.state import open_state
from shop.suppression import suppress_many
with closing(open_state(Path(sys.argv[1]), MIGRATIONS)) as state:
    for n in range(10**9):
        pair = [f"a{n}@shop.example", f"b{n}@shop.example"]
        suppress_many(state, "email", pair, "asked", datetime(2026, 1, 1, tzinfo=UTC))
"""
IMPORTER = """
import sys
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import sample_source
for seed in range(1000):
    import_source(sample_source("coffee", 20, seed), Home(sys.argv[1]))
"""
RUNNER = """
import sys
import time
from pathlib import Path
from campaigns.folders import replaced
for n in range(10**9):
    with replaced(Path(sys.argv[1])) as folder:
        for name in ("messages.jsonl", "summary.json", *(f"part-{k}" for k in range(20))):
            (folder / name).write_text(str(n))
    time.sleep(0.01)
"""
BACKUP = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from shop.backup import write_backup
from shop.home import Home
write_backup(Home(sys.argv[1]), Path(sys.argv[2]), at=datetime(2026, 1, 1, tzinfo=UTC))
"""
RESTORE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.copilot import MIGRATIONS
from shop.backup import restore_backup
from shop.home import Home
at = datetime(2026, 1, 1, tzinfo=UTC)
restore_backup(Path(sys.argv[2]), Home(sys.argv[1]), at=at, migrations=MIGRATIONS)
"""


@contextmanager
def at_work(script: str, *arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", script, *arguments])
    try:
        yield process
        assert process.poll() is None, "it was to be at work all the time"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 300
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.002)


def suppressed(home: Home) -> int:
    with closing(sqlite3.connect(home.state)) as state:
        return int(state.execute("SELECT count(*) FROM suppression").fetchone()[0])


@pytest.mark.slow
def test_backups_while_others_write_import_and_run(make_home: MakeHome, tmp_path: Path) -> None:
    home = make_home("one")
    builds, rows = set(), []
    with (
        at_work(WRITER, home.state),
        at_work(IMPORTER, home.path),
        at_work(RUNNER, home.runs / "busy"),
    ):
        wait_for(lambda: suppressed(home) > 10 and (home.runs / "busy").exists())
        first = home.current_build().name
        for n in range(12):
            if n == 6:
                wait_for(lambda: home.current_build().name != first)
            manifest = write_backup(home, tmp_path / "a", at=NOW)
            other = Home(tmp_path / f"restored-{n}")
            restore_backup(tmp_path / "a", other, at=NOW, migrations=MIGRATIONS)
            builds.add(manifest.build)
            rows.append(suppressed(other))
            with ShopView(other.current_build()) as view:
                assert view.rows("SELECT count(*) FROM customers")[0][0] >= 20
            said = {path.read_text() for path in (other.runs / "busy").glob("[ms]*")}
            parts = {path.read_text() for path in (other.runs / "busy").glob("part-*")}
            assert said == parts
            assert len(said) <= 1, "a run is one run"
    assert len(builds) > 1
    assert rows == sorted(rows)
    assert rows[-1] > rows[0]
    assert all(count % 2 == 1 for count in rows), "one from before, then always two at once"


def heavy(home: Home) -> Home:
    """Make the home large enough to be in the middle of something."""
    home.media.mkdir(exist_ok=True)
    (home.media / "heavy.png").write_bytes(os.urandom(40_000_000))
    return home


def test_a_killed_backup_leaves_the_old_archive_and_the_next_one_works(make_home: MakeHome, tmp_path: Path) -> None:
    home, archive = make_home("one"), tmp_path / "a"
    write_backup(home, archive, at=NOW)
    old = archive.read_bytes()
    heavy(home)
    part = tmp_path / ".a.part" / "archive"
    with at_work(BACKUP, home.path, archive):
        wait_for(lambda: part.exists() and part.stat().st_size > 2_000_000)
    assert archive.read_bytes() == old
    with ShopView(home.current_build()) as view:
        assert view.rows("SELECT count(*) FROM customers") == [(40,)]
    manifest = write_backup(home, archive, at=NOW)
    assert manifest.size > 40_000_000
    assert not (tmp_path / ".a.part").exists()


def test_a_killed_restore_leaves_the_home_and_the_next_one_works(make_home: MakeHome, tmp_path: Path) -> None:
    home, archive = make_home("one"), tmp_path / "a"
    write_backup(heavy(make_home("two")), archive, at=NOW)
    fresh = tmp_path / ".one.restoring" / "home" / "media" / "heavy.png"
    with at_work(RESTORE, home.path, archive):
        wait_for(lambda: fresh.exists() and fresh.stat().st_size > 2_000_000)
    assert not (home.media / "heavy.png").exists()
    with ShopView(home.current_build()) as view:
        assert view.rows("SELECT count(*) FROM customers") == [(40,)]
    assert suppressed(home) == 1
    restore_backup(archive, home, at=NOW, migrations=MIGRATIONS)
    assert (home.media / "heavy.png").stat().st_size == 40_000_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "one", "two"]


def test_a_restore_killed_between_two_moves_is_put_right_by_the_next(make_home: MakeHome, tmp_path: Path) -> None:
    """Where folders cannot be exchanged in one step, a kill may leave the home under its other name."""
    home, archive = make_home("one"), tmp_path / "a"
    write_backup(home, archive, at=NOW)
    home.path.rename(tmp_path / "one.before-restore")
    restore_backup(archive, home, at=NOW, migrations=MIGRATIONS)
    assert suppressed(home) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "one"]
