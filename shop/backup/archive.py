"""The archive file: written as a tar that any tool opens, read without trusting anything in it."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from shop.backup.errors import BackupRefused
from shop.backup.manifest import MOST_BYTES, NAME, FileEntry, Manifest, read_manifest
from shop.backup.workplace import private_folder
from shop.home import PRIVATE_FILE

BLOCK = 1024 * 1024
LEVEL = 3
"""Of the compression: builds are compact already, a higher one costs time and wins little."""
_TAR = 512
_TAIL = 2 * tarfile.RECORDSIZE
"""Bytes of zeros with which a tar may end: two blocks, filled up to a whole record."""
_LONGEST_HEADER = 4096
"""Bytes of a name that does not fit into a header block."""


def entry_of(path: str, file: Path) -> FileEntry:
    """Read a file once and return its line of the manifest."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as handle:
        while block := handle.read(BLOCK):
            digest.update(block)
            size += len(block)
    return FileEntry(path=path, size=size, sha256=digest.hexdigest())


def write_archive(target: Path, manifest: Manifest, folder: Path) -> None:
    """Write the manifest and its files, found under `folder`; raises BackupRefused when one changed since."""
    content = manifest.model_dump_json(indent=1).encode()
    if len(content) > MOST_BYTES:
        raise BackupRefused(
            f"{len(manifest.files):,} files are more than a backup can hold.", hint="Remove old exports."
        )
    target.touch(mode=PRIVATE_FILE)
    with (
        target.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        tar.addfile(_header(NAME, len(content), manifest), io.BytesIO(content))
        for entry in manifest.files:
            with (folder / entry.path).open("rb") as handle:
                hashed = _Hashed(handle)
                tar.addfile(_header(entry.path, entry.size, manifest), cast("IO[bytes]", hashed))
            if hashed.digest.hexdigest() != entry.sha256:
                raise BackupRefused(f"{entry.path!r} changed while it was copied.", hint="Try again.")


def _header(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, PRIVATE_FILE, int(manifest.created.timestamp())
    return info


class _Hashed:
    """A file whose bytes are hashed while they are read."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self._handle.read(size)
        self.digest.update(block)
        return block


class ArchiveReader:
    """Reads an archive from front to back; every step that meets something unexpected raises BackupRefused."""

    def __init__(self, stream: IO[bytes], where: str) -> None:
        self._stream = stream
        self._where = where
        size = self._next(NAME)
        if size > MOST_BYTES:
            raise self._refused("its manifest is too large")
        self.manifest: Manifest = read_manifest(b"".join(self._blocks(size)), where)

    def unpack(self, folder: Path) -> None:
        """Write every file under `folder`, checked against its size and hash; nothing may follow them."""
        for entry in self.manifest.files:
            if self._next(entry.path) != entry.size:
                raise self._refused(f"{entry.path!r} has another size than the manifest says")
            target = folder / entry.path
            private_folder(target.parent)
            target.touch(mode=PRIVATE_FILE, exist_ok=False)
            digest = hashlib.sha256()
            with target.open("wb") as handle:
                for block in self._blocks(entry.size):
                    digest.update(block)
                    handle.write(block)
            if digest.hexdigest() != entry.sha256:
                raise self._refused(f"{entry.path!r} is damaged: its SHA-256 is not that of the manifest")
        self._end()

    def _next(self, name: str) -> int:
        """Read one header; it must be of a plain file of this name. Returns its size."""
        info = self._info()
        if info.type == tarfile.GNUTYPE_LONGNAME and info.size <= _LONGEST_HEADER:
            stated = b"".join(self._blocks(info.size)).rstrip(b"\0").decode("utf-8", "replace")
            info = self._info()
            info.name = stated
        if info.name != name or info.type != tarfile.REGTYPE or info.size < 0:
            kind = "" if info.type == tarfile.REGTYPE else ", which is no plain file,"
            raise self._refused(f"it holds {info.name[:200]!r}{kind} where the manifest says {name[:200]!r}")
        return info.size

    def _info(self) -> tarfile.TarInfo:
        try:
            return tarfile.TarInfo.frombuf(self._read(_TAR), "utf-8", "replace")
        except tarfile.HeaderError as error:
            raise self._refused("a header in it cannot be read") from error

    def _blocks(self, size: int) -> Iterator[bytes]:
        """Yield the content of a member, and skip what fills up its last block."""
        left = size
        while left:
            block = self._read(min(left, BLOCK))
            left -= len(block)
            yield block
        self._read(-size % _TAR)

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            block = self._stream.read(size - len(found))
            if not block:
                raise self._refused("it is cut off")
            found += block
        return found

    def _end(self) -> None:
        """Nothing but the zeros that end a tar may follow; reading them lets gzip check its own sum."""
        rest = b""
        while len(rest) <= _TAIL and (block := self._stream.read(tarfile.RECORDSIZE)):
            rest += block
        if len(rest) > _TAIL or rest.strip(b"\0"):
            raise self._refused("more follows than the manifest names")

    def _refused(self, reason: str) -> BackupRefused:
        return BackupRefused(f"The backup cannot be used: {reason}.", where=self._where, hint="Nothing was changed.")


@contextmanager
def opened(archive: Path) -> Iterator[ArchiveReader]:
    """Open an archive and read its manifest; what gzip says about damage becomes BackupRefused."""
    where = str(archive)
    try:
        with archive.open("rb") as raw, gzip.GzipFile(fileobj=raw) as stream:
            yield ArchiveReader(cast("IO[bytes]", stream), where)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        reason = "it is cut off" if isinstance(error, EOFError) else "it is damaged, or no backup at all"
        raise BackupRefused(
            f"The backup cannot be used: {reason}.", where=where, hint="Nothing was changed."
        ) from error
