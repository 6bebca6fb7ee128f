"""One pass over the products: their rows, and the rows about prices and stock set aside for the later tables."""

from __future__ import annotations

from collections.abc import Iterator

from shop.samples.awkward import spoil_products
from shop.samples.catalogue import Catalogue, history_rows, product_columns, product_rows
from shop.samples.spool import Spool
from shop.samples.stock import last_counts, stock_rows

SPOOLED = ("price_history", "stock")


class Goods:
    """Yields the products' rows and sets aside what `spools` hold."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.spools = {name: Spool() for name in SPOOLED}

    def product_rows(self) -> Iterator[list[str]]:
        """Yield the cells of every product; the tables of prices and stock are complete when this has ended."""
        columns = product_columns(self.catalogue)
        for item in self.catalogue.items:
            counts = stock_rows(self.catalogue, item)
            self.spools["stock"].extend(counts)
            self.spools["price_history"].extend(history_rows(self.catalogue, item))
            rows = product_rows(self.catalogue, item, last_counts(counts))
            spoil_products(rows, self.catalogue)
            yield from ([row[column] for column in columns] for row in rows)
