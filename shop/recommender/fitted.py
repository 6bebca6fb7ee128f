"""The models of one build as of one moment, with what the lookup must know of the products beside them.

Fitting takes seconds on a large shop, so the last few are kept in the process; `copilot build recommender` keeps the
chosen ones on disk (built.py).
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from shop.recommender.built import NOTE, build_id, folder_of, load_built
from shop.recommender.interactions import read_interactions
from shop.recommender.models.fallback import Fallback
from shop.recommender.scorer import SUPPORT
from shop.recommender.variant import sellable_titles
from shop.store.view import Row, ShopView

NEAREST = 30
"""So many neighbours of a product that somebody looked at."""
KEPT = 4
"""Models of this many builds and moments stay in memory."""

_SHELF = """
SELECT p.product_id, p.status = 'active', coalesce(bool_or(s.quantity IS NULL OR s.quantity > 0), FALSE),
       coalesce(list(DISTINCT pr.currency) FILTER (pr.currency IS NOT NULL
                AND (s.quantity IS NULL OR s.quantity > 0)), []),
       p.brand, p.launched_on,
       (min(pr.price) FILTER (pr.currency = p.currency AND pr.price > 0))::DOUBLE AS lowest, p.cost::DOUBLE
FROM products p LEFT JOIN variants v USING (product_key) LEFT JOIN stock_now s USING (variant_key)
     LEFT JOIN price_now pr USING (variant_key)
GROUP BY p.product_id, p.status, p.brand, p.launched_on, p.cost ORDER BY p.product_id"""

_ONE_ORDER = """
WITH mine AS (
    SELECT DISTINCT l.order_key FROM order_lines l JOIN products p USING (product_key)
    WHERE p.product_id = $product AND l.is_sale AND l.quantity > 0
)
SELECT p.product_id, count(DISTINCT l.order_key) AS orders, count(DISTINCT l.customer_key) AS customers
FROM order_lines l JOIN mine USING (order_key) JOIN products p USING (product_key)
WHERE p.product_id <> $product AND l.is_sale AND l.quantity > 0 GROUP BY ALL ORDER BY ALL"""
"""What lies in the same orders; guests count as orders only."""

_CATEGORIES = """
SELECT p.product_id, t.category FROM products p JOIN product_texts t USING (product_key)
WHERE t.language = ? AND t.category <> '' ORDER BY p.product_id"""


class Shelf(NamedTuple):
    """Whether a product can be sold: not withdrawn, some variant not known to be out of stock, and its currencies.

    `margin` is (lowest price - cost) / lowest price, both in the product's currency; None where one is not known.
    """

    active: bool
    in_stock: bool
    currencies: frozenset[str]
    brand: str = ""
    launched_on: date | None = None
    margin: float | None = None

    def hindrance(self, currency: str | None) -> str | None:
        """Return why it cannot be sold in `currency` (None: in any), or None when it can."""
        if not self.active:
            return "discontinued"
        if not self.in_stock:
            return "out_of_stock"
        priced = bool(self.currencies) if currency is None else currency in self.currencies
        return None if priced else "not_priced"


class Fitted:
    """A fitted model and the shelf it recommends from; `categories` are in the shop's first language.

    `remark` says why it is the fast default and not a model chosen by measurement; empty when it is one.
    """

    def __init__(self, view: ShopView, model: Fallback, remark: str = "") -> None:
        self.model = model
        self.remark = remark
        self.shelves = {row[0]: _shelf(row) for row in view.rows(_SHELF)}
        self.titles = sellable_titles(view)
        self._baskets: dict[str, dict[str, tuple[int, int]]] = {}
        self._near: dict[str, dict[str, float]] = {}
        self.categories: dict[str, str] = dict(view.rows(_CATEGORIES, [view.shop.languages[0]]))
        self._hindrances: dict[str | None, dict[str, str | None]] = {}
        self._sellable: dict[str | None, frozenset[str]] = {}

    def hindrances(self, currency: str | None) -> dict[str, str | None]:
        """Return for every product why it cannot be sold in `currency`, None where it can."""
        if currency not in self._hindrances:
            self._hindrances[currency] = {id_: shelf.hindrance(currency) for id_, shelf in self.shelves.items()}
        return self._hindrances[currency]

    def sellable(self, currency: str | None) -> frozenset[str]:
        """Return the products that can be sold in `currency` now."""
        if currency not in self._sellable:
            self._sellable[currency] = frozenset(id_ for id_, why in self.hindrances(currency).items() if why is None)
        return self._sellable[currency]

    def one_order(self, view: ShopView, product: str) -> dict[str, tuple[int, int]]:
        """Return (orders, known customers) that hold `product` and the other product together, by the other's id."""
        if product not in self._baskets:
            rows = view.rows(_ONE_ORDER, {"product": product})
            self._baskets[product] = {other: (orders, customers) for other, orders, customers in rows}
        return self._baskets[product]

    def near(self, product: str) -> dict[str, float]:
        """Return the products nearest to `product` with a nearness from 0 to 1, of those bought by the same people."""
        if product not in self._near:
            found = self.model.similar(product, NEAREST)
            highest = max((item.score for item in found), default=1.0)
            self._near[product] = {
                item.product: item.score / highest
                for item in found
                if self.model.together(product, item.product) >= SUPPORT
            }
        return self._near[product]

    def launches(self, since: date) -> list[tuple[str, date]]:
        """Return the products launched since, newest first."""
        found = [(id_, shelf.launched_on) for id_, shelf in self.shelves.items() if shelf.launched_on]
        fresh = [(id_, day) for id_, day in found if day >= since]
        return sorted(fresh, key=lambda pair: (-pair[1].toordinal(), pair[0]))

    @cached_property
    def category_ranks(self) -> dict[str, int]:
        """Place of every product that was bought within its category, by popularity, from 1."""
        every = self.model.second.recommend_many([""], len(self.shelves), {})[""]
        counts: dict[str, int] = {}
        ranks: dict[str, int] = {}
        for item in every:
            category = self.categories.get(item.product)
            if category:
                counts[category] = counts.get(category, 0) + 1
                ranks[item.product] = counts[category]
        return ranks


def _shelf(row: Row) -> Shelf:
    _, active, stocked, currencies, brand, launched_on, lowest, cost = row
    margin = (lowest - cost) / lowest if lowest is not None and cost is not None else None
    return Shelf(active, stocked, frozenset(currencies), brand, launched_on, margin)


_recent: OrderedDict[str, Fitted] = OrderedDict()
_lock = Lock()


def fitted(view: ShopView) -> Fitted:
    """Return the models for the view's build and moment: the built ones where they are fresh, else the fast default.

    The default is item-kNN with popularity, fitted the first time it is asked for.
    """
    key = f"{view.build.resolve()} {build_id(view)} {view.utc.isoformat()} {_note(view)}"
    with _lock:
        if key not in _recent:
            built = load_built(view)
            _recent[key] = Fitted(view, built.model or Fallback().fit(read_interactions(view)), built.remark)
        _recent.move_to_end(key)
        while len(_recent) > KEPT:
            _recent.popitem(last=False)
        return _recent[key]


def _note(view: ShopView) -> str:
    """Changes whenever the recommender is built anew."""
    note = folder_of(view) / NOTE
    return f"{note.stat().st_mtime_ns}" if note.exists() else ""
