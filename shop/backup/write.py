"""`copilot home backup`: one archive, written beside its place and moved there when it is complete."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from shop.backup.archive import entry_of, opened, write_archive
from shop.backup.errors import BackupRefused
from shop.backup.identity import shop_of
from shop.backup.manifest import FORMAT, FileEntry, Manifest
from shop.backup.stage import stage
from shop.backup.workplace import workplace
from shop.home import Home


def write_backup(home: Home, target: Path, *, at: datetime, index: Path | None = None) -> Manifest:
    """Write the home's backup to `target`, private to its owner, and return what is in it.

    `at` is the moment to note (aware); `index` is the version of the search index to take, which the caller holds.
    An earlier backup of that name is replaced at the very end; any other file is refused. Raises BackupRefused,
    NoShop, DamagedHome, HomeError.
    """
    target = target.absolute()
    _refuse_place(home, target)
    home.current_build()
    target.parent.mkdir(parents=True, exist_ok=True)
    with workplace(target.with_name(f".{target.name}.part")) as work:
        folder, archive = work / "home", work / "archive"
        folder.mkdir(mode=0o700)
        staged = stage(home, folder, index)
        manifest = Manifest(
            format=FORMAT,
            shop=shop_of(folder / staged.build),
            build=staged.build,
            created=at.astimezone(UTC),
            files=tuple(_entries(folder)),
            left_out=tuple(staged.left_out),
        )
        write_archive(archive, manifest, folder)
        _settle(archive)
        archive.replace(target)
        _settle(target.parent)
    return manifest


def _entries(folder: Path) -> list[FileEntry]:
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return [entry_of(path, folder / path) for path in paths]


def _refuse_place(home: Home, target: Path) -> None:
    """Refuse a place inside the home (a restore would replace it) and a file that is not a backup."""
    if home.path.resolve() in target.resolve().parents:
        raise BackupRefused("A backup cannot lie in the home that it holds.", where=str(target), hint="Choose another.")
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise BackupRefused("This is no plain file.", where=str(target), hint="Name a new file.")
    if target.exists():
        try:
            with opened(target):
                pass
        except BackupRefused as error:
            raise BackupRefused(
                "The file exists and is not a backup; it was not touched.", where=str(target), hint="Name a new file."
            ) from error


def _settle(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
