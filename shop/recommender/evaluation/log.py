"""What happened, in time: (customer, product, moment, value). Repeated purchases of a pair stay separate rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from shop.recommender.interactions import SECONDS_A_DAY, Interactions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Pairs(NamedTuple):
    """Each pair once, ascending: its customer, product, and the place of its first row in the log (one more at end)."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    starts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Log:
    """Rows sorted by customer, product, moment. Moments are seconds (0 where unknown), values None or one per row."""

    customers: tuple[str, ...]
    products: tuple[str, ...]
    rows: NDArray[np.int64] = field(repr=False)
    columns: NDArray[np.int64] = field(repr=False)
    moments: NDArray[np.float64] = field(repr=False)
    values: NDArray[np.float32] | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        customers: Sequence[str],
        products: Sequence[str],
        moments: Sequence[float] | NDArray[np.float64],
        values: Sequence[float] | NDArray[np.float32] | None = None,
        *,
        among: tuple[Iterable[str], Iterable[str]] = ((), ()),
    ) -> Log:
        """Build from columns in any order. `among` names customers and products that also exist."""
        import numpy as np

        who = sorted({*customers, *among[0]})
        what = sorted({*products, *among[1]})
        row_of = {id_: place for place, id_ in enumerate(who)}
        column_of = {id_: place for place, id_ in enumerate(what)}
        rows = np.fromiter((row_of[id_] for id_ in customers), dtype=np.int64, count=len(customers))
        columns = np.fromiter((column_of[id_] for id_ in products), dtype=np.int64, count=len(products))
        at = np.asarray(moments, dtype=np.float64)
        liked = None if values is None else np.asarray(values, dtype=np.float32)
        order = np.lexsort((*(() if liked is None else (liked,)), at, columns, rows))
        return cls(
            tuple(who), tuple(what), rows[order], columns[order], at[order], None if liked is None else liked[order]
        )

    @cached_property
    def pairs(self) -> Pairs:
        """Each pair of customer and product once."""
        import numpy as np

        change = (np.diff(self.rows) != 0) | (np.diff(self.columns) != 0)
        starts = np.concatenate([[0], np.flatnonzero(change) + 1]) if len(self.rows) else np.zeros(0, dtype=np.int64)
        return Pairs(self.rows[starts], self.columns[starts], np.append(starts, len(self.rows)))

    def first(self) -> NDArray[np.float64]:
        """Return the first moment of each pair."""
        return self.moments[self.pairs.starts[:-1]]

    def interactions(
        self, chosen: NDArray[np.bool_], until: NDArray[np.float64] | None = None, end: float | None = None
    ) -> Interactions:
        """Return the chosen pairs as they stood at `until` (a moment per customer; None: at the end of the log).

        Ages count from `end` (None: the last moment that is left). A pair without a row up to its customer's moment
        is left out. The value of a pair is its last one.
        """
        import numpy as np

        pairs = self.pairs
        alive = np.ones(len(self.rows), dtype=bool) if until is None else self.moments <= until[self.rows]
        counts = np.add.reduceat(alive, pairs.starts[:-1]) if len(self.rows) else np.zeros(0, dtype=np.int64)
        kept = chosen & (counts > 0)
        last = (pairs.starts[:-1] + counts - 1)[kept]
        moments = self.moments[last]
        now = end if end is not None else (moments.max() if len(moments) else 0.0)
        return Interactions(
            self.customers,
            self.products,
            pairs.rows[kept],
            pairs.columns[kept],
            np.maximum(now - moments, 0) / SECONDS_A_DAY,
            None if self.values is None else self.values[last],
        )
