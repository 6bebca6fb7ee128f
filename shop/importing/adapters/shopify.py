"""A folder with the CSV exports of Shopify's admin: the source behind `copilot import shopify FOLDER`.

Files, by name; a large export that came in parts (`orders_export_1.csv` …) may lie there in parts:

customers_export.csv   read by shopify_customers.py
products_export.csv    read by shopify_products.py
orders_export.csv      read by shopify_orders.py; its lines are reported under the file's name, its orders under
                       `orders_export.csv (orders)`
discounts_export.csv   read by shopify_discounts.py; only what the promotions of this program can say exactly
shop.json              optional: the identity of the shop, as for a folder of CSV files

Each of these modules lists the columns that it knows. They follow the pages "Importing and exporting customer lists"
and "Using CSV files to import and export products" of Shopify's help center, and "Order format" of the xBP
documentation for orders over several rows. No page that lists the columns of discounts was found: they are those
that public programs read from that export.

Without customers_export.csv everybody who ordered becomes a customer with an e-mail address and without consent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from shop.errors import ImportRefused
from shop.importing.adapters import shopify_customers, shopify_discounts, shopify_orders, shopify_products
from shop.importing.adapters.address_book import AddressBook
from shop.importing.adapters.exports import Export, find_exports
from shop.importing.adapters.identity import is_guessed, shop_of
from shop.importing.adapters.shopify_products import Wares
from shop.importing.contract import RawDocument, RawPicture, RawTable
from shop.importing.csv_source import ShopOverrides
from shop.importing.words import currencies, folded
from shop.types.shop_info import ShopInfo

ROWS_TO_LOOK_AT = 500


class ShopifySource:
    """Reads the admin's exports from a folder. `notes` fills up with what was assumed while reading."""

    def __init__(self, folder: Path, *, shop: ShopOverrides | None = None) -> None:
        self.folder = Path(folder)
        self.overrides = shop or ShopOverrides()
        self.notes: list[str] = []
        self._known: ShopInfo | None = None
        self._shop: ShopInfo | None = None
        self._book = AddressBook()
        self._wares = Wares()

    @property
    def guessed_shop(self) -> bool:
        """Whether nobody says which shop the exports belong to: they do not."""
        return is_guessed(self.folder, self.overrides)

    def settle(self, known: ShopInfo) -> None:
        """Hear which shop the home holds."""
        self._known = known

    def shop(self) -> ShopInfo:
        """Say which shop this is; raises ImportRefused when the folder holds no export or no currency is known."""
        if not self.folder.is_dir():
            raise ImportRefused("This is not a folder.", where=str(self.folder), hint="Name the folder of the exports.")
        if not self._exports("customers") and not self._exports("orders"):
            raise ImportRefused(
                "The folder has neither customers_export.csv nor orders_export.csv.",
                where=str(self.folder), hint="Export customers, products and orders in Shopify's admin, all as CSV.",
            )  # fmt: skip
        self._shop = shop_of(self.folder, self.overrides, self._seen_currency, self.notes, self._known)
        return self._shop

    def tables(self) -> Iterator[RawTable]:
        """Yield customers, products, orders and order lines; each orders file is read twice, never held."""
        shop = self._shop or self.shop()
        for export in self._exports("customers"):
            self.notes += export.notes(shopify_customers.columns_read(export))
            yield shopify_customers.customers_table(export, self._book)
        if not self._exports("customers"):
            for export in self._exports("orders"):
                yield shopify_orders.buyers_table(export, self._book)
        for export in self._exports("products"):
            self.notes += export.notes(shopify_products.columns_read(export))
            yield shopify_products.products_table(export, self._wares, shop.url, self.notes)
        for export in self._exports("orders"):
            self.notes += export.notes(shopify_orders.COLUMNS_READ)
            yield shopify_orders.orders_table(export, self._book)
            yield shopify_orders.lines_table(export, self._wares)

    def documents(self) -> Iterator[RawDocument]:
        """Yield one promotions document per discount. Asked after the tables, so that gift cards are known."""
        shop = self._shop or self.shop()
        for export in self._exports("discounts"):
            self.notes += export.notes(shopify_discounts.COLUMNS_READ)
            yield from shopify_discounts.discounts(export, shop, self._wares.gift_cards)

    def pictures(self) -> Iterator[RawPicture]:
        """Yield nothing: the products name their pictures by web address."""
        return iter(())

    def _exports(self, name: str) -> list[Export]:
        return find_exports(self.folder, rf"{name}(_export)?([ _-].*)?\.csv")

    def _seen_currency(self) -> str:
        """Return the currency that most of the first orders name, or an empty text."""
        seen: Counter[str] = Counter()
        for export in self._exports("orders"):
            cell = export.cell("Currency")
            found = (
                currencies().get(folded(cell(row.cells)), "") for row in islice(export.sound_rows(), ROWS_TO_LOOK_AT)
            )
            seen.update(code for code in found if code)
        return min(seen, key=lambda code: (-seen[code], code)) if seen else ""
