"""The vectors of one kind as a table on disk, beside Chroma: exact search among few ids, and what a next build reuses.

For chosen ids Chroma reads each from its tables, which takes longer than to compare a few thousand vectors.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from retrieval.errors import DamagedIndex
from shop.home import PRIVATE_FILE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from retrieval.embedders import Vectors

    Chosen = NDArray[np.int64]

_DIGITS = 6
"""Decimals of a distance that are compared: the rest is the rounding of a sum."""


class Placed(NamedTuple):
    """A text with a vector: `key` is unique (LANGUAGE/ID), `hash` tells whether the text changed."""

    key: str
    hash: str


def write_rows(version: Path, kind: str, entries: Sequence[Placed], vectors: Vectors) -> None:
    """Write one vector per entry (float32, length 1), in the order of the entries."""
    import numpy as np

    listed, table = _files(version, kind)
    listed.write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    np.save(table, vectors)
    for path in (listed, table):
        path.chmod(PRIVATE_FILE)


class Rows:
    """The opened table: its vectors stay on disk until they are compared. Opening raises DamagedIndex."""

    def __init__(self, version: Path, kind: str, count: int) -> None:
        import numpy as np

        listed, table = _files(version, kind)
        try:
            self._entries = [Placed(key, digest) for key, digest in json.loads(listed.read_text(encoding="utf-8"))]
            self._vectors: Vectors = np.asarray(np.load(table, mmap_mode="r", allow_pickle=False))
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise DamagedIndex(str(table), str(error).splitlines()[0]) from error
        if not len(self._entries) == len(self._vectors) == count:
            raise DamagedIndex(str(table), f"it should hold {count} vectors")
        self._places: dict[str, list[int]] = {}
        for place, entry in enumerate(self._entries):
            self._places.setdefault(entry.key.partition("/")[2], []).append(place)

    def texts_of(self, products: int) -> int:
        """Return about how many texts so many products have."""
        return round(products * len(self._entries) / len(self._places))

    def among(self, ids: Set[str]) -> Chosen:
        """Return the places of the texts of these ids, ascending; unknown ids have none."""
        import numpy as np

        places = [place for id_ in ids if id_ in self._places for place in self._places[id_]]
        return np.sort(np.array(places, dtype=np.int64))

    def rank(self, vector: Vectors, depth: int, chosen: Chosen) -> list[str]:
        """Return the ids of the nearest of the chosen texts to `vector` (shape (1, dimensions)), ties by key."""
        import numpy as np

        if not len(chosen):
            return []
        far = np.round(1 - self._vectors[chosen] @ vector[0], _DIGITS)
        if depth < len(far):
            kept = far <= np.partition(far, depth - 1)[depth - 1]
            far, chosen = far[kept], chosen[kept]
        nearest = sorted((float(one), self._entries[place].key) for one, place in zip(far, chosen, strict=True))[:depth]
        return list(dict.fromkeys(key.partition("/")[2] for _, key in nearest))

    def known(self) -> dict[str, Vectors]:
        """Return the vector of each text hash, so that a build embeds only what changed."""
        return {entry.hash: vector for entry, vector in zip(self._entries, self._vectors, strict=True)}


def _files(version: Path, kind: str) -> tuple[Path, Path]:
    return version / f"{kind}-vectors.json", version / f"{kind}-vectors.npy"
