"""Finds out how a file is encoded (UTF-8, UTF-16, GB18030, Windows-1252) and reads its lines, never all at once."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

BLOCK = 1 << 20
LINE_LIMIT = 2_000_000
"""Characters of one line; a longer one is not held in memory."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_BINARY_STARTS = {b"PK\x03\x04": "a spreadsheet or archive", b"\xd0\xcf\x11\xe0": "an old spreadsheet",
                  b"%PDF": "a PDF", b"\x1f\x8b": "compressed"}  # fmt: skip


class Encoding(NamedTuple):
    """How to decode a file. `note` says what was assumed or damaged; `problem` why it is no text at all."""

    name: str
    note: str = ""
    problem: str = ""


class Line(NamedTuple):
    """One physical line with its number (from 1) and line end; `cut` when it was longer than LINE_LIMIT."""

    number: int
    text: str
    cut: bool = False


def detect(path: Path) -> Encoding:
    """Look at the whole file block by block and tell its encoding; raises OSError when it cannot be read."""
    with path.open("rb") as handle:
        start = handle.read(BLOCK)
    for magic, what in _BINARY_STARTS.items():
        if start.startswith(magic):
            return Encoding("", problem=f"it is {what}")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    if b"\x00" in start:
        return _unmarked(start)
    return _by_content(path)


def _unmarked(start: bytes) -> Encoding:
    """Tell UTF-16 without its mark by its zero bytes: in nearly every second place, and nearly only there."""
    sample = start[: BLOCK // 4 * 2]
    pairs = len(sample) // 2 or 1
    zeros = (sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs)
    # Chinese text has no zero bytes, but separators, digits and line ends do.
    for name, high, low in (("utf-16-le", zeros[1], zeros[0]), ("utf-16-be", zeros[0], zeros[1])):
        if high >= 0.2 and low <= 0.01:
            return Encoding(name, note=f"read as {name.upper()}, though it does not say so")
    return Encoding("", problem="it holds zero bytes")


def _by_content(path: Path) -> Encoding:
    good, bad = _damage(path, "utf-8")
    if not bad:
        return Encoding("utf-8-sig")
    # A cut last character or a few damaged bytes do not turn a UTF-8 file into another encoding.
    if good >= 10 * bad:
        return Encoding("utf-8-sig", note=f"{bad} damaged places in UTF-8 text are shown as \ufffd")
    single, paired = _runs(path)
    if single > paired:
        return Encoding("cp1252", note="read as Windows-1252; save it as UTF-8 if names look wrong")
    good, bad = _damage(path, "gb18030")
    if good >= 10 * bad:
        return Encoding("gb18030", note="" if not bad else f"{bad} damaged places in GB18030 text are shown as \ufffd")
    return Encoding("", problem="it is neither UTF-8, UTF-16, GB18030 nor Windows-1252")


def _damage(path: Path, encoding: str) -> tuple[int, int]:
    """Count characters beyond ASCII that decode, and places that do not."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    good = bad = 0
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            text = decoder.decode(block)
            if not text.isascii():
                lost = text.count("\ufffd")
                bad += lost
                good += len(text.encode("utf-8", "replace")) - len(text) - lost
    bad += decoder.decode(b"", final=True).count("\ufffd")
    return good, bad


def _runs(path: Path) -> tuple[int, int]:
    """Count bytes above 127 that stand alone, as in Western text, and runs of an even number, as in Chinese text."""
    single = paired = 0
    with path.open("rb") as handle:
        for run in _HIGH_RUN.findall(handle.read(4 * BLOCK)):
            single += len(run) == 1
            paired += len(run) % 2 == 0
    return single, paired


def lines(handle: IO[str]) -> Iterator[Line]:
    """Yield the physical lines of a text file opened with newline='' (any of \\n, \\r\\n, \\r ends one)."""
    number = 0
    while text := handle.readline(LINE_LIMIT):
        number += 1
        if len(text) < LINE_LIMIT or text.endswith(("\n", "\r")):
            yield Line(number, text)
            continue
        while (rest := handle.readline(LINE_LIMIT)) and not rest.endswith(("\n", "\r")):
            pass
        yield Line(number, text[:200], cut=True)
