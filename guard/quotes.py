"""Quotations in a text, and the words that may be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from guard.claims.normal import normal
from guard.facts import Facts

_QUOTED = re.compile(
    r"“([^“”]{1,600})”|「([^「」]{1,600})」|『([^『』]{1,600})』|(?<![\w\"])\"([^\"\n]{1,600})\"(?![\w\"])"
)
EDGES = " .,;:!?。…~"
"""What may differ at the ends of a quotation."""


class Quotation(NamedTuple):
    """Quoted words (normalised, lower case, without closing punctuation) and the place with their marks."""

    words: str
    start: int
    end: int


def quotations(plain: str) -> Iterator[Quotation]:
    """Yield the quotations of a normalised text."""
    for found in _QUOTED.finditer(plain):
        words = next(group for group in found.groups() if group)
        yield Quotation(words.strip(EDGES).lower(), found.start(), found.end())


def spoken(facts: Facts) -> tuple[str, ...]:
    """Return what people said (reviews, brand lines, the customer's own words), in the form of a quotation."""
    return tuple(normal(str(fact.value)).lower() for fact in facts.of("text") if fact.id[0] in "RBU")
