"""What a shop means by its words: answers to questions of the parser, and words of its own. Old versions stay.

An entry is either the option that was chosen for an ambiguous phrase ("last month" → calendar), or other words that
stand for the phrase ("big fish" → "top 5% by spend", 双十一 → "2026年11月1日到2026年11月11日"). It lives in
state.sqlite and survives imports; both parsers, of words and of the model, read it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from shop.errors import InvalidInput, NotFound
from shop.record import Record
from shop.state import Migration

if TYPE_CHECKING:
    from shop.segments.parsing.outcome import Meaning

GLOSSARY_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "glossary-1",
        """
        -- Every version of every phrase; the highest one counts. kind: option, words, or forgotten.
        CREATE TABLE segment_glossary (
            phrase TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, meaning TEXT NOT NULL,
            PRIMARY KEY (phrase, version)
        );
        """,
    ),
)
MOST_SIGNS = 200
MOST_PHRASE_SIGNS = 560
"""A phrase may be a whole sentence (500) with a short mark in front."""

EntryKind = Literal["option", "words"]


class Entry(Record):
    """The newest version of a phrase: what it means, and how."""

    phrase: str
    version: int
    kind: EntryKind
    meaning: str


@dataclass(frozen=True)
class Glossary:
    """The entries in the form that a parser asks for: options by phrase, and words by phrase, longest first."""

    options: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)


def read_glossary(state: sqlite3.Connection) -> Glossary:
    """Return what holds now."""
    entries = listed(state)
    spoken = sorted((e for e in entries if e.kind == "words"), key=lambda e: (-len(e.phrase), e.phrase))
    return Glossary(
        options={e.phrase: e.meaning for e in entries if e.kind == "option"},
        phrases={e.phrase: e.meaning for e in spoken},
    )


def listed(state: sqlite3.Connection) -> list[Entry]:
    """Return the newest version of every phrase that was not forgotten, by phrase."""
    rows = state.execute(
        """SELECT phrase, version, kind, meaning FROM segment_glossary g
           WHERE version = (SELECT max(version) FROM segment_glossary WHERE phrase = g.phrase) AND kind <> 'forgotten'
           ORDER BY phrase"""
    )
    return [
        Entry(phrase=phrase, version=version, kind=kind, meaning=meaning) for phrase, version, kind, meaning in rows
    ]


def set_meaning(state: sqlite3.Connection, phrase: str, kind: EntryKind, meaning: str) -> Entry:
    """Keep a new version of a phrase; raises InvalidInput for empty, overlong or circular ones."""
    key, value = _key(phrase), meaning.strip()
    if not value or len(value) > MOST_SIGNS:
        raise InvalidInput(f"A meaning has 1 to {MOST_SIGNS} signs.", where=phrase)
    if kind == "words" and key in _plain(value):
        raise InvalidInput(f"{phrase!r} cannot be explained with itself.", hint="Use other words.")
    return _append(state, key, kind, value)


def remember(state: sqlite3.Connection, meanings: Iterable[Meaning]) -> list[Entry]:
    """Keep the choices that lead to a reading, so that the same words are not asked about again."""
    return [_append(state, meaning.phrase, "option", meaning.option) for meaning in meanings]


def forget(state: sqlite3.Connection, phrase: str) -> None:
    """Take a phrase out of use; its old versions stay. Raises NotFound with the nearest phrases."""
    key = _key(phrase)
    known = [entry.phrase for entry in listed(state)]
    if key not in known:
        raise NotFound("phrase in the glossary", phrase, known, hint="`copilot segment glossary list` shows them all.")
    _append_row(state, key, "forgotten", "")


def _append(state: sqlite3.Connection, phrase: str, kind: EntryKind, meaning: str) -> Entry:
    return Entry(phrase=phrase, version=_append_row(state, phrase, kind, meaning), kind=kind, meaning=meaning)


def _append_row(state: sqlite3.Connection, phrase: str, kind: str, meaning: str) -> int:
    [version] = state.execute(
        """INSERT INTO segment_glossary
           SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3 FROM segment_glossary WHERE phrase = ?1
           RETURNING version""",
        (phrase, kind, meaning),
    ).fetchone()
    return int(version)


def _plain(text: str) -> str:
    from shop.segments.parsing.normalise import normalised  # the parser is much to read for who only opens a home

    return normalised(text).text


def _key(phrase: str) -> str:
    key = _plain(phrase)
    if not key or len(key) > MOST_PHRASE_SIGNS:
        raise InvalidInput(f"A phrase has 1 to {MOST_PHRASE_SIGNS} signs.", where=phrase[:40])
    return key
