"""A private folder beside what is being made: left behind by a kill, swept by the next one, never used by two."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop.backup.errors import BackupRefused
from shop.home import PRIVATE_DIR


@contextmanager
def workplace(path: Path) -> Iterator[Path]:
    """Give the empty folder `path`, held by a lock, and remove it at the end; raises BackupRefused when it is held."""
    path.mkdir(mode=PRIVATE_DIR, exist_ok=True)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupRefused(
                f"Another backup or restore is at work in {str(path)!r}.", hint="Wait for it, then try again."
            ) from None
        _empty(path)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)
    finally:
        os.close(descriptor)


def private_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each for its owner only."""
    if not path.is_dir():
        private_folder(path.parent)
        path.mkdir(mode=PRIVATE_DIR, exist_ok=True)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
