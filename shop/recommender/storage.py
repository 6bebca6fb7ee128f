"""Models on disk: plain numpy arrays in an .npz file, written whole or not at all, never a pickle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from shop.errors import DamagedHome
from shop.home import PRIVATE_DIR, PRIVATE_FILE

if TYPE_CHECKING:
    from numpy.typing import NDArray

Arrays = dict[str, "NDArray[Any]"]


def write(path: Path, arrays: Arrays) -> None:
    """Write arrays to `path`, readable by its owner only; a reader sees the old file or the new one."""
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIR)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as handle:
        np.savez(handle, allow_pickle=False, **arrays)
    fresh.chmod(PRIVATE_FILE)
    fresh.replace(path)


def read(path: Path) -> Arrays:
    """Read what `write` wrote; raises DamagedHome when the file is missing or is not such a file."""
    import numpy as np

    try:
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, BadZipFile, EOFError) as error:
        raise DamagedHome(str(path), f"not a saved model ({error})") from error
