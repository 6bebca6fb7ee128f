"""Rules that are words alone: their patterns stand in the rule's own data, so that a rules file can change them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from guard.errors import RuleFileError
from guard.reading import Reading
from guard.rules.model import Found, Phrases, at

_NEGATED = re.compile(
    r"(?:\b(?:no|not|never|nor|without|isn't|aren't|don't|doesn't|won't|cannot|can't)\b|n't)(?: [a-z]+){0,2} $"
    r"|(?:没有?|不是|并非|不会|不用|不必|不需要?|无需|无须|不得|不要|不)$"
)


class _Compiled(NamedTuple):
    hints: re.Pattern[str]
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    unless_anywhere: re.Pattern[str] | None


def find(phrases: Phrases, reading: Reading) -> Iterator[Found]:
    """Yield where a message says what the rule's phrases describe."""
    own = compiled(phrases)
    low = reading.joined.lower()
    if not own.hints.search(low) or _is_right(phrases, own, reading, low):
        return
    for part in reading.parts:
        if phrases.parts and part.name not in phrases.parts:
            continue
        plain = part.plain.lower()
        excepted = [found.span() for found in own.unless.finditer(plain)] if own.unless else []
        for found in own.words.finditer(plain):
            start, end = found.span()
            if any(first < end and start < last for first, last in excepted):
                continue
            if not phrases.negated and _NEGATED.search(plain, max(0, start - 24), start):
                continue
            if phrases.proven and (part.is_covered(start, end) or reading.vocabulary.says(found.group())):
                continue
            yield at(part, start, end, phrases.expected)


def _is_right(phrases: Phrases, own: _Compiled, reading: Reading, low: str) -> bool:
    """Return whether other words or the evidence make the phrases right wherever they stand."""
    if phrases.unless_kinds and any(item.id[0] in phrases.unless_kinds for item in reading.subject.evidence.evidence):
        return True
    return bool(own.unless_anywhere and own.unless_anywhere.search(f"{low}\n{reading.whole.lower()}"))


@lru_cache(maxsize=512)
def compiled(phrases: Phrases) -> _Compiled:
    """Return the patterns; raises RuleFileError for one that is no regular expression."""
    english = [rf"(?<![a-z])(?:{one})(?![a-z])" for one in phrases.en]
    return _Compiled(
        _pattern([re.escape(hint) for hint in phrases.hints]),
        _pattern([*english, *phrases.zh]),
        _pattern(phrases.unless) if phrases.unless else None,
        _pattern(phrases.unless_anywhere) if phrases.unless_anywhere else None,
    )


def _pattern(alternatives: tuple[str, ...] | list[str]) -> re.Pattern[str]:
    if not alternatives:
        raise RuleFileError("Phrases need at least one pattern and one hint.")
    try:
        return re.compile("|".join(alternatives))
    except re.error as error:
        raise RuleFileError(f"{error.pattern!r} is no regular expression: {error}.") from error
