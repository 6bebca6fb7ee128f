"""Which purchases are hidden from a model, and then asked for.

random    of each customer's products a share, by chance (seeded): as in most published tables; it looks into the future
time      products first bought after the moment at which (1 - share) of all pairs had happened: as in real use
last-out  the product that each customer with at least two bought last, for the first time (same moment: highest id)

A product that a customer bought again is no task: seen products are never recommended. Relevance is binary: every
hidden pair counts, whatever its value. Meng, McCreadie, Macdonald and Ounis, "Exploring data splitting strategies for
the evaluation of recommendation models", RecSys 2020, compare the three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from shop.errors import InvalidInput
from shop.recommender.evaluation.log import Log, Pairs
from shop.recommender.interactions import Interactions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Protocol = Literal["random", "time", "last-out"]
PROTOCOLS: tuple[Protocol, ...] = ("random", "time", "last-out")
SHARE = 0.25


class Split(NamedTuple):
    """What a model may see, and the hidden pairs as places in the customers and products of `train`, ascending."""

    train: Interactions
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


def hold_out(log: Log, protocol: Protocol, seed: int = 0, share: float = SHARE) -> Split:
    """Hide a part of the log; raises InvalidInput where nothing is left on one side."""
    if not 0 < share < 1:
        raise InvalidInput(
            f"A share of {share} cannot be hidden.", hint="Choose a share between 0 and 1, such as 0.25."
        )
    if protocol == "random":
        hidden, until = _random(log.pairs, seed, share), None
    elif protocol == "time":
        hidden, until = _later(log, share)
    else:
        hidden, until = _last(log)
    split = Split(log.interactions(~hidden, until), log.pairs.rows[hidden], log.pairs.columns[hidden])
    if not len(split.train.rows) or not len(split.rows):
        side = "to learn from" if not len(split.train.rows) else "to be asked for"
        raise InvalidInput(
            f"With the protocol {protocol!r} nothing is left {side}.",
            hint="It needs customers with two or more products; for 'time' also different moments.",
        )
    return split


def given(train: Log, test: Log) -> Split:
    """Return a split that came as two logs; pairs of `test` that `train` has too are left out."""
    import numpy as np

    both = ((*train.customers, *test.customers), (*train.products, *test.products))
    seen, asked = _again(train, both), _again(test, both)
    width = max(len(seen.products), 1)
    keys = asked.pairs.rows * width + asked.pairs.columns
    new = ~np.isin(keys, seen.pairs.rows * width + seen.pairs.columns)
    known = seen.interactions(np.ones(len(seen.pairs.rows), dtype=bool))
    return Split(known, asked.pairs.rows[new], asked.pairs.columns[new])


def _again(log: Log, among: tuple[tuple[str, ...], tuple[str, ...]]) -> Log:
    customers = [log.customers[row] for row in log.rows.tolist()]
    products = [log.products[column] for column in log.columns.tolist()]
    return Log.of(customers, products, log.moments, log.values, among=among)


def _random(pairs: Pairs, seed: int, share: float) -> NDArray[np.bool_]:
    import numpy as np

    draw = np.random.default_rng(seed).random(len(pairs.rows))
    order = np.lexsort((draw, pairs.rows))
    rows = pairs.rows[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    counts = np.bincount(rows)[rows] if len(rows) else rows
    hidden = np.zeros(len(rows), dtype=bool)
    hidden[order] = rank < np.round(counts * share)
    return hidden


def _later(log: Log, share: float) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    import numpy as np

    first = log.first()
    cut = float(np.quantile(first, 1 - share, method="lower")) if len(first) else 0.0
    return first > cut, np.full(len(log.customers), cut)


def _last(log: Log) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    import numpy as np

    pairs, first = log.pairs, log.first()
    order = np.lexsort((pairs.columns, first, pairs.rows))
    rows = pairs.rows[order]
    ends: NDArray[Any] = np.append(np.diff(rows) != 0, True) if len(rows) else np.zeros(0, dtype=bool)
    last = order[ends & (np.bincount(rows)[rows] > 1)] if len(rows) else order
    hidden = np.zeros(len(rows), dtype=bool)
    hidden[last] = True
    until = np.full(len(log.customers), np.inf)
    until[pairs.rows[last]] = first[last]
    return hidden, until
