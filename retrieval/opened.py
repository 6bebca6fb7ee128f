"""One version of the index, opened: its BM25 indexes, and its vectors where they can serve."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.documents import Passage
from retrieval.embedders import Embedder, reads
from retrieval.errors import REBUILD, DamagedIndex, EmbedderUnavailable, RetrievalError, VectorServerDown
from retrieval.lexical import LexicalIndex
from retrieval.places import place_of
from retrieval.rows import Rows
from retrieval.tokens import has_han, query_tokens
from retrieval.vectors import VectorIndex
from retrieval.versions import current_version, hold, read_meta

if TYPE_CHECKING:
    from retrieval.embedders import Vectors

PRODUCTS = "products"
POLICIES = "policies"
HAN = "han"
LATIN = "latin"
PASSAGES_FILE = "passages.json"
RETRY = 10.0
"""Seconds after which a server that did not answer is asked again."""


def lexical_name(kind: str, script: str) -> str:
    """Return the name of the BM25 index of `kind` (products, policies) in `script` (han, latin)."""
    return f"{kind}-{script}"


class OpenIndex:
    """Reads one version. While it is open the version is not removed; `close` it. Not shared between threads.

    `degraded` says why only BM25 serves, empty when vectors serve as well; a server that was down is asked again
    after a while. Damaged BM25 files raise DamagedIndex: without them there is nothing left to search.
    """

    def __init__(self, version: Path, embedder: Embedder, chroma_url: str = "") -> None:
        self.version = version
        self.degraded = ""
        self._embedder = embedder
        self._url = chroma_url
        self._retry_at = math.inf
        self._vectors: dict[str, VectorIndex] = {}
        self._rows: dict[str, Rows] = {}
        self._held = hold(version)
        try:
            self.meta = read_meta(version)
            self._lexical = {name: LexicalIndex.open(version / name, n) for name, n in self.meta.lexical.items()}
            self.passages = _read_passages(version)
        except DamagedIndex:
            self._held.close()
            raise
        self._open_vectors()

    def close(self) -> None:
        """Release the version."""
        self._drop_vectors()
        self._held.close()

    def by_words(self, kind: str, query: str, depth: int, ids: Set[str] | None = None) -> list[str]:
        """Return ids by BM25 in the script of the query; where that finds nothing, in the other one."""
        tokens = query_tokens(query)
        for script in (HAN, LATIN) if has_han(query) else (LATIN, HAN):
            index = self._lexical.get(lexical_name(kind, script))
            found = index.rank(tokens, depth, ids) if index else []
            if found:
                return found
        return []

    def vectors_of(self, kind: str, queries: Sequence[str]) -> dict[str, Vectors]:
        """Return the vector of each query, shape (1, dimensions), that can be compared with texts of `kind`.

        Left out are languages that the embedder does not read; all of them when vectors cannot serve."""
        if self._retry_at <= time.monotonic():
            self._open_vectors()
        read = [query for query in queries if reads(self._embedder, "zh" if has_han(query) else "en")]
        if kind not in self._vectors or not read:
            return {}
        try:
            found = self._embedder.embed_queries(read)
        except EmbedderUnavailable as error:
            self._lose_vectors(error)
            return {}
        return {query: found[row : row + 1] for row, query in enumerate(read)}

    def by_meaning(self, kind: str, vector: Vectors | None, depth: int, ids: Set[str] | None = None) -> list[str]:
        """Return ids by the distance to a vector of `vectors_of`; none without one, or when degraded."""
        index = self._vectors.get(kind)
        if index is None or vector is None:
            return []
        try:
            return index.rank(vector, depth) if ids is None else self._among(kind, vector, depth, ids)
        except (DamagedIndex, VectorServerDown) as error:
            self._lose_vectors(error)
            return []

    def probe(self) -> None:
        """Read the vectors once, so that files that Chroma would read only later show up in `degraded` now."""
        try:
            for kind, index in self._vectors.items():
                self._rows_of(kind)
                index.probe()
        except (DamagedIndex, VectorServerDown) as error:
            self._lose_vectors(error)

    def known_vectors(self) -> dict[str, Vectors]:
        """Return the vectors by text hash, none where they cannot be read."""
        try:
            return {key: vector for kind in self._vectors for key, vector in self._rows_of(kind).known().items()}
        except DamagedIndex as error:
            self.degraded = str(error)
            return {}

    def _among(self, kind: str, vector: Vectors, depth: int, ids: Set[str]) -> list[str]:
        """Ask Chroma where many are allowed; compare each of them where they are few."""
        rows = self._rows_of(kind)
        found = self._vectors[kind].rank_widely(vector, depth, ids, rows.texts_of(len(ids)))
        return rows.rank(vector, depth, rows.among(ids)) if found is None else found

    def _rows_of(self, kind: str) -> Rows:
        if kind not in self._rows:
            self._rows[kind] = Rows(self.version, kind, self.meta.vectors[kind])
        return self._rows[kind]

    def _open_vectors(self) -> None:
        self.degraded, self._retry_at = "", math.inf
        if self.meta.embedder != self._embedder.name:
            self.degraded = (
                f"The vectors were made by {self.meta.embedder!r}, not by {self._embedder.name!r}: only words are "
                f"compared. {REBUILD}"
            )
            return
        try:
            place = place_of(self.version, self._url)
            for kind, count in self.meta.vectors.items():
                self._vectors[kind] = VectorIndex(place, kind, count)
        except (DamagedIndex, VectorServerDown) as error:
            self._lose_vectors(error)

    def _lose_vectors(self, error: RetrievalError) -> None:
        self.degraded = f"Only words are compared, not meaning. {error}"
        if isinstance(error, VectorServerDown):
            self._retry_at = time.monotonic() + RETRY
        self._drop_vectors()

    def _drop_vectors(self) -> None:
        for index in self._vectors.values():
            index.close()
        self._vectors.clear()


def open_current(folder: Path, embedder: Embedder, chroma_url: str = "") -> OpenIndex:
    """Open the version that the pointer names; raises IndexMissing or DamagedIndex."""
    version = current_version(folder)
    for _ in range(3):
        try:
            return OpenIndex(version, embedder, chroma_url)
        except DamagedIndex:
            # A build may have moved the pointer and removed the version between the two steps.
            present = current_version(folder)
            if present == version:
                raise
            version = present
    return OpenIndex(version, embedder, chroma_url)


def _read_passages(version: Path) -> dict[str, Passage]:
    path = version / PASSAGES_FILE
    try:
        passages = [Passage.model_validate(item) for item in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise DamagedIndex(str(path), str(error).splitlines()[0]) from error
    return {passage.id: passage for passage in passages}
