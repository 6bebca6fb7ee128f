"""The best places of each row of scores (ties by id), and a product of matrices that does not depend on company.

Nothing here knows what the scores mean. `NOTHING` marks a product that must not be recommended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOTHING = float("-inf")
DIGITS = 17
"""Binary digits of a score that count; float32 has 24."""
CHUNK = 32
"""Columns whose highest score is looked at as one."""
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
    rows, columns = np.nonzero((scores >= _least(scores, k)[:, None]) & (scores > NOTHING))
    found = steady(scores[rows, columns])
    order = np.lexsort((columns, -found, rows))
    rows, columns, found = rows[order], columns[order], found[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = rank < k
    places[rows[kept], rank[kept]] = columns[kept]
    values[rows[kept], rank[kept]] = found[kept]
    return Top(places, values)


def _least(scores: NDArray[np.float32], k: int) -> NDArray[np.float32]:
    """Return a bound per row that at least `k` scores reach (all, where there are fewer chunks than k).

    The highest score of k different chunks of columns are k scores, so the k-th highest of these maxima is such a
    bound; finding it costs one pass, where sorting out the k-th highest score itself costs many.
    """
    import numpy as np

    count, width = scores.shape
    starts = np.arange(0, width, CHUNK)
    if len(starts) < k:
        return np.full(count, NOTHING, dtype=np.float32)
    highest = np.maximum.reduceat(scores, starts, axis=1)
    bound = np.partition(highest, len(starts) - k, axis=1)[:, len(starts) - k]
    return np.asarray(bound - np.abs(bound) * 2.0 ** (1 - DIGITS), dtype=np.float32)


def steady(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the scores with the noise of the last digits taken off, so that equal ones compare equal.

    DIGITS binary digits are kept: sums whose order differs, as on another processor, then still rank the same.
    """
    import numpy as np

    mantissa, exponent = np.frexp(scores)
    return np.asarray(np.ldexp(np.rint(np.ldexp(mantissa, DIGITS)), exponent - DIGITS), dtype=np.float32)


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
