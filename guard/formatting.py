"""How an evidence value reads in a message, per locale (Babel). The guard reads back what is written here.

Money: English always with the currency's decimals ($63.00, €12.50); Chinese without needless zeros or grouping
(199元, 17.4元, 63美元). Dates: without the year when it is the year of `as_of_year` (November 30, 11月30日).

A moment is shown in the zone it carries, which is the shop's. `ends` is exclusive: at local midnight the day before is
the last day and is what a reader sees ("until November 30"); at 23:59 it is that day; at any other time the time
and the offset are shown, because then they matter. Other moments at midnight are shown as a day.

Percent is a reduction: the field `reduction` reads 8折 in Chinese (20) and 20% in English. A bool has no form.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from guard.cleaning import clean_value
from guard.errors import Unprintable
from shop.evidence import (
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

_LAST_MINUTE = dt.time(23, 59)


def format_value(value: Value, field: str, locale: str, as_of_year: int) -> str:
    """Return `value` as plain text on one line in `locale`; raises Unprintable for a bool or an empty list."""
    zh = is_chinese(locale)
    match value:
        case MoneyValue():
            return _money(value.money, value.currency, locale)
        case PercentValue():
            return _discount(value.percent) if zh and field == "reduction" else f"{plain(value.percent)}%"
        case DateValue():
            return _day(value.date, locale, as_of_year)
        case DateTimeValue():
            return _moment(value.datetime, field, locale, as_of_year)
        case DaysValue():
            return _days(value.days, zh)
        case NumberValue():
            return _number(value.number, value.unit, locale)
        case ListValue():
            return _list([format_value(item, field, locale, as_of_year) for item in value.list], locale, field)
        case TextValue() | CodeValue() | UrlValue():
            return clean_value(_verbatim(value))
        case _:
            raise Unprintable(f"The field {field!r} is true or false and cannot be printed.")


def is_chinese(locale: str) -> bool:
    """Return whether `locale` writes Chinese."""
    return locale.lower().startswith("zh")


def plain(number: Decimal) -> str:
    """Return a number without exponent and without trailing zeros after the point."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def last_day(moment: dt.datetime) -> dt.date:
    """Return the last whole day before an exclusive end: the day before when it falls on midnight."""
    return moment.date() - dt.timedelta(days=1) if moment.time() == dt.time(0) else moment.date()


def _verbatim(value: TextValue | CodeValue | UrlValue) -> str:
    match value:
        case TextValue():
            return value.text
        case CodeValue():
            return value.code
        case UrlValue():
            return value.url


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str, locale: str) -> str:
    from babel.numbers import format_currency, get_currency_name

    if is_chinese(locale):
        name = "元" if currency == "CNY" else get_currency_name(currency, locale=locale)
        return f"{plain(amount)}{name}"
    return clean_value(format_currency(amount, currency, locale=locale))


def _discount(percent: Decimal) -> str:
    """8折 means eight tenths are paid; outside 0-100 there is no such word."""
    if not 0 < percent < 100:
        return f"{plain(percent)}%"
    return f"{plain((100 - percent) / 10)}折"


@lru_cache(maxsize=4096)
def _day(day: dt.date, locale: str, as_of_year: int) -> str:
    from babel.dates import format_date, format_skeleton

    if day.year == as_of_year:
        return str(format_skeleton("MMMMd", day, locale=locale))
    return format_date(day, format="long", locale=locale)


def _moment(moment: dt.datetime, field: str, locale: str, as_of_year: int) -> str:
    if field == "ends" and moment.time() == dt.time(0):
        return _day(last_day(moment), locale, as_of_year)
    if moment.time() == dt.time(0) or moment.time().replace(second=0, microsecond=0) == _LAST_MINUTE:
        return _day(moment.date(), locale, as_of_year)
    return f"{_day(moment.date(), locale, as_of_year)} {moment:%H:%M} (UTC{_offset(moment)})"


def _offset(moment: dt.datetime) -> str:
    seconds = int((moment.utcoffset() or dt.timedelta(0)).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def _days(days: int, zh: bool) -> str:
    if zh:
        return f"{days}天"
    return f"{days} day" if days == 1 else f"{days} days"


@lru_cache(maxsize=4096)
def _number(number: Decimal, unit: str, locale: str) -> str:
    from babel.numbers import format_decimal

    if is_chinese(locale):
        shown = plain(number)
    else:
        shown = clean_value(format_decimal(number, locale=locale, decimal_quantization=False))
    close = not unit or unit in {"%", "°"} or not unit[0].isascii()
    return clean_value(f"{shown}{unit}" if close else f"{shown} {unit}")


def _list(items: list[str], locale: str, field: str) -> str:
    from babel.lists import format_list

    if not items:
        raise Unprintable(f"The field {field!r} is an empty list and cannot be printed.")
    return "、".join(items) if is_chinese(locale) else format_list(items, locale=locale)
