"""did, never, last_did: how often something happened, and when last, as conditions on customers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shop.segments.compiling.conditions import Money, Rows
from shop.segments.compiling.relations import relation
from shop.segments.compiling.sources import event_rows
from shop.segments.compiling.values import compare, holds, in_span
from shop.segments.tree.nodes import Did, Last, Never
from shop.segments.tree.windows import Span

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

EVERYTHING = Span(None, None)


def did(customers: Table, node: Did, span: Span, zone: ZoneInfo, money: Money) -> BooleanValue:
    """Return who did it so many times. Whoever never did counts as 0 times."""
    if node.event == "order" and not node.where and node.within is None:
        return by_count(customers, relation("segment_orders"), "orders", node.op, node.times)
    rows = event_rows(node.event, node.where, span, zone, money)
    if (node.op, node.times) in (("ge", 1), ("gt", 0)):
        return customers.customer_key.isin(rows.table.customer_key)
    return by_count(customers, counted(rows), "times", node.op, node.times)


def never(customers: Table, node: Never, span: Span, zone: ZoneInfo, money: Money) -> BooleanValue:
    """Return who did not do it in the span."""
    rows = event_rows(node.event, node.where, span, zone, money)
    return ~customers.customer_key.isin(rows.table.customer_key)


def last_did(customers: Table, node: Last, span: Span, zone: ZoneInfo, money: Money) -> BooleanValue:
    """Return whose latest (or first) time lies in the span."""
    whole = node.event == "order" and not node.where
    if whole:
        per, moment = relation("segment_orders"), "last_at" if node.which == "last" else "first_at"
    else:
        rows = event_rows(node.event, node.where, EVERYTHING, zone, money)
        times = rows.table[rows.moment]
        per = rows.table.group_by("customer_key").agg(moment=times.max() if node.which == "last" else times.min())
        moment = "moment"
    condition = in_span(per[moment], span)
    found = per.filter(per[moment].notnull() if condition is None else condition)
    return customers.customer_key.isin(found.customer_key)


def counted(rows: Rows) -> Table:
    """Return customer_key and `times`: rows, or distinct orders."""
    times = rows.table[rows.counted].nunique() if rows.counted else rows.table.count()
    return rows.table.group_by("customer_key").agg(times=times)


def by_count(customers: Table, per: Table, column: str, op: str, value: object) -> BooleanValue:
    """Return whose figure compares so, where customers without a row have 0."""
    fits = compare(op, per[column], value)
    if not holds(op, 0, value):
        return customers.customer_key.isin(per.filter(fits).customer_key)
    return ~customers.customer_key.isin(per.filter(~fits).customer_key)
