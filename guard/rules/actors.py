"""People in a text: what the reader is said to have done, and what others are said to do or think."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guard.claims import actors
from guard.claims.actors import Deed
from guard.reading import Part, Reading, sentence_around
from guard.resources import load
from guard.rules.model import Found, at

_CLOSED = re.compile(r"[.!?。][\"”」』]\s?[A-Z\u4e00-\u9fff]")
"""A quotation that ends a sentence backs nothing behind it."""
TOGETHER = ("bought_together", "together", "buyers", "customers")
"""Fields that count who bought two products together."""


def reader(reading: Reading) -> Iterator[Found]:
    """What the reader did must be a deed that the evidence knows of: an order, a basket, a saved product …"""
    fields = {fact.field for fact in reading.facts.all if fact.id[0] in "CWDXU"}
    for part in reading.parts:
        for deed in actors.of_reader(part.plain):
            if part.is_covered(deed.start, deed.end) or fields & _proving(deed.kind):
                continue
            yield at(part, deed.start, deed.end, "only what the evidence says that this customer did")


def others(reading: Reading) -> Iterator[Found]:
    """What others do or think stands beside a proven figure, or in a quotation with its author."""
    for part in reading.parts:
        for deed in actors.of_others(part.plain):
            if not part.is_covered(deed.start, deed.end) and not _is_backed(part, deed, reading):
                yield at(part, deed.start, deed.end, "a figure, a quotation or nothing of what others think")


def _proving(kind: str) -> frozenset[str]:
    return _fields().get(kind, frozenset())


@cache
def _fields() -> dict[str, frozenset[str]]:
    listed = load("data/actors.yaml")["reader"]
    return {kind: frozenset(data.get("fields", ())) for kind, data in listed.items()}


def _is_backed(part: Part, deed: Deed, reading: Reading) -> bool:
    first, last = sentence_around(part.plain, deed.start, deed.end)
    named = any(start < last and first < end for start, end in part.names)
    if named and any(fact.field in TOGETHER for fact in reading.facts.all):
        return True
    spoken = [place for place in part.covered if not _CLOSED.search(part.plain, place[1] - 1, deed.start + 1)]
    if any(first <= start and end <= last + 1 and end - start > 12 for start, end in spoken):
        return True
    return any(
        judged.part is part and first <= judged.claim.start < last
        and any(fact.id[0] in "XWCRFD" for fact in judged.match.proofs)
        for judged in reading.of("number", "date", "percent")
    )  # fmt: skip
