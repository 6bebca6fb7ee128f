"""Rows that real shops have: names that are no names, broken cells, references to nothing. Listed in the truth."""

from __future__ import annotations

from functools import cache
from typing import Any

from shop.record import Record
from shop.samples.baskets import LINE_COLUMNS, ORDER_COLUMNS
from shop.samples.brand import Brand, read_yaml
from shop.samples.catalogue import Catalogue, money_text
from shop.samples.shelf import Item
from shop.samples.timeline import LAST, moment_text

DUPLICATE = 12
"""Index of the customer whose row comes twice."""
AFTER = 2
"""Index of the customer after whose orders the broken orders stand."""
LONG = 5000
"""Characters of the overlong description."""


class OddCustomer(Record):
    """Cells that replace those of the customer of `index`."""

    index: int
    kind: str
    cells: dict[str, str]


class OddProduct(Record):
    """What is appended to the description of the product of position `index`."""

    index: int
    kind: str
    append: str = ""
    long: bool = False


class Awkward(Record):
    """The fixed set, the same in every brand."""

    id: str
    version: int
    customers: tuple[OddCustomer, ...]
    products: tuple[OddProduct, ...]


@cache
def awkward() -> Awkward:
    """Return the fixed set."""
    return Awkward.model_validate(read_yaml("awkward.yaml"))


@cache
def odd_customers() -> dict[int, dict[str, str]]:
    """Return the replaced cells by customer index."""
    return {odd.index: odd.cells for odd in awkward().customers}


def spoil_products(rows: list[dict[str, str]], catalogue: Catalogue) -> None:
    """Put the awkward cells into the product rows, in place."""
    languages = catalogue.brand.info.languages
    tail = "" if len(languages) == 1 else f"_{languages[0]}"
    for odd in awkward().products:
        spec = catalogue.written[odd.index].spec
        for row in rows:
            if row["product_id"] == spec.id:
                text = row[f"description{tail}"]
                row[f"description{tail}"] = (
                    (text + " ") * (LONG // (len(text) + 1) + 1) if odd.long else text + odd.append
                )
    signed, comma = sign_and_comma(catalogue)
    sign = {"CNY": "¥", "USD": "$"}[catalogue.brand.info.currency]
    for row in rows:
        if row["product_id"] == signed.spec.id:
            row["price"] = sign + row["price"]
        if row["product_id"] == comma.spec.id:
            row["price"] = row["price"].replace(".", ",")


def sign_and_comma(catalogue: Catalogue) -> tuple[Item, Item]:
    """Return the product whose price carries a currency sign and the one with a decimal comma."""
    return catalogue.written[20], catalogue.written[21]


def odd_orders(catalogue: Catalogue, customer: str) -> tuple[list[list[str]], list[list[str]]]:
    """Return the cells of broken orders and lines: an unknown customer, an unknown product, a return on its own."""
    prefix, currency = catalogue.brand.prefix, catalogue.brand.info.currency
    item = next(
        item for item in catalogue.written if len(item.skus) == 1 and item.first_day < 0 and item.last_day == LAST
    )
    price = money_text(item.skus[0].price_on(currency, LAST - 90).price)
    country = catalogue.brand.info.markets[0].country
    orders, lines = [], []
    cases = (("1", f"{prefix}999999999", item.spec.id, 1), ("2", customer, "NO-SUCH-PRODUCT", 1),
             ("3", customer, item.spec.id, -1))  # fmt: skip
    for number, buyer, product, quantity in cases:
        order, moment = f"{prefix}X-{number}", moment_text(LAST - 90, 600 + int(number))
        total = price if quantity > 0 else f"-{price}"
        cells: dict[str, str] = {
            "order_id": order, "customer_id": buyer, "placed_at": moment, "status": "delivered", "currency": currency,
            "total": total, "discount": "0.00", "shipping": "0.00", "refunded": "0.00", "country": country, "codes": "",
        }  # fmt: skip
        orders.append([cells[column] for column in ORDER_COLUMNS])
        line = {
            "order_id": order, "line_no": "1", "product_id": product, "variant_id": "", "quantity": str(quantity),
            "unit_price": price, "discount": "0.00", "total": total,
        }  # fmt: skip
        lines.append([line[column] for column in LINE_COLUMNS])
    return orders, lines


def awkward_truth(brand: Brand, catalogue: Catalogue, customers: int) -> list[dict[str, Any]]:
    """Return what is awkward, one entry each: kind, table, and the id of the row."""
    prefix = brand.prefix
    found = [
        {"kind": odd.kind, "table": "customers", "id": f"{prefix}{odd.index:06d}"}
        for odd in awkward().customers
        if odd.index < customers
    ]
    if customers > DUPLICATE:
        found.append({"kind": "duplicate_id", "table": "customers", "id": f"{prefix}{DUPLICATE:06d}"})
    found += [
        {"kind": odd.kind, "table": "products", "id": catalogue.written[odd.index].spec.id}
        for odd in awkward().products
    ]
    signed, comma = sign_and_comma(catalogue)
    found.append({"kind": "price_with_sign", "table": "products", "id": signed.spec.id})
    found.append({"kind": "price_with_decimal_comma", "table": "products", "id": comma.spec.id})
    if customers > AFTER:
        broken = (("unknown_customer", "orders"), ("unknown_product", "order_lines"), ("return", "order_lines"))
        found += [
            {"kind": kind, "table": table, "id": f"{prefix}X-{number}"}
            for number, (kind, table) in enumerate(broken, 1)
        ]
    found += [
        {"kind": "hostile_text", "table": "reviews", "id": f"R-X{number}"}
        for number in range(len(brand.reviews["hostile"]))
    ]
    return found
