"""The orders of Shopify's admin: orders_export.csv, with one row per line of an order.

Name (#1001), Email, Financial Status, Paid at, Fulfillment Status, Currency, Subtotal, Shipping, Taxes, Total,
Discount Code, Discount Amount, Created at, Lineitem quantity / name / price / sku / discount, Billing Country,
Shipping Country, Cancelled at, Refunded Amount, Phone. Rows of one order share the Name; only the first has its
status and amounts. An order whose first row cannot be read is left out with its lines, so none counts half.

Orders find their customer by e-mail (else by Phone), lines their variant by SKU, else by name. The refund of an order
is what was given back for its goods: what exceeds the goods is shipping and is cut off. A discount of the whole order
stays with the order; only `Lineitem discount` belongs to a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from shop.importing.adapters.address_book import AddressBook, key_of
from shop.importing.adapters.exports import Export
from shop.importing.adapters.shopify_products import Wares
from shop.importing.contract import RawRow, RawTable

_PLAIN = {
    "placed_at": ("Created at",), "currency": ("Currency",), "total": ("Total",), "discount": ("Discount Amount",),
    "shipping": ("Shipping",), "country": ("Shipping Country", "Billing Country"), "codes": ("Discount Code",),
}  # fmt: skip
COLUMNS_READ = (
    "Name", "Email", "Phone", "Financial Status", "Fulfillment Status", "Cancelled at", "Refunded Amount",
    *(header for headers in _PLAIN.values() for header in headers),
    "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Lineitem discount",
)  # fmt: skip
_STATUS = {
    "paid": "paid", "partially_refunded": "paid", "refunded": "refunded", "voided": "cancelled", "expired": "cancelled",
    "pending": "pending", "authorized": "pending", "partially_paid": "pending", "": "pending",
}  # fmt: skip
ID_LENGTH = 180


def orders_table(export: Export, book: AddressBook) -> RawTable:
    """Return the orders of one file: the first row of each."""
    columns = ("order_id", "customer_id", "status", "refunded", *_PLAIN)
    return RawTable("orders", f"{export.name} (orders)", columns, _orders(export, book))


def _orders(export: Export, book: AddressBook) -> Iterator[RawRow]:
    email, phone, refunded = export.cell("Email"), export.cell("Phone"), export.cell("Refunded Amount")
    fields = {name: export.cell(*headers) for name, headers in _PLAIN.items()}
    status = _StatusOf(export)
    for order_id, row in _first_rows(export):
        found = {name: read(row.cells) for name, read in fields.items()}
        customer = book.find(email(row.cells), phone(row.cells)) or email(row.cells).lower()
        back = _of_goods(refunded(row.cells), found["total"], found["shipping"])
        yield RawRow(row.number, [order_id, customer, status(row.cells), back, *found.values()])


def _first_rows(export: Export) -> Iterator[tuple[str, RawRow]]:
    """Yield each order's name and the row with its status and amounts."""
    name, state, total = export.cell("Name"), export.cell("Financial Status"), export.cell("Total")
    last = ""
    for row in export.sound_rows():
        order_id = name(row.cells)
        if order_id and order_id != last and (state(row.cells) or total(row.cells)):
            last = order_id
            yield order_id, row


class _StatusOf:
    """The contract's status of an order: cancelled before paid, shipped when paid and wholly fulfilled."""

    def __init__(self, export: Export) -> None:
        self.paid = export.cell("Financial Status")
        self.sent = export.cell("Fulfillment Status")
        self.cancelled = export.cell("Cancelled at")

    def __call__(self, cells: list[str]) -> str:
        word = self.paid(cells).casefold()
        status = _STATUS.get(word, word)
        if self.cancelled(cells):
            return "cancelled"
        return "shipped" if status == "paid" and self.sent(cells).casefold() == "fulfilled" else status


def _of_goods(refunded: str, total: str, shipping: str) -> str:
    """Return the refund without shipping. Cells that are no plain numbers are left to the import's own checks."""
    try:
        goods = Decimal(total) - Decimal(shipping or 0)
        return refunded if Decimal(refunded or 0) <= goods else str(goods)
    except InvalidOperation:
        return refunded


def lines_table(export: Export, wares: Wares) -> RawTable:
    """Return the lines of one file, each row of it; `wares` must have been filled by the products."""
    columns = ("order_id", "line_no", "product_id", "variant_id", "quantity", "unit_price", "discount")
    return RawTable("order_lines", export.name, columns, _lines(export, wares))


def _lines(export: Export, wares: Wares) -> Iterator[RawRow]:
    name, title, sku = export.cell("Name"), export.cell("Lineitem name"), export.cell("Lineitem sku")
    amounts = [export.cell(header) for header in ("Lineitem quantity", "Lineitem price", "Lineitem discount")]
    last, line = "", 0
    for row in export.rows():
        if row.problem:
            yield row
            continue
        order_id = name(row.cells)
        line = line + 1 if order_id == last else 1
        last = order_id
        ware = wares.find(sku(row.cells), title(row.cells))
        known = [ware.product_id, ware.variant_id] if ware else [_unknown(sku(row.cells), title(row.cells)), ""]
        yield RawRow(row.number, [order_id, str(line), *known, *(read(row.cells) for read in amounts)])


def _unknown(sku: str, title: str) -> str:
    """Return an id that no product has (handles hold no colon), so that the import reports the product as unknown."""
    word = sku or title
    return f"unknown:{word}"[:ID_LENGTH] if word else ""


def buyers_table(export: Export, book: AddressBook) -> RawTable:
    """Return everybody who ordered, once each, for a folder without customers. They have no consent."""
    columns = ("customer_id", "email", "phone", "country")
    return RawTable("customers", f"{export.name} (customers)", columns, _buyers(export, book))


def _buyers(export: Export, book: AddressBook) -> Iterator[RawRow]:
    email, phone, country = export.cell("Email"), export.cell("Phone"), export.cell(*_PLAIN["country"])
    for _, row in _first_rows(export):
        key = key_of("", email(row.cells), phone(row.cells))
        if key and not book.find(email(row.cells), phone(row.cells)):
            book.add(key, email(row.cells), phone(row.cells))
            yield RawRow(row.number, [key, email(row.cells), phone(row.cells), country(row.cells)])
