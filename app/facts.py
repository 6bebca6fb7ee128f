"""Product facts for people: found by words or id, stated as evidence of one market."""

from __future__ import annotations

from pathlib import Path

from app.copilot import Copilot
from render.values import shown
from shop.catalogue import products
from shop.errors import InvalidInput
from shop.evidence import Evidence
from shop.record import Language, Record
from tools.evidence.product import product_evidence

LONGEST_FILE = 10_000
"""Queries in one file."""


class FoundProduct(Record):
    """One product with its facts, and how each is shown."""

    rank: int
    product_id: str
    score: float
    evidence: Evidence
    printed: dict[str, str]


class FoundFacts(Record):
    """The answer to one query; `notes` says what the reader should know about how it was found."""

    query: str
    as_of: str
    products: tuple[FoundProduct, ...]
    notes: tuple[str, ...] = ()


class Ranked(Record):
    """One line of the answer to a file of queries."""

    query: str
    rank: int
    product_id: str
    score: float


def find_facts(copilot: Copilot, query: str, k: int, language: Language) -> FoundFacts:
    """Find products by id or words; their facts come from the store as of the moment asked for."""
    with copilot.view() as view:
        market = view.shop.market_of("", language)
        if market is None:
            raise InvalidInput("The shop has no market, so no price can be stated.", where="shop.json: markets")
        known = products(view, [query])
        notes: tuple[str, ...] = ()
        hits = [(query, 1.0)] if known else []
        if not known:
            with copilot.searcher() as searcher:
                hits = [(hit.product_id, hit.score) for hit in searcher.search(query, k)]
                notes = (searcher.degraded,) if searcher.degraded else ()
            known = products(view, [product_id for product_id, _ in hits])
        found: list[FoundProduct] = []
        for product_id, score in hits:
            if product_id in known:
                rank = len(found) + 1
                item = product_evidence(f"P{rank}", known[product_id], market, language, view.at)
                printed = {field: shown(value, market.locale) for field, value in item.fields.items()}
                found.append(
                    FoundProduct(rank=rank, product_id=product_id, score=score, evidence=item, printed=printed)
                )
        return FoundFacts(query=query, as_of=view.at.isoformat(), products=tuple(found), notes=notes)


def ranked(copilot: Copilot, queries: Path, k: int) -> list[Ranked]:
    """Search for every line of a file; raises InvalidInput where the file cannot be used."""
    try:
        lines = [line.strip() for line in queries.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"The queries cannot be read: {error}.", hint="One query per line, UTF-8.", where=str(queries)
        ) from error
    if not lines or len(lines) > LONGEST_FILE:
        raise InvalidInput(f"{len(lines)} queries.", hint=f"Give 1 to {LONGEST_FILE} lines.", where=str(queries))
    with copilot.searcher() as searcher:
        return [
            Ranked(query=line, rank=hit.rank, product_id=hit.product_id, score=hit.score)
            for line in lines
            for hit in searcher.search(line, k)
        ]
