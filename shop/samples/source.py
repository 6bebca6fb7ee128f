"""The sample shops as a source of the import contract: deterministic, streaming, with a truth that stays outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from shop.errors import InvalidInput, NotFound
from shop.importing.contract import RawDocument, RawPicture, RawRow, RawTable
from shop.importing.tables import TABLES
from shop.types.shop_info import ShopInfo

if TYPE_CHECKING:
    from shop.samples.brand import Brand
    from shop.samples.catalogue import Catalogue
    from shop.samples.goods import Goods
    from shop.samples.history import History

BRANDS: tuple[str, ...] = ("coffee", "skincare", "outdoor")
MOST = 10_000_000
MOST_PRODUCTS = 200_000


def sample_source(brand: str, customers: int, seed: int = 1, products: int | None = None) -> SampleSource:
    """Return the sample shop `brand` with that many customers and products (None: those written by hand).

    The first n customers are the same however many there are, and the first n products too; everything follows from
    the arguments. Memory does not grow with either number: while the first table is read, the rows of the later ones
    wait compressed in nameless temporary files (0.3 to 0.4 kB a customer, as much a product), gone once read.
    Raises NotFound for an unknown brand, InvalidInput for a number of customers that is not 1 to 10,000,000 or of
    products that is less than were written by hand or more than 200,000.
    """
    if brand not in BRANDS:
        raise NotFound("sample brand", brand, BRANDS, hint=f"There are {', '.join(BRANDS)}.")
    if not 1 <= customers <= MOST:
        raise InvalidInput(f"{customers} customers are not possible.", hint=f"Choose 1 to {MOST}.")
    source = SampleSource(brand, customers, seed, products)
    if products is not None and not (least := len(source.brand.products)) <= products <= MOST_PRODUCTS:
        raise InvalidInput(f"{products} products are not possible.", hint=f"Choose {least} to {MOST_PRODUCTS}.")
    return source


class SampleSource:
    """One sample shop. Its data runs from 2024-09-20 to the evening of 2026-11-20, local time."""

    generated = True

    def __init__(self, brand: str, customers: int, seed: int, products: int | None = None) -> None:
        self.name = brand
        self.customers = customers
        self.seed = seed
        self.products = products

    @cached_property
    def brand(self) -> Brand:
        """What was written by hand about the brand."""
        from shop.samples.brand import brand_of

        return brand_of(self.name)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The products with their price histories."""
        from shop.samples.catalogue import Catalogue

        return Catalogue(self.brand, self.seed, self.products)

    def shop(self) -> ShopInfo:
        """Say which shop this is; `sample` is set."""
        return self.brand.info

    def tables(self) -> Iterator[RawTable]:
        """Yield the tables in the order of the contract. The customers' table is read to its end before the next."""
        from shop.samples.goods import Goods
        from shop.samples.history import History

        history, goods = History(self.brand, self.catalogue, self.customers, self.seed), Goods(self.catalogue)
        try:
            for table in TABLES:
                columns, rows = self._content(table.name, history, goods)
                lines = _numbered(rows)
                yield RawTable(table.name, table.file, columns, lines)
                for _ in lines:
                    pass  # a reader that stopped early still gets complete later tables
        finally:
            for spool in (*history.spools.values(), *goods.spools.values()):
                spool.close()

    def documents(self) -> Iterator[RawDocument]:
        """Yield promotions, policies and brand books."""
        from shop.samples.documents import documents

        return documents(self.brand)

    def pictures(self) -> Iterator[RawPicture]:
        """Yield one drawn picture per product written by hand, and one per category for the others."""
        from shop.samples.pictures import pictures

        return pictures(self.catalogue)

    def truth(self) -> dict[str, Any]:
        """Return the latent structure and true effects (see shop.samples.truth), never part of the import."""
        from shop.samples.truth import truth

        return truth(self.brand, self.catalogue, self.customers)

    def _content(self, name: str, history: History, goods: Goods) -> tuple[tuple[str, ...], Iterable[list[str]]]:
        from shop.samples import baskets, catalogue, codes, events, outcomes, reviews, stock, tickets
        from shop.samples import history as histories

        spools = {**history.spools, **goods.spools}
        spooled = {
            "orders": baskets.ORDER_COLUMNS, "order_lines": baskets.LINE_COLUMNS, "events": events.COLUMNS,
            "reviews": reviews.COLUMNS, "outcomes": outcomes.OUTCOME_COLUMNS, "tickets": tickets.COLUMNS,
            "price_history": catalogue.HISTORY_COLUMNS, "stock": stock.COLUMNS,
        }  # fmt: skip
        if name in spooled:
            return spooled[name], spools[name]
        if name == "customers":
            return histories.COLUMNS, history.customer_rows()
        if name == "campaign_products":
            return ("campaign_id", "product_id", "code"), []
        if name == "products":
            return catalogue.product_columns(self.catalogue), goods.product_rows()
        if name == "campaigns":
            return outcomes.CAMPAIGN_COLUMNS, outcomes.campaign_rows(self.brand)
        return codes.COLUMNS, codes.CodePool(self.brand.pool, self.brand.prefix, self.customers).rows()


def _numbered(rows: Iterable[list[str]]) -> Iterator[RawRow]:
    return map(RawRow, count(2), rows)
