"""One Chroma collection: written once by a build from vectors made here, then only queried."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Any

from retrieval.errors import DamagedIndex, RetrievalError
from retrieval.places import Place, connect, hang_up, vendor_errors
from retrieval.rows import Placed

if TYPE_CHECKING:
    from retrieval.embedders import Vectors

_BATCH = 2000  # Chroma takes at most 5461 rows at once
_HNSW = {"space": "cosine", "num_threads": 1, "ef_construction": 200, "ef_search": 400}
"""One thread, because the graph depends on the order of insertion and the same shop must give the same index. Twice as
wide as before: of the exact 100 nearest titles of 63 Icecat queries among 19,406, .996 are found instead of .967."""
_WIDEST = 1000
"""Results that are fetched at most to keep the allowed ones among them."""


def write_vectors(place: Place, kind: str, entries: Sequence[Placed], vectors: Vectors) -> int:
    """Write a collection with one vector per entry, return how many; without any entry nothing is written."""
    if not entries:
        return 0
    client = connect(place)
    try:
        with vendor_errors(place):
            collection = client.create_collection(
                place.collection(kind), embedding_function=None, configuration={"hnsw": _HNSW}
            )
            for start in range(0, len(entries), _BATCH):
                batch = entries[start : start + _BATCH]
                collection.add(
                    ids=[entry.key for entry in batch],
                    embeddings=vectors[start : start + _BATCH],
                )
    finally:
        hang_up(client)
    return len(entries)


class VectorIndex:
    """An opened collection. Chroma reads its files lazily: hold the version while this is open, then `close`.

    Everything raises DamagedIndex or VectorServerDown.
    """

    def __init__(self, place: Place, kind: str, count: int) -> None:
        self._place = place
        self._count = count
        self._client: Any = None
        if not place.url and not place.folder.is_dir():  # Chroma would make an empty one
            raise DamagedIndex(place.where, "it does not exist")
        try:
            with vendor_errors(place):
                self._client = connect(place)
                self._collection = self._client.get_collection(place.collection(kind), embedding_function=None)
                present = self._collection.count()
            if present != count:
                raise DamagedIndex(place.where, f"{kind} holds {present} vectors instead of {count}")
        except RetrievalError:
            self.close()
            raise

    def close(self) -> None:
        """Release the files or the connection."""
        if self._client is not None:
            hang_up(self._client)
            self._client = None

    def rank(self, vector: Vectors, depth: int) -> list[str]:
        """Return the ids of the nearest texts to `vector` (shape (1, dimensions)), nearest first, ties by key."""
        return _ids(self._nearest(vector, depth))

    def rank_widely(self, vector: Vectors, depth: int, ids: Set[str], texts: int) -> list[str] | None:
        """Return the same among `ids`, of which the collection holds so many texts; None where they are too few of
        all to be met often enough on the way."""
        wanted = min(self._count, 2 * math.ceil(depth * self._count / texts)) if texts else self._count
        if wanted > _WIDEST:
            return None
        kept = [(far, key) for far, key in self._nearest(vector, wanted) if key.partition("/")[2] in ids]
        return _ids(kept[:depth]) if len(kept) >= min(depth, texts) else None

    def _nearest(self, vector: Vectors, depth: int) -> list[tuple[float, str]]:
        with vendor_errors(self._place):
            found = self._collection.query(
                query_embeddings=vector, n_results=min(depth, self._count), include=["distances"]
            )
        return sorted(zip(found["distances"][0], found["ids"][0], strict=True))

    def probe(self) -> None:
        """Query with a vector of its own; raises DamagedIndex when Chroma cannot answer."""
        with vendor_errors(self._place):
            first = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
        self.rank(first, 1)


def _ids(nearest: Sequence[tuple[float, str]]) -> list[str]:
    return list(dict.fromkeys(key.partition("/")[2] for _, key in nearest))
