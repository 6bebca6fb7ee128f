"""Product facts for people: found by words or id, stated as evidence of one market."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from app.copilot import Copilot
from retrieval.status import status
from shop.errors import InvalidInput
from shop.record import Language, Record
from shop.store.view import ShopView
from tools.finding import find, find_shape_of, ranked_together, understand
from tools.found import FoundFacts

LONGEST_FILE = 10_000
"""Queries in one file."""


TOGETHER = 64
"""Queries that are embedded in one go."""


class Ranked(Record):
    """One line of the answer to a file of queries."""

    query: str
    rank: int
    product_id: str
    score: float


class RankedFile(NamedTuple):
    """The answers to a file of queries; `notes` says what the reader should know about how they were found."""

    ranked: tuple[Ranked, ...]
    notes: tuple[str, ...]


def find_facts(copilot: Copilot, query: str, k: int, language: Language) -> FoundFacts:
    """Find products by id or words, policies and figures of the catalogue; facts come from the store as of the moment
    asked for."""
    with copilot.view() as view, copilot.searcher() as searcher:
        found = find(view, searcher, query, k, language, still_there(copilot, view))
        return found.model_copy(update={"notes": (*found.notes, *_notes(copilot, view, ""))})


def find_shape(copilot: Copilot, query: str, k: int, language: Language) -> FoundFacts:
    """Return counts, price range, categories and extremes of what the query describes; of everything
    where it is empty."""
    with copilot.view() as view:
        return find_shape_of(view, query, k, language)


def ranked(copilot: Copilot, queries: Path, k: int) -> RankedFile:
    """Search for every line of a file; raises InvalidInput where the file cannot be used.

    Conditions in a line hold for its results, as in `find_facts`; a line about the catalogue's shape is ranked like
    any other.
    """
    try:
        lines = [line.strip() for line in queries.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The queries cannot be read: {error}.", hint="One query per line, UTF-8.", where=str(queries)
        ) from error
    if not lines or len(lines) > LONGEST_FILE:
        raise InvalidInput(f"{len(lines)} queries.", hint=f"Give 1 to {LONGEST_FILE} lines.", where=str(queries))
    found: list[Ranked] = []
    with copilot.view() as view, copilot.searcher() as searcher:
        present = still_there(copilot, view)
        for start in range(0, len(lines), TOGETHER):
            part = lines[start : start + TOGETHER]
            asked = [understand(view, line, "en", asks=False).among(present) for line in part]
            answers = ranked_together(searcher, asked, k)
            for line, hits in zip(part, answers, strict=True):
                found += [
                    Ranked(query=line, rank=rank, product_id=product_id, score=score)
                    for rank, (product_id, score) in enumerate(hits, 1)
                ]
        return RankedFile(tuple(found), _notes(copilot, view, searcher.degraded))


def still_there(copilot: Copilot, view: ShopView) -> frozenset[str] | None:
    """Return the products that the shop has now where the index is older than its data; None where they agree."""
    if status(copilot.home.index, view.build.name).state != "stale":
        return None
    return frozenset(id_ for (id_,) in view.rows("SELECT product_id FROM products"))


def _notes(copilot: Copilot, view: ShopView, degraded: str) -> tuple[str, ...]:
    index = status(copilot.home.index, view.build.name)
    return tuple(note for note in (degraded, index.note if index.state == "stale" else "") if note)
