"""The rows of an event of one customer and what `where` asks of them, in plain Python."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from shop.segments.tree.nodes import Comparison
from shop.segments.tree.windows import Span
from soak.reference_facts import Fact, Facts

LINE_LEVEL = ("product", "product_name", "variant", "category", "brand", "quantity", "price")


def compare(op: str, found: Any, value: Any) -> bool:  # noqa: ANN401
    """Compare a known number, day or truth value; None matches `unknown` alone."""
    if op in ("known", "unknown"):
        return (found is not None) == (op == "known")
    if found is None:
        return False
    if op == "between":
        return bool(value[0] <= found <= value[1])
    if op in ("in", "not_in"):
        return (found in value) == (op == "in")
    return bool(_COMPARISONS[op](found, value))


_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip


def compare_texts(op: str, texts: Iterable[str], value: Any) -> bool:  # noqa: ANN401
    """Compare any of several texts without regard to case; empty ones are unknown."""
    known = [text.lower() for text in texts if text]
    if op in ("known", "unknown"):
        return bool(known) == (op == "known")
    wanted = [one.lower() for one in (value if isinstance(value, tuple) else (value,))]
    if op == "contains":
        return any(wanted[0] in text for text in known)
    same = any(text in wanted for text in known)
    return same if op in ("eq", "in") else bool(known) and not same


class Rows:
    """Finds rows of one shop."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def of(self, key: int, event: str, where: tuple[Comparison, ...], span: Span) -> list[tuple[datetime | None, Any]]:
        """Return (moment, what counts) of each time the event happened to the customer."""
        if event == "order":
            return [(order["placed_at"], order["order_key"]) for order in self.orders(key, where, span)
                    if order["total"] >= 0]  # fmt: skip
        found = [(moment, row) for moment, row in self._plain(key, event) if inside(moment, span)]
        kept = [(moment, row) for moment, row in found if all(self.holds(event, row, moment, one) for one in where)]
        if event == "return":
            return list({row["order_key"]: (moment, row["order_key"]) for moment, row in kept}.values())
        return [(moment, number) for number, (moment, _) in enumerate(kept)]

    def orders(self, key: int, where: tuple[Comparison, ...], span: Span) -> list[Fact]:
        """Return the sales of a customer that `where` holds for; a condition on lines needs one line bought."""
        of_lines = [one for one in where if one.field in LINE_LEVEL]
        of_order = [one for one in where if one.field not in LINE_LEVEL]
        kept = []
        for order in self.facts.orders[key]:
            moment = order["placed_at"]
            if not inside(moment, span) or not all(self.holds("order", order, moment, one) for one in of_order):
                continue
            bought = [line for line in self.facts.lines_of[order["order_key"]] if line["quantity"] > 0]
            if not of_lines or any(all(self.holds("order", line, moment, one) for one in of_lines) for line in bought):
                kept.append(order)
        return kept

    def lines(self, key: int, where: tuple[Comparison, ...], span: Span) -> list[Fact]:
        """Return the lines of sales, returned ones too, that all conditions hold for."""
        of_lines = [one for one in where if one.field in LINE_LEVEL]
        orders = {
            order["order_key"] for order in self.orders(key, tuple(one for one in where if one not in of_lines), span)
        }
        return [line for line in self.facts.lines[key] if line["order_key"] in orders
                and all(self.holds("order", line, line["placed_at"], one) for one in of_lines)]  # fmt: skip

    def _plain(self, key: int, event: str) -> list[tuple[datetime | None, Fact]]:
        facts = self.facts
        if event == "return":
            return [(line["placed_at"], line) for line in facts.lines[key] if line["quantity"] < 0]
        if event == "review":
            return [(row["written_at"], row) for row in facts.reviews[key]]
        if event == "ticket":
            return [(row["opened_at"], row) for row in facts.tickets[key]]
        if event == "joined":
            return [
                (row["joined_at"], row) for row in facts.customers if row["customer_key"] == key and row["joined_at"]
            ]
        if event == "held_out":
            return [(facts.campaigns[str(row["campaign_id"])]["sent_at"], row) for row in facts.outcomes[key]
                    if row["held_out"]]  # fmt: skip
        told = [(row["happened_at"], row) for row in facts.events[key] if row["kind"] == event]
        flag = {"received": "delivered", "open": "opened", "click": "clicked"}.get(event)
        named = {row["campaign_id"] for _, row in told}
        for row in facts.outcomes[key] if flag else ():
            if flag and row[flag] and not row["held_out"] and row["campaign_id"] not in named:
                told.append(
                    (facts.campaigns[row["campaign_id"]]["sent_at"], {**row, "device": "", "product_key": None})
                )
        return told

    def holds(self, event: str, row: Fact, moment: datetime | None, asked: Comparison) -> bool:
        """Return whether one condition holds for the row."""
        field, op, value = asked.field, asked.op, asked.value
        texts = self._texts(field, row)
        if texts is not None:
            return compare_texts(op, texts, value)
        return compare(op, self._number(event, field, row, moment), value)

    def _texts(self, field: str, row: Fact) -> list[str] | None:
        facts = self.facts
        if field in ("product", "brand"):
            product = facts.products.get(row["product_key"])
            return [product["product_id" if field == "product" else "brand"]] if product else []
        if field in ("category", "product_name"):
            return [
                text["category" if field == "category" else "name"] for text in facts.texts.get(row["product_key"], ())
            ]
        if field == "variant":
            variant = facts.variants.get(row["variant_key"])
            return [variant["variant_id"]] if variant else []
        if field == "campaign":
            return [row["campaign_id"] or ""]
        if field in ("campaign_name", "campaign_goal", "channel"):
            campaign = facts.campaigns.get(row["campaign_id"])
            return (
                [campaign[{"campaign_name": "name", "campaign_goal": "goal", "channel": "channel"}[field]]]
                if campaign
                else []
            )
        if field == "code":
            return list(row["codes"]) if "codes" in row else [row["code"]]
        plain = {"device": "device", "arm": "arm", "ticket_status": "status", "ticket_subject": "subject",
                 "order_country": "country", "order_currency": "currency", "order_status": "status"}  # fmt: skip
        return [row[plain[field]]] if field in plain else None

    def _number(self, event: str, field: str, row: Fact, moment: datetime | None) -> Any:  # noqa: ANN401
        if field in ("hour", "weekday"):
            clock = self.facts.local(moment) if moment else None
            return None if clock is None else clock.hour if field == "hour" else clock.isoweekday()
        if field == "rating":
            return row["rating"]
        if field == "quantity":
            return -row["quantity"] if event == "return" else row["quantity"]
        if field == "price":
            return None if row["total_base"] is None else row["total_base"] / row["quantity"]
        if field == "discounted":
            lines = self.facts.lines_of[row["order_key"]]
            return row["discount"] > 0 or bool(row["codes"]) or any(line["discount"] > 0 for line in lines)
        if event == "order":
            return row["spend_base"]
        if event == "return":
            return None if row["total_base"] is None else -row["total_base"]
        return self._base(row["value"], row["currency"])

    def _base(self, amount: Decimal | None, currency: str) -> Decimal | None:
        if amount is None or currency in ("", self.facts.shop.currency):
            return amount
        rate = self.facts.shop.rates.get(currency)
        return None if rate is None else (amount * rate).quantize(Decimal("0.0001"), rounding="ROUND_HALF_UP")


def inside(moment: datetime | None, span: Span) -> bool:
    """Return whether a stored moment (naive UTC) lies in the span; an undated one only in all of time."""
    from datetime import UTC

    if moment is None:
        return span.start is None and span.end is None
    aware = moment.replace(tzinfo=UTC)
    return (span.start is None or aware >= span.start) and (span.end is None or aware < span.end)
