"""A shop of a few rows for tests, written straight into the store's tables without an importer.

    shop = TinyShop(tmp_path)                        # zone Asia/Shanghai, base currency CNY, markets CN, US and GB
    shop.product("p1", price="100", category="coffee", stock=5)
    shop.customer("c1", country="CN", language="zh")
    shop.consent("c1", "email")
    shop.order("c1", "2026-11-01", [("p1", 2)])      # a bare date is 00:00 in the shop's zone
    shop.event("c1", "cart", "2026-11-15T18:00", "p1")
    with shop.view("2026-11-20") as view: ...

Rows may be added after a view was opened; the next view reads a new build. Every method returns the shop.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from shop.clock import parse_moment, zone_named
from shop.store.view import ShopView
from shop.types import PAID_STATUSES, Market, Sender, ShopInfo

MARKETS = (
    Market(country="CN", currency="CNY", language="zh", locale="zh_Hans_CN", jurisdiction="CN"),
    Market(country="US", currency="USD", language="en", locale="en_US", jurisdiction="US"),
    Market(country="GB", currency="GBP", language="en", locale="en_GB", jurisdiction="UK"),
)
RATES = {"USD": Decimal("7"), "GBP": Decimal("9")}
FEATURES = """
INSERT INTO customer_features
WITH sale AS (SELECT * FROM orders WHERE is_sale AND customer_key IS NOT NULL),
gaps AS (SELECT customer_key, placed_at::DATE - lag(placed_at::DATE) OVER (
         PARTITION BY customer_key ORDER BY placed_at) AS gap FROM sale)
SELECT s.customer_key, count(*), min(placed_at), max(placed_at), coalesce(sum(spend_base), 0), 0,
       (SELECT median(gap) FROM gaps g WHERE g.customer_key = s.customer_key)
FROM sale s GROUP BY ALL ORDER BY ALL
"""
Line = tuple[str, int] | tuple[str, int, str]
"""Product id, quantity and, if it is not the product's first price, the unit price."""


