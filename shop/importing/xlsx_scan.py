"""Reads what the workbook library does not tell of a sheet in bounded memory: merged cells, formulas without a value.

Works on the raw XML, one row at a time, and refuses rows and numbers that no spreadsheet program writes: those make
the library use memory or time without end.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import IO, NamedTuple

BLOCK = 1 << 18
LONGEST_ROW = 8 << 20
"""Bytes of one row's XML, and of what stands before the first: a row becomes a tree in memory."""
LAST_ROW = 1_048_576
"""The number of rows of a sheet in Excel."""
MOST_MERGES = 300_000
"""Merged ranges are held in memory."""
MOST_BARE = 100_000

_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])")
_NUMBER = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=[\"'](\d{1,12})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s>/])")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]|<(?:\w+:)?is>")
_EMPTY_TEXT = re.compile(rb"^[^>]*\bt=[\"']str[\"'][^>]*>.*<(?:\w+:)?v\b", re.DOTALL)
_REFERENCE = re.compile(rb"^[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_END = re.compile(rb"</(?:\w+:)?sheetData>")


class TooLarge(ValueError):
    """More than the limits allow; the message says of what."""


class Merge(NamedTuple):
    """A merged range, all four from 1 and inclusive."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class SheetScan:
    """What was found in one sheet: last row, merged ranges by their first row, formulas without a stored value."""

    def __init__(self) -> None:
        self.last_row = 0
        self.merges: list[Merge] = []
        self.bare: dict[int, list[int]] = {}
        self.bare_count = 0
        self.unsafe = False


def scan_sheet(stream: IO[bytes]) -> SheetScan:
    """Read a sheet's XML to its end; raises TooLarge."""
    found = SheetScan()
    carry = b""
    in_rows = True
    while block := stream.read(BLOCK):
        if b"\x00" in block:
            found.unsafe = True
            return found
        carry += block
        if in_rows:
            carry, in_rows = _rows(found, carry)
        if not in_rows:
            carry = _merges(found, carry)
        if len(carry) > LONGEST_ROW:
            raise TooLarge(f"a row of more than {LONGEST_ROW:,} bytes after row {found.last_row}")
    _row(found, carry)
    _merges(found, carry)
    found.merges.sort()
    return found


def _rows(found: SheetScan, text: bytes) -> tuple[bytes, bool]:
    """Look at the complete rows of the text; return the rest and whether rows go on."""
    end = _END.search(text)
    starts = [match.start() for match in _ROW.finditer(text, 0, end.start() if end else len(text))]
    if b"<!" in text[: starts[0] if starts else len(text)].replace(b"<!--", b""):
        found.unsafe = True
    pieces = [0, *starts]
    for start, stop in pairwise(pieces):
        _row(found, text[start:stop])
    if end is None:
        return text[pieces[-1] :], True
    _row(found, text[pieces[-1] : end.start()])
    return text[end.end() :], False


def _row(found: SheetScan, row: bytes) -> None:
    if not _ROW.match(row):
        return
    number = _NUMBER.match(row)
    found.last_row = max(found.last_row + 1, int(number[1]) if number else 0)
    if found.last_row > LAST_ROW:
        raise TooLarge(f"row {found.last_row:,}; a sheet has at most {LAST_ROW:,}")
    if len(row) > LONGEST_ROW:
        raise TooLarge(f"row {found.last_row} has {len(row):,} bytes")
    if b"f>" in row or b"f " in row or b"f/" in row:
        _formulas(found, row)


def _formulas(found: SheetScan, row: bytes) -> None:
    for place, cell in enumerate(_CELL.split(row)):
        if place == 0 or not _FORMULA.search(cell) or _VALUE.search(cell) or _EMPTY_TEXT.match(cell):
            continue
        reference = _REFERENCE.match(cell)
        column = column_number(reference[1].decode()) if reference else place
        found.bare_count += 1
        if found.bare_count <= MOST_BARE:
            found.bare.setdefault(found.last_row, []).append(column)


def _merges(found: SheetScan, text: bytes) -> bytes:
    """Collect the merged ranges and return what may be the beginning of another."""
    for match in _MERGE.finditer(text):
        first, last = column_number(match[1].decode()), column_number(match[3].decode())
        found.merges.append(Merge(int(match[2]), first, int(match[4]), last))
        if len(found.merges) > MOST_MERGES:
            raise TooLarge(f"more than {MOST_MERGES:,} merged ranges")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        found.unsafe = True
    # What was matched is behind the last '>' and must not be matched again.
    return text[text.rfind(b">") + 1 :]


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
