"""Backups of a home as the command line asks for them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from app.copilot import MIGRATIONS, Copilot
from retrieval.errors import DamagedIndex, IndexMissing
from retrieval.versions import current_version, hold
from shop.backup import Carried, Manifest, Restored, restore_backup, write_backup

CARRIED = (
    Carried("suppression"),
    Carried("consent_records", where="state = 'opted_out'"),
    Carried("events", "customer_id, kind, happened_at, product_id, campaign_id", "kind = 'unsubscribe'"),
    Carried("reserved_codes"),
)
"""What happened since a backup and must hold after a restore: nobody is written to again, no code is given twice."""


def backup(copilot: Copilot, target: Path) -> Manifest:
    """Write one archive of the home while others may be at work in it."""
    with ExitStack() as held:
        index = _held_index(copilot.home.index, held)
        return write_backup(copilot.home, target, at=copilot.clock.now(), index=index)


def restore(copilot: Copilot, archive: Path, *, replace: bool) -> Restored:
    """Put an archive in the place of the home."""
    now = copilot.clock.now()
    return restore_backup(archive, copilot.home, at=now, replace=replace, migrations=MIGRATIONS, carried=CARRIED)


def _held_index(folder: Path, held: ExitStack) -> Path | None:
    """Return the current version of the index, kept from being removed; None where there is none to use."""
    for _ in range(2):  # a version may be removed between being named and being held
        try:
            version = current_version(folder)
            held.enter_context(hold(version))
        except IndexMissing:
            return None
        except DamagedIndex:
            continue
        return version
    return None
