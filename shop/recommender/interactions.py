"""Who bought what, and how long ago: the only thing that models learn from.

Customers and products are kept in ascending order of their ids, and each pair once, so that whatever is computed
from an Interactions does not depend on the order in which rows arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from shop.store.view import ShopView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SECONDS_A_DAY = 86_400

_KEPT = """
WITH kept AS (
    SELECT customer_key, product_key, max(placed_at) FILTER (quantity > 0) AS last_bought
    FROM order_lines
    WHERE is_sale AND customer_key IS NOT NULL AND product_key IS NOT NULL
    GROUP BY customer_key, product_key HAVING sum(quantity) > 0
),
who AS (SELECT customer_key, row_number() OVER (ORDER BY customer_id) - 1 AS place FROM customers),
what AS (SELECT product_key, row_number() OVER (ORDER BY product_id) - 1 AS place FROM products)
SELECT who.place AS customer, what.place AS product, epoch($now::TIMESTAMP - last_bought) / 86400 AS age_days
FROM kept JOIN who USING (customer_key) JOIN what USING (product_key) ORDER BY 1, 2"""
"""What a customer returned in full is no sign that they like it. Guests have no history to learn from."""


@dataclass(frozen=True, eq=False)
class Interactions:
    """Pairs of customer and product, sorted by both: `rows` and `columns` are places in `customers` and `products`.

    `age_days` is the time from the last purchase of the pair to the moment of the question. `values` is how much the
    customer liked it where they said so (a rating, in whatever unit), None where only the purchase is known.
    """

    customers: tuple[str, ...]
    products: tuple[str, ...]
    rows: NDArray[np.int64] = field(repr=False)
    columns: NDArray[np.int64] = field(repr=False)
    age_days: NDArray[np.float64] = field(repr=False)
    values: NDArray[np.float32] | None = field(default=None, repr=False)

    @classmethod
    def of(cls, purchases: Iterable[tuple[str, str, datetime]], until: datetime) -> Interactions:
        """Build from (customer id, product id, moment), each pair with its last moment before `until`."""
        import numpy as np

        last: dict[tuple[str, str], datetime] = {}
        for customer, product, moment in purchases:
            pair = (customer, product)
            last[pair] = max(moment, last.get(pair, moment))
        customers = {id_: place for place, id_ in enumerate(sorted({pair[0] for pair in last}))}
        products = {id_: place for place, id_ in enumerate(sorted({pair[1] for pair in last}))}
        pairs = sorted(last)
        ages = [(until - last[pair]).total_seconds() / SECONDS_A_DAY for pair in pairs]
        return cls(
            customers=tuple(customers),
            products=tuple(products),
            rows=np.array([customers[pair[0]] for pair in pairs], dtype=np.int64),
            columns=np.array([products[pair[1]] for pair in pairs], dtype=np.int64),
            age_days=np.array(ages, dtype=np.float64),
        )

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Place of each customer."""
        return {id_: place for place, id_ in enumerate(self.customers)}

    @cached_property
    def column_of(self) -> dict[str, int]:
        """Place of each product."""
        return {id_: place for place, id_ in enumerate(self.products)}

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where the pairs of each customer start (one more than customers)."""
        import numpy as np

        return np.searchsorted(self.rows, np.arange(len(self.customers) + 1))

    def bought(self, customer: str) -> NDArray[np.int64]:
        """Return the places of the products that `customer` bought, in ascending order; empty when not known."""
        row = self.row_of.get(customer)
        if row is None:
            return self.columns[:0]
        return self.columns[self.starts[row] : self.starts[row + 1]]

    @cached_property
    def matrix(self) -> Any:  # noqa: ANN401 - scipy has no types
        """Customers x products as a scipy CSR matrix of ones (float32)."""
        import numpy as np
        from scipy.sparse import csr_matrix

        shape = (len(self.customers), len(self.products))
        return csr_matrix((np.ones(len(self.rows), dtype=np.float32), self.columns, self.starts), shape=shape)

    @cached_property
    def buyers(self) -> NDArray[np.int64]:
        """How many customers bought each product."""
        import numpy as np

        return np.bincount(self.columns, minlength=len(self.products)).astype(np.int64)

    def buyers_of(self, column: int) -> NDArray[np.int64]:
        """Return the places of the customers who bought the product at `column`, in ascending order."""
        order, starts = self._by_product
        return self.rows[order[starts[column] : starts[column + 1]]]

    def ages_of(self, column: int) -> NDArray[np.float64]:
        """Return how many days ago each of the buyers of the product at `column` bought it last."""
        order, starts = self._by_product
        return self.age_days[order[starts[column] : starts[column + 1]]]

    def together(self, column: int, other: int) -> int:
        """Return how many customers bought both products."""
        import numpy as np

        return len(np.intersect1d(self.buyers_of(column), self.buyers_of(other), assume_unique=True))

    def histories(self, customers: Sequence[str]) -> Histories:
        """Return what each of `customers` bought; empty for one that is not known."""
        import numpy as np

        rows = np.array([self.row_of.get(customer, -1) for customer in customers], dtype=np.int64)
        first = np.where(rows < 0, 0, self.starts[rows])
        lengths = np.where(rows < 0, 0, self.starts[rows + 1] - first)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        pairs = np.repeat(first - starts[:-1], lengths) + np.arange(starts[-1])
        return Histories.of(rows, self.columns[pairs], starts, self.age_days[pairs], len(self.products))

    def only(self, chosen: NDArray[np.bool_]) -> Interactions:
        """Return the chosen pairs alone; customers and products keep their places."""
        values = None if self.values is None else self.values[chosen]
        return Interactions(
            self.customers, self.products, self.rows[chosen], self.columns[chosen], self.age_days[chosen], values
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as plain arrays, for a file."""
        import numpy as np

        ids = {"customers": np.array(self.customers, dtype=np.str_), "products": np.array(self.products, dtype=np.str_)}
        values = {} if self.values is None else {"values": self.values}
        return {**ids, "rows": self.rows, "columns": self.columns, "age_days": self.age_days, **values}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> Interactions:
        """Rebuild from what `arrays` returned."""
        return cls(
            customers=tuple(arrays["customers"].tolist()),
            products=tuple(arrays["products"].tolist()),
            rows=arrays["rows"],
            columns=arrays["columns"],
            age_days=arrays["age_days"],
            values=arrays.get("values"),
        )

    @cached_property
    def _by_product(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs in the order of products, and where those of each product start."""
        import numpy as np

        order = np.argsort(self.columns, kind="stable")
        return order, np.searchsorted(self.columns[order], np.arange(len(self.products) + 1))


class Histories(NamedTuple):
    """What some customers bought: `rows` are their places (-1: not known), `taste` a CSR matrix of ones.

    `age_days` belongs to the entries of `taste`, in their order.
    """

    rows: NDArray[np.int64]
    taste: Any
    age_days: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        starts: NDArray[np.int64],
        age_days: NDArray[np.float64],
        products: int,
    ) -> Histories:
        """Build from the columns of all customers one after the other; those of customer i begin at starts[i]."""
        import numpy as np
        from scipy.sparse import csr_matrix

        ones = np.ones(len(columns), dtype=np.float32)
        return cls(rows, csr_matrix((ones, columns, starts), shape=(len(rows), products)), age_days)

    @classmethod
    def single(cls, columns: NDArray[np.int64], products: int) -> Histories:
        """Return one customer for each of `columns`, who bought that product just now and nothing else."""
        import numpy as np

        count = len(columns)
        return cls.of(np.full(count, -1), columns, np.arange(count + 1), np.zeros(count), products)


def read_interactions(view: ShopView) -> Interactions:
    """Read what every known customer bought and kept up to `view.at`."""
    import numpy as np

    kept = np.array(view.rows(_KEPT, {"now": view.utc}), dtype=np.float64).reshape(-1, 3)
    return Interactions(
        customers=tuple(id_ for (id_,) in view.rows("SELECT customer_id FROM customers ORDER BY customer_id")),
        products=tuple(id_ for (id_,) in view.rows("SELECT product_id FROM products ORDER BY product_id")),
        rows=kept[:, 0].astype(np.int64),
        columns=kept[:, 1].astype(np.int64),
        age_days=kept[:, 2],
    )
