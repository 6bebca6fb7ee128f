"""Putting a finished folder in the place of another: in one step where the system can, else in two.

Between the two steps of the second way a kill leaves the old folder under its other name; `recover` puts it back.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
"""linux/fs.h; see renameat2(2)."""


def swap(fresh: Path, present: Path, before: Path) -> None:
    """Move `fresh` to `present`; what was there is then called `before`. On an error `present` is as it was."""
    if _exchanged(fresh, present):
        fresh.rename(before)
        return
    present.rename(before)
    try:
        fresh.rename(present)
    except OSError:
        before.rename(present)
        raise


def recover(present: Path, before: Path) -> None:
    """Put back what a swap killed between its two steps had moved away."""
    if before.is_dir() and not present.exists():
        before.rename(present)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    done: int = library.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return done == 0
