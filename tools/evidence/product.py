"""Evidence P: a product as it is sold now to one market, in one language."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from shop.catalogue import price_of
from shop.evidence import (
    BoolValue,
    DateValue,
    Evidence,
    MoneyValue,
    NumberValue,
    PercentValue,
    TextValue,
    UrlValue,
    Value,
)
from shop.reference_prices import ReferencePrice
from shop.types import Attribute, Market, Product

RESERVED = frozenset(
    (
        *("name", "short_name", "category", "brand", "price", "from_price", "list_price", "stock", "in_stock", "url"),
        *("rating", "launched_on", "bought_together", "reduction", "threshold", "code", "total"),
        *("variant", "automatic_promotion", "reference_price", "reference_basis", "reference_since"),
        *("reference_percent",),
    )
)
"""Roles with a meaning of their own; an attribute of the same name is left out."""


LEAST_PERCENT = 3
"""A smaller reduction is not worth a percentage."""


def product_evidence(
    id_: str,
    product: Product,
    market: Market,
    language: str,
    at: datetime,
    *,
    bought_together: bool = False,
    variant: str = "",
    automatic_promotion: bool = False,
    reference: ReferencePrice | None = None,
    percent_off: bool = False,
) -> Evidence:
    """Return what may be said of the product. `list_price` is withheld: only a `reference` that the law of the market
    proves is a former price, and with `percent_off` it says how much lower the price is; every price is withheld in a
    market that states none.

    `variant` is the title of the only variant that `product` was narrowed to. `automatic_promotion` says that its
    price is not the last word: a promotion without a code lowers it, or may in a larger basket.
    """
    text = product.text(language)
    fields: dict[str, Value] = {"name": TextValue(text=text.name)}
    fields["short_name"] = TextValue(text=text.short_name or text.name)
    for role, words in (("category", text.category), ("brand", product.brand)):
        if words:
            fields[role] = TextValue(text=words)
    fields |= _price(product, market) | _former(reference, percent_off=percent_off) | _availability(product)
    if product.url:
        fields["url"] = UrlValue(url=product.url)
    if product.launched_on:
        fields["launched_on"] = DateValue(date=product.launched_on)
    if variant:
        fields["variant"] = TextValue(text=variant)
    for role, holds in (("bought_together", bought_together), ("automatic_promotion", automatic_promotion)):
        if holds:
            fields[role] = BoolValue(bool=True)
    fields |= _attributes(product.attributes, language)
    return Evidence(id=id_, kind="product", fields=fields, source=product.source, as_of=at)


def _price(product: Product, market: Market) -> dict[str, Value]:
    quoted = price_of(product, market.currency)
    if quoted is None or market.prices == "derived":
        return {}
    value = MoneyValue(money=quoted.price.amount, currency=quoted.price.currency)
    return {"from_price" if quoted.varies else "price": value}


def _former(reference: ReferencePrice | None, *, percent_off: bool) -> dict[str, Value]:
    """Return the reference price, what it is and since when the price is lower, and where asked for the percentage."""
    if reference is None:
        return {}
    fields: dict[str, Value] = {
        "reference_price": MoneyValue(money=reference.amount.amount, currency=reference.amount.currency),
        "reference_basis": TextValue(text=reference.basis),
        "reference_since": DateValue(date=reference.reduced_since.date()),
    }
    if percent_off and reference.percent_off >= LEAST_PERCENT:
        fields["reference_percent"] = PercentValue(percent=Decimal(reference.percent_off))
    return fields


def _availability(product: Product) -> dict[str, Value]:
    stock = product.stock()
    if stock is None:
        return {}
    return {
        "stock": NumberValue(number=stock),
        "in_stock": BoolValue(bool=product.status == "active" and stock > 0),
    }


def _attributes(attributes: tuple[Attribute, ...], language: str) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for attribute in attributes:
        name = re.sub(r"\W+", "_", attribute.name.strip().lower()).strip("_")
        if not re.fullmatch(r"[^\W\d]\w*", name) or name in RESERVED or attribute.language not in ("", language):
            continue
        if attribute.number is not None:
            fields[name] = NumberValue(number=attribute.number, unit=attribute.unit)
        elif attribute.text:
            fields[name] = TextValue(text=attribute.text)
    return fields
