"""Online Retail: the invoices of a British gift wholesaler, December 2010 to December 2011, in one table.

Documented at https://archive.ics.uci.edu/dataset/352/online+retail (Chen 2015, CC BY 4.0). Columns, one row per
invoice line, in a parquet or CSV file:

InvoiceNo    six digits; with a C in front the invoice takes goods back ("cancellation")
StockCode    five digits, often with letters; other codes (POST, M, BANK CHARGES …) are charges and corrections
Description  name of the article; of corrections a remark
Quantity     negative where goods come back or stock is corrected
InvoiceDate  local time in the United Kingdom
UnitPrice    pound sterling
CustomerID   empty for about a quarter of the rows: guests
Country      of the customer, in words

What becomes of them: every row is an order line of the file, so the report counts each once; orders, customers,
products and prices are derived. Postage and carriage are the order's shipping. An invoice that takes back has a
negative total: it lowers the customer's spend on its day and is no order. Rows that neither sell nor take back
anything (stock corrections without customer and price, bad debt) are set aside as `not_a_sale`. The file has no price
list: a product's price is the one asked most often in the last month in which it was sold.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from shop.importing.adapters.synthetic_contacts import CONTACT_COLUMNS, DOMAIN, NOTE, contact_cells
from shop.importing.adapters.wording import readable
from shop.importing.adapters.workbench import Workbench, numbered, placed
from shop.importing.contract import RawDocument, RawPicture, RawTable
from shop.types.shop_info import Market, Sender, ShopInfo

COLUMNS = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
)  # fmt: skip
EU_COUNTRIES = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
)  # fmt: skip
COUNTRIES = {"EIRE": "IE", "RSA": "ZA", "Channel Islands": "", "European Community": "", "Unspecified": ""}
"""Names of this data set that the import does not know; the last three are no country of ISO 3166."""

_LINES = """SELECT "row", CASE WHEN is_booking THEN 'not_a_sale' ELSE '' END, invoice,
    CASE WHEN is_article THEN code ELSE '' END, source.Quantity, source.UnitPrice
    FROM sold JOIN source USING ("row") ORDER BY "row\""""


class OnlineRetail:
    """The data set as a shop in pounds sterling; its customers have synthetic contacts."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.notes = [
            "The source has no price list: prices are those asked most often in the last month of sale.",
            NOTE,
        ]

    def shop(self) -> ShopInfo:
        """Say which shop this is."""
        euro_law = [
            Market(country=country, currency="GBP", language="en", locale="en_GB", jurisdiction="EU")
            for country in EU_COUNTRIES.split()
        ]
        home = Market(country="GB", currency="GBP", language="en", locale="en_GB", jurisdiction="UK")
        american = Market(country="US", currency="GBP", language="en", locale="en_US", jurisdiction="US")
        return ShopInfo(
            id="online-retail", name="Online Retail", zone="Europe/London", currency="GBP",
            url=f"https://online-retail.{DOMAIN}", markets=(home, american, *euro_law),
            sender=Sender(
                name="Online Retail", email=f"shop@online-retail.{DOMAIN}",
                postal_address="Public data set, United Kingdom",
            ),
        )  # fmt: skip

    def tables(self) -> Iterator[RawTable]:
        """Yield the derived customers, products, orders and prices, and the file's rows as order lines."""
        bench = Workbench()
        try:
            bench.load("source", self.path, COLUMNS)
            bench.script("online_retail.sql")
            yield from self._tables(bench)
        finally:
            bench.close()

    def documents(self) -> Iterator[RawDocument]:
        """Yield nothing: the data set has no documents."""
        return iter(())

    def pictures(self) -> Iterator[RawPicture]:
        """Yield nothing: the data set has no pictures."""
        return iter(())

    def _tables(self, bench: Workbench) -> Iterator[RawTable]:
        yield self._derived("customers", ("customer_id", "country", *CONTACT_COLUMNS), _people(bench))
        yield self._derived("products", ("product_id", "name", "price"), _articles(bench))
        yield self._derived(
            "orders", ("order_id", "customer_id", "placed_at", "total", "shipping", "country", "status"), _orders(bench)
        )
        lines = placed(bench.rows(_LINES))
        yield RawTable("order_lines", self.path.name, ("order_id", "product_id", "quantity", "unit_price"), lines)
        yield self._derived(
            "price_history", ("product_id", "price", "starts_at"),
            bench.rows("SELECT code, price, strftime(starts_at, '%Y-%m-%d') FROM price_steps ORDER BY code, starts_at"),
        )  # fmt: skip

    def _derived(self, table: str, columns: tuple[str, ...], rows: Iterator[list[str]]) -> RawTable:
        return RawTable(table, f"{table} derived from {self.path.name}", columns, numbered(rows), derived=True)


def _country(name: str) -> str:
    return COUNTRIES.get(name, name)


def _people(bench: Workbench) -> Iterator[list[str]]:
    for customer, country in bench.rows("SELECT customer, country FROM people ORDER BY customer"):
        yield [customer, _country(country), *contact_cells(customer)]


def _articles(bench: Workbench) -> Iterator[list[str]]:
    for code, name, price in bench.rows("SELECT code, name, price FROM articles ORDER BY code"):
        yield [code, readable(name), price]


def _orders(bench: Workbench) -> Iterator[list[str]]:
    query = "SELECT invoice, customer, placed_at, total, shipping, country FROM invoices ORDER BY moment, invoice"
    for *cells, country in bench.rows(query):
        yield [*cells, _country(country), "delivered"]
