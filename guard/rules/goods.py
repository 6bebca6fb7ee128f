"""Goods that the evidence does not have: a name in capitals beside the price or stock of a product that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guard.claims.normal import normal
from guard.reading import Part, Reading, sentence_around
from guard.resources import load
from guard.rules.model import Found, at
from guard.vocabulary import EMPTY, prose

_NAME = re.compile(
    r"(?<![\w@/.-])[A-Z][a-z'\u00e0-\u024f-]+"
    r"(?: (?:[A-Z][A-Za-z'\u00e0-\u024f-]*|\d{1,4}[A-Za-z]{0,2}(?![\d.,%])|&|of(?= [A-Z]))){1,5}(?![\w@])"
)
_GREETINGS = frozenset(("Dear", "Hi", "Hello", "Hey", "Morning", "Evening", "Thanks"))
_NO_GOODS = re.compile(
    r" (?:prices?|sale|week|days?|weekend|offers?|deals?|season|club|team|shipping|delivery|code)\b", re.IGNORECASE
)


def unknown(reading: Reading) -> Iterator[Found]:
    """A name of two or more words beside a proven price or stock, in a sentence that names no product it proves."""
    said = " | ".join(normal(str(fact.value)).lower() for fact in reading.facts.of("text"))
    for part in reading.parts:
        for first, last in dict.fromkeys(_sentences(part, reading)):
            for found in _NAME.finditer(part.plain, first, last):
                words = _without_prose(found.group())
                if len(words) < 2 or " ".join(words).lower().removesuffix("s") in said or _is_calendar(words):
                    continue
                if not part.is_covered(*found.span()) and not _NO_GOODS.match(part.plain, found.end()):
                    yield at(part, *found.span(), "the name of a product of the evidence")


def _sentences(part: Part, reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield the sentences that state a product's price or stock and name no product."""
    for judged in reading.of("money", "stock"):
        if judged.part is not part or not any(fact.id[0] == "P" for fact in judged.match.proofs):
            continue
        first, last = sentence_around(part.plain, judged.claim.start, judged.claim.end)
        if not any(first <= start < last for start, _ in part.names):
            yield first, last


def _without_prose(name: str) -> list[str]:
    """Return the words of a name without the everyday words that it begins with (The, Only, Your)."""
    words = name.split(" ")
    if words[0] in _GREETINGS:
        return []
    while words and (words[0].lower() in EMPTY or words[0].lower() in prose()):
        words = words[1:]
    return words


def _is_calendar(words: list[str]) -> bool:
    return any(word.lower() in _plain() for word in words[:1]) and all(
        word.isdecimal() or word.lower() in _plain() for word in words
    )


@cache
def _plain() -> frozenset[str]:
    return frozenset(str(load("data/names.yaml")["en"]).split())
