"""Reads products in bulk: one query per table whatever the number of products, assembled in Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from weakref import WeakKeyDictionary

from shop.catalogue.chosen import among
from shop.money import Money, quantum
from shop.store.view import Row, ShopView
from shop.types import Attribute, Picture, Price, Product, ProductText, Variant

_PRODUCTS = """
SELECT product_key, product_id, brand, status, launched_on, discontinued_on, url, cost, currency, rating,
       rating_count, source_file, source_row
FROM products WHERE {chosen} ORDER BY product_id"""
_TEXTS = """
SELECT product_key, language, name, short_name, category, description
FROM product_texts WHERE {chosen} ORDER BY product_key, language"""
_ATTRIBUTES = """
SELECT product_key, name, label, text, number, unit, language
FROM product_attributes WHERE {chosen} ORDER BY product_key, position, language"""
_PICTURES = """
SELECT product_key, ref, language, alt FROM pictures WHERE {chosen} ORDER BY product_key, position, language"""
_VARIANTS = """
SELECT product_key, variant_key, variant_id, title, sku
FROM variants WHERE {chosen} ORDER BY product_key, variant_key"""
_STOCK = "SELECT variant_key, quantity FROM stock_now WHERE {chosen}"
_PRICES = """
SELECT variant_key, currency, price, list_price, starts_at
FROM price_now WHERE {chosen} ORDER BY variant_key, currency"""

_read: WeakKeyDictionary[ShopView, dict[str, Product]] = WeakKeyDictionary()
"""What was read through a view that is still open: a view stands still, so its products never change."""


def products(view: ShopView, ids: Sequence[str] | None = None) -> dict[str, Product]:
    """Return the products with these ids (None: all), by id in ascending order, with prices and stock of `view.at`.

    Ids that the shop does not have (or had not launched yet) are missing from the answer. What was asked before
    through the same view is not read again.
    """
    known = _read.setdefault(view, {})
    wanted = _every_id(view) if ids is None else set(ids)
    missing = sorted(wanted - known.keys())
    if missing:
        parts = _Parts(view, missing)
        known.update((row[1], parts.product(row)) for row in parts.rows)
    return {id_: known[id_] for id_ in sorted(wanted & known.keys())}


def _every_id(view: ShopView) -> set[str]:
    return {id_ for (id_,) in view.rows("SELECT product_id FROM products")}


class _Parts:
    """The tables around some products, grouped by the key they belong to."""

    def __init__(self, view: ShopView, ids: list[str]) -> None:
        self._view = view
        self.rows = self._chosen(_PRODUCTS, "product_id", ids)
        keys = [row[0] for row in self.rows]
        self._texts = _grouped(self._chosen(_TEXTS, "product_key", keys))
        self._attributes = _grouped(self._chosen(_ATTRIBUTES, "product_key", keys))
        self._pictures = _grouped(self._chosen(_PICTURES, "product_key", keys))
        variants = self._chosen(_VARIANTS, "product_key", keys)
        self._variants = _grouped(variants)
        variant_keys = [row[1] for row in variants]
        self._prices = _grouped(self._chosen(_PRICES, "variant_key", variant_keys))
        self._stock: dict[int, int] = dict(self._chosen(_STOCK, "variant_key", variant_keys))

    def _chosen(self, sql: str, column: str, values: Sequence[str] | Sequence[int]) -> list[Row]:
        if not values:
            return []
        return self._view.rows(sql.format(chosen=among(column, "values", len(values))), {"values": values})

    def product(self, row: Row) -> Product:
        key, id_, brand, status, launched, ended, url, cost, currency, rating, ratings, file, number = row
        return Product(
            id=id_,
            brand=brand,
            status=status,
            launched_on=launched,
            discontinued_on=ended,
            url=url,
            cost=None if cost is None else exact(cost, currency),
            texts=self._texts_of(key),
            attributes=tuple(_attribute(item) for item in self._attributes[key]),
            variants=tuple(self._variant(item) for item in self._variants[key]),
            pictures=_pictures(self._pictures[key]),
            rating=None if rating is None else plain(rating),
            rating_count=ratings,
            source=file if number is None else f"{file}:{number}",
        )

    def _texts_of(self, key: int) -> dict[str, ProductText]:
        """Texts by language, those of the shop first: `Product.text` falls back to the first one."""
        order = {language: place for place, language in enumerate(self._view.shop.languages)}
        rows = sorted(self._texts[key], key=lambda row: (order.get(row[0], len(order)), row[0]))
        return {
            language: ProductText(name=name, short_name=short, category=category, description=description)
            for language, name, short, category, description in rows
        }

    def _variant(self, row: Row) -> Variant:
        key, id_, title, sku = row
        prices = tuple(self._price(item) for item in self._prices[key])
        return Variant(id=id_, title=title, sku=sku, prices=prices, stock=self._stock.get(key))

    def _price(self, row: Row) -> Price:
        currency, amount, regular, since = row
        return Price(
            price=exact(amount, currency),
            list_price=None if regular is None else exact(regular, currency),
            since=self._since(since),
        )

    def _since(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else self._view.local(moment)


def exact(amount: Decimal, currency: str) -> Money:
    """Return a stored amount with the currency's own number of decimals; finer amounts keep theirs."""
    unit = quantum(currency)
    trimmed = amount.quantize(unit)
    return Money(amount=trimmed if trimmed == amount else plain(amount), currency=currency)


def plain(number: Decimal) -> Decimal:
    """Return a stored number without the zeros that its column added: 1.2000 is 1.2 and 100.0000 is 100."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def _grouped(rows: list[Row]) -> defaultdict[int, list[Row]]:
    """Rows by their first column, without it, in the order they came."""
    groups: defaultdict[int, list[Row]] = defaultdict(list)
    for key, *rest in rows:
        groups[key].append(tuple(rest))
    return groups


def _attribute(row: Row) -> Attribute:
    name, label, text, number, unit, language = row
    value = None if number is None else plain(number)
    return Attribute(name=name, label=label, text=text, number=value, unit=unit, language=language)


def _pictures(rows: list[Row]) -> tuple[Picture, ...]:
    alts: dict[str, dict[str, str]] = {}
    for ref, language, alt in rows:
        texts = alts.setdefault(ref, {})
        if alt:
            texts[language] = alt
    return tuple(Picture(ref=ref, alt=texts) for ref, texts in alts.items())
