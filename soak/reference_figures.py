"""Figures of one customer (spend, orders, rates …) in plain Python, exact where the compiler is exact."""

from __future__ import annotations

import statistics
from decimal import Decimal
from itertools import pairwise
from typing import Any

from shop.segments.tree.windows import Span
from soak.reference_facts import Fact, Facts
from soak.reference_rows import LINE_LEVEL, Rows


class Figures:
    """Computes figures from facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.rows = Rows(facts)

    def figure(self, measure: str, key: int, where: tuple[Any, ...], span: Span) -> Any:  # noqa: ANN401
        """Return a figure as an exact number; a ratio is a Decimal of 28 digits."""
        if measure == "interest":
            return self._interest(key, where)
        sales = self.rows.orders(key, where, span)
        orders = [order for order in sales if order["total"] >= 0]
        lines = self.rows.lines(key, where, span)
        bought = [line for line in lines if line["quantity"] > 0]
        units, back = sum(x["quantity"] for x in bought), -sum(x["quantity"] for x in lines if x["quantity"] < 0)
        spend = sum((order["spend_base"] or Decimal(0) for order in sales), Decimal(0))
        if measure == "spend":
            narrowed = any(one.field in LINE_LEVEL for one in where)
            return sum((line["total_base"] or Decimal(0) for line in lines), Decimal(0)) if narrowed else spend
        if measure in ("orders", "units", "products", "returned_units"):
            products = {line["product_key"] for line in bought if line["product_key"] is not None}
            return {"orders": len(orders), "units": units, "products": len(products), "returned_units": back}[measure]
        if measure == "return_rate":
            return Decimal(back) / units if units else None
        if not orders:
            return None
        return self._of_orders(measure, key, orders, spend)

    def _of_orders(self, measure: str, key: int, orders: list[Fact], spend: Decimal) -> Any:  # noqa: ANN401
        days = sorted({self.facts.local(order["placed_at"]).date() for order in orders})
        if measure == "aov":
            return spend / len(orders)
        if measure == "largest_order":
            return max((order["spend_base"] for order in orders if order["spend_base"] is not None), default=None)
        if measure == "discount_share":
            reduced = [self.rows._number("order", "discounted", order, None) for order in orders]
            return Decimal(sum(reduced)) / len(orders)
        if measure == "median_gap_days":
            gaps = [(after - before).days for before, after in pairwise(days)]
            return Decimal(statistics.median(gaps)) if gaps else None
        return (self.facts.today - (days[-1] if measure == "days_since_last_order" else days[0])).days

    def _interest(self, key: int, where: tuple[Any, ...]) -> Decimal | None:
        if key in self.facts.objecting:
            return None
        weights = {"view": 1, "cart": 3, "wishlist": 3}
        seen = [(line["product_key"], 5, line["placed_at"]) for line in self.facts.lines[key] if line["quantity"] > 0]
        seen += [
            (e["product_key"], weights[e["kind"]], e["happened_at"])
            for e in self.facts.events[key]
            if e["kind"] in weights
        ]
        part, whole = 0, 0
        for product, weight, moment in seen:
            if not any(text["category"] for text in self.facts.texts.get(product, ())):
                continue
            age = (self.facts.today - self.facts.local(moment).date()).days
            score = int(Decimal(1_000_000 * weight * 0.5 ** (age / 90)).to_integral_value("ROUND_HALF_UP"))
            whole += score
            part += score if self.rows.holds("view", {"product_key": product}, None, where[0]) else 0
        return Decimal(part) / whole if whole else None
