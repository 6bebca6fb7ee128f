"""Finding products and policy passages by words and by meaning, in one ranking.

The two rankings are joined by reciprocal rank fusion: a result's score is the sum of 1 / (60 + rank) over the
rankings it appears in (Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual rank
learning methods, SIGIR 2009; 60 is their constant).
"""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple

from retrieval.documents import Passage
from retrieval.embedders import Embedder
from retrieval.opened import POLICIES, PRODUCTS, OpenIndex, open_current
from retrieval.tokens import clean_query
from retrieval.versions import current_version
from shop.errors import InvalidInput
from shop.record import Record

RRF_CONSTANT = 60
DEPTH = 100
"""How far down each ranking is read; also the most results of one search."""

Finder = Literal["words", "meaning"]
"""Which ranking found a result: BM25, or the vectors."""


class Hit(Record):
    """A product that was found. `rank` starts at 1; `score` compares results of one query only."""

    product_id: str
    score: float
    rank: int
    sources: tuple[Finder, ...]


class PassageHit(Record):
    """A part of a policy that was found."""

    passage: Passage
    score: float
    rank: int
    sources: tuple[Finder, ...]


class _Fused(NamedTuple):
    id: str
    score: float
    sources: tuple[Finder, ...]


class Searcher:
    """Searches the index in `folder`; may be shared between threads. Opens at the first search, follows new builds.

    Use as a context manager, or call `close`. Every search raises IndexMissing, DamagedIndex, EmptyQuery or
    InvalidInput (for k). When only the vectors are unusable, BM25 serves alone and `degraded` says why.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._index: OpenIndex | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Searcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the index."""
        with self._lock:
            if self._index:
                self._index.close()
            self._index = None

    @property
    def degraded(self) -> str:
        """Why only words are compared, as of the last search; empty when meaning is compared as well."""
        return self._index.degraded if self._index else ""

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Return at most `k` (1 to 100) products, best first; discontinued ones too: the shop's view knows."""
        return [
            Hit(product_id=found.id, score=found.score, rank=rank, sources=found.sources)
            for rank, found in enumerate(self._find(PRODUCTS, query, k)[0], 1)
        ]

    def search_policies(self, query: str, k: int = 5) -> list[PassageHit]:
        """Return at most `k` (1 to 100) passages of policies, best first."""
        found, index = self._find(POLICIES, query, k)
        return [
            PassageHit(passage=index.passages[item.id], score=item.score, rank=rank, sources=item.sources)
            for rank, item in enumerate(found, 1)
        ]

    def _find(self, kind: str, query: str, k: int) -> tuple[list[_Fused], OpenIndex]:
        if not 1 <= k <= DEPTH:
            raise InvalidInput(f"{k} results cannot be asked for.", hint=f"Ask for 1 to {DEPTH}.", where="k")
        cleaned = clean_query(query)
        with self._lock:
            index = self._current()
            rankings: dict[Finder, list[str]] = {
                "words": index.by_words(kind, cleaned, DEPTH),
                "meaning": index.by_meaning(kind, cleaned, DEPTH),
            }
        return fuse(rankings)[:k], index

    def _current(self) -> OpenIndex:
        if self._index and self._index.version == current_version(self._folder):
            return self._index
        if self._index:
            self._index.close()
            self._index = None
        self._index = open_current(self._folder, self._embedder)
        return self._index


def fuse(rankings: dict[Finder, list[str]]) -> list[_Fused]:
    """Join rankings of distinct ids into one, best first; equal scores by id, so that the order is always the same."""
    places: dict[str, dict[Finder, int]] = {}
    for source, ids in rankings.items():
        for rank, id_ in enumerate(ids, 1):
            places.setdefault(id_, {})[source] = rank
    fused = [
        _Fused(id_, sum(1 / (RRF_CONSTANT + rank) for rank in found.values()), tuple(found))
        for id_, found in places.items()
    ]
    return sorted(fused, key=lambda item: (-item.score, item.id))
