"""Evidence values as a reader of the gallery sees them: typed, in the message's locale, never interpreted."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from shop.evidence import (
    BoolValue,
    CodeValue,
    DateTimeValue,
    DateValue,
    DaysValue,
    ListValue,
    MoneyValue,
    NumberValue,
    PercentValue,
    TextValue,
    UrlValue,
    Value,
)

if TYPE_CHECKING:
    from babel import Locale


def shown(value: Value, locale: str) -> str:
    """Return `value` as text in a Babel locale such as en_GB; a locale that does not exist reads as English."""
    if isinstance(value, TextValue):
        return value.text
    if isinstance(value, CodeValue):
        return value.code
    if isinstance(value, UrlValue):
        return value.url
    if isinstance(value, BoolValue):
        return "yes" if value.bool else "no"
    if isinstance(value, DaysValue):
        return f"{value.days} days"
    if isinstance(value, ListValue):
        return ", ".join(shown(item, locale) for item in value.list)
    return _localised(value, locale)


def _localised(value: MoneyValue | NumberValue | PercentValue | DateValue | DateTimeValue, locale: str) -> str:
    from babel.dates import format_date
    from babel.numbers import format_currency, format_decimal

    known = _locale(locale)
    if isinstance(value, MoneyValue):
        return format_currency(value.money, value.currency, locale=known)
    if isinstance(value, PercentValue):
        return f"{format_decimal(value.percent, locale=known)} %"
    if isinstance(value, NumberValue):
        return f"{format_decimal(value.number, locale=known)} {value.unit}".strip()
    if isinstance(value, DateValue):
        return format_date(value.date, "long", locale=known)
    return f"{value.datetime:%Y-%m-%d %H:%M %z}"


@cache
def _locale(name: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
