"""Who is a member of a tree, computed customer by customer in plain Python from the rules of DESIGN section 4.

It shares with the compiler the types of the tree and the spans of time, and nothing else: no SQL, no Ibis, none of the
derived relations. Consent and reasons have references of their own and are asked where they live.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from shop.consent import eligible
from shop.promotions.document import load
from shop.reasons import who
from shop.segments.rfm import rfm
from shop.segments.tree.nodes import Node
from shop.segments.tree.windows import Span, Window, resolve
from shop.store.view import ShopView
from soak.reference_facts import Fact, Facts
from soak.reference_figures import Figures
from soak.reference_held import coupons, watched
from soak.reference_rows import compare, compare_texts

ALL = Span(None, None)
ZERO = ("spend", "orders", "units", "products", "returned_units")


class Reference(Figures):
    """Answers trees over one view."""

    def __init__(self, view: ShopView, state: sqlite3.Connection | None, named: Callable[[str], Node]) -> None:
        super().__init__(Facts(view))
        self.view, self.state, self.named = view, state, named

    def members(self, tree: Node) -> list[str]:
        """Return the sorted ids of the members."""
        return sorted(c["customer_id"] for c in self.facts.customers if self.holds(tree, c) is True)

    def holds(self, node: Any, customer: Fact) -> bool | None:  # noqa: ANN401
        """Return whether the condition holds; None where it cannot be known."""
        if node.kind == "not":
            inner = self.holds(node.of, customer)
            return None if inner is None else not inner
        if node.kind in ("all", "any"):
            found = [self.holds(child, customer) for child in node.of]
            decisive = node.kind == "any"
            return decisive if decisive in found else None if None in found else not decisive
        if node.kind == "segment":
            return self.holds(self.named(node.name), customer)
        followed = node.kind in ("did", "never", "last_did") and node.event in ("open", "click")
        if followed and customer["customer_key"] not in self.facts.tracked:
            return None
        return bool(getattr(self, f"_{node.kind}")(node, customer))

    def span(self, window: Window | None) -> Span:
        return ALL if window is None else resolve(window, self.facts.at, self.facts.zone)

    def _everyone(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        return True

    def _attribute(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        field, today = node.field, self.facts.today
        if field == "tags" or field in (
            "country",
            "city",
            "language",
            "zone",
            "acquisition",
            "tier",
            "staff_owner",
            "customer_id",
        ):
            found = customer[field]
            return compare_texts(node.op, found if isinstance(found, list) else [found], node.value)
        born, joined = customer["birthday"], customer["joined_at"]
        day = self.facts.local(joined).date() if joined else None
        values = {
            "birthday_month": born and born.month, "birthday_day": born and born.day,
            "birthday_this_month": None if born is None else born.month == today.month,
            "days_to_birthday": born and days_to(born, today), "joined_at": day,
            "days_since_joined": None if day is None else (today - day).days,
            "objects_to_profiling": customer["objects_to_profiling"], "profiled": not customer["objects_to_profiling"],
            "has_email": customer["email"] != "", "has_phone": customer["phone"] != "",
            "has_wecom": customer["wecom_id"] != "",
        }  # fmt: skip
        return compare(node.op, values[field], node.value)

    def _did(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        times = len(self.rows.of(customer["customer_key"], node.event, node.where, self.span(node.within)))
        return compare(node.op, times, node.times)

    def _never(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        return not self.rows.of(customer["customer_key"], node.event, node.where, self.span(node.within))

    def _last_did(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        moments = [m for m, _ in self.rows.of(customer["customer_key"], node.event, node.where, ALL) if m is not None]
        if not moments:
            return False
        moment = max(moments) if node.which == "last" else min(moments)
        start, end = self.span(node.within)
        aware = self.facts.local(moment)
        return (start is None or aware >= start) and (end is None or aware < end)

    def _measure(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        return compare(
            node.op, self.figure(node.measure, customer["customer_key"], node.where, self.span(node.within)), node.value
        )

    def _top(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        figures = self._ranked(node.measure, node.within)
        mine = figures.get(customer["customer_key"])
        if mine is None:
            return False
        better = sum(1 for other in figures.values() if (other < mine if node.lowest else other > mine))
        return 100 * better < node.percent * len(figures)

    def _ranked(self, measure: str, window: Window | None) -> dict[int, Any]:
        found = self._rankings.get((measure, window))
        if found is None:
            keys = [c["customer_key"] for c in self.facts.customers]
            span = self.span(window)
            buyers = [key for key in keys if any(o["total"] >= 0 for o in self.rows.orders(key, (), span))]
            figures = {key: self.figure(measure, key, (), span) for key in buyers}
            found = {key: _cut(value) for key, value in figures.items() if value is not None}
            self._rankings[measure, window] = found
        return found

    @cached_property
    def _rankings(self) -> dict[Any, dict[int, Any]]:
        return {}

    def _rfm(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        row = self._scores.get(customer["customer_id"])
        asked = (("r", node.r), ("f", node.f), ("m", node.m), ("cell", node.cells))
        return row is not None and all(getattr(row, name) in values for name, values in asked if values)

    @cached_property
    def _scores(self) -> dict[str, Any]:
        return dict(rfm(self.view).rows)

    def _lifecycle(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        return self._stage(customer["customer_key"]) in node.stages

    def _stage(self, key: int) -> str:
        days = self._days.get(key)
        if not days:
            return "prospect"
        usual, late = self._limits
        since = (self.facts.today - days[-1]).days
        orders = sum(1 for order in self.facts.orders[key] if order["total"] >= 0)
        return "lapsed" if since > late else "lapsing" if since > usual else "new" if orders == 1 else "active"

    @cached_property
    def _days(self) -> dict[int, list[date]]:
        keys = [customer["customer_key"] for customer in self.facts.customers]
        orders = {key: [order for order in self.facts.orders[key] if order["total"] >= 0] for key in keys}
        return {key: sorted({self.facts.local(o["placed_at"]).date() for o in found}) for key, found in orders.items()}

    @cached_property
    def _limits(self) -> tuple[int, int]:
        gaps = sorted((b - a).days for days in self._days.values() for a, b in pairwise(days))
        if len(gaps) < 20:
            return 60, 180
        usual, late = (gaps[max(0, -(-len(gaps) * share // 10) - 1)] for share in (5, 9))
        return usual, max(late, usual + 1)

    def _consent(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        assert self.state is not None
        assert node.state == "may_be_contacted"
        if node.channel not in self._contactable:
            ids = [c["customer_id"] for c in self.facts.customers]
            self._contactable[node.channel] = set(eligible(self.view, self.state, ids, node.channel).ids)
        return customer["customer_id"] in self._contactable[node.channel]

    @cached_property
    def _contactable(self) -> dict[str, set[str]]:
        return {}

    def _reason(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        if node.reason not in self._reasons:
            self._reasons[node.reason] = set(who(self.view, node.reason))
        return customer["customer_id"] in self._reasons[node.reason]

    @cached_property
    def _reasons(self) -> dict[str, set[str]]:
        return {}

    def _bucket(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        first = hashlib.md5(f"{node.salt}:{customer['customer_id']}".encode()).hexdigest()[:8]
        return node.start * 16**8 <= 100 * int(first, 16) < node.end * 16**8

    def _coupon(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        return any(self._fits_coupon(node, held) for held in self._coupons[customer["customer_key"]])

    @cached_property
    def _coupons(self) -> dict[int, list[Fact]]:
        promotions = [one for one in load(self.view) if one.code or one.code_pool]
        return {c["customer_key"]: coupons(self.facts, c, promotions) for c in self.facts.customers}

    @cached_property
    def _watches(self) -> dict[int, list[Fact]]:
        return {c["customer_key"]: watched(self.facts, c) for c in self.facts.customers}

    def _fits_coupon(self, node: Any, held: Fact) -> bool:  # noqa: ANN401
        if held["state"] != node.state:
            return False
        of_products = any(one.field in ("product", "category", "brand") for one in node.where)
        keys = [
            key for campaign, code, key in self.facts.covered if (campaign, code) == (held["campaign_id"], held["code"])
        ]
        rows = [{**held, "product_key": key} for key in keys] if of_products else [held]
        return any(all(self.rows.holds("coupon_claimed", row, None, one) for one in node.where) for row in rows)

    def _watched(self, node: Any, customer: Fact) -> bool:  # noqa: ANN401
        start, end = self.span(node.within)
        for item in self._watches[customer["customer_key"]]:
            moment: datetime = self.facts.local(item["moment"])
            dated = (start is None or moment >= start) and (end is None or moment < end)
            fits = dated and item["kind"] in node.by and item[node.product]
            if fits and all(self.rows.holds("wishlist", item, None, one) for one in node.where):
                return True
        return False


def days_to(born: date, today: date) -> int:
    """Return the days until the next birthday; 29 February becomes 1 March where there is none."""
    for year in (today.year, today.year + 1):
        try:
            on = date(year, born.month, born.day)
        except ValueError:
            on = date(year, 3, 1)
        if on >= today:
            return (on - today).days
    raise AssertionError


def _cut(value: Any) -> Any:  # noqa: ANN401
    """Cut a figure to six decimals, as ranks of ratios are."""
    return value if isinstance(value, int) else Decimal(int(value * 1_000_000))
