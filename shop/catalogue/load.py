"""Reads products in bulk: one query per table whatever the number of products, assembled in Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from shop.money import Money, quantum
from shop.store.view import Row, ShopView
from shop.types import Attribute, Picture, Price, Product, ProductText, Variant

_CHOSEN = "SELECT product_key FROM products WHERE $every OR product_id IN (SELECT unnest($ids::VARCHAR[]))"

_PRODUCTS = f"""
SELECT product_key, product_id, brand, status, launched_on, discontinued_on, url, cost, currency, rating,
       rating_count, source_file, source_row
FROM products WHERE product_key IN ({_CHOSEN}) ORDER BY product_id"""
_TEXTS = f"""
SELECT product_key, language, name, short_name, category, description
FROM product_texts WHERE product_key IN ({_CHOSEN}) ORDER BY product_key, language"""
_ATTRIBUTES = f"""
SELECT product_key, name, label, text, number, unit, language
FROM product_attributes WHERE product_key IN ({_CHOSEN}) ORDER BY product_key, position, language"""
_PICTURES = f"""
SELECT product_key, ref, language, alt
FROM pictures WHERE product_key IN ({_CHOSEN}) ORDER BY product_key, position, language"""
_VARIANTS = f"""
SELECT v.product_key, v.variant_key, v.variant_id, v.title, v.sku, s.quantity
FROM variants v LEFT JOIN stock_now s USING (variant_key)
WHERE v.product_key IN ({_CHOSEN}) ORDER BY v.product_key, v.variant_key"""
_PRICES = f"""
SELECT variant_key, currency, price, list_price, starts_at
FROM price_now WHERE product_key IN ({_CHOSEN}) ORDER BY variant_key, currency"""


def products(view: ShopView, ids: Sequence[str] | None = None) -> dict[str, Product]:
    """Return the products with these ids (None: all), by id in ascending order, with prices and stock of `view.at`.

    Ids that the shop does not have (or had not launched yet) are missing from the answer.
    """
    parts = _Parts(view, ids)
    return {row[1]: parts.product(row) for row in parts.read(_PRODUCTS)}


class _Parts:
    """The tables around products, grouped by the key they belong to."""

    def __init__(self, view: ShopView, ids: Sequence[str] | None) -> None:
        self._view = view
        self._params = {"every": ids is None, "ids": sorted(set(ids or ()))}
        self._texts = _grouped(self.read(_TEXTS))
        self._attributes = _grouped(self.read(_ATTRIBUTES))
        self._pictures = _grouped(self.read(_PICTURES))
        self._variants = _grouped(self.read(_VARIANTS))
        self._prices = _grouped(self.read(_PRICES))

    def read(self, sql: str) -> list[Row]:
        return self._view.rows(sql, self._params)

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
        key, id_, title, sku, stock = row
        prices = tuple(self._price(item) for item in self._prices[key])
        return Variant(id=id_, title=title, sku=sku, prices=prices, stock=stock)

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
