"""Finding products and policy passages by words and by meaning, in one ranking.

The two rankings are joined by reciprocal rank fusion: a result's score is the sum of weight / (60 + rank) over the
rankings it appears in (Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet and individual rank
learning methods, SIGIR 2009; 60 is their constant).
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, NamedTuple

from retrieval.documents import Passage
from retrieval.embedders import Embedder
from retrieval.opened import POLICIES, PRODUCTS, OpenIndex, open_current
from retrieval.rerank import KeepOrder, Reranker
from retrieval.tokens import clean_query
from retrieval.versions import current_version
from shop.errors import InvalidInput
from shop.record import Record

if TYPE_CHECKING:
    from retrieval.embedders import Vectors

RRF_CONSTANT = 60
DEPTH = 100
"""How far down each ranking is read, further when more results are asked for."""
_FAR = 10
"""Divides the score of what stands nowhere above DEPTH: less than the least of the others (2.25 / 161 and 1 / 160)."""
MOST = 1000
"""Results of one search."""
RERANKED = 50
"""Results that a re-ranker looks at."""

Finder = Literal["words", "meaning"]
"""Which ranking found a result: BM25, or the vectors."""
WEIGHTS: Mapping[Finder, float] = {"words": 1.25, "meaning": 1.0}
"""Measured on Icecat's judgements (`copilot eval retrieval`): from 1 to 1.5 the figures hardly differ."""


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


class Asked(NamedTuple):
    """One question of many: what is looked for, and among which products (None: all)."""

    query: str
    ids: Collection[str] | None = None


class _Prepared(NamedTuple):
    opened: OpenIndex
    kind: str
    asked: Asked
    vector: Vectors | None


class Fused(NamedTuple):
    """An id with its joined score and the rankings that had it."""

    id: str
    score: float
    sources: tuple[Finder, ...]


class Searcher:
    """Searches the index in `folder`; may be shared between threads. Opens at the first search, follows new builds.

    Use as a context manager, or call `close`. Every search raises IndexMissing, DamagedIndex, EmptyQuery or
    InvalidInput (for k). When only the vectors are unusable, BM25 serves alone and `degraded` says why.
    """

    def __init__(
        self, folder: Path, embedder: Embedder, chroma_url: str = "", reranker: Reranker | None = None
    ) -> None:
        self._folder = folder
        self._embedder = embedder
        self._url = chroma_url
        self._reranker = reranker or KeepOrder()
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

    def search(self, query: str, k: int = 10, ids: Collection[str] | None = None) -> list[Hit]:
        """Return at most `k` (1 to 1000) products, best first; discontinued ones too: the shop's view knows.

        With `ids` only these are compared, however many better ones there are."""
        return self.search_many([Asked(query, ids)], k)[0]

    def search_many(self, asked: Sequence[Asked], k: int = 10) -> list[list[Hit]]:
        """Return the products for each question, in order: as `search`, but embedded together."""
        return [
            [
                Hit(product_id=found.id, score=found.score, rank=rank, sources=found.sources)
                for rank, found in enumerate(reranked(self._reranker, cleaned, fused)[:k], 1)
            ]
            for cleaned, fused in self._find(PRODUCTS, asked, k)[0]
        ]

    def search_policies(self, query: str, k: int = 5) -> list[PassageHit]:
        """Return at most `k` (1 to 1000) passages of policies, best first."""
        ((_, found),), index = self._find(POLICIES, [Asked(query)], k)
        return [
            PassageHit(passage=index.passages[item.id], score=item.score, rank=rank, sources=item.sources)
            for rank, item in enumerate(found[:k], 1)
        ]

    def rankings(self, queries: Sequence[str], depth: int) -> list[dict[Finder, list[str]]]:
        """Return the rankings of products that `search` would join, for each query: for measuring them apart."""
        cleaned = [Asked(clean_query(query)) for query in queries]
        with self._lock:
            return [_rankings(*parts, depth) for parts in self._prepared(PRODUCTS, cleaned)]

    def _find(self, kind: str, asked: Sequence[Asked], k: int) -> tuple[list[tuple[str, list[Fused]]], OpenIndex]:
        if not 1 <= k <= MOST:
            raise InvalidInput(f"{k} results cannot be asked for.", hint=f"Ask for 1 to {MOST}.", where="k")
        cleaned = [Asked(clean_query(one.query), one.ids) for one in asked]
        depth = max(DEPTH, k)
        with self._lock:
            return [
                (parts.asked.query, fuse(_rankings(*parts, depth))) for parts in self._prepared(kind, cleaned)
            ], self._current()

    def _prepared(self, kind: str, asked: Sequence[Asked]) -> list[_Prepared]:
        index = self._current()
        vectors = index.vectors_of(kind, list(dict.fromkeys(one.query for one in asked)))
        return [_Prepared(index, kind, one, vectors.get(one.query)) for one in asked]

    def _current(self) -> OpenIndex:
        if self._index and self._index.version == current_version(self._folder):
            return self._index
        if self._index:
            self._index.close()
            self._index = None
        self._index = open_current(self._folder, self._embedder, self._url)
        return self._index


def reranked(reranker: Reranker, query: str, found: Sequence[Fused], most: int = RERANKED) -> list[Fused]:
    """Let a re-ranker order the first results anew; the n-th of them gets the n-th best score."""
    first, rest = found[:most], found[most:]
    scores = reranker.scores(query, [item.id for item in first])
    order = sorted(range(len(first)), key=lambda place: (-scores[place], place))
    return [first[old]._replace(score=first[new].score) for new, old in enumerate(order)] + list(rest)


def _rankings(index: OpenIndex, kind: str, asked: Asked, vector: Vectors | None, depth: int) -> dict[Finder, list[str]]:
    ids = None if asked.ids is None else frozenset(asked.ids)
    return {
        "words": index.by_words(kind, asked.query, depth, ids),
        "meaning": index.by_meaning(kind, vector, depth, ids),
    }


def fuse(rankings: Mapping[Finder, Sequence[str]]) -> list[Fused]:
    """Join rankings of distinct ids into one, best first; equal scores by id, so that the order is always the same.

    Places below DEPTH do not count for what stands above it somewhere: a longer list begins like a shorter one.
    """
    places: dict[str, dict[Finder, int]] = {}
    for source, ids in rankings.items():
        for rank, id_ in enumerate(ids, 1):
            places.setdefault(id_, {})[source] = rank
    fused = [Fused(id_, _score(found), tuple(found)) for id_, found in places.items()]
    return sorted(fused, key=lambda item: (-item.score, item.id))


def _score(places: Mapping[Finder, int]) -> float:
    near = {source: rank for source, rank in places.items() if rank <= DEPTH}
    score = sum(WEIGHTS[source] / (RRF_CONSTANT + rank) for source, rank in (near or places).items())
    return score if near else score / _FAR
