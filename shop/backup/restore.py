"""`copilot home restore`: everything is unpacked and proven beside the home, then takes its place as a whole.

Who opted out, unsubscribed, was suppressed or was given a code since the backup stays so: what the present home knows
of that is carried over where both are the same shop.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path

from shop.backup.archive import ArchiveReader, opened
from shop.backup.carried import Carried, Present, keep, present_of
from shop.backup.errors import BackupRefused
from shop.backup.identity import shop_of
from shop.backup.manifest import STATE, Manifest
from shop.backup.swap import recover, swap
from shop.backup.workplace import workplace
from shop.errors import DamagedHome, HomeError, InvalidInput
from shop.home import PRIVATE_DIR, Home
from shop.record import Record
from shop.state import Migration, open_state

MARGIN = 64 * 1024**2
"""Bytes that stay free on the disk beside what is unpacked."""
PATIENCE_MS = 3000
"""How long to wait for others to close the state."""


class Restored(Record):
    """What a restore did."""

    home: str
    manifest: Manifest
    carried: int
    """Refusals, suppressed addresses, promised codes and uses taken over from the home that was there."""
    kept: str = ""
    """Where the home that was there still lies, because it held files that no backup knows; else empty."""


def restore_backup(
    archive: Path,
    home: Home,
    *,
    at: datetime,
    migrations: Sequence[Migration],
    replace: bool = False,
    carried: Sequence[Carried] = (),
) -> Restored:
    """Put the backup in the place of the home; another shop's home only with `replace`. `at`: now (aware).

    Nothing is touched before every file was unpacked and its hash proven. Raises BackupRefused (what is wrong with
    the archive or the place), HomeBusy (an import is running), HomeError.
    """
    place = Home(home.path.resolve())
    before = place.path.with_name(f"{place.path.name}.before-restore")
    _refuse_place(archive, place)
    place.path.parent.mkdir(parents=True, exist_ok=True)
    with opened(archive) as reader, workplace(place.path.with_name(f".{place.path.name}.restoring")) as work:
        recover(place.path, before)
        _drop(before)
        fresh = Home(work / "home")
        fresh.path.mkdir(mode=PRIVATE_DIR)
        same = _same_shop(reader.manifest, place, replace)
        with place.import_lock() if _in_use(place) else nullcontext():
            _unpack(reader, fresh)
            present = _closed_state(place, migrations, carried, at if same else None, replace)
            with closing(open_state(fresh.state, migrations)) as state:
                count = keep(present, fresh, state, at) if present else 0
            _put(fresh, place, before)
        _drop(before, quietly=True)
    return Restored(
        home=str(home), manifest=reader.manifest, carried=count, kept=str(before) if before.exists() else ""
    )


def _refuse_place(archive: Path, home: Home) -> None:
    if not archive.is_file():
        raise InvalidInput("There is no such file.", where=str(archive), hint="Name the file of a backup.")
    if home.path in archive.resolve().parents:
        raise BackupRefused("The backup lies in the home that it would replace.", hint="Move it elsewhere first.")
    if home.path.exists() and not home.path.is_dir():
        raise BackupRefused(f"{str(home)!r} is not a folder.", hint="Choose another home with --home.")
    if os.path.ismount(home.path):
        raise BackupRefused(
            f"{str(home)!r} is a mount point and cannot be swapped.", hint="Restore into a folder inside it."
        )
    if _in_use(home) and not home.is_home():
        raise BackupRefused(
            f"{str(home)!r} is not empty and holds no shop; nothing in it was touched.", hint="Choose another --home."
        )


def _in_use(home: Home) -> bool:
    return home.path.is_dir() and any(home.path.iterdir())


def _same_shop(manifest: Manifest, home: Home, replace: bool) -> bool:
    """Return whether the home holds the shop of the backup; another one, or an unreadable one, needs `replace`."""
    if not _in_use(home):
        return False
    try:
        present = shop_of(home.current_build())
    except HomeError:
        present = ""
    if present != manifest.shop and not replace:
        found = f"the shop {present!r}" if present else "no readable shop"
        raise BackupRefused(
            f"The backup is of the shop {manifest.shop!r}; {str(home)!r} holds {found}.",
            hint="Choose another home with --home, or give --replace.",
        )
    return present == manifest.shop


def _unpack(reader: ArchiveReader, fresh: Home) -> None:
    """Unpack into `fresh` and prove that it opens as the shop it says it is."""
    manifest = reader.manifest
    free = shutil.disk_usage(fresh.path).free
    if manifest.size + MARGIN > free:
        raise BackupRefused(
            f"The backup unpacks to {manifest.size:,} bytes; {free:,} are free.", hint="Make room on the disk."
        )
    reader.unpack(fresh.path)
    fresh.publish(fresh.path / manifest.build)
    try:
        found = shop_of(fresh.current_build())
    except DamagedHome as error:
        raise BackupRefused(f"The build in the backup cannot be opened: {error}") from error
    if found != manifest.shop:
        raise BackupRefused(f"The backup says it is of {manifest.shop!r}, its build is of {found!r}.")
    _prove_state(fresh.path / STATE)


def _prove_state(path: Path) -> None:
    """Refuse a state that is damaged, or that would do something by itself: ours has no triggers and no views."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as state:
            acting = state.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()[0]
            [(verdict,)] = state.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"The state in the backup cannot be read: {error}.") from error
    if acting or verdict != "ok":
        raise BackupRefused("The state in the backup is damaged, or not one that copilot wrote.")


def _closed_state(
    home: Home, migrations: Sequence[Migration], carried: Sequence[Carried], at: datetime | None, replace: bool
) -> Present | None:
    """Make sure that nobody has the present state open, and return what to carry over as of `at` (None: nothing).

    Who had it open would write into a file that is gone, and remove the new one's log when closing.
    """
    if not home.state.exists() and at is None:
        return None
    try:
        with closing(open_state(home.state, migrations)) as state:
            state.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            state.execute("PRAGMA journal_mode = DELETE")  # fails while another connection is open
            if at is None:
                return None
            return present_of(home, state, carried, at, replace=replace)
    except sqlite3.OperationalError as error:
        raise BackupRefused(
            f"Something is at work in {str(home)!r} ({error}).", hint="Let campaign runs finish, then try again."
        ) from error
    except DamagedHome as error:
        if replace:
            return None
        raise BackupRefused(
            f"The state of {str(home)!r} cannot be read, so its opt-outs cannot be carried over.",
            hint="Give --replace to restore without them.",
        ) from error


def _put(fresh: Home, home: Home, before: Path) -> None:
    try:
        if _in_use(home):
            swap(fresh.path, home.path, before)
        else:
            fresh.path.rename(home.path)
    except OSError as error:
        raise HomeError(
            f"The restored home could not be moved to {str(home)!r}: {error.strerror}.",
            hint="The home that was there is unchanged; try again, or choose another --home.",
        ) from error


def _drop(before: Path, *, quietly: bool = False) -> None:
    """Remove the home that was replaced, unless it holds files that no backup knows: those are somebody's."""
    if not before.exists():
        return
    if not Home(before).foreign():
        shutil.rmtree(before)
    elif not quietly:
        raise BackupRefused(
            f"{str(before)!r} is in the way: the home that an earlier restore replaced, with files of its own.",
            hint="Look at it, move it elsewhere, then try again.",
        )
