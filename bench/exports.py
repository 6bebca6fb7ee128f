"""Exports of other systems for the import benchmark: the written sample shop in the columns that those document."""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

Row = Mapping[str, str]
METRICS = {"view": "Viewed Product", "cart": "Added to Cart", "wishlist": "Added to Wishlist", "open": "Opened Email",
           "click": "Clicked Email", "checkout": "Started Checkout", "cart_removed": "Removed from Cart"}  # fmt: skip


def main() -> None:
    """`python -m bench.exports FILES SHOPIFY KLAVIYO`: read the sample's CSV files, write the two folders."""
    files, shopify, klaviyo = (Path(argument) for argument in sys.argv[1:])
    write_shopify(files, shopify)
    write_klaviyo(files, klaviyo)
    for folder in (shopify, klaviyo):
        shutil.copyfile(files / "shop.json", folder / "shop.json")


def write_shopify(files: Path, folder: Path) -> None:
    """Write customers, products and orders as the admin exports them; an order has one row per line."""
    _write(folder / "customers_export.csv", (
        {"Customer ID": row["customer_id"], "First Name": row["first_name"], "Last Name": row["last_name"],
         "Email": row["email"], "Accepts Email Marketing": _yes(row["email_consent"]),
         "Default Address City": row["city"], "Default Address Country Code": row["country"], "Phone": row["phone"],
         "Accepts SMS Marketing": _yes(row["sms_consent"]), "Tags": row["tags"]}
        for row in _rows(files / "customers.csv")
    ))  # fmt: skip
    _write(folder / "products_export.csv", (
        {"Handle": row["product_id"], "Title": row["name"], "Body (HTML)": row["description"], "Vendor": row["brand"],
         "Type": row["category"], "Published": "true", "Option1 Name": "Variant",
         "Option1 Value": row["variant_title"] or "Default Title", "Variant SKU": row["variant_id"],
         "Variant Inventory Tracker": "shopify", "Variant Inventory Qty": row["stock"], "Variant Price": row["price"],
         "Status": "active"}
        for row in _rows(files / "products.csv")
    ))  # fmt: skip
    _write(folder / "orders_export.csv", _shopify_lines(files))


def _shopify_lines(files: Path) -> Iterator[Row]:
    emails = {row["customer_id"]: row["email"] for row in _rows(files / "customers.csv")}
    names = {row["product_id"]: row["name"] for row in _rows(files / "products.csv")}
    orders = {row["order_id"]: row for row in _rows(files / "orders.csv")}
    for line in _rows(files / "order_lines.csv"):
        order = orders.get(line["order_id"])
        if order is None:
            continue
        yield {
            "Name": f"#{order['order_id']}", "Email": emails.get(order["customer_id"], ""),
            "Financial Status": "paid", "Currency": order["currency"], "Shipping": order["shipping"],
            "Total": order["total"], "Created at": order["placed_at"].replace("T", " ") + " -0500",
            "Lineitem quantity": line["quantity"], "Lineitem name": names.get(line["product_id"], "Gone"),
            "Lineitem price": line["unit_price"], "Lineitem sku": line["variant_id"],
        }  # fmt: skip


def write_klaviyo(files: Path, folder: Path) -> None:
    """Write profiles and events."""
    _write(folder / "profiles.csv", (
        {"Email": row["email"], "Klaviyo ID": row["customer_id"], "First Name": row["first_name"],
         "Last Name": row["last_name"], "Phone Number": row["phone"], "City": row["city"], "Country": row["country"],
         "Email Marketing Consent": "SUBSCRIBED" if row["email_consent"] == "opted_in" else "NEVER_SUBSCRIBED",
         "Email Marketing Consent Timestamp": row["consent_at"], "Profile Created On": row["joined_at"]}
        for row in _rows(files / "customers.csv")
    ))  # fmt: skip
    emails = {row["customer_id"]: row["email"] for row in _rows(files / "customers.csv")}
    _write(folder / "events.csv", (
        {"Metric": METRICS[row["kind"]], "Timestamp": row["happened_at"], "Email": emails.get(row["customer_id"], ""),
         "Product ID": row["product_id"]}
        for row in _rows(files / "events.csv") if row["kind"] in METRICS
    ))  # fmt: skip


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            yield {column: cell or "" for column, cell in row.items() if column is not None}


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(handle, list(row))
                writer.writeheader()
            writer.writerow(row)


def _yes(consent: str) -> str:
    return "yes" if consent == "opted_in" else "no"


if __name__ == "__main__":
    main()
