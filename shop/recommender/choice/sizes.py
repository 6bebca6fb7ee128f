"""How large and how dense a shop is: what the default rule and the estimates of cost look at."""

from __future__ import annotations

from typing import NamedTuple

from shop.recommender.interactions import Interactions


class Sizes(NamedTuple):
    """Customers and products with at least one pair, and the pairs."""

    customers: int
    products: int
    pairs: int

    @classmethod
    def of(cls, known: Interactions) -> Sizes:
        """Count what takes part; products nobody bought cost nothing."""
        import numpy as np

        bought = int(np.count_nonzero(known.buyers))
        return cls(int(np.count_nonzero(np.diff(known.starts))), bought, len(known.rows))

    @property
    def history(self) -> float:
        """Mean number of products of a customer."""
        return self.pairs / max(self.customers, 1)

    @property
    def smaller(self) -> int:
        """The smaller of the two sides."""
        return min(self.customers, self.products)
