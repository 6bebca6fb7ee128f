"""What a ranked list is worth, for many customers at once.

With h(r) = 1 where the product at rank r (from 1) is one of the customer's R hidden ones:

ndcg@k       sum h(r) / log2(r + 1) over r <= k, divided by the same sum of a perfect list (min(k, R) hits first)
precision@k  hits within k / k
recall@20    hits within 20 / R
map@k        mean of precision@r over the ranks r <= k of hits, times hits / min(k, R)
hr@k         1 with at least one hit within k
coverage     share of all products that are in somebody's first k
novelty      mean of -log2(share of customers who bought it) over everything recommended within k (bits)
lift         mean share of buyers of what is recommended / the same of what the customers had bought: above 1 means
             that popular products are pushed

Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 2002 (NDCG); Vargas and
Castells, RecSys 2011 (novelty); Abdollahpouri and others, "The unfairness of popularity bias", 2019 (lift).
Every customer with at least one hidden product counts, also those without any history.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shop.recommender.contract import Recommender
from shop.recommender.evaluation.protocols import Split
from shop.recommender.interactions import Interactions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEEP = 20
CHUNK = 1024
"""Customers asked about at a time."""
BUCKETS = ("0", "1-2", "3-5", "6+")
"""Products a customer had bought before."""


class Judged(NamedTuple):
    """Each metric per customer of `rows` (places in the train's customers), and what holds for all of them together."""

    rows: NDArray[np.int64]
    per_customer: dict[str, NDArray[np.float64]]
    overall: dict[str, float]


def judge(model: Recommender, split: Split, k: int = 10) -> Judged:
    """Ask the model about every customer with hidden products, and compare."""
    import numpy as np

    rows = np.unique(split.rows)
    places = recommended(model, split.train, rows, max(k, DEEP))
    hits = _hits(places, rows, split, len(split.train.products))
    relevant = np.bincount(split.rows, minlength=len(split.train.customers))[rows]
    return Judged(rows, _values(hits, relevant, k), _overall(places[:, :k], rows, split.train))


def recommended(model: Recommender, train: Interactions, rows: NDArray[np.int64], depth: int) -> NDArray[np.int64]:
    """Return the places of the first `depth` products for each customer of `rows`; -1 where there are no more."""
    import numpy as np

    places = np.full((len(rows), depth), -1, dtype=np.int64)
    column_of = train.column_of
    for start in range(0, len(rows), CHUNK):
        names = [train.customers[row] for row in rows[start : start + CHUNK].tolist()]
        found = model.recommend_many(names, depth, {})
        for offset, name in enumerate(names):
            columns = [column_of[item.product] for item in found[name]]
            places[start + offset, : len(columns)] = columns
    return places


def buckets(train: Interactions, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each customer of `rows` which of BUCKETS their number of products falls into."""
    import numpy as np

    return np.searchsorted([1, 3, 6], np.diff(train.starts)[rows], side="right")


def by_group(
    values: NDArray[np.float64], groups: NDArray[np.int64], names: Sequence[str]
) -> Mapping[str, tuple[int, float | None]]:
    """Return (customers, mean value) of each group; the mean is None where nobody is in it."""
    found: dict[str, tuple[int, float | None]] = {}
    for number, name in enumerate(names):
        inside = values[groups == number]
        found[name] = (len(inside), float(inside.mean()) if len(inside) else None)
    return found


def _hits(places: NDArray[np.int64], rows: NDArray[np.int64], split: Split, width: int) -> NDArray[np.bool_]:
    import numpy as np

    asked = rows[:, None] * width + places
    return np.asarray(np.isin(asked, split.rows * width + split.columns) & (places >= 0))


def _values(hits: NDArray[np.bool_], relevant: NDArray[np.int64], k: int) -> dict[str, NDArray[np.float64]]:
    import numpy as np

    top = hits[:, :k].astype(np.float64)
    ranks = np.arange(1, k + 1)
    gains = 1 / np.log2(ranks + 1)
    perfect = np.cumsum(gains)[np.minimum(relevant, k) - 1]
    precision = np.cumsum(top, axis=1) / ranks
    return {
        f"ndcg@{k}": top @ gains / perfect,
        f"precision@{k}": top.mean(axis=1),
        f"recall@{DEEP}": hits[:, :DEEP].sum(axis=1) / relevant,
        f"map@{k}": (precision * top).sum(axis=1) / np.minimum(relevant, k),
        f"hr@{k}": top.any(axis=1).astype(np.float64),
    }


def _overall(places: NDArray[np.int64], rows: NDArray[np.int64], train: Interactions) -> dict[str, float]:
    import numpy as np

    share = train.buyers / max(len(train.customers), 1)
    shown = places[places >= 0]
    before = np.isin(train.rows, rows)
    usual = share[train.columns[before]].mean() if before.any() else 0.0
    bits = -np.log2(np.maximum(share[shown], 1 / max(len(train.customers), 1)))
    return {
        "coverage": len(np.unique(shown)) / max(len(train.products), 1),
        "novelty": float(bits.mean()) if len(shown) else 0.0,
        "lift": float(share[shown].mean() / usual) if len(shown) and usual else 0.0,
    }