class TinyShop:
    """Collects rows and writes them as one build; see the module for how it is used."""

    def __init__(
        self,
        folder: Path,
        *,
        zone: str = "Asia/Shanghai",
        currency: str = "CNY",
        markets: tuple[Market, ...] = MARKETS,
        rates: Mapping[str, Decimal] | None = None,
        languages: tuple[str, ...] = ("en", "zh"),
    ) -> None:
        self.folder = folder
        self.zone = zone_named(zone)
        self.info = ShopInfo(
            id="tiny", name="Tiny", zone=zone, currency=currency, url="https://tiny.example", languages=languages,
            markets=markets, rates=dict(RATES if rates is None else rates), sample=True,
            sender=Sender(name="Tiny", email="hello@tiny.example", postal_address="1 Tiny Street", sms_sign="小店"),
        )  # fmt: skip
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self._keys: dict[str, dict[str, int]] = {"customer": {}, "product": {}, "variant": {}}
        self._first_price: dict[str, tuple[str, str]] = {}
        self._builds = 0

    def customer(self, customer_id: str, **columns: object) -> TinyShop:
        """Add a customer; `columns` are those of the customers table (joined_at and birthday as text)."""
        if isinstance(columns.get("joined_at"), str):
            columns["joined_at"] = self.utc(str(columns["joined_at"]))
        key = self._new_key("customer", customer_id)
        return self._add("customers", customer_key=key, customer_id=customer_id, **columns)

    def consent(
        self, customer_id: str, channel: str, state: str = "opted_in", at: str | None = None, source: str = "imported"
    ) -> TinyShop:
        """Add a statement of consent, undated unless `at` is given."""
        key, given_at = self._keys["customer"][customer_id], self.utc(at) if at else None
        return self._add("consents", customer_key=key, channel=channel, state=state, given_at=given_at, source=source)

    def product(
        self,
        product_id: str,
        *,
        price: str = "100",
        currency: str = "",
        list_price: str | None = None,
        category: str = "coffee",
        stock: int | None = None,
        texts: Mapping[str, Mapping[str, str]] | None = None,
        **columns: object,
    ) -> TinyShop:
        """Add a product with one variant (same id), its price since always and, if given, an undated stock count.

        `texts` are name, category … by language; without it the product has one English text called by its id.
        """
        key = self._new_key("product", product_id)
        self._add("products", product_key=key, product_id=product_id, currency=self.info.currency, **columns)
        for language, text in (texts or {"en": {"name": product_id.title(), "category": category}}).items():
            self._add("product_texts", product_key=key, language=language, **text)
        self.variant(product_id, product_id)
        self._first_price[product_id] = (price, currency or self.info.currency)
        self.price(product_id, price, None, currency=currency, list_price=list_price)
        return self if stock is None else self.stock(product_id, stock, None)

    def variant(self, product_id: str, variant_id: str, **columns: object) -> TinyShop:
        """Add another variant (without price or stock)."""
        key = self._new_key("variant", variant_id)
        product_key = self._keys["product"][product_id]
        return self._add("variants", variant_key=key, variant_id=variant_id, product_key=product_key, **columns)

    def price(
        self,
        product_id: str,
        price: str,
        since: str | None,
        *,
        currency: str = "",
        list_price: str | None = None,
        variant: str = "",
    ) -> TinyShop:
        """Add a price that holds from `since` on (None: since always), by default in the base currency."""
        return self._add(
            "prices", product_key=self._keys["product"][product_id],
            variant_key=self._keys["variant"][variant or product_id], currency=currency or self.info.currency,
            price=Decimal(price), list_price=Decimal(list_price) if list_price else None,
            starts_at=self.utc(since) if since else None,
        )  # fmt: skip

    def stock(self, product_id: str, quantity: int, at: str | None, *, variant: str = "") -> TinyShop:
        """Add a count of stock."""
        return self._add(
            "stock", product_key=self._keys["product"][product_id],
            variant_key=self._keys["variant"][variant or product_id], quantity=quantity,
            counted_at=self.utc(at) if at else None,
        )  # fmt: skip

    def order(
        self,
        customer_id: str | None,
        at: str,
        lines: Iterable[Line],
        *,
        order_id: str = "",
        status: str = "delivered",
        currency: str = "",
        discount: str = "0",
        shipping: str = "0",
        refunded: str = "0",
        **columns: object,
    ) -> TinyShop:
        """Add an order; totals follow from its lines: total = lines - discount + shipping."""
        number = len(self.tables.get("orders", ())) + 1
        money = currency or self.info.currency
        shared = {
            "order_key": number, "customer_key": self._keys["customer"][customer_id] if customer_id else None,
            "placed_at": self.utc(at), "is_sale": status in PAID_STATUSES, "currency": money,
        }  # fmt: skip
        goods = sum((self._line(shared, n, line) for n, line in enumerate(lines, 1)), Decimal(0))
        total = goods - Decimal(discount) + Decimal(shipping)
        return self._add(
            "orders", **shared, order_id=order_id or f"o{number}", status=status, total=total,
            discount=Decimal(discount), shipping=Decimal(shipping), refunded=Decimal(refunded),
            spend_base=self._base(total - Decimal(shipping) - Decimal(refunded), money), **columns,
        )  # fmt: skip

    def event(self, customer_id: str, kind: str, at: str, product_id: str = "", **columns: object) -> TinyShop:
        """Add an event; `columns` are the other columns of the events table."""
        return self._add(
            "events", customer_key=self._keys["customer"][customer_id], kind=kind, happened_at=self.utc(at),
            product_key=self._keys["product"][product_id] if product_id else None, **columns,
        )  # fmt: skip

    def row(self, table: str, **columns: object) -> TinyShop:
        """Add a row to any other table of schema.sql (keys: `shop.key("customer", "c1")`)."""
        return self._add(table, **columns)

    def key(self, noun: str, id_: str) -> int:
        """Return the dense key of a customer, product or variant."""
        return self._keys[noun][id_]

    def utc(self, text: str) -> datetime:
        """Turn a moment in the shop's zone into the naive UTC timestamp that columns hold."""
        return parse_moment(text, self.zone).astimezone(UTC).replace(tzinfo=None)

    def build(self, data_end: str = "2026-11-20T23:59:59") -> Path:
        """Write all rows into a new build file and return its path."""
        import duckdb

        self._builds += 1
        path = self.folder / f"shop-{self._builds}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(resources.files("shop.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            meta = {"shop": self.info.model_dump_json(), "data_end": data_end}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))
            connection.execute("BEGIN")
            for table, rows in self.tables.items():
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
            connection.execute(FEATURES)
            connection.execute("COMMIT")
        return path

    def view(self, at: str = "2026-11-20T23:59:59", state: sqlite3.Connection | None = None) -> ShopView:
        """Write a new build and open it as of `at`."""
        return ShopView(self.build(), parse_moment(at, self.zone), state)

    def _line(self, shared: Mapping[str, Any], number: int, line: Sequence[Any]) -> Decimal:
        product_id, quantity = line[0], line[1]
        unit = Decimal(line[2] if len(line) > 2 else self._first_price[product_id][0])
        self._add(
            "order_lines", **shared, line_no=number, product_key=self._keys["product"][product_id],
            variant_key=self._keys["variant"][product_id], quantity=quantity, unit_price=unit, total=unit * quantity,
            total_base=self._base(unit * quantity, shared["currency"]),
        )  # fmt: skip
        return unit * quantity

    def _base(self, amount: Decimal, currency: str) -> Decimal | None:
        rate = Decimal(1) if currency == self.info.currency else self.info.rates.get(currency)
        return None if rate is None else amount * rate

    def _new_key(self, noun: str, id_: str) -> int:
        keys = self._keys[noun]
        if id_ in keys:
            raise ValueError(f"{noun} {id_!r} was added twice")
        keys[id_] = len(keys) + 1
        return keys[id_]

    def _add(self, table: str, **row: object) -> TinyShop:
        day = row.get("launched_on")
        if isinstance(day, str):
            row["launched_on"] = date.fromisoformat(day)
        self.tables.setdefault(table, []).append(row)
        return self
