"""The slot syntax of drafts: `[[P1.price]]`, `[[C.first_name|there]]`. Strict: what is not a slot is an error.

Does not know what evidence exists; see guard.fill for that.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from guard.errors import SlotError

_ID = r"[POQWRKXDFU][1-9][0-9]{0,3}|[CSB](?:[1-9][0-9]{0,3})?"
_SLOT = re.compile(rf"\[\[({_ID})\.([^\W\d]\w{{0,63}})(?:\|([^\[\]|\n]{{1,60}}))?\]\]")
_MARK = re.compile(r"\[\[|\]\]")


class Text(NamedTuple):
    """Prose between slots; `start` is its first character in the parsed text."""

    text: str
    start: int


class Slot(NamedTuple):
    """One slot; `fallback` is None when none was written."""

    id: str
    field: str
    fallback: str | None
    start: int
    end: int

    @property
    def name(self) -> str:
        """Return the slot as a writer names it, without its fallback."""
        return f"[[{self.id}.{self.field}]]"


Piece = Text | Slot


def parse(text: str) -> tuple[Piece, ...]:
    """Return prose and slots in order; raises SlotError at the first malformed or stray mark."""
    pieces: list[Piece] = []
    position = 0
    while mark := _MARK.search(text, position):
        slot = _slot_at(text, mark)
        if mark.start() > position:
            pieces.append(Text(text[position : mark.start()], position))
        pieces.append(slot)
        position = slot.end
    if position < len(text):
        pieces.append(Text(text[position:], position))
    return tuple(pieces)


def _slot_at(text: str, mark: re.Match[str]) -> Slot:
    start = mark.start()
    found = _SLOT.match(text, start)
    if found is None:
        raise SlotError(_what_is_wrong(text, start), text, start)
    id_, field, fallback = found.groups()
    if field != field.lower():
        raise SlotError("A field name is written in lower case", text, start)
    if text[found.end() : found.end() + 1] == "]":
        raise SlotError("Stray ']'", text, found.end())
    return Slot(id_, field, fallback, start, found.end())


def _what_is_wrong(text: str, start: int) -> str:
    if text.startswith("]]", start):
        return "Stray ']]'"
    end = text.find("]]", start + 2)
    if end < 0:
        return "Unclosed slot"
    inner = text[start + 2 : end]
    if "[" in inner:
        return "Slot inside a slot"
    return "Unknown slot syntax" if inner.strip() else "Empty slot"
