"""Looks at an XLSX file before anything is parsed: is it one, is it locked, is it small enough, is it safe XML.

The limits bound memory and time whatever the file claims. Sizes come from the archive's directory; the reader of the
standard library never hands out more than the directory states, so a lying directory gains nothing.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO, NamedTuple

from shop.importing.xlsx_scan import BLOCK, SheetScan, TooLarge, scan_sheet

MOST_PARTS = 5_000
"""Parts in the archive; real workbooks have some tens, with many pictures some thousands."""
LARGEST_TOTAL = 1 << 30
"""Unpacked bytes of all XML parts: a full sheet of a million rows and 20 columns has some 800 MB."""
LARGEST_SMALL_PART = 32 << 20
"""Unpacked bytes of a part that is held in memory as a tree (styles, workbook, relations)."""
LARGEST_STRINGS = 256 << 20
MOST_STRINGS = 2_000_000
"""Shared texts are held in memory: about 200 bytes each."""
HIGHEST_RATIO = 250
"""Unpacked to packed size; sheets have 5 to 40, deflate ends at 1,032. Asked of parts over RATIO_FROM only."""
RATIO_FROM = 10 << 20

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_OLD = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STRINGS = "xl/sharedstrings.xml"


class Inspection(NamedTuple):
    """Why a workbook cannot be read (a reason of treatments.yaml and details), else what each sheet part holds."""

    reason: str = ""
    detail: str = ""
    sheets: dict[str, SheetScan] = {}  # noqa: RUF012 - never changed: a NamedTuple's default


def inspect(path: Path) -> Inspection:
    """Return whether the file is a workbook that can be read safely; never raises for what the file holds."""
    try:
        told = _by_start(path)
        if told:
            return told
        with zipfile.ZipFile(path) as archive:
            return _inside(archive)
    except TooLarge as error:
        return Inspection("too_large_file", str(error))
    except BROKEN_ZIP as error:
        return Inspection("damaged_file", f"the archive cannot be unpacked: {str(error)[:60]}")


def _by_start(path: Path) -> Inspection | None:
    with path.open("rb") as handle:
        start = handle.read(BLOCK)
    if not start:
        return Inspection("empty_file", "0 bytes")
    if start.startswith(_OLD):
        if _holds(path, _LOCKED):
            return Inspection("encrypted_file", "protected by a password: save a copy without one")
        return Inspection("not_text", "an old .xls workbook: open it and save it as .xlsx or CSV")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Inspection("not_text", "a web page or XML under a spreadsheet's name: open it and save it as .xlsx")
    if not start.startswith(b"PK"):
        return Inspection("not_text", "not a workbook: save it as .xlsx or CSV")
    return None


def _holds(path: Path, needle: bytes) -> bool:
    with path.open("rb") as handle:
        tail = b""
        while block := handle.read(BLOCK):
            if needle in tail + block:
                return True
            tail = block[-len(needle) :]
    return False


def _inside(archive: zipfile.ZipFile) -> Inspection:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise TooLarge(f"{len(parts)} parts in the archive; at most {MOST_PARTS}")
    names = {part.filename.casefold().lstrip("/") for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        return Inspection("encrypted_file", "the archive is protected by a password: save a copy without one")
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        return Inspection("not_text", "an archive without a workbook in it")
    xml = [part for part in parts if part.filename.casefold().endswith((".xml", ".rels"))]
    _sizes(xml)
    sheets: dict[str, SheetScan] = {}
    for part in xml:
        with archive.open(part) as stream:
            if part.filename.casefold().lstrip("/").startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                sheets[part.filename.lstrip("/")] = scan_sheet(stream)
            elif not _plain_xml(stream, part.filename):
                return Inspection("damaged_file", f"{part.filename} declares entities, which no spreadsheet does")
    unsafe = next((name for name, scan in sheets.items() if scan.unsafe), "")
    if unsafe:
        return Inspection("damaged_file", f"{unsafe} is not the XML of a spreadsheet")
    return Inspection(sheets=sheets)


def _sizes(parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        name = part.filename.casefold().lstrip("/")
        if part.file_size > RATIO_FROM and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
            raise TooLarge(f"{part.filename} unpacks to {part.file_size:,} bytes from {part.compress_size:,}")
        limit = LARGEST_STRINGS if name == _STRINGS else LARGEST_SMALL_PART
        if part.file_size > limit and not name.startswith("xl/worksheets/"):
            raise TooLarge(f"{part.filename} has {part.file_size:,} bytes; at most {limit:,}")
    total = sum(part.file_size for part in parts)
    if total > LARGEST_TOTAL:
        raise TooLarge(f"{total:,} bytes unpacked; at most {LARGEST_TOTAL:,}")


def _plain_xml(stream: IO[bytes], name: str) -> bool:
    """Return whether a part declares no entities; counts the shared texts."""
    strings = 0
    tail = b""
    while block := stream.read(BLOCK):
        text = tail + block
        if b"<!" in text.replace(b"<!--", b"") or b"\x00" in block:
            return False
        strings += block.count(b"<si>") + block.count(b"<si/>") + block.count(b"<si ")
        if strings > MOST_STRINGS:
            raise TooLarge(f"{name} has more than {MOST_STRINGS:,} texts")
        tail = block[-4:]
    return True
