"""An audit of recommendations that shares no code with the recommender: every fact of a reason, from the raw rows.

It reads all order lines, events and products once, and recomputes in plain Python what each reason claims.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from shop.recommender.reasons import (
    BecauseBought,
    BecauseViewed,
    BuyAgain,
    NewInCategory,
    Popular,
    PopularInCategory,
    Recommendation,
)
from shop.store.view import ShopView

_LINES = """
SELECT c.customer_id, p.product_id, l.placed_at, l.quantity, l.is_sale
FROM order_lines l JOIN customers c USING (customer_key) JOIN products p USING (product_key)"""
_EVENTS = """
SELECT c.customer_id, p.product_id, e.happened_at FROM events e
JOIN customers c USING (customer_key) JOIN products p USING (product_key)"""
_PRODUCTS = """
SELECT p.product_id, p.status, p.launched_on, t.category
FROM products p LEFT JOIN product_texts t ON t.product_key = p.product_key AND t.language = ?"""


class Ledger:
    """What really happened in a shop, for checking what is claimed about it."""

    def __init__(self, view: ShopView) -> None:
        self._view = view
        self.sales: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        self.sent_back: set[tuple[str, str]] = set()
        units: dict[tuple[str, str], int] = defaultdict(int)
        for customer, product, moment, quantity, is_sale in view.rows(_LINES):
            pair = (customer, product)
            if is_sale and quantity > 0:
                self.sales[pair].append(moment)
            if quantity < 0:
                self.sent_back.add(pair)
            units[pair] += quantity if is_sale else 0
        self.buyers: dict[str, dict[str, datetime]] = defaultdict(dict)
        for (customer, product), moments in self.sales.items():
            if units[customer, product] > 0:
                self.buyers[product][customer] = max(moments)
        self.looks = {(who, what, self._day(moment)) for who, what, moment in view.rows(_EVENTS)}
        language = view.shop.languages[0]
        self.products = {row[0]: row[1:] for row in view.rows(_PRODUCTS, [language])}

    def faults(self, customer: str, found: Recommendation) -> list[str]:
        """Return everything that is not true of one recommendation."""
        product, reason = found.product_id, found.reason
        pair = (customer, product)
        faults = self._not_for_sale(product)
        if pair in self.sent_back:
            faults.append("was sent back")
        if pair in self.sales and not isinstance(reason, BuyAgain):
            faults.append("was bought already")
        if isinstance(reason, BecauseBought):
            faults += self._differs("bought on", self._last(customer, reason.product_id), reason.bought_on)
            faults += self._differs("customers", self._both(product, reason.product_id), reason.customers)
        elif isinstance(reason, BecauseViewed):
            faults += self._differs("viewed", (customer, reason.product_id, reason.viewed_on) in self.looks, True)
            faults += self._differs("customers", self._both(product, reason.product_id), reason.customers)
        elif isinstance(reason, Popular | PopularInCategory):
            faults += self._popular(customer, product, reason)
        elif isinstance(reason, BuyAgain):
            faults += self._again(pair, reason)
        elif isinstance(reason, NewInCategory):
            faults += self._news(customer, product, reason)
        return faults

    def _not_for_sale(self, product: str) -> list[str]:
        return [] if self.products[product][0] == "active" else ["is not active"]

    def _popular(self, customer: str, product: str, reason: Popular | PopularInCategory) -> list[str]:
        since = self._view.utc - timedelta(days=reason.days)
        recent = sum(moment >= since for moment in self.buyers[product].values())
        faults = self._differs("customers", len(self.buyers[product]), reason.customers)
        faults += self._differs("recent", recent, reason.recent)
        if isinstance(reason, PopularInCategory):
            bought = {self.products[what][2] for who, what in self.sales if who == customer}
            faults += self._differs("category", self.products[product][2], reason.category)
            faults += self._differs("bought from it", reason.category in bought, True)
            faults += self._differs("rank", self._rank(product, reason.category), reason.rank)
        return faults

    def _again(self, pair: tuple[str, str], reason: BuyAgain) -> list[str]:
        days = sorted({self._day(moment) for moment in self.sales[pair]})
        gaps = [(later - sooner).days for sooner, later in pairwise(days)]
        faults = self._differs("times", len(days), reason.times)
        faults += self._differs("last", days[-1], reason.bought_on)
        return faults + self._differs("rhythm", round(median(gaps)), reason.rhythm_days)

    def _news(self, customer: str, product: str, reason: NewInCategory) -> list[str]:
        days = {
            self._day(moment)
            for (who, what), moments in self.sales.items()
            if who == customer and self.products[what][2] == reason.category
            for moment in moments
        }
        faults = self._differs("launched", self.products[product][1], reason.launched_on)
        faults += self._differs("category", self.products[product][2], reason.category)
        return faults + self._differs("days", len(days), reason.days)

    def _rank(self, product: str, category: str) -> int:
        """Return the place by buyers, each counting half after 30 days; equal ones by id."""
        members = [id_ for id_, row in self.products.items() if row[2] == category and self.buyers[id_]]
        scores = {id_: round(sum(map(self._weight, self.buyers[id_].values())), 6) for id_ in members}
        ordered = sorted(members, key=lambda id_: (-scores[id_], id_))
        return ordered.index(product) + 1

    def _weight(self, moment: datetime) -> float:
        return float(0.5 ** ((self._view.utc - moment).total_seconds() / 86_400 / 30))

    def _both(self, product: str, other: str) -> int:
        return len(self.buyers[product].keys() & self.buyers[other].keys())

    def _last(self, customer: str, product: str) -> date | None:
        moments = self.sales.get((customer, product))
        return self._day(max(moments)) if moments else None

    def _day(self, moment: datetime) -> date:
        return self._view.local(moment).date()

    @staticmethod
    def _differs(what: str, true: object, claimed: object) -> list[str]:
        return [] if true == claimed else [f"{what}: {claimed} is claimed, {true} is true"]
