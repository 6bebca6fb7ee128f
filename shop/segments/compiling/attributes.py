"""Conditions on what is known about a customer. The unknown (empty, NULL) matches nothing but `unknown`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shop.segments.compiling.local_time import local
from shop.segments.compiling.values import compare_known, compare_text, literal
from shop.segments.tree.nodes import Attribute

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value

_TEXTS = ("country", "city", "language", "zone", "acquisition", "tier", "staff_owner", "customer_id")
_CONTACTS = {"has_email": "email", "has_phone": "phone", "has_wecom": "wecom_id"}


def attribute(customers: Table, node: Attribute, today: date, zone: ZoneInfo) -> BooleanValue:
    """Return the condition on the customers; it is never NULL."""
    if node.field in _TEXTS:
        return compare_text(node.op, customers[node.field], node.value)
    if node.field == "tags":
        return _tags(customers.tags, node.op, node.value)
    return compare_known(node.op, _column(customers, node.field, today, zone), node.value)


def _column(customers: Table, field: str, today: date, zone: ZoneInfo) -> Value:
    if field in _CONTACTS:
        return customers[_CONTACTS[field]] != ""
    if field == "objects_to_profiling":
        return customers.objects_to_profiling
    if field == "profiled":
        return ~customers.objects_to_profiling
    if field.startswith("birthday"):
        return _birthday(customers.birthday, field, today)
    if field == "days_to_birthday":
        return _days_to(customers.birthday, today)
    joined = local(customers.joined_at, zone).date()
    return joined if field == "joined_at" else literal(today).delta(joined, unit="day")


def _birthday(birthday: Value, field: str, today: date) -> Value:
    if field == "birthday_day":
        return birthday.day()
    month = birthday.month()
    return month if field == "birthday_month" else month == today.month


def _days_to(birthday: Value, today: date) -> Value:
    """Return the days until the next birthday; one on 29 February is on 1 March where there is none."""
    import ibis

    def days(year: int) -> Value:
        first = ibis.date(ibis.literal(year), birthday.month(), ibis.literal(1))
        on = first + (birthday.day() - 1) * ibis.interval(days=1)
        return on.delta(literal(today), unit="day")

    this_year = days(today.year)
    return ibis.cases((this_year >= 0, this_year), else_=days(today.year + 1))


def _tags(tags: Value, op: str, value: object) -> BooleanValue:
    if op in ("known", "unknown"):
        return tags.length() > 0 if op == "known" else tags.length() == 0
    folded = tags.map(lambda tag: tag.lower())
    if op == "contains":
        wanted = literal(value).lower()
        return folded.map(lambda tag: tag.contains(wanted)).contains(True)
    several = value if isinstance(value, tuple) else (value,)
    found = folded.contains(literal(several[0]).lower())
    for one in several[1:]:
        found = found | folded.contains(literal(one).lower())
    return found
