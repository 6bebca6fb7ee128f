"""Splits a file that holds several tables together: orders with their lines, lines that name their products, or orders
whose buyers are known by a contact.

One row is one line; the columns of the order are repeated, merged, or filled in at its first row only. An order's
amounts count once. Buyers and products come from the same rows where the folder has no table of them:

- a buyer is known by a customer id, an account, a contact id, a phone or an e-mail, last by the nickname alone; a
  phone is kept only where all rows of the buyer name the same one, because a recipient's phone may be another's;
- a product is known by its code, else by its name; its price is that of its latest sale, which the notes say;
- nothing in such a file is consent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shop.importing.contract import RawRow, RawTable
from shop.importing.dates import moment_reader
from shop.importing.flat_levels import AMOUNTS, FlatRow, Levels, judge
from shop.importing.identity import buyer_id, digits, unmasked
from shop.importing.reading import Unreadable

_ORDER = ("orders.placed_at", "orders.status", "orders.currency", "orders.country", "orders.codes")
_CONTACTS = ("customers.phone", "customers.email", "customers.wecom_id")
_ABOUT = ("customers.first_name", "customers.last_name", "customers.nickname", "customers.country", "customers.city")


class FlatFile:
    """One flat file: its rows by meaning. `rows` starts a new reading each time; rows with a problem keep it."""

    def __init__(
        self,
        file: str,
        targets: tuple[str, ...],
        rows: Callable[[], Iterator[RawRow]],
        phones: Mapping[str, str] | None = None,
        placed: Mapping[str, str] | None = None,
    ) -> None:
        self.file = file
        self.phones = phones or {}
        self._placed = placed or {}
        self.targets = targets
        self._rows = rows
        self.present = {target for target in targets if target}
        self.levels: Levels = judge(self._read())

    @property
    def given(self) -> frozenset[str]:
        """The tables that the file can give."""
        lines = "order_lines.quantity" in self.present
        found = {
            "orders": "orders.placed_at" in self.present,
            "order_lines": lines,
            "customers": any(name.startswith("customers.") for name in self.present),
            "products": lines and bool({"products.name", "products.product_id"} & self.present),
        }
        return frozenset(table for table, is_given in found.items() if is_given)

    def placed(self) -> dict[str, str]:
        """Return order id -> the cell that says when it was placed."""
        found: dict[str, str] = {}
        for row in self._read():
            if row.get("orders.placed_at"):  # further rows of an order may leave it empty
                found.setdefault(row.get("orders.order_id"), row.get("orders.placed_at"))
        return found

    def notes(self) -> list[str]:
        """Return what was decided about the file, for people."""
        told = []
        if self.levels.of_lines:
            names = ", ".join(sorted(target.partition(".")[2] for target in self.levels.of_lines))
            told.append(f"{self.file}: {names} differ within an order, so they were taken for amounts of the line.")
        if self.levels.filled_once:
            told.append(f"{self.file}: rows without an order id were taken for further lines of the order above.")
        return told

    def orders(self) -> RawTable:
        """Return one row per order."""
        plain = tuple(target for target in _ORDER if target in self.present)
        amounts = tuple(target for target in AMOUNTS if target in self.present and not self._left_to_lines(target))
        names = ("orders.order_id", "orders.customer_id", *plain, *amounts)
        return RawTable("orders", f"{self.file} (orders)", _columns(names), self._order_rows(plain, amounts))

    def lines(self) -> RawTable:
        """Return one row per line; rows whose form is broken are reported here."""
        extra = ["order_lines.quantity"]
        extra += [name for name in ("order_lines.unit_price",) if name in self.present]
        amounts = {name: self._line_amount(name) for name in ("order_lines.total", "order_lines.discount")}
        sources = [*extra, *(source for source in amounts.values() if source)]
        names = [*extra, *(name for name, source in amounts.items() if source)]
        columns = _columns(("orders.order_id", "orders.product_id", "orders.variant_id", *names))
        return RawTable("order_lines", self.file, columns, self._line_rows(sources))

    def customers(self) -> RawTable:
        """Return one row per buyer, contacts only where the buyer's rows agree."""
        kept = tuple(name for name in (*_ABOUT, *_CONTACTS) if name in self.present)
        columns = _columns(("customers.customer_id", *kept))
        return RawTable("customers", f"{self.file} (customers)", columns, self._customer_rows(kept))

    def products(self) -> RawTable:
        """Return one row per product and option, with the price of its latest sale."""
        columns = ("product_id", "variant_id", "name", "variant_title", "sku", "price", "currency")
        return RawTable("products", f"{self.file} (products)", columns, self._product_rows())

    def _customer_rows(self, kept: tuple[str, ...]) -> Iterator[RawRow]:
        buyers: dict[str, tuple[int, list[str | None]]] = {}
        for row in self._read():
            who = self._buyer(row)
            if not who:
                continue
            values = buyers.setdefault(who, (row.number, [None] * len(kept)))[1]
            for place, name in enumerate(kept):
                values[place] = _agreed(values[place], unmasked(row.get(name)), name)
        for who, (number, values) in buyers.items():
            yield RawRow(number, [who, *(value or "" for value in values)])

    def _product_rows(self) -> Iterator[RawRow]:
        found: dict[tuple[str, str], _Product] = {}
        read = moment_reader(ZoneInfo("UTC"))
        for row in self._read():
            key = self._item(row)
            if not key[0]:
                continue
            stated = row.get("orders.placed_at") or self._placed.get(row.get("orders.order_id"), "")
            when = _when(read, stated)
            price = self.levels.amount(row, "order_lines.unit_price")
            best = found.setdefault(key, _Product(row, "", ""))
            if price and when >= best.when:
                found[key] = best._replace(price=row.get("order_lines.unit_price"), when=when)
        for key, product in found.items():
            yield RawRow(product.row.number, _product_cells(key, product))

    def _read(self) -> Iterator[FlatRow]:
        for row in self._rows():
            if not row.problem and len(row.cells) == len(self.targets):
                yield self._flat(row)

    def _flat(self, row: RawRow) -> FlatRow:
        cells = {target: cell for target, cell in zip(self.targets, row.cells, strict=True) if target}
        return FlatRow(row.number, cells)

    def _left_to_lines(self, target: str) -> bool:
        """A line's own discount goes to the line; sums of what is paid, returned and shipped stay with the order."""
        return target == "orders.discount" and target in self.levels.of_lines

    def _line_amount(self, name: str) -> str:
        """Return the meaning whose cells are the line's total or discount, or an empty text."""
        of_order = f"orders.{name.partition('.')[2]}"
        if name in self.present:
            return name
        return of_order if of_order in self.levels.of_lines and of_order in self.present else ""

    def _order_rows(self, plain: tuple[str, ...], amounts: tuple[str, ...]) -> Iterator[RawRow]:
        sums = self._sums(tuple(target for target in amounts if target in self.levels.of_lines))
        seen: set[str] = set()
        for row in self._read():
            order = row.get("orders.order_id")
            if not order or order in seen:
                continue
            seen.add(order)
            values = [str(sums[order][name]) if name in sums.get(order, {}) else row.get(name) for name in amounts]
            yield RawRow(row.number, [order, self._buyer(row), *(row.get(name) for name in plain), *values])

    def _sums(self, targets: tuple[str, ...]) -> dict[str, dict[str, Decimal]]:
        """Add up the amounts of the lines per order; what was paid for the lines excludes shipping, which is added."""
        sums: dict[str, dict[str, Decimal]] = {}
        for row in self._read() if targets else ():
            order = row.get("orders.order_id")
            begun = order in sums
            added = sums.setdefault(order, {})
            for name in targets:
                value = self.levels.amount(row, name)
                if value is not None:
                    added[name] = added.get(name, Decimal(0)) + value
            shipping = "orders.shipping"
            if "orders.total" in added and (shipping in targets or not begun):
                added["orders.total"] += self.levels.amount(row, shipping) or 0
        return sums

    def _line_rows(self, sources: list[str]) -> Iterator[RawRow]:
        order = ""
        for row in self._rows():
            if row.problem or len(row.cells) != len(self.targets):
                yield row
                continue
            flat = self._flat(row)
            order = flat.get("orders.order_id") or (order if self.levels.filled_once else "")
            product, variant = self._item(flat)
            yield RawRow(row.number, [order, product, variant, *(flat.get(name) for name in sources)])

    def _buyer(self, row: FlatRow) -> str:
        known = self.phones.get(digits(row.get("customers.phone"))) if self.phones else None
        return known or buyer_id(
            stated=row.get("customers.customer_id"), account=row.get("customers.account"),
            wecom=row.get("customers.wecom_id"), phone=row.get("customers.phone"),
            email=row.get("customers.email"), nickname=row.get("customers.nickname"),
        )  # fmt: skip

    def _item(self, row: FlatRow) -> tuple[str, str]:
        """Return product and variant id; a product without a code is known by its name."""
        name, option = row.get("products.name"), row.get("products.variant_title")
        product = row.get("products.product_id") or (f"name-{_digest(name)}" if name else "")
        variant = row.get("products.variant_id") or (f"{product}/{option}"[:200] if option and product else "")
        return product, variant or product


class _Product(NamedTuple):
    """The first row of a product, and the price and time of its latest sale."""

    row: FlatRow
    price: str
    when: str


def _product_cells(key: tuple[str, str], product: _Product) -> list[str]:
    names = ("products.name", "products.variant_title", "products.sku")
    return [*key, *(product.row.get(name) for name in names), product.price, product.row.get("orders.currency")]


def _columns(targets: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(target.partition(".")[2] for target in targets)


def _agreed(known: str | None, cell: str, name: str) -> str | None:
    """Return the value so far: the first of a name; of a contact nothing (an empty text) once two rows differ."""
    if known is None or not cell:
        return known if known is not None else cell or None
    return "" if name in _CONTACTS and known != cell else known


def _when(read: Callable[[str], object], cell: str) -> str:
    try:
        return str(read(cell) or "")
    except Unreadable:
        return ""


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:12]
