"""A reason on its way to the list, and the values its facts are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from shop.evidence import DateValue, MoneyValue, Value
from shop.money import Money
from shop.reason import Reason, ReasonKind
from shop.store.view import Row, ShopView


class About(NamedTuple):
    """Whom a reason is about, its kind, its product, and the variant that the customer named."""

    customer_id: str
    kind: ReasonKind
    product_id: str | None
    variant_id: str | None = None


class Found(NamedTuple):
    """A reason with the day by which recent ones come first."""

    reason: Reason
    day: dt.date


class Question(NamedTuple):
    """A query over the relations of shop.reasons.scope, one row per reason; its first column is `customer_id`."""

    sql: str
    params: Mapping[str, object]


class Kind(NamedTuple):
    """One kind of reason: the question to the store, and how a row of the answer becomes a reason."""

    ask: Callable[[ShopView], Question]
    tell: Callable[[ShopView, Row], Found]


def found(about: About, facts: Mapping[str, Value], source: str, day: dt.date) -> Found:
    """Put a reason together. Its parts are typed already; checking hundreds of thousands again takes minutes."""
    reason = Reason.model_construct(
        customer_id=about.customer_id,
        kind=about.kind,
        product_id=about.product_id,
        variant_id=about.variant_id,
        facts=dict(facts),
        source=source,
    )
    return Found(reason, day)


def day_value(day: dt.date) -> DateValue:
    """Return a calendar day as a value."""
    return DateValue(date=day)


def money_value(amount: Decimal, currency: str) -> MoneyValue:
    """Return an amount as a value, with as many digits as the currency has."""
    exact = Money(amount=amount, currency=currency).rounded()
    return MoneyValue(money=exact.amount, currency=currency)
