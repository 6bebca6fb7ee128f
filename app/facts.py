"""Product facts for people: found by words or id, stated as evidence of one market."""

from __future__ import annotations

from pathlib import Path

from app.copilot import Copilot
from shop.errors import InvalidInput
from shop.record import Language, Record
from tools.finding import find, find_shape_of, ranked_hits, understand
from tools.found import FoundFacts

LONGEST_FILE = 10_000
"""Queries in one file."""


class Ranked(Record):
    """One line of the answer to a file of queries."""

    query: str
    rank: int
    product_id: str
    score: float


def find_facts(copilot: Copilot, query: str, k: int, language: Language) -> FoundFacts:
    """Find products by id or words, policies and figures of the catalogue; facts come from the store as of the moment
    asked for."""
    with copilot.view() as view, copilot.searcher() as searcher:
        return find(view, searcher, query, k, language)


def find_shape(copilot: Copilot, query: str, k: int, language: Language) -> FoundFacts:
    """Return counts, price range, categories and extremes of what the query describes; of everything
    where it is empty."""
    with copilot.view() as view:
        return find_shape_of(view, query, k, language)


def _nowhere(currency: str, language: Language) -> Market:
    """Return a market for a catalogue that names none: the base currency, and nobody's law (ZZ: an unknown country)."""
    locale = "zh_Hans_CN" if language == "zh" else "en_US"
    return Market(country="ZZ", currency=currency, language=language, locale=locale, jurisdiction="")


def ranked(copilot: Copilot, queries: Path, k: int) -> list[Ranked]:
    """Search for every line of a file; raises InvalidInput where the file cannot be used.

    Conditions in a line hold for its results; a line about the catalogue's shape is ranked like any other.
    """
    try:
        lines = [line.strip() for line in queries.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The queries cannot be read: {error}.", hint="One query per line, UTF-8.", where=str(queries)
        ) from error
    if not lines or len(lines) > LONGEST_FILE:
        raise InvalidInput(f"{len(lines)} queries.", hint=f"Give 1 to {LONGEST_FILE} lines.", where=str(queries))
    with copilot.view() as view, copilot.searcher() as searcher:
        return [
            Ranked(query=line, rank=rank, product_id=product_id, score=score)
            for line in lines
            for rank, (product_id, score) in enumerate(ranked_hits(searcher, understand(view, line, "en"), k), 1)
        ]
