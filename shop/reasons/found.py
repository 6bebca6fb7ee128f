"""A reason on its way to the list, and the values its facts are made of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from shop.evidence import DateValue, MoneyValue
from shop.money import Money
from shop.reason import Reason


class Found(NamedTuple):
    """A reason with the day by which recent ones come first."""

    reason: Reason
    day: dt.date


def day_value(day: dt.date) -> DateValue:
    """Return a calendar day as a value."""
    return DateValue(date=day)


def money_value(amount: Decimal, currency: str) -> MoneyValue:
    """Return an amount as a value, with as many digits as the currency has."""
    exact = Money(amount=amount, currency=currency).rounded()
    return MoneyValue(money=exact.amount, currency=currency)
