"""The words of a query, and which of them a condition has taken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from retrieval.filters.vocabulary import either, pattern, words
from retrieval.tokens import MAX_QUERY, visible

TAKEN = "\x00"
"""Stands in the place of every character that a condition took, so that nothing is read across it."""


class Query:
    """A query made visible and bounded; `text` is its lower case, of the same length, without what was taken."""

    def __init__(self, query: str) -> None:
        self.words = visible(query[: 4 * MAX_QUERY])[:MAX_QUERY]
        self.text = "".join(low if len(low := sign.lower()) == 1 else sign for sign in self.words)

    def said(self, start: int, end: int) -> str:
        """Return the query's own words of a span."""
        return self.words[start:end].strip(" ,;、")

    def take(self, start: int, end: int) -> str:
        """Mark a span as read, and return its words."""
        self.text = self.text[:start] + TAKEN * (end - start) + self.text[end:]
        return self.said(start, end)

    def ends_at(self, end: int) -> bool:
        """Return whether no further content word of the same phrase follows."""
        rest = self.text[end:].lstrip(" ")
        if not rest or rest[0] in TAKEN + ",;.!?、。!?()":
            return True
        return bool(pattern(rf"{_loose()}").match(rest))

    def begins_at(self, start: int) -> bool:
        """Return whether no Chinese word runs into the span from the left."""
        before = self.text[:start]
        return not before or not ("\u3400" <= before[-1] <= "\u9fff") or bool(pattern(rf"{_loose()}$").search(before))

    def remaining(self) -> str:
        """Return the words that nothing took, without those that hang loose where something was taken."""
        if TAKEN not in self.text:
            return self.words
        pieces = re.split(TAKEN + "+", self.text)
        kept: list[str] = []
        place = 0
        for piece in pieces:
            place = self.text.index(piece, place) if piece else place
            kept.append(self._trimmed(self.words[place : place + len(piece)]))
            place += len(piece)
        return " ".join(part for part in kept if part)

    def _trimmed(self, piece: str) -> str:
        """Return a piece without signs and loose words at its ends."""
        before = None
        while before != piece:
            before = piece
            piece = piece.strip(" ,;.:!?、。，()-")
            piece = _edges().sub("", piece)
        return piece


@cache
def _edges() -> re.Pattern[str]:
    han = "[\u3400-\u9fff]"
    return re.compile(rf"^{_loose()}(?=\W|{han}|$)|(?:(?<=\W)|(?<={han})|^){_loose()}$", re.IGNORECASE)


@cache
def _loose() -> str:
    return either(words()["loose"])


def standing(text: str, forms: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return where any of the folded forms stands in a folded text: the longest, from left to right, none overlapping.

    Of a large catalogue's names few are in a query: only these become a pattern."""
    listed = [form for form in forms if form in text]
    if not listed:
        return []
    return [(m.start(), m.end(), m[0]) for m in pattern(either(listed)).finditer(text)]
