"""What the files of a source hold, as hashes: a second look tells whether anything changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

SINGLE = "."
"""How a path that is itself a file is called."""
MAP = "(map)"


def fingerprints(path: Path, options: Mapping[str, str]) -> dict[str, str]:
    """Return the hash of every file at or below the path, by its name in there, and of the map file in the options;
    what is no file is left out."""
    found = _below(path)
    if options.get("map"):
        found[MAP] = _hash(Path(options["map"]))
    return found


def _below(path: Path) -> dict[str, str]:
    if path.is_file():
        return {SINGLE: _hash(path)}
    if not path.is_dir():
        return {}
    # Links that lead elsewhere, devices and pipes are not read by imports either.
    found = sorted(file for file in path.rglob("*") if file.is_file())
    return {file.relative_to(path).as_posix(): _hash(file) for file in found}


def _hash(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        return f"unreadable: {error.strerror}"
