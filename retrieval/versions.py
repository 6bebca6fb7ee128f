"""The folders of the index: one per version behind a pointer, so that a build never disturbs a reader.

current        name of the version that readers open, moved atomically at the end of a build
v<n>/          one finished version (or one left by a killed build: it is not pointed at, and swept by the next)
v<n>/server    address and prefix of its collections, where its vectors are on a Chroma server
v<n>/in-use    every reader holds a shared lock on it; a version is removed only when nobody does
build.lock     held by the one process that builds
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from retrieval.errors import DamagedIndex, IndexBusy, IndexMissing, RetrievalError
from shop.home import PRIVATE_DIR, PRIVATE_FILE
from shop.record import Record

FORMAT = 3
"""Raised when the files of a version change their meaning: an index of another format is built again."""

_POINTER = "current"
_META = "meta.json"
_IN_USE = "in-use"
_VERSION = re.compile(r"v(\d+)")


Forget = Callable[[Path], None]


class IndexMeta(Record):
    """What a version was built from. `as_of` is the moment of the view, `build` the file name of the shop's build."""

    format: int
    version: int
    embedder: str
    build: str
    as_of: str
    content_hash: str
    products: int
    texts: int
    """Product texts, one per product and language."""
    passages: int
    lexical: dict[str, int]
    """Documents of each BM25 index by its name."""
    vectors: dict[str, int]
    """Vectors of each Chroma collection by its name: texts in a language that the embedder reads."""


def current_version(folder: Path) -> Path:
    """Return the folder of the version that readers open; raises IndexMissing or DamagedIndex."""
    try:
        name = (folder / _POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(str(folder)) from None
    except (OSError, ValueError) as error:
        raise DamagedIndex(str(folder / _POINTER), str(error)) from error
    if not _VERSION.fullmatch(name) or not (folder / name).is_dir():
        raise DamagedIndex(str(folder), f"it points at {name[:40]!r}, which does not exist")
    return folder / name


def next_version(folder: Path) -> Path:
    """Make and return an empty private folder with a number above any that exists, finished or not."""
    version = folder / f"v{max(_versions(folder), default=0) + 1}"
    version.mkdir(mode=PRIVATE_DIR)
    (version / _IN_USE).touch(mode=PRIVATE_FILE)
    return version


def publish(version: Path) -> None:
    """Move the pointer to a finished version: whoever opens the index from now on reads it."""
    _replace(version.parent / _POINTER, version.name)


def sweep(folder: Path, forget: Forget = lambda version: None) -> None:
    """Remove the versions that are neither current nor open in any process.

    `forget` deletes what a version has elsewhere first; while it raises RetrievalError the version stays."""
    current = current_version(folder)
    for path in _versions(folder).values():
        if path != current:
            _remove_unless_open(path, forget)


def read_meta(version: Path) -> IndexMeta:
    """Return what the version was built from; raises DamagedIndex."""
    path = version / _META
    try:
        meta = IndexMeta.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise DamagedIndex(str(path), "it is not the description of an index") from error
    except (OSError, ValueError) as error:
        raise DamagedIndex(str(path), str(error)) from error
    if meta.format != FORMAT:
        raise DamagedIndex(str(path), f"its format is {meta.format}, this program reads {FORMAT}")
    return meta


def write_meta(version: Path, meta: IndexMeta) -> None:
    """Write or replace the description of a version."""
    _replace(version / _META, meta.model_dump_json(indent=1))


def hold(version: Path) -> IO[bytes]:
    """Keep the version from being removed until the returned handle is closed; raises DamagedIndex."""
    try:
        handle = (version / _IN_USE).open("rb")
    except OSError as error:
        raise DamagedIndex(str(version), error.strerror or "it cannot be opened") from error
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Make the folder and hold its one build lock; raises IndexBusy while another process has it."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_DIR)
    folder.chmod(PRIVATE_DIR)
    with (folder / "build.lock").open("a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise IndexBusy(str(folder)) from None
        yield


def _versions(folder: Path) -> dict[int, Path]:
    found = {path: _VERSION.fullmatch(path.name) for path in folder.iterdir()}
    return {int(match.group(1)): path for path, match in found.items() if match}


def _remove_unless_open(version: Path, forget: Forget) -> None:
    """Remove while holding the exclusive lock: a reader that comes late finds nothing, and reads the pointer again."""
    try:
        with (version / _IN_USE).open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            forget(version)
            shutil.rmtree(version, ignore_errors=True)
    except FileNotFoundError:
        shutil.rmtree(version, ignore_errors=True)
    except (OSError, RetrievalError):
        return  # a reader has it open, or its server is down: the next build tries again


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.chmod(PRIVATE_FILE)
    fresh.replace(path)
