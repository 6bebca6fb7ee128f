"""Archives that are damaged, cut off or made to do harm: refused with clear words, and nothing is touched."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.copilot import MIGRATIONS
from shop.backup import restore_backup, write_backup
from shop.backup.errors import BackupRefused
from shop.home import Home

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MakeHome = Callable[[str], Home]

Change = Callable[[dict[str, Any], list[tuple[tarfile.TarInfo, bytes]]], None]


@pytest.fixture
def archive(make_home: MakeHome, tmp_path: Path) -> Path:
    write_backup(make_home("one"), tmp_path / "a", at=NOW)
    return tmp_path / "a"


def forged(archive: Path, change: Change) -> Path:
    """Write the archive again, with a manifest and members that `change` changed."""
    with tarfile.open(archive) as tar:
        members = [(info, tar.extractfile(info).read()) for info in tar.getmembers()]  # type: ignore[union-attr]
    manifest = json.loads(members.pop(0)[1])
    change(manifest, members)
    content = json.dumps(manifest).encode()
    head = tarfile.TarInfo("manifest.json")
    head.size = len(content)
    target = archive.with_name("forged")
    with tarfile.open(target, "w:gz", format=tarfile.GNU_FORMAT) as tar:
        for info, data in [(head, content), *members]:
            tar.addfile(info, io.BytesIO(data))
    return target


def added(name: str, data: bytes = b"x", **columns: object) -> Change:
    """Add a member that the manifest names as well, in the place where it expects it."""

    def change(manifest: dict[str, Any], members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        for column, value in columns.items():
            setattr(info, column, value)
        members.append((info, data))
        entry = {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        manifest["files"].append(entry)

    return change


def set_to(**fields: object) -> Change:
    return lambda manifest, members: manifest.update(fields)


def bomb(manifest: dict[str, Any], members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    """A file that unpacks to more than its line of the manifest."""
    added("media/bomb", bytes(5_000_000))(manifest, members)
    manifest["files"][-1]["size"] = 10


def too_large(manifest: dict[str, Any], members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    manifest["files"][0]["size"] = 10**15


def doubled(manifest: dict[str, Any], members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    manifest["files"].append(manifest["files"][0])


def one_more(manifest: dict[str, Any], members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    members.append((tarfile.TarInfo("media/more"), b""))


def changed(manifest: dict[str, Any], members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    place = next(n for n, (info, _) in enumerate(members) if info.name == "runs/spring/messages.jsonl")
    info, data = members[place]
    members[place] = (info, data.upper())


def acting_state(manifest: dict[str, Any], members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    """A state that forgets whoever is suppressed."""
    with closing(sqlite3.connect(":memory:")) as state:
        state.execute("CREATE TABLE suppression (a)")
        state.execute("CREATE TRIGGER gone AFTER INSERT ON suppression BEGIN DELETE FROM suppression; END")
        data = state.serialize()
    place = next(n for n, (info, _) in enumerate(members) if info.name == "state.sqlite")
    info = members[place][0]
    info.size = len(data)
    members[place] = (info, data)
    entry = next(entry for entry in manifest["files"] if entry["path"] == "state.sqlite")
    entry |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (added("/etc/cron.d/x"), "no file of a home"),
        (added("../outside"), "no file of a home"),
        (added("media/../../outside"), "no file of a home"),
        (added("media//x"), "no file of a home"),
        (added("media/a\\b"), "no file of a home"),
        (added("media/a\x00b"), "no file of a home"),
        (added("import.lock"), "no file of a home"),
        (added("secrets/x"), "no file of a home"),
        (added("shop-9.duckdb"), "and no other"),
        (added("media"), "no file of a home"),
        (added("media/x/y/z", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "no plain file"),
        (added("media/hard", type=tarfile.LNKTYPE, linkname="state.sqlite"), "no plain file"),
        (added("media/device", type=tarfile.CHRTYPE), "no plain file"),
        (added("media/pipe", type=tarfile.FIFOTYPE), "no plain file"),
        (added("media/folder", type=tarfile.DIRTYPE), "no plain file"),
        (bomb, "another size"),
        (too_large, "bytes; .* are free|another size"),
        (doubled, "names a file twice"),
        (one_more, "more follows"),
        (changed, "SHA-256"),
        (acting_state, "not one that copilot wrote"),
        (set_to(format=99), "reads up to 1"),
        (set_to(format="one"), "format"),
        (set_to(shop="other"), "its build is of 'sample-coffee'"),
        (set_to(build="shop-2.duckdb"), "its build"),
        (set_to(files="none"), "files"),
        (set_to(more=1), "more"),
    ],
)
def test_a_hostile_archive_is_refused(archive: Path, tmp_path: Path, change: Change, words: str) -> None:
    inside = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    target = forged(archive, change)
    for home in (Home(tmp_path / "fresh"), Home(tmp_path / "one")):
        with pytest.raises(BackupRefused, match=words):
            restore_backup(target, home, at=NOW, replace=True, migrations=MIGRATIONS)
    assert not (tmp_path / "fresh").exists()
    target.unlink()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == inside


def test_a_damaged_or_cut_archive_is_refused(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    other = tmp_path / "other"
    for length in (0, 1, 17, 200, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        other.write_bytes(whole[:length])
        with pytest.raises(BackupRefused):
            restore_backup(other, Home(tmp_path / "fresh"), at=NOW, migrations=MIGRATIONS)
    for place in range(12, len(whole), len(whole) // 25):
        other.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(BackupRefused):
            restore_backup(other, Home(tmp_path / "fresh"), at=NOW, migrations=MIGRATIONS)
    assert not (tmp_path / "fresh").exists()


@pytest.mark.parametrize("content", [b"id\n1\n", gzip.compress(b"text", mtime=0), gzip.compress(bytes(10_000_000))])
def test_other_files_are_no_backups(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BackupRefused):
        restore_backup(tmp_path / "file", Home(tmp_path / "fresh"), at=NOW, migrations=MIGRATIONS)
    assert not (tmp_path / "fresh").exists()


def test_a_header_that_promises_a_huge_manifest_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("manifest.json")
    info.size = 10**12
    (tmp_path / "file").write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT)))
    with pytest.raises(BackupRefused, match="too large"):
        restore_backup(tmp_path / "file", Home(tmp_path / "fresh"), at=NOW, migrations=MIGRATIONS)
