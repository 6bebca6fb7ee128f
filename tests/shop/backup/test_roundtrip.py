"""A backup restored is the home it was: build in bytes, state in rows, runs and pictures."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.copilot import MIGRATIONS
from app.homes import CARRIED
from interfaces.cli.main import app
from shop.backup import Restored, restore_backup, write_backup
from shop.backup.errors import BackupRefused
from shop.errors import HomeBusy, NoShop
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import sample_source
from shop.state import open_state
from shop.suppression import suppress, suppressed

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MakeHome = Callable[[str], Home]


def restored(archive: Path, home: Home, *, replace: bool = False) -> Restored:
    return restore_backup(archive, home, at=NOW, replace=replace, migrations=MIGRATIONS, carried=CARRIED)


def files(home: Home) -> dict[str, bytes]:
    apart = ("state.sqlite", "import.lock")
    paths = [path for path in home.path.rglob("*") if path.is_file() and not path.name.startswith(apart)]
    return {path.relative_to(home.path).as_posix(): path.read_bytes() for path in paths}


def state_dump(home: Home) -> list[str]:
    with closing(sqlite3.connect(home.state)) as state:
        return list(state.iterdump())


def test_everything_comes_back(make_home: MakeHome, tmp_path: Path) -> None:
    home, archive = make_home("one"), tmp_path / "shop.tgz"
    manifest = write_backup(home, archive, at=NOW)
    assert manifest.shop == "sample-coffee"
    assert manifest.left_out == ()
    assert archive.stat().st_mode & 0o777 == 0o600
    other = Home(tmp_path / "other" / "home")
    done = restored(archive, other)
    assert (done.carried, done.kept) == (0, "")
    assert files(other) == files(home)
    assert state_dump(other) == state_dump(home)
    assert all(path.stat().st_mode & 0o077 == 0 for path in [other.path, *other.path.rglob("*")])
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_any_tar_opens_it_and_the_same_home_gives_the_same_bytes(make_home: MakeHome, tmp_path: Path) -> None:
    home = make_home("one")
    for name in ("a", "b"):
        manifest = write_backup(home, tmp_path / name, at=NOW)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    with tarfile.open(tmp_path / "a") as tar:
        assert tar.getnames() == ["manifest.json", *(entry.path for entry in manifest.files)]


def test_a_long_name_survives(make_home: MakeHome, tmp_path: Path) -> None:
    home = make_home("one")
    (home.runs / "spring" / "export").mkdir()
    (home.runs / "spring" / "export" / f"{'客' * 70}.eml").write_text("mail")
    write_backup(home, tmp_path / "a", at=NOW)
    restored(tmp_path / "a", Home(tmp_path / "other"))
    assert files(Home(tmp_path / "other")) == files(home)


def test_what_is_left_out_is_said(make_home: MakeHome, tmp_path: Path) -> None:
    home = make_home("one")
    (home.runs / ".summer.new").mkdir()
    (home.runs / "half").mkdir()
    (home.runs / "spring" / "link").symlink_to("/etc/passwd")
    (home.path / "notes.txt").write_text("mine")
    manifest = write_backup(home, tmp_path / "a", at=NOW)
    assert [line.partition(":")[0] for line in manifest.left_out] == [
        "runs/.summer.new", "runs/half", "'runs/spring/link'", "notes.txt",
    ]  # fmt: skip


def test_opt_outs_since_the_backup_stay(make_home: MakeHome, tmp_path: Path) -> None:
    home, archive = make_home("one"), tmp_path / "a"
    write_backup(home, archive, at=NOW)
    with closing(open_state(home.state, MIGRATIONS)) as state:
        suppress(state, "email", "since@shop.example", "asked", NOW)
        state.execute("INSERT INTO reserved_codes VALUES ('CODE1', 'spring', 'c1')")
    assert restored(archive, home).carried == 2
    with closing(open_state(home.state, MIGRATIONS)) as state:
        asked = ["never@shop.example", "since@shop.example", "free@shop.example"]
        assert suppressed(state, "email", asked) == set(asked[:2])


def test_another_shops_home_needs_replace(make_home: MakeHome, tmp_path: Path) -> None:
    archive = tmp_path / "a"
    write_backup(make_home("one"), archive, at=NOW)
    skin = Home(tmp_path / "skin")
    import_source(sample_source("skincare", 20, 7), skin)
    before = files(skin)
    with pytest.raises(BackupRefused, match=r"'sample-coffee'.*'sample-skincare'"):
        restored(archive, skin)
    assert files(skin) == before
    assert restored(archive, skin, replace=True).carried == 0
    assert skin.current_build().read_bytes() == (tmp_path / "one" / "shop-1.duckdb").read_bytes()


def test_a_folder_that_is_no_home_is_never_replaced(make_home: MakeHome, tmp_path: Path) -> None:
    write_backup(make_home("one"), tmp_path / "a", at=NOW)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.txt").write_text("years")
    with pytest.raises(BackupRefused, match="holds no shop"):
        restored(tmp_path / "a", Home(tmp_path / "papers"), replace=True)
    home = make_home("two")
    (home.path / "thesis.txt").write_text("years")
    kept = Path(restored(tmp_path / "a", home).kept)
    assert (kept / "thesis.txt").read_text() == "years"
    with pytest.raises(BackupRefused, match="in the way"):
        restored(tmp_path / "a", home)


def test_a_restore_is_refused_while_others_are_at_work(make_home: MakeHome, tmp_path: Path) -> None:
    home, archive = make_home("one"), tmp_path / "a"
    write_backup(home, archive, at=NOW)
    with home.import_lock(), pytest.raises(HomeBusy):
        restored(archive, home)
    before = files(home)
    with closing(open_state(home.state, MIGRATIONS)), pytest.raises(BackupRefused, match="at work"):
        restored(archive, home)
    assert files(home) == before
    restored(archive, home)


def test_places_that_are_refused(make_home: MakeHome, tmp_path: Path) -> None:
    home = make_home("one")
    with pytest.raises(NoShop):
        write_backup(Home(tmp_path / "nothing"), tmp_path / "a", at=NOW)
    with pytest.raises(BackupRefused, match="cannot lie in the home"):
        write_backup(home, home.path / "a.tgz", at=NOW)
    (tmp_path / "customers.csv").write_text("id\n1\n")
    with pytest.raises(BackupRefused, match="not a backup"):
        write_backup(home, tmp_path / "customers.csv", at=NOW)
    assert (tmp_path / "customers.csv").read_text() == "id\n1\n"


def test_the_command_line(make_home: MakeHome, tmp_path: Path) -> None:
    def ask(*words: str) -> str:
        done = CliRunner().invoke(app, ["home", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    home, archive, other = make_home("one"), str(tmp_path / "a"), str(tmp_path / "other")
    said = ask("backup", archive, "--home", str(home))
    assert "'sample-coffee'" in said
    assert json.loads(ask("backup", archive, "--home", str(home), "--json"))["build"] == "shop-1.duckdb"
    assert "'sample-coffee'" in ask("restore", archive, "--home", other)
    assert json.loads(ask("restore", archive, "--home", other, "--json"))["manifest"]["shop"] == "sample-coffee"
