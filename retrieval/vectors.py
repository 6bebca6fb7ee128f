"""One Chroma collection on disk: written once by a build from vectors made here, then only queried.

Chroma never embeds anything itself (its default would download a model), sends no telemetry and reads no .env file.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.errors import DamagedIndex
from shop.home import PRIVATE_DIR

if TYPE_CHECKING:
    from retrieval.embedders import Vectors

_BATCH = 2000  # Chroma takes at most 5461 rows at once
_HNSW = {"space": "cosine", "num_threads": 1, "ef_search": 200}
"""One thread, because the graph depends on the order of insertion and the same shop must give the same index;
ef_search well above the depth that is asked for."""


class Placed(NamedTuple):
    """A text with a vector: `key` is unique (LANGUAGE/ID), `hash` tells whether the text changed."""

    key: str
    hash: str


def write_vectors(folder: Path, name: str, entries: Sequence[Placed], vectors: Vectors) -> int:
    """Write collection `name` with one vector per entry, return how many; without any entry nothing is written."""
    if not entries:
        return 0
    folder.mkdir(mode=PRIVATE_DIR, exist_ok=True)
    client = _client(folder)
    try:
        collection = client.create_collection(name, embedding_function=None, configuration={"hnsw": _HNSW})
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            collection.add(
                ids=[entry.key for entry in batch],
                embeddings=vectors[start : start + _BATCH],
                metadatas=[{"hash": entry.hash} for entry in batch],
            )
    finally:
        client.close()
    return len(entries)


class VectorIndex:
    """An opened collection. Chroma reads its files lazily: hold the version while this is open, then `close`."""

    def __init__(self, folder: Path, name: str, count: int) -> None:
        self._where = str(folder)
        self._count = count
        self._client: Any = None
        if not folder.is_dir():  # Chroma would make an empty one
            raise DamagedIndex(self._where, "it does not exist")
        try:
            with _vendor_errors(self._where):
                self._client = _client(folder)
                self._collection = self._client.get_collection(name, embedding_function=None)
                present = self._collection.count()
            if present != count:
                raise DamagedIndex(self._where, f"{name} holds {present} vectors instead of {count}")
        except DamagedIndex:
            self.close()
            raise

    def close(self) -> None:
        """Release the files."""
        if self._client is not None:
            self._client.close()

    def rank(self, vector: Vectors, depth: int) -> list[str]:
        """Return the ids of the nearest texts to `vector` (shape (1, dimensions)), nearest first, ties by key."""
        with _vendor_errors(self._where):
            found = self._collection.query(
                query_embeddings=vector, n_results=min(depth, self._count), include=["distances"]
            )
        nearest = sorted(zip(found["distances"][0], found["ids"][0], strict=True))
        return list(dict.fromkeys(key.partition("/")[2] for _, key in nearest))

    def probe(self) -> None:
        """Query with a vector of its own; raises DamagedIndex when Chroma cannot answer."""
        with _vendor_errors(self._where):
            first = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        self.rank(first, 1)

    def known(self) -> dict[str, Any]:
        """Return the stored vector of each text hash, so that a build embeds only what changed."""
        vectors: dict[str, Any] = {}
        with _vendor_errors(self._where):
            for start in range(0, self._count, _BATCH):
                page = self._collection.get(limit=_BATCH, offset=start, include=["embeddings", "metadatas"])
                hashes = [metadata["hash"] for metadata in page["metadatas"]]
                vectors.update(zip(hashes, page["embeddings"], strict=True))
        return vectors


def _client(folder: Path) -> Any:  # noqa: ANN401 - chromadb's types are not read here
    with warnings.catch_warnings():
        # Chroma's own imports warn about the typing tricks they use; no user can act on that.
        warnings.simplefilter("ignore", DeprecationWarning)
        import chromadb
        from chromadb.config import Settings
    return chromadb.PersistentClient(folder, settings=Settings(_env_file=None, anonymized_telemetry=False))


@contextmanager
def _vendor_errors(where: str) -> Iterator[None]:
    """Turn what Chroma raises over unreadable files into DamagedIndex."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError, ValueError, KeyError, RuntimeError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise DamagedIndex(where, reason) from error
