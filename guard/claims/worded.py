"""Claims made in words alone: guarantees, effects on health, popularity, urgency, value, how a thing is made.

The classes are data (data/worded.yaml). Does not know what is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from guard.claims.normal import has_chinese
from guard.remembered import remembered
from guard.resources import load

_NEGATED = re.compile(r"(?:\b(?:no|not|never|nor|without|isn't|aren't|don't|doesn't|won't)\b|n't)(?: [a-z]+){0,2} $")
_NEGATED_CHINESE = re.compile(r"(?:没有?|不是|并非|不算|谈不上|不敢|不)$")


class WordedClaim(NamedTuple):
    """Words that claim something: the class, and their place in the text."""

    kind: str
    start: int
    end: int
    words: str


class _Class(NamedTuple):
    kind: str
    hints: re.Pattern[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None


@remembered(4096)
def find(plain: str) -> tuple[WordedClaim, ...]:
    """Return the claims of a normalised text, class by class; negated ones claim nothing."""
    return tuple(_found(plain))


def _found(plain: str) -> Iterator[WordedClaim]:
    low = plain.lower()
    languages = ("en", "zh") if has_chinese(plain) else ("en",)
    for language in languages:
        negated = _NEGATED if language == "en" else _NEGATED_CHINESE
        for one in _classes(language):
            if one.hints.search(low):
                yield from _of_class(one, low, negated)


def kinds() -> tuple[str, ...]:
    """Return the names of the classes."""
    return tuple(load("data/worded.yaml")["classes"])


def _of_class(one: _Class, low: str, negated: re.Pattern[str]) -> Iterator[WordedClaim]:
    excepted = [found.span() for found in one.unless.finditer(low)] if one.unless else []
    for found in one.pattern.finditer(low):
        start, end = found.span()
        if any(first < end and start < last for first, last in excepted):
            continue
        if negated.search(low, max(0, start - 24), start):
            continue
        yield WordedClaim(one.kind, start, end, found.group())


@cache
def _classes(language: str) -> tuple[_Class, ...]:
    return tuple(
        _class(name, data[language], language)
        for name, data in load("data/worded.yaml")["classes"].items()
        if language in data
    )


def _class(name: str, data: dict[str, list[str]], language: str) -> _Class:
    first, last = ("(?<![a-z])", "(?![a-z])") if language == "en" else ("", "")
    unless = data.get("unless", [])
    return _Class(
        name,
        re.compile("|".join(re.escape(hint) for hint in data["hints"])),
        re.compile(f"{first}(?:{'|'.join(data['patterns'])}){last}"),
        re.compile("|".join(unless)) if unless else None,
    )
