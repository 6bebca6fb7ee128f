"""Replacing a folder of results as a whole. Only what this product wrote is ever removed.

A folder of results carries a mark. A folder that has content and no mark belongs to somebody else and is refused.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop.errors import InvalidInput
from shop.home import PRIVATE_DIR, PRIVATE_FILE

MARK = ".written-by-copilot"


def refuse_foreign(folder: Path) -> None:
    """Raise InvalidInput when `folder` holds something that this product did not write."""
    if not folder.exists() and not folder.is_symlink():
        return
    foreign = folder.is_symlink() or not folder.is_dir()
    if foreign or (any(folder.iterdir()) and not (folder / MARK).is_file()):
        raise InvalidInput(
            f"{str(folder)!r} exists and was not written by copilot; nothing in it was touched.",
            hint="Name a new or empty folder.",
        )


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder` to write into; it takes the place of `folder` when all went well.

    Under its name `folder` is always whole: what it held is moved away before it is removed, and put back by the next
    call when a kill fell between the two moves.
    """
    old = folder.with_name(f".{folder.name}.old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    refuse_foreign(folder)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIR)
    fresh = folder.with_name(f".{folder.name}.new")
    if fresh.exists():
        refuse_foreign(fresh)
        shutil.rmtree(fresh)
    fresh.mkdir(mode=PRIVATE_DIR)
    (fresh / MARK).touch(mode=PRIVATE_FILE)
    yield fresh
    _swap(fresh, folder, old)


def _swap(fresh: Path, folder: Path, old: Path) -> None:
    if old.exists():
        refuse_foreign(old)
        shutil.rmtree(old)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    if old.exists():
        shutil.rmtree(old)
