"""What a question to the catalogue finds: products, statistics, passages of policies, what comes nearest."""

from __future__ import annotations

from pydantic import AwareDatetime

from retrieval.filters import Filters
from shop.evidence import Evidence
from shop.record import Record


class FoundProduct(Record):
    """One product with its facts, and how each is shown."""

    rank: int
    product_id: str
    score: float
    evidence: Evidence
    printed: dict[str, str]


class Nearest(Record):
    """Nothing meets all conditions: without `missed` (the query's words) `count` products would, these first."""

    missed: str
    count: int
    products: tuple[FoundProduct, ...]


class FoundFacts(Record):
    """The answer to one query. `searched` are the words that were compared with the products' texts; `filters` the
    conditions that were applied, and those that were not because they are unclear; `notes` what the reader should
    know about how it was found."""

    query: str
    as_of: AwareDatetime
    products: tuple[FoundProduct, ...]
    notes: tuple[str, ...] = ()
    searched: str = ""
    filters: Filters = Filters()
    statistics: tuple[Evidence, ...] = ()
    policies: tuple[Evidence, ...] = ()
    nearest: tuple[Nearest, ...] = ()
