"""A consistent copy of a home while imports, runs and readers are at work, made in a folder beside the archive.

What never changes under its name (builds, pictures, runs) is linked where the file system can, so that it stays when
the home drops it; what may change is copied, and copied again until nothing moved meanwhile. The state comes last: it
is at least as new as everything else, so no opt-out and no promised code of a run is missing from it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from shop.backup.manifest import STATE, TRUTH, belongs
from shop.backup.workplace import private_folder
from shop.errors import DamagedHome, HomeError, NoShop
from shop.home import PRIVATE_FILE, Home

TRIES = 12
"""How often a folder that changes while it is copied is begun again."""
PAUSE = 0.02
"""Seconds between two tries, longer each time: whoever writes may finish."""
FINISHED = ("messages.jsonl", "summary.json")
"""A folder of `runs` that has them is a finished run."""


class Staged(NamedTuple):
    """The build's file name, and what was left out and why."""

    build: str
    left_out: list[str]


def stage(home: Home, target: Path, index: Path | None) -> Staged:
    """Copy the home into the empty folder `target`; `index` is the version to take, held by the caller.

    Raises NoShop, DamagedHome (the state cannot be read) and HomeError (a folder kept changing).
    """
    left_out: list[str] = []
    _stage_runs(home.runs, target, left_out)
    _stage_folder(home.path / "models", target, "models", left_out)
    if index is not None:
        _stage_folder(index, target, f"index/{index.name}", left_out)
        _write(target / "index" / "current", index.name)
    build = _stage_build(home, target)
    _stage_folder(home.media, target, "media", left_out, linked=True)
    if (home.path / TRUTH).is_file():
        _take(home.path / TRUTH, target / TRUTH, linked=False)
    _stage_state(home.state, target / STATE)
    left_out += _unknown(home)
    return Staged(build.name, left_out)


def _stage_build(home: Home, target: Path) -> Path:
    """Take the build that the pointer names; two imports in a row may remove it before it is held."""
    for _ in range(TRIES):
        try:
            build = home.current_build()
            _take(build, target / build.name, linked=True)
        except (FileNotFoundError, NoShop):
            continue
        return build
    raise NoShop(str(home))


def _stage_state(source: Path, target: Path) -> None:
    """Copy the state as of one moment with SQLite's online backup; writers go on meanwhile."""
    if not source.exists():
        return
    target.touch(mode=PRIVATE_FILE)
    try:
        address = f"{source.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            [(verdict,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        raise DamagedHome(str(source), str(error)) from error
    if verdict != "ok":
        raise DamagedHome(str(source), str(verdict))


def _stage_runs(runs: Path, target: Path, left_out: list[str]) -> None:
    for folder in sorted(runs.iterdir()) if runs.is_dir() else ():
        place = f"runs/{folder.name}"
        if folder.name.startswith("."):
            left_out.append(f"{place}: a run in the making, or one that was broken off")
        elif folder.is_symlink() or not all((folder / name).is_file() for name in FINISHED):
            left_out.append(f"{place}: not a finished run")
        else:
            _stage_folder(folder, target, place, left_out, linked=True)


def _stage_folder(folder: Path, target: Path, place: str, left_out: list[str], *, linked: bool = False) -> None:
    """Copy a folder as it stood at one moment: begin again when something in it changed meanwhile."""
    for again in range(TRIES if folder.is_dir() else 0):
        time.sleep(PAUSE * again)
        found: list[str] = []
        try:
            before = _fingerprint(folder)
            _take_all(folder, target, place, found, linked=linked)
            if _fingerprint(folder) == before:
                left_out += found
                return
        except FileNotFoundError:
            pass
        shutil.rmtree(target / place, ignore_errors=True)
    if folder.is_dir():
        raise HomeError(f"{str(folder)!r} changes all the time.", hint="Try again when less is going on.")


def _take_all(folder: Path, target: Path, place: str, left_out: list[str], *, linked: bool) -> None:
    for path in _walk(folder):
        within = f"{place}/{path.relative_to(folder).as_posix()}"
        if path.is_symlink() or not path.is_file():
            left_out.append(f"{within!r}: not a plain file")
        elif not belongs(within):
            left_out.append(f"{within!r}: a name that an archive cannot carry")
        else:
            _take(path, target / within, linked=linked)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield everything in a folder but what is being written (`NAME.new`, `.NAME.old`) and locks."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.endswith((".new", ".lock")) or (entry.name.startswith(".") and entry.name.endswith(".old")):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        else:
            yield Path(entry.path)


def _fingerprint(folder: Path) -> list[tuple[str, int, int, int]]:
    """Return what changes when a file in the folder is replaced, written, added or removed."""
    return [
        (str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns) for path in _walk(folder) for stat in (path.lstat(),)
    ]


def _take(source: Path, target: Path, *, linked: bool) -> None:
    private_folder(target.parent)
    if linked:
        try:
            os.link(source, target, follow_symlinks=False)
        except FileNotFoundError:
            raise
        except OSError:
            pass  # another file system, or one without links
        else:
            return
    target.touch(mode=PRIVATE_FILE)
    shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    private_folder(path.parent)
    path.touch(mode=PRIVATE_FILE)
    path.write_text(text, encoding="utf-8")


def _unknown(home: Home) -> list[str]:
    """Name what lies in the home and is not known here."""
    return [f"{name}: not known as part of a home" for name in home.foreign()]
