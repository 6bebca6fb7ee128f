"""One version of the index, opened: its BM25 indexes, and its vectors where they can serve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.documents import Passage
from retrieval.embedders import Embedder, reads
from retrieval.errors import DamagedIndex, EmbedderUnavailable
from retrieval.lexical import LexicalIndex
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
VECTORS_FOLDER = "chroma"


def lexical_name(kind: str, script: str) -> str:
    """Return the name of the BM25 index of `kind` (products, policies) in `script` (han, latin)."""
    return f"{kind}-{script}"


class OpenIndex:
    """Reads one version. While it is open the version is not removed; `close` it. Not shared between threads.

    `degraded` says why only BM25 serves, empty when vectors serve as well. Damaged BM25 files raise DamagedIndex:
    without them there is nothing left to search.
    """

    def __init__(self, version: Path, embedder: Embedder) -> None:
        self.version = version
        self.degraded = ""
        self._embedder = embedder
        self._vectors: dict[str, VectorIndex] = {}
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

    def by_words(self, kind: str, query: str, depth: int) -> list[str]:
        """Return ids by BM25 in the script of the query; where that finds nothing, in the other one."""
        tokens = query_tokens(query)
        for script in (HAN, LATIN) if has_han(query) else (LATIN, HAN):
            index = self._lexical.get(lexical_name(kind, script))
            found = index.rank(tokens, depth) if index else []
            if found:
                return found
        return []

    def by_meaning(self, kind: str, query: str, depth: int) -> list[str]:
        """Return ids by vectors; none when the embedder does not read the query's language, or is degraded."""
        index = self._vectors.get(kind)
        if index is None or not reads(self._embedder, "zh" if has_han(query) else "en"):
            return []
        try:
            return index.rank(self._embedder.embed([query]), depth)
        except (DamagedIndex, EmbedderUnavailable) as error:
            self.degraded = str(error)
            self._drop_vectors()
            return []

    def probe(self) -> None:
        """Read the vectors once, so that files that Chroma would read only later show up in `degraded` now."""
        try:
            for index in self._vectors.values():
                index.probe()
        except DamagedIndex as error:
            self.degraded = str(error)
            self._drop_vectors()

    def known_vectors(self) -> dict[str, Vectors]:
        """Return the vectors by text hash, none where they cannot be read."""
        try:
            return {key: vector for index in self._vectors.values() for key, vector in index.known().items()}
        except DamagedIndex as error:
            self.degraded = str(error)
            return {}

    def _open_vectors(self) -> None:
        if self.meta.embedder != self._embedder.name:
            self.degraded = (
                f"The vectors were made by {self.meta.embedder!r}, not by {self._embedder.name!r}: only words are "
                "compared. Build the index with `copilot build index`."
            )
            return
        try:
            for name, count in self.meta.vectors.items():
                self._vectors[name] = VectorIndex(self.version / VECTORS_FOLDER, name, count)
        except DamagedIndex as error:
            self.degraded = str(error)
            self._drop_vectors()

    def _drop_vectors(self) -> None:
        for index in self._vectors.values():
            index.close()
        self._vectors.clear()


def open_current(folder: Path, embedder: Embedder) -> OpenIndex:
    """Open the version that the pointer names; raises IndexMissing or DamagedIndex."""
    version = current_version(folder)
    for _ in range(3):
        try:
            return OpenIndex(version, embedder)
        except DamagedIndex:
            # A build may have moved the pointer and removed the version between the two steps.
            present = current_version(folder)
            if present == version:
                raise
            version = present
    return OpenIndex(version, embedder)


def _read_passages(version: Path) -> dict[str, Passage]:
    path = version / PASSAGES_FILE
    try:
        passages = [Passage.model_validate(item) for item in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise DamagedIndex(str(path), str(error).splitlines()[0]) from error
    return {passage.id: passage for passage in passages}
