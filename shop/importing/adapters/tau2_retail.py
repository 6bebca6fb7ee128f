"""The retail shop of the tau2 benchmark: a made-up shop for customer service, in one JSON file (plain or gzip).

Documented at https://github.com/sierra-research/tau2-bench (data/tau2/domains/retail, MIT). The file is an object:

products  id -> {name, product_id, variants: id -> {item_id, options: name -> text, available, price}}
users     id -> {user_id, name {first_name, last_name}, address {city, country, …}, email, payment_methods, orders}
orders    id -> {order_id, user_id, address, items [{name, product_id, item_id, price, options}], status,
          fulfillments, payment_history [{transaction_type: payment or refund, amount, payment_method_id}]}

What becomes of them: amounts are US dollars. Street, zip code and means of payment are left out. Options that all
variants share are attributes, the others make the variant's title. A product is out of stock when no variant is
available; there are no counts. Status: processed and pending orders were paid, so both count as paid. The source has
no dates: every order carries the day `DATED`, a stand-in on which no reason or text may rest. It has no consent.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from shop.errors import ImportRefused
from shop.importing.adapters.synthetic_contacts import DOMAIN
from shop.importing.contract import RawDocument, RawPicture, RawRow, RawTable
from shop.types.shop_info import Market, Sender, ShopInfo

LARGEST = 200_000_000
"""Bytes after unpacking; the published file has 2.4 million."""
DATED = "2025-01-01"
STATUS = {"pending": "paid", "processed": "paid", "delivered": "delivered", "cancelled": "cancelled"}
"""Any other word is left to the import: it then counts as not paid."""

Document = dict[str, Any]


class Tau2Retail:
    """The benchmark's shop in US dollars."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.notes = [
            f"The source has no dates: every order is dated {DATED}, which is not a fact.",
            "The source states no consent: nobody may be contacted.",
        ]

    def shop(self) -> ShopInfo:
        """Say which shop this is."""
        return ShopInfo(
            id="tau2-retail", name="Tau2 Retail", zone="America/New_York", currency="USD",
            url=f"https://tau2-retail.{DOMAIN}",
            markets=(Market(country="US", currency="USD", language="en", locale="en_US", jurisdiction="US"),),
            sender=Sender(
                name="Tau2 Retail", email=f"shop@tau2-retail.{DOMAIN}",
                postal_address="Public data set, United States",
            ),
        )  # fmt: skip

    def tables(self) -> Iterator[RawTable]:
        """Yield users, variants, orders and their items; the report names each collection of the file."""
        document = read_document(self.path)
        users, products, orders = (self._collection(document, name) for name in ("users", "products", "orders"))
        columns: tuple[str, ...] = ("customer_id", "first_name", "last_name", "email", "country", "city")
        yield self._table("customers", "users", columns, map(_user, users))
        columns = ("product_id", "variant_id", "name", "price", "variant_title", "attributes", "stock")
        yield self._table("products", "products", columns, (row for item in products for row in _variants(item)))
        columns = ("order_id", "customer_id", "placed_at", "status", "total", "refunded", "country")
        yield self._table("orders", "orders", columns, map(_order, orders))
        columns = ("order_id", "line_no", "product_id", "variant_id", "quantity", "unit_price")
        yield self._table("order_lines", "orders.items", columns, (row for order in orders for row in _items(order)))

    def documents(self) -> Iterator[RawDocument]:
        """Yield nothing: the policy beside the file is written for the benchmark's agent, not for customers."""
        return iter(())

    def pictures(self) -> Iterator[RawPicture]:
        """Yield nothing: the data set has no pictures."""
        return iter(())

    def _collection(self, document: Document, name: str) -> list[Document]:
        found = document.get(name)
        if not isinstance(found, dict) or not all(isinstance(item, dict) for item in found.values()):
            raise ImportRefused(
                f"The file has no object {name!r} of objects.", where=self.path.name,
                hint="It should be db.json (or db.json.gz) of the retail domain.",
            )  # fmt: skip
        return list(found.values())

    def _table(self, name: str, part: str, columns: tuple[str, ...], rows: Iterable[list[str]]) -> RawTable:
        return RawTable(
            name, f"{self.path.name}: {part}", columns, (RawRow(n, cells) for n, cells in enumerate(rows, 1))
        )


def read_document(path: Path) -> Document:
    """Read a JSON object from a plain or gzip file; raises ImportRefused when it is none, or unreasonably large."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as handle:
            content = handle.read(LARGEST + 1)
    except FileNotFoundError:
        raise ImportRefused("There is no such file.", where=str(path), hint="Check the path.") from None
    except (OSError, EOFError, zlib.error) as error:
        raise ImportRefused(f"The file cannot be read: {error}.", where=path.name, hint="Fetch it again.") from error
    if len(content) > LARGEST:
        raise ImportRefused(f"The file holds more than {LARGEST} bytes.", where=path.name, hint="Is it the right one?")
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"The file is not JSON: {error}.", where=path.name, hint="Fetch it again.") from error
    if not isinstance(document, dict):
        raise ImportRefused("The file is not a JSON object.", where=path.name, hint="Is it the right one?")
    return document


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _part(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _list(document: Document, name: str) -> list[Document]:
    found = document.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _user(user: Document) -> list[str]:
    name, address = _part(user, "name"), _part(user, "address")
    cells = (
        user.get("user_id"), name.get("first_name"), name.get("last_name"), user.get("email"),
        address.get("country"), address.get("city"),
    )  # fmt: skip
    return [_text(cell) for cell in cells]


def _variants(product: Document) -> Iterator[list[str]]:
    variants = [item for item in _part(product, "variants").values() if isinstance(item, dict)]
    options = [{name: _text(value) for name, value in _part(item, "options").items()} for item in variants]
    shared = dict(set.intersection(*(set(option.items()) for option in options))) if options else {}
    attributes = json.dumps(dict(sorted(shared.items())), ensure_ascii=False) if shared else ""
    sold_out = not any(item.get("available") for item in variants)
    for item, option in zip(variants, options, strict=True):
        title = ", ".join(value for name, value in option.items() if name not in shared)
        cells = (product.get("product_id"), item.get("item_id"), product.get("name"), item.get("price"))
        yield [*map(_text, cells), title, attributes, "0" if sold_out else ""]


def _order(order: Document) -> list[str]:
    status, payments = _text(order.get("status")), _list(order, "payment_history")
    paid, refunded = _sum(payments, "payment"), _sum(payments, "refund")
    known = STATUS.get(status, status) if paid or status != "pending" else status
    cells = (order.get("order_id"), order.get("user_id"), DATED, known, paid, refunded)
    return [*map(_text, cells), _text(_part(order, "address").get("country"))]


def _sum(payments: list[Document], kind: str) -> Decimal:
    amounts = (_text(item.get("amount")) for item in payments if item.get("transaction_type") == kind)
    return sum((_decimal(amount) for amount in amounts), Decimal(0))


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


def _items(order: Document) -> Iterator[list[str]]:
    for place, item in enumerate(_list(order, "items"), 1):
        cells = (order.get("order_id"), place, item.get("product_id"), item.get("item_id"), 1, item.get("price"))
        yield [_text(cell) for cell in cells]
