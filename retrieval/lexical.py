"""One BM25 index on disk: written once by a build, then read-only."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.errors import DamagedIndex
from shop.home import PRIVATE_DIR

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

_IDS = "ids.json"
_MANY = 5
"""An id in so many is many."""


class Counted(NamedTuple):
    """A document as BM25 sees it: the id that a search returns, and its tokens (a repeated token weighs more)."""

    id: str
    tokens: list[str]


def write_lexical(folder: Path, documents: Sequence[Counted]) -> int:
    """Write an index of the documents and return how many it holds; without any token nothing is written."""
    import bm25s

    if not any(document.tokens for document in documents):
        return 0
    folder.mkdir(mode=PRIVATE_DIR)
    index = bm25s.BM25()
    index.index(_numbered(documents), show_progress=False)
    index.save(str(folder), show_progress=False)
    (folder / _IDS).write_text(json.dumps([document.id for document in documents]), encoding="utf-8")
    return len(documents)


def _numbered(documents: Sequence[Counted]) -> tuple[list[list[int]], dict[str, int]]:
    """Return the documents as numbers of tokens, and the numbers: sorted, so that equal builds are equal bytes.

    Left to itself, BM25 numbers them in the order of a set, which differs from process to process."""
    words = sorted({token for document in documents for token in document.tokens})
    numbers = {word: number for number, word in enumerate(words)}
    return [[numbers[token] for token in document.tokens] for document in documents], numbers


class LexicalIndex:
    """An opened BM25 index. Everything is in memory: it stays usable when its files are gone."""

    def __init__(self, index: Any, ids: list[str]) -> None:  # noqa: ANN401 - bm25s has no types
        self._index = index
        self._ids = ids
        self._places: dict[str, list[int]] | None = None

    @classmethod
    def open(cls, folder: Path, count: int) -> LexicalIndex:
        """Open the index in `folder`, which must hold `count` documents; raises DamagedIndex."""
        import bm25s

        try:
            index = bm25s.BM25.load(str(folder), show_progress=False)
            ids = json.loads((folder / _IDS).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise DamagedIndex(str(folder), str(error).splitlines()[0]) from error
        if not len(ids) == index.scores["num_docs"] == count:
            raise DamagedIndex(str(folder), f"it should hold {count} documents")
        return cls(index, ids)

    def rank(self, tokens: Sequence[str], depth: int, ids: Set[str] | None = None) -> list[str]:
        """Return at most `depth` distinct ids that share a token with the query, best first, ties by position.

        With `ids` only these are ranked."""
        import numpy as np

        if not tokens:
            return []
        scores = self._index.get_scores(list(tokens))
        # Many allowed ones are met on the way down; few are looked up.
        many = ids is None or _MANY * len(ids) > len(self._ids)
        rows = np.flatnonzero(scores) if many or ids is None else self._among(ids)
        best: dict[str, None] = {}
        # An id has a row per language, so a part of the order is seldom not enough: then all of it is sorted.
        for most in (4 * depth, len(rows)):
            best.clear()
            for row in _best(scores, rows, most):
                if scores[row] <= 0 or len(best) == depth:
                    return list(best)
                if ids is None or self._ids[int(row)] in ids:
                    best.setdefault(self._ids[int(row)])
        return list(best)

    def _among(self, ids: Set[str]) -> Rows:
        import numpy as np

        if self._places is None:
            self._places = {}
            for row, id_ in enumerate(self._ids):
                self._places.setdefault(id_, []).append(row)
        rows = [row for id_ in ids if id_ in self._places for row in self._places[id_]]
        return np.sort(np.array(rows, dtype=np.int64))


def _best(scores: NDArray[np.float32], rows: Rows, most: int) -> Rows:
    """Return the `most` best rows, best first, equal ones by position: also where the cut falls among equals."""
    import numpy as np

    found = scores[rows]
    if most < len(rows):
        least = np.partition(found, len(rows) - most)[len(rows) - most]
        rows = rows[found >= least]
    return np.asarray(rows[np.argsort(-scores[rows], kind="stable")])
