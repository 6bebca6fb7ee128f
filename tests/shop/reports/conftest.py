"""A plain Python reading of a shop's rows: what a report must say. Shares nothing with shop.reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

Rows = list[dict[str, Any]]
TABLES = (
    "customers", "orders", "order_lines", "events", "products", "product_texts", "campaigns", "outcomes",
)  # fmt: skip


def exported(build: Path) -> dict[str, Rows]:
    """Return every row of the tables as dictionaries, as the build file holds it."""
    import duckdb

    found: dict[str, Rows] = {}
    with duckdb.connect(str(build), read_only=True) as connection:
        for table in TABLES:
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description or ()]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


class Reading:
    """Answers for one shop; `rates` are those of shop.json, `at` is the moment the shop stands at."""

    def __init__(self, rows: dict[str, Rows], view: Any) -> None:  # noqa: ANN401 - a view
        self.zone, self.currency, self.at = view.zone, view.shop.currency, view.utc
        self.rates = {**view.shop.rates, self.currency: Decimal(1)}
        self.rows = rows
        self.people = {row["customer_key"]: row for row in rows["customers"]}
        self.sales = [row for row in rows["orders"] if row["is_sale"] and row["placed_at"] <= self.at]
        self.lines = [row for row in rows["order_lines"] if row["is_sale"] and row["placed_at"] <= self.at]
        first = view.shop.languages[0]
        self.categories: dict[int, str] = {}
        for text in sorted(rows["product_texts"], key=lambda row: (row["language"] != first, row["language"])):
            if text["category"]:
                self.categories.setdefault(text["product_key"], text["category"])
        self.products = {row["product_key"]: row["product_id"] for row in rows["products"]}

    def day(self, moment: datetime) -> date:
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    def within(self, rows: Rows, first: date, last: date, column: str = "placed_at") -> Rows:
        low, high = datetime.combine(first, datetime.min.time()), datetime.combine(last, datetime.max.time())
        near = [row for row in rows if low - timedelta(days=1) <= row[column] <= high + timedelta(days=1)]
        return [row for row in near if first <= self.day(row[column]) <= last]

    def base(self, amount: Decimal, currency: str) -> Decimal | None:
        return amount * self.rates[currency] if currency in self.rates else None

    def spend(self, row: dict[str, Any]) -> Decimal | None:
        return self.base(row["total"] - row["shipping"] - row["refunded"], row["currency"])

    def orders(self, rows: Rows) -> dict[str, Any]:
        """Return the figures that any set of orders has."""
        real = [row for row in rows if row["total"] >= 0]
        sales = sum((self.spend(row) or Decimal(0) for row in rows), Decimal(0))
        rated = [row for row in real if self.spend(row) is not None]
        return {
            "sales": self.money(sales),
            "orders": len(real),
            "aov": self.money(sales / len(rated)) if rated else None,
            "customers": len({row["customer_key"] for row in real} - {None}),
        }

    def shop(self, first: date, last: date) -> dict[str, Any]:
        """Return the figures of the section `sales`."""
        rows = self.within(self.sales, first, last)
        lines = self.within(self.lines, first, last)
        buyers = {row["customer_key"] for row in rows if row["total"] >= 0} - {None}
        history: defaultdict[int, list[date]] = defaultdict(list)
        for row in self.sales:
            if row["customer_key"] in buyers and row["total"] >= 0 and self.day(row["placed_at"]) <= last:
                history[row["customer_key"]].append(self.day(row["placed_at"]))
        refunds = sum((self.base(row["refunded"], row["currency"]) or Decimal(0) for row in rows), Decimal(0))
        taken = sum((self.spend(row) or Decimal(0) for row in rows if row["total"] < 0), Decimal(0))
        sold = sum(row["quantity"] for row in lines if row["quantity"] > 0)
        back = -sum(row["quantity"] for row in lines if row["quantity"] < 0)
        return {
            **self.orders(rows),
            "new_customers": sum(min(days) >= first for days in history.values()),
            "repeat_rate": rate(sum(len(days) >= 2 for days in history.values()), len(buyers)),
            "units": sold,
            "returned": self.money(refunds - taken),
            "returned_units": back,
            "return_rate": rate(back, sold),
        }

    def by_order(self, first: date, last: date, section: str) -> dict[str, dict[str, Any]]:
        """Return the figures by country or channel."""
        parts: defaultdict[str, Rows] = defaultdict(list)
        for row in self.within(self.sales, first, last):
            person = self.people.get(row["customer_key"], {})
            known = (
                row["country"] or person.get("country", "") if section == "country" else person.get("acquisition", "")
            )
            parts[known].append(row)
        return {part: self.orders(rows) for part, rows in parts.items()}

    def by_line(self, first: date, last: date, section: str) -> dict[str, dict[str, Any]]:
        """Return the figures by category or product."""
        names = self.categories if section == "category" else self.products
        parts: defaultdict[str, Rows] = defaultdict(list)
        for row in self.within(self.lines, first, last):
            if row["product_key"] is not None or section == "category":
                parts[names.get(row["product_key"], "")].append(row)
        return {
            part: {
                "goods": self.money(
                    sum((self.base(row["total"], row["currency"]) or Decimal(0) for row in rows), Decimal(0))
                ),
                "units": sum(row["quantity"] for row in rows if row["quantity"] > 0),
            }
            for part, rows in parts.items()
        }

    def funnel(self, first: date, last: date, window: timedelta) -> list[int]:
        """Return the customers at each step, by trying every view of every customer."""
        moments: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)
        for row in self.rows["events"]:
            if row["happened_at"] <= self.at:
                moments[row["customer_key"], row["kind"]].append(row["happened_at"])
        for row in self.sales:
            if row["total"] >= 0:
                moments[row["customer_key"], "order"].append(row["placed_at"])
        reached: dict[int, int] = {}
        views = [row for row in self.rows["events"] if row["kind"] == "view" and row["happened_at"] <= self.at]
        for row in self.within(views, first, last, "happened_at"):
            key, depth, now = row["customer_key"], 1, row["happened_at"]
            for step in ("cart", "checkout", "order"):
                later = [at for at in moments[key, step] if now <= at <= row["happened_at"] + window]
                if not later:
                    break
                depth, now = depth + 1, min(later)
            reached[key] = max(depth, reached.get(key, 0))
        return [sum(depth >= step for depth in reached.values()) for step in (1, 2, 3, 4)]

    def arms(self, first: date, last: date) -> dict[str, dict[str, Any]]:
        """Return people, orders and revenue of the arms of the campaigns sent in these days."""
        sent = {row["campaign_id"] for row in self.within(self.rows["campaigns"], first, last, "sent_at")}
        parts: defaultdict[str, Rows] = defaultdict(list)
        for row in self.rows["outcomes"]:
            if row["campaign_id"] in sent:
                parts[f"{row['campaign_id']}/{row['arm']}"].append(row)
        return {part: self._arm(rows) for part, rows in parts.items()}

    def _arm(self, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
        listed = list(rows)
        revenue = [self.base(row["revenue"], row["currency"]) or Decimal(0) for row in listed if row["revenue"]]
        return {
            "people": len(listed),
            "ordered": sum(row["ordered"] for row in listed),
            "revenue": self.money(sum(revenue, Decimal(0))),
        }

    def money(self, amount: Decimal) -> Decimal:
        return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate(part: int, whole: int) -> Decimal | None:
    return None if not whole else (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


@pytest.fixture(scope="session")
def reading() -> Callable[[Any], Reading]:
    """Return a function that reads the rows of a view's build in plain Python."""
    return lambda view: Reading(exported(view.build), view)
