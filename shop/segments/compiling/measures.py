"""Figures of a customer as conditions: exact where they are compared, to six decimals where they are ranked.

A ratio is compared as part against value times whole, so that nothing is rounded. Spend nets refunds and documents
that take back; with `where` it is the total of the matching lines.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from shop.segments.compiling.conditions import LINE_FIELDS, Money, Rows, is_discounted, linked, scaled
from shop.segments.compiling.counting import by_count
from shop.segments.compiling.local_time import local
from shop.segments.compiling.relations import relation
from shop.segments.compiling.sources import event_rows, sold_lines
from shop.segments.compiling.values import compare, literal
from shop.segments.tree.nodes import Comparison, Measure
from shop.segments.tree.windows import Span

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value

ZERO_WITHOUT = ("spend", "orders", "units", "products", "returned_units")
"""Measures that are 0 for whoever has no rows."""
RATIOS = ("aov", "return_rate", "discount_share", "interest")


class Figures(NamedTuple):
    """One row per customer: `part` is the figure, of a ratio the numerator of `whole`; `table` has customer_key."""

    table: Table
    ratio: bool = False


class Asking(NamedTuple):
    """What a figure is computed for: the lines that count, the span, and the shop's day, zone and money."""

    where: tuple[Comparison, ...]
    span: Span
    whole_history: bool
    today: date
    zone: ZoneInfo
    money: Money


def measured(customers: Table, node: Measure, figures: Figures) -> BooleanValue:
    """Return whose figure compares as asked."""
    per = figures.table
    if node.measure in ZERO_WITHOUT:
        return by_count(customers, per, "part", node.op, node.value)
    fits = scaled(node.op, per.part, node.value, per.whole) if figures.ratio else compare(node.op, per.part, node.value)
    return customers.customer_key.isin(per.filter(fits).customer_key)


def figures_of(measure: str, asking: Asking) -> Figures:
    """Return the figures of all customers who have one; scores of models are prepared elsewhere."""
    if measure in ("units", "products", "returned_units", "return_rate"):
        return _of_lines(measure, asking)
    if measure == "interest":
        return _interest(asking)
    if measure == "median_gap_days":
        return Figures(_gaps(asking))
    if measure == "spend" and any(one.field in LINE_FIELDS for one in asking.where):
        lines = sold_lines(asking.where, asking.span, asking.zone, asking.money).table
        return Figures(lines.group_by("customer_key").agg(part=_amount(lines.total_base.sum())))
    if measure == "orders" and any(one.field in LINE_FIELDS for one in asking.where):
        rows = event_rows("order", asking.where, asking.span, asking.zone, asking.money).table
        return Figures(rows.group_by("customer_key").agg(part=rows.order_key.nunique()))
    return _of_orders(measure, asking)


def _amount(total: Value) -> Value:
    return total.fill_null(0).cast("decimal(24,4)")


def _of_lines(measure: str, asking: Asking) -> Figures:
    lines = sold_lines(asking.where, asking.span, asking.zone, asking.money).table
    bought, returned = lines.quantity > 0, lines.quantity < 0
    units = lines.quantity.sum(where=bought).fill_null(0).cast("int64")
    back = (-lines.quantity.sum(where=returned)).fill_null(0).cast("int64")
    if measure == "products":
        return Figures(lines.group_by("customer_key").agg(part=lines.product_key.nunique(where=bought)))
    if measure == "units":
        return Figures(lines.group_by("customer_key").agg(part=units))
    if measure == "returned_units":
        return Figures(lines.group_by("customer_key").agg(part=back))
    both = lines.group_by("customer_key").agg(part=back, whole=units)
    return Figures(both.filter(both.whole > 0), ratio=True)


def _of_orders(measure: str, asking: Asking) -> Figures:
    per = _totals(asking)
    ordered = per.filter(per.orders > 0)
    if measure == "spend":
        return Figures(per.select("customer_key", part=per.spend))
    if measure == "orders":
        return Figures(per.select("customer_key", part=per.orders))
    if measure == "aov":
        return Figures(ordered.select("customer_key", part=ordered.spend, whole=ordered.orders), ratio=True)
    if measure == "largest_order":
        return Figures(ordered.filter(ordered.largest.notnull()).select("customer_key", part=ordered.largest))
    if measure == "discount_share":
        return Figures(_discounts(asking), ratio=True)
    moment = ordered.last_at if measure == "days_since_last_order" else ordered.first_at
    return Figures(
        ordered.select("customer_key", part=literal(asking.today).delta(_day(moment, asking.zone), unit="day"))
    )


def _totals(asking: Asking) -> Table:
    """Return orders, spend, largest, first_at and last_at per customer with a sale in the span."""
    if asking.whole_history and not asking.where:
        return relation("segment_orders")
    sales = event_rows("order", asking.where, asking.span, asking.zone, asking.money, sales=True).table
    counts = sales.total >= 0
    return sales.group_by("customer_key").agg(
        orders=sales.count(where=counts), spend=_amount(sales.spend_base.sum()),
        largest=sales.spend_base.max(where=counts), first_at=sales.placed_at.min(where=counts),
        last_at=sales.placed_at.max(where=counts),
    )  # fmt: skip


def _discounts(asking: Asking) -> Table:
    orders = event_rows("order", (), asking.span, asking.zone, asking.money).table
    return orders.group_by("customer_key").agg(part=is_discounted(orders).cast("int64").sum(), whole=orders.count())


def _gaps(asking: Asking) -> Table:
    """Return the median of the days between successive order days in the span."""
    import ibis

    if asking.whole_history:
        days = relation("bought_days")
    else:
        orders = event_rows("order", (), asking.span, asking.zone, asking.money).table
        dated = orders.select("customer_key", day=_day(orders.placed_at, asking.zone)).distinct()
        before = dated.day.lag().over(ibis.window(group_by="customer_key", order_by="day"))
        days = dated.mutate(gap=dated.day.delta(before, unit="day"))
    known = days.filter(days.gap.notnull())
    return known.group_by("customer_key").agg(part=known.gap.median())


def _interest(asking: Asking) -> Figures:
    """Return the share of a customer's attention (see shop.portraits.taste) that goes to the asked categories."""
    scores, [asked] = relation("segment_interest"), asking.where
    inside = linked(asked.op, scores.product_key, relation("product_texts"), "product_key", "category", asked.value)
    both = scores.group_by("customer_key").agg(
        part=scores.score.sum(where=inside).fill_null(0).cast("decimal(18,0)"),
        whole=scores.score.sum().cast("decimal(12,0)"),
    )
    return Figures(both.filter(both.whole > 0), ratio=True)


def _day(moment: Value, zone: ZoneInfo) -> Value:
    return local(moment, zone).date()


def ranked_figure(figures: Figures) -> Value:
    """Return the figure as something to rank by: a ratio to six decimals, so that equal shares are equal."""
    per = figures.table
    if not figures.ratio:
        return per.part
    return (per.part.cast("decimal(24,4)") * 1_000_000).cast("int64") // per.whole.cast("int64")


__all__ = ["RATIOS", "ZERO_WITHOUT", "Asking", "Figures", "Rows", "figures_of", "measured", "ranked_figure"]
