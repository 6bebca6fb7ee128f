"""The sample shops as a source of the import contract: deterministic, streaming, with a truth that stays outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shop.errors import InvalidInput, NotFound
from shop.importing.contract import RawDocument, RawPicture, RawRow, RawTable
from shop.importing.tables import TABLES
from shop.types.shop_info import ShopInfo

if TYPE_CHECKING:
    from shop.samples.brand import Brand
    from shop.samples.catalogue import Catalogue
    from shop.samples.history import History

BRANDS: tuple[str, ...] = ("coffee", "skincare", "outdoor")
MOST = 10_000_000


def sample_source(brand: str, customers: int, seed: int = 1) -> SampleSource:
    """Return the sample shop `brand` with that many customers.

    The first n customers are the same however many there are; everything follows from brand, customers and seed.
    Raises NotFound for an unknown brand, InvalidInput for a number of customers that is not 1 to 10,000,000.
    """
    if brand not in BRANDS:
        raise NotFound("sample brand", brand, BRANDS, hint=f"There are {', '.join(BRANDS)}.")
    if not 1 <= customers <= MOST:
        raise InvalidInput(f"{customers} customers are not possible.", hint=f"Choose 1 to {MOST}.")
    return SampleSource(brand, customers, seed)


class SampleSource:
    """One sample shop. Its data runs from 2024-09-20 to the evening of 2026-11-20, local time."""

    def __init__(self, brand: str, customers: int, seed: int) -> None:
        self.name = brand
        self.customers = customers
        self.seed = seed

    @cached_property
    def brand(self) -> Brand:
        """What was written by hand about the brand."""
        from shop.samples.brand import brand_of

        return brand_of(self.name)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The products with their price histories."""
        from shop.samples.catalogue import Catalogue

        return Catalogue(self.brand, self.seed)

    def shop(self) -> ShopInfo:
        """Say which shop this is; `sample` is set."""
        return self.brand.info

    def tables(self) -> Iterator[RawTable]:
        """Yield the tables in the order of the contract. The customers' table is read to its end before the next."""
        from shop.samples.history import History

        history = History(self.brand, self.catalogue, self.customers, self.seed)
        try:
            for table in TABLES:
                columns, rows = self._content(table.name, history)
                lines = _numbered(rows)
                yield RawTable(table.name, table.file, columns, lines)
                for _ in lines:
                    pass  # a reader that stopped early still gets complete later tables
        finally:
            for spool in history.spools.values():
                spool.close()

    def documents(self) -> Iterator[RawDocument]:
        """Yield promotions, policies and brand books."""
        from shop.samples.documents import documents

        return documents(self.brand)

    def pictures(self) -> Iterator[RawPicture]:
        """Yield one drawn picture per product."""
        from shop.samples.pictures import pictures

        return pictures(self.catalogue)

    def truth(self) -> dict[str, Any]:
        """Return the latent structure and true effects (see shop.samples.truth), never part of the import."""
        from shop.samples.truth import truth

        return truth(self.brand, self.catalogue, self.customers)

    def _content(self, name: str, history: History) -> tuple[tuple[str, ...], Iterable[list[str]]]:
        from shop.samples import baskets, events, outcomes, reviews, tickets
        from shop.samples import history as histories

        spooled = {
            "orders": baskets.ORDER_COLUMNS, "order_lines": baskets.LINE_COLUMNS, "events": events.COLUMNS,
            "reviews": reviews.COLUMNS, "outcomes": outcomes.OUTCOME_COLUMNS, "tickets": tickets.COLUMNS,
        }  # fmt: skip
        if name in spooled:
            return spooled[name], history.spools[name]
        if name == "customers":
            return histories.COLUMNS, history.customer_rows()
        return self._shop_table(name)

    def _shop_table(self, name: str) -> tuple[tuple[str, ...], list[list[str]]]:
        from shop.samples import awkward, catalogue, codes, outcomes, stock

        counts = stock.stock_rows(self.catalogue)
        if name == "stock":
            return stock.COLUMNS, counts
        if name == "codes":
            return codes.COLUMNS, codes.CodePool(self.brand.pool, self.brand.prefix, self.customers).rows()
        if name == "campaign_products":
            return ("campaign_id", "product_id", "code"), []
        if name == "campaigns":
            return outcomes.CAMPAIGN_COLUMNS, outcomes.campaign_rows(self.brand)
        if name == "price_history":
            return catalogue.HISTORY_COLUMNS, catalogue.history_rows(self.catalogue)
        rows = catalogue.product_rows(self.catalogue, stock.last_counts(counts))
        awkward.spoil_products(rows, self.catalogue)
        columns = catalogue.product_columns(self.catalogue)
        return columns, [[row[column] for column in columns] for row in rows]


def _numbered(rows: Iterable[list[str]]) -> Iterator[RawRow]:
    for number, cells in enumerate(rows, 2):
        yield RawRow(number, cells)
