"""A shop as plain Python lists, read row by row from the build and cut at the moment: the reference reads only this."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any

from shop.store.view import ShopView

Fact = dict[str, Any]


class Facts:
    """What is known at the view's moment, without any of the views or relations that the compiler reads."""

    def __init__(self, view: ShopView) -> None:
        self.at, self.zone, self.shop, self.utc = view.at, view.zone, view.shop, view.utc
        self.today: date = view.at.date()
        raw = {name: self._table(view, name) for name in (
            "customers", "orders", "order_lines", "events", "outcomes", "campaigns", "campaign_products", "reviews",
            "tickets", "products", "product_texts", "variants", "prices", "stock", "codes", "consents",
        )}  # fmt: skip
        self.customers = [row for row in raw["customers"] if self._past(row["joined_at"])]
        self.orders = _by(row for row in raw["orders"] if self._past(row["placed_at"]) and row["is_sale"])
        self.lines = _by(row for row in raw["order_lines"] if self._past(row["placed_at"]) and row["is_sale"])
        self.events = _by(row for row in raw["events"] if self._past(row["happened_at"]))
        self.claimed = {event["code"].lower() for rows in self.events.values() for event in rows
                        if event["kind"] == "coupon_claimed"}  # fmt: skip
        self.lines_of: defaultdict[int, list[Fact]] = defaultdict(list)
        for rows in self.lines.values():
            for line in rows:
                self.lines_of[line["order_key"]].append(line)
        self.objecting = {row["customer_key"] for row in self.customers if row["objects_to_profiling"]}
        self.campaigns = {row["campaign_id"]: row for row in raw["campaigns"] if self._past(row["sent_at"])}
        self.outcomes = _by(row for row in raw["outcomes"] if row["campaign_id"] in self.campaigns)
        self.coupons_of: defaultdict[str, set[str]] = defaultdict(set)
        self.covered: set[tuple[str, str, int]] = set()
        for row in raw["campaign_products"]:
            if row["code"]:
                self.coupons_of[row["campaign_id"]].add(row["code"].lower())
            self.covered.add((row["campaign_id"], row["code"].lower(), row["product_key"]))
        self.reviews = _by(row for row in raw["reviews"] if self._past(row["written_at"]))
        self.tickets = _by(row for row in raw["tickets"] if self._past(row["opened_at"]))
        self.products = {row["product_key"]: row for row in raw["products"]
                         if row["launched_on"] is None or row["launched_on"] <= self.today}  # fmt: skip
        self.texts: defaultdict[int, list[Fact]] = defaultdict(list)
        for row in raw["product_texts"]:
            self.texts[row["product_key"]].append(row)
        self.variants = {row["variant_key"]: row for row in raw["variants"]}
        self.prices = [row for row in raw["prices"] if self._past(row["starts_at"])]
        self.stock = [row for row in raw["stock"] if self._past(row["counted_at"])]
        self.codes = raw["codes"]
        self.tracked = {row["customer_key"] for row in raw["consents"]
                        if row["channel"] == "tracking" and row["state"] == "opted_in"}  # fmt: skip
        self.tracked -= self.objecting

    def local(self, moment: datetime) -> datetime:
        """Return a stored moment on the shop's clock."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone)

    def _past(self, moment: datetime | None) -> bool:
        return moment is None or moment <= self.utc

    @staticmethod
    def _table(view: ShopView, name: str) -> list[Fact]:
        named = "SELECT column_name FROM duckdb_columns() WHERE database_name = 'facts' AND schema_name = 'main'"
        named += " AND table_name = $t"
        columns = [row[0] for row in view.rows(f"{named} ORDER BY column_index", {"t": name})]
        return [dict(zip(columns, row, strict=True)) for row in view.rows(f"SELECT * FROM facts.{name}")]


def _by(rows: Any) -> defaultdict[int, list[Fact]]:  # noqa: ANN401
    found: defaultdict[int, list[Fact]] = defaultdict(list)
    for row in rows:
        if row["customer_key"] is not None:
            found[row["customer_key"]].append(row)
    return found
