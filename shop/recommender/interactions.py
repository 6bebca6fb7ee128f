"""Who bought what, and how long ago: the only thing that models learn from.

Customers and products are kept in ascending order of their ids, and each pair once, so that whatever is computed
from an Interactions does not depend on the order in which rows arrived.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

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

    `age_days` is the time from the last purchase of the pair to the moment of the question.
    """

    customers: tuple[str, ...]
    products: tuple[str, ...]
    rows: NDArray[np.int64] = field(repr=False)
    columns: NDArray[np.int64] = field(repr=False)
    age_days: NDArray[np.float64] = field(repr=False)

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
        """Customers x products as a scipy CSR matrix of ones."""
        import numpy as np
        from scipy.sparse import csr_matrix

        shape = (len(self.customers), len(self.products))
        return csr_matrix((np.ones(len(self.rows)), self.columns, self.starts), shape=shape)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as plain arrays, for a file."""
        import numpy as np

        ids = {"customers": np.array(self.customers, dtype=np.str_), "products": np.array(self.products, dtype=np.str_)}
        return {**ids, "rows": self.rows, "columns": self.columns, "age_days": self.age_days}

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> Interactions:
        """Rebuild from what `arrays` returned."""
        return cls(
            customers=tuple(arrays["customers"].tolist()),
            products=tuple(arrays["products"].tolist()),
            rows=arrays["rows"],
            columns=arrays["columns"],
            age_days=arrays["age_days"],
        )


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
