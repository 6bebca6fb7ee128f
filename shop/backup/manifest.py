"""What a backup says of itself: the first member of the archive, read and checked before any other.

An archive is a gzip-compressed tar: `manifest.json`, then the files in the order of the manifest and no others.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import Field, ValidationError

from shop.backup.errors import BackupRefused
from shop.record import Moment, Record

FORMAT = 1
"""Raised when an archive changes its meaning: an older program refuses a newer archive."""
NAME = "manifest.json"
MOST_BYTES = 256 * 1024**2
"""Of a manifest; more is no backup of ours."""
STATE = "state.sqlite"
TRUTH = "sample-truth.json"
FOLDERS = ("media", "index", "models", "runs")

_BUILD = re.compile(r"shop-\d{1,9}\.duckdb")
_LONGEST_NAME, _LONGEST_PATH = 255, 1000
"""Bytes: of one name on usual file systems, and of a path in an archive."""


class FileEntry(Record):
    """One file: its path inside the home, its size in bytes, and its SHA-256 in hex."""

    path: str
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Record):
    """What is in the archive, and what was left out and why."""

    format: int
    shop: str
    """The shop's id."""
    build: str
    """File name of the build that readers opened when the backup was made."""
    created: Moment
    files: tuple[FileEntry, ...]
    left_out: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.files)


def read_manifest(content: bytes, where: str) -> Manifest:
    """Read and check a manifest; raises BackupRefused naming what is wrong with it."""
    try:
        stated = json.loads(content)
        version = stated["format"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BackupRefused("This is no backup: its manifest cannot be read.", where=where) from error
    if isinstance(version, int) and version > FORMAT:
        raise BackupRefused(
            f"The backup has format {version}, this program reads up to {FORMAT}.",
            where=where,
            hint="Restore it with the version of copilot that made it, or a newer one.",
        )
    try:
        manifest = Manifest.model_validate(stated)
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise BackupRefused(f"Its manifest is not usable: {field}: {problem['msg']}.", where=where) from error
    _check_names(manifest, where)
    return manifest


def belongs(path: str) -> bool:
    """Return whether `path` may be a file of a home's backup: a plain relative path of a known place."""
    parts = path.split("/")
    if len(path.encode("utf-8", "replace")) > _LONGEST_PATH or not all(_plain(part) for part in parts):
        return False
    if len(parts) == 1:
        return path in (STATE, TRUTH) or bool(_BUILD.fullmatch(path))
    return parts[0] in FOLDERS


def _plain(part: str) -> bool:
    sound = part.isprintable() and "\\" not in part and len(part.encode("utf-8", "replace")) <= _LONGEST_NAME
    return sound and part not in ("", ".", "..") and not any("\ud800" <= sign <= "\udfff" for sign in part)


def _check_names(manifest: Manifest, where: str) -> None:
    paths = [entry.path for entry in manifest.files]
    for path in paths:
        if not belongs(path):
            raise BackupRefused(f"The backup holds {path[:200]!r}, which is no file of a home.", where=where)
    folders = {str(parent) for path in paths for parent in PurePosixPath(path).parents}
    if len(set(paths)) < len(paths) or folders & set(paths):
        raise BackupRefused("The backup names a file twice.", where=where)
    builds = [path for path in paths if _BUILD.fullmatch(path)]
    if builds != [manifest.build]:
        raise BackupRefused(f"The backup does not hold its build {manifest.build[:200]!r} and no other.", where=where)
