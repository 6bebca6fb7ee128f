"""A folder as Shopify's admin exports it: the documented columns in full, rows given by the columns that matter."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shop.clock import FixedClock
from shop.home import Home
from shop.importing.adapters.shopify import ShopifySource
from shop.importing.csv_source import ShopOverrides
from shop.importing.pipeline import import_source
from shop.importing.quality import FileQuality, QualityReport
from shop.store.view import ShopView

NOW = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
HEADERS = {
    "customers_export.csv": "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,"
    "Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,"
    "Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,"
    "Total Orders,Note,Tax Exempt,Tags,Birth date (customer.metafields.facts.birth_date)",
    "products_export.csv": "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,"
    "Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,"
    "Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,"
    "Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Poles (product.metafields.custom.poles),"
    "Variant Image,Variant Weight Unit,Variant Tax Code,Cost per item,Included / Canada,Price / Canada,"
    "Compare At Price / Canada,Status",
    "orders_export.csv": "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,"
    "Billing City,Billing Zip,Billing Country,Shipping Name,Shipping Street,Shipping City,Shipping Zip,"
    "Shipping Country,Notes,Cancelled at,Payment Method,Refunded Amount,Vendor,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Phone",
    "discounts_export.csv": "Name,Value,Value Type,Type,Discount Class,Minimum Purchase Requirements,"
    "Combines with Order Discounts,Combines with Product Discounts,Combines with Shipping Discounts,"
    "Customer Selection,Context,Times Used In Total,Applies Once Per Customer,Usage Limit Per Code,Status,Start,End",
}


class Admin:
    """The folder of exports and the home it is imported into."""

    def __init__(self, path: Path) -> None:
        self.folder = path / "exports"
        self.folder.mkdir()
        self.home = Home(path / "home")
        self.report: QualityReport | None = None

    def write(self, name: str, rows: Sequence[Mapping[str, str]], like: str = "", drop: Sequence[str] = ()) -> None:
        """Write one export with all of its columns; `like` names whose, `drop` leaves columns out."""
        headers = [header for header in HEADERS[like or name].split(",") if header not in drop]
        unknown = {column for row in rows for column in row} - set(headers)
        assert not unknown, unknown
        with (self.folder / name).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, headers, restval="")
            writer.writeheader()
            writer.writerows(rows)

    def load(self, **stated: str) -> QualityReport:
        """Import the folder."""
        overrides = ShopOverrides(**({"id": "t", "zone": "America/New_York"} | stated))
        return import_source(ShopifySource(self.folder, shop=overrides), self.home, clock=NOW)

    def file(self, name: str, **stated: str) -> FileQuality:
        """Import and return what the report says of one file."""
        return next(file for file in self.load(**stated).files if file.file == name)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Ask the imported shop."""
        with ShopView(self.home.current_build()) as view:
            return view.rows(sql)


