"""Events as Klaviyo exports them: one row per thing that happened to a profile.

Metric (or Event Name), Timestamp (or Datetime, Event Time), Email (or Profile Email), Phone Number, and the
properties of the event: as columns of their own, or as one JSON object in Properties (Event Properties). Known
properties: URL, Product ID, SKU, $value / Value, $currency_code / Currency, Campaign ID, Order Name, Order Number,
Order ID, $event_id.

Klaviyo lets a person choose the columns of such a file; the names are those of its fields and of common exports.

Viewed Product, Added to Cart, Started Checkout, Opened Email, Clicked Email and others become events. A product is
found by the handle in its URL, which is how Shopify's export names it, else by its id. Placed Order becomes an order
where the row says which one, else it is left out as an order without an id. Metrics without a place in the contract
(Received Email, Bounced Email …) are reported and left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from shop.importing.adapters.address_book import AddressBook
from shop.importing.adapters.exports import Export
from shop.importing.contract import RawRow, RawTable

_METRIC = ("Metric", "Metric Name", "Event Name", "Event")
_TIME = ("Timestamp", "Datetime", "Event Time", "Event Timestamp", "Time", "Date")
_EMAIL = ("Email", "Profile Email", "Email Address", "Person Email")
_PHONE = ("Phone Number", "Profile Phone Number")
_BAG = ("Properties", "Event Properties")
_ORDER = ("Order Name", "Order Number", "Order ID", "OrderId", "$event_id")
_PRODUCT = ("Product ID", "ProductID", "Item ID", "Product Name", "ProductName")
_KINDS = {
    "viewed product": "view", "added to cart": "cart", "removed from cart": "cart_removed",
    "added to wishlist": "wishlist", "started checkout": "checkout", "checkout started": "checkout",
    "searched site": "search", "submitted search": "search", "opened email": "open", "clicked email": "click",
    "clicked sms": "click", "unsubscribed": "unsubscribe", "unsubscribed from email marketing": "unsubscribe",
    "unsubscribed from sms marketing": "unsubscribe", "unsubscribed from list": "unsubscribe",
    "marked email as spam": "unsubscribe", "subscribed to back in stock": "stock_alert",
}  # fmt: skip
_PLACED = "placed order"
_HANDLE = re.compile(r"/products/([^/?#]+)")
PRODUCT_ID_LENGTH = 200


class Facts(NamedTuple):
    """What one row says, as text."""

    metric: str
    moment: str
    email: str
    phone: str
    product: str
    campaign: str
    value: str
    currency: str
    order: str


def is_events(export: Export) -> bool:
    """Tell events by their headers: a metric, a time and an address."""
    return all(any(map(export.has, headers)) for headers in (_METRIC, _TIME, _EMAIL + _PHONE))


def facts_of(export: Export) -> Callable[[Sequence[str]], Facts]:
    """Return a function from a row's cells to what they say, whether as columns or as one JSON object."""
    bag = export.cell(*_BAG)

    def named(*headers: str) -> Callable[[Sequence[str], Mapping[str, Any]], str]:
        column = export.cell(*headers)
        return lambda cells, more: column(cells) or _from_bag(more, headers)

    product, url, campaign = named(*_PRODUCT), named("URL", "Product URL"), named("Campaign ID", "$message")
    value, currency, order = (
        named("$value", "Value"),
        named("$currency_code", "Value Currency", "Currency"),
        named(*_ORDER),
    )
    plain = [export.cell(*headers) for headers in (_METRIC, _TIME, _EMAIL, _PHONE)]

    def read(cells: Sequence[str]) -> Facts:
        more = _bag(bag(cells))
        handle = _HANDLE.search(url(cells, more))
        named_product = handle[1] if handle else product(cells, more)
        metric, moment, email, phone = (cell(cells) for cell in plain)
        return Facts(
            metric.casefold(), moment, email, phone, named_product[:PRODUCT_ID_LENGTH], campaign(cells, more),
            value(cells, more), currency(cells, more), order(cells, more),
        )  # fmt: skip

    return read


def _bag(cell: str) -> Mapping[str, Any]:
    try:
        found = json.loads(cell, parse_float=str, parse_int=str) if cell else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _from_bag(more: Mapping[str, Any], names: Sequence[str]) -> str:
    spellings = (spelling for name in names for spelling in (name, name.replace(" ", "")))
    return next((str(more[name]).strip() for name in spellings if isinstance(more.get(name), str) and more[name]), "")


def events_table(export: Export, book: AddressBook) -> RawTable:
    """Return the events of one file; placed orders that have an id are not among them."""
    columns = ("customer_id", "kind", "happened_at", "product_id", "campaign_id", "value", "currency")
    return RawTable("events", export.name, columns, _events(export, book))


def _events(export: Export, book: AddressBook) -> Iterator[RawRow]:
    read = facts_of(export)
    for row in export.rows():
        if row.problem:
            yield row
            continue
        facts = read(row.cells)
        if _is_order(facts):
            continue
        kind = _KINDS.get(facts.metric, facts.metric)
        told = facts[4:8] if kind in ("view", "cart", "cart_removed", "wishlist", "checkout", "stock_alert") else (
            "", facts.campaign, "", "",
        )  # fmt: skip
        yield RawRow(row.number, [_person(facts, book), kind, facts.moment, *told])


def orders_table(export: Export, book: AddressBook) -> RawTable | None:
    """Return the placed orders that have an id, or None for a file without any."""
    read = facts_of(export)
    if not any(_is_order(read(row.cells)) for row in export.sound_rows()):
        return None
    columns = ("order_id", "customer_id", "placed_at", "status", "total", "currency")
    return RawTable("orders", f"{export.name} (orders)", columns, _orders(export, book))


def _orders(export: Export, book: AddressBook) -> Iterator[RawRow]:
    read = facts_of(export)
    for row in export.sound_rows():
        facts = read(row.cells)
        if _is_order(facts):
            cells = [facts.order, _person(facts, book), facts.moment, "paid", facts.value, facts.currency]
            yield RawRow(row.number, cells)


def _is_order(facts: Facts) -> bool:
    return facts.metric == _PLACED and bool(facts.order)


def _person(facts: Facts, book: AddressBook) -> str:
    """Return the profile's key; an address that no profile has stays as it is, and the import reports it."""
    return book.find(facts.email, facts.phone) or facts.email.lower() or facts.phone
