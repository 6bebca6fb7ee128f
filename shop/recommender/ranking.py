"""The best places of each row of scores (ties by id), and a product of matrices that does not depend on company.

Nothing here knows what the scores mean. `NOTHING` marks a product that must not be recommended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOTHING = float("-inf")
ROWS = 64
"""Rows of one dense product. BLAS may round the same row differently in products of another size; padding every
product to this size gives a customer the same scores alone and in company."""


class Top(NamedTuple):
    """Best first: `places` and `scores` of n rows and up to k columns; -1 and NOTHING where a row has no more."""

    places: NDArray[np.int64]
    scores: NDArray[np.float32]


def best(scores: NDArray[np.float32], k: int) -> Top:
    """Return the `k` highest scores of every row; equal scores in the order of their places."""
    import numpy as np

    count, width = scores.shape
    k = min(k, width)
    places = np.full((count, k), -1, dtype=np.int64)
    values = np.full((count, k), NOTHING, dtype=np.float32)
    if k == 0 or count == 0:
        return Top(places, values)
    least = np.partition(scores, width - k, axis=1)[:, width - k]
    rows, columns = np.nonzero((scores >= least[:, None]) & (scores > NOTHING))
    found = scores[rows, columns]
    order = np.lexsort((columns, -found, rows))
    rows, columns, found = rows[order], columns[order], found[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = rank < k
    places[rows[kept], rank[kept]] = columns[kept]
    values[rows[kept], rank[kept]] = found[kept]
    return Top(places, values)


def product(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return left @ right; each row of the answer depends on its own row of `left` only, to the last bit."""
    import numpy as np

    answer = np.empty((len(left), right.shape[1]), dtype=np.float32)
    padded = np.zeros((ROWS, left.shape[1]), dtype=np.float32)
    for start in range(0, len(left), ROWS):
        part = left[start : start + ROWS]
        padded[: len(part)] = part
        answer[start : start + ROWS] = (padded @ right)[: len(part)]
    return answer