CUSTOMERS = [
    {"Customer ID": "'7001", "First Name": "Ada", "Last Name": "Lane", "Email": "Ada@Example.com",
     "Accepts Email Marketing": "yes", "Default Address City": "Albany", "Default Address Country Code": "US",
     "Default Address Phone": "'+15550009999", "Phone": "'+15550001111", "Accepts SMS Marketing": "yes",
     "Total Spent": "139.00", "Total Orders": "2", "Tax Exempt": "no", "Tags": "vip, repeat",
     "Birth date (customer.metafields.facts.birth_date)": "1990-02-03"},
    {"Customer ID": "'7002", "First Name": "Bo", "Email": "bo@example.com", "Accepts Email Marketing": "no",
     "Default Address Phone": "'+15550002222", "Accepts SMS Marketing": "no"},
    {"Customer ID": "'7003", "First Name": "Cy", "Email": "cy@example.com", "Accepts Email Marketing": "yes",
     "Accepts SMS Marketing": "yes", "Default Address Phone": "+15550003333"},
]  # fmt: skip
PRODUCTS = [
    {"Handle": "tent", "Title": "Ridge Tent", "Body (HTML)": "<p>Two <b>rooms</b></p>", "Vendor": "North",
     "Product Category": "Sporting Goods > Camping > Tents", "Type": "Tents", "Published": "true",
     "Option1 Name": "Color", "Option1 Value": "Red", "Option2 Name": "Size", "Option2 Value": "2P",
     "Variant SKU": "TENT-R2", "Variant Grams": "2100.0", "Variant Inventory Tracker": "shopify",
     "Variant Inventory Qty": "4", "Variant Price": "99.00", "Variant Compare At Price": "129.00",
     "Image Src": "https://cdn.example.com/t1.jpg?v=1,2", "Image Position": "1", "Image Alt Text": "Tent, front",
     "Poles (product.metafields.custom.poles)": "aluminium", "Cost per item": "40.00", "Status": "active"},
    {"Handle": "tent", "Option1 Value": "Blue", "Option2 Value": "4P", "Variant SKU": "TENT-B4",
     "Variant Grams": "3400", "Variant Inventory Qty": "0", "Variant Price": "149.00",
     "Image Src": "https://cdn.example.com/t2.jpg", "Image Position": "2", "Price / Canada": "199.00"},
    {"Handle": "tent", "Image Src": "https://cdn.example.com/t3.jpg", "Image Position": "3", "Image Alt Text": "Bag"},
    {"Handle": "mug", "Title": "Camp Mug", "Product Category": "Home > Mugs", "Published": "true",
     "Option1 Name": "Title", "Option1 Value": "Default Title", "Variant Grams": "250", "Variant Price": "12.50",
     "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "9", "Gift Card": "false", "Status": "active"},
    {"Handle": "old-lamp", "Title": "Old Lamp", "Published": "true", "Option1 Value": "Default Title",
     "Variant SKU": "LAMP", "Variant Price": "20", "Status": "archived"},
    {"Handle": "new-lamp", "Title": "New Lamp", "Published": "true", "Option1 Value": "Default Title",
     "Variant SKU": "LAMP", "Variant Price": "30", "Status": "draft"},
    {"Handle": "secret", "Title": "Secret", "Published": "false", "Option1 Value": "Default Title",
     "Variant Price": "5", "Status": "active"},
    {"Handle": "card", "Title": "Gift Card", "Published": "true", "Option1 Name": "Denominations",
     "Option1 Value": "$25.00", "Variant Price": "25.00", "Gift Card": "true", "Status": "active"},
]  # fmt: skip
ORDERS = [
    {"Name": "#1003", "Email": "ada@example.com", "Financial Status": "partially_refunded",
     "Paid at": "2026-03-01 10:11:12 -0500", "Fulfillment Status": "fulfilled", "Currency": "USD",
     "Subtotal": "253.50", "Shipping": "6.00", "Taxes": "0.00", "Total": "259.50", "Discount Code": "SPRING",
     "Discount Amount": "7.00", "Created at": "2026-03-01 10:11:12 -0500", "Lineitem quantity": "2",
     "Lineitem name": "Ridge Tent - Red / 2P", "Lineitem price": "99.00", "Lineitem sku": "TENT-R2",
     "Shipping Country": "US", "Refunded Amount": "99.00", "Id": "5550003", "Lineitem discount": "7.00"},
    {"Name": "#1003", "Email": "ada@example.com", "Created at": "2026-03-01 10:11:12 -0500",
     "Lineitem quantity": "5", "Lineitem name": "Camp Mug", "Lineitem price": "12.50", "Lineitem discount": "0.00"},
    {"Name": "#1003", "Email": "ada@example.com", "Created at": "2026-03-01 10:11:12 -0500",
     "Lineitem quantity": "1", "Lineitem name": "Tip", "Lineitem price": "0.00", "Lineitem discount": "0.00"},
    {"Name": "#1002", "Email": "BO@example.com", "Financial Status": "refunded", "Fulfillment Status": "unfulfilled",
     "Currency": "EUR", "Shipping": "5.00", "Total": "25.00", "Created at": "2026-02-01 00:30:00 +0100",
     "Lineitem quantity": "1", "Lineitem name": "Old Lamp", "Lineitem price": "20.00", "Lineitem sku": "LAMP",
     "Refunded Amount": "25.00", "Billing Country": "DE"},
    {"Name": "#1001", "Email": "", "Phone": "'+15550001111", "Financial Status": "paid", "Currency": "USD",
     "Shipping": "0.00", "Total": "12.50", "Created at": "2026-01-05 10:11:12 -0500", "Lineitem quantity": "1",
     "Lineitem name": "Camp Mug", "Lineitem price": "12.50", "Cancelled at": "2026-01-06 10:00:00 -0500"},
    {"Name": "#1000", "Email": "stranger@example.com", "Financial Status": "authorized", "Currency": "USD",
     "Total": "12.50", "Created at": "2026-01-04 10:11:12 -0500", "Lineitem quantity": "1",
     "Lineitem name": "Camp Mug", "Lineitem price": "12.50"},
]  # fmt: skip
DISCOUNT = {
    "Name": "SPRING", "Value": "-15.0", "Value Type": "percentage", "Type": "Amount Off Order",
    "Discount Class": "order", "Customer Selection": "all", "Times Used In Total": "3",
    "Applies Once Per Customer": "1", "Status": "Active", "Start": "2026-01-01 00:00:00 -0500",
    "End": "2026-12-31 23:59:59 -0500",
}  # fmt: skip


@pytest.fixture
def admin(tmp_path: Path) -> Admin:
    return Admin(tmp_path)


def _filled(admin: Admin) -> Admin:
    admin.write("customers_export.csv", CUSTOMERS)
    admin.write("products_export.csv", PRODUCTS)
    admin.write("orders_export.csv", ORDERS)
    admin.write("discounts_export.csv", [DISCOUNT])
    return admin


@pytest.fixture
def full(admin: Admin) -> Admin:
    return _filled(admin)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Admin:
    """The full folder, imported once: for tests that only ask."""
    admin = _filled(Admin(tmp_path_factory.mktemp("shopify")))
    admin.report = admin.load()
    return admin


@pytest.fixture
def discount() -> dict[str, str]:
    """A discount that can be said exactly."""
    return dict(DISCOUNT)
