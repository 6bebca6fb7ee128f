"""Where the rows of each event are: orders, lines, events, outcomes of campaigns, reviews, tickets, customers.

An order is a sale of at least nothing (`is_sale`, total >= 0); a document that only takes back is none. Orders of
guests belong to nobody. What an outcome says was opened counts as one opening, unless an event says it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shop.segments.compiling.conditions import LINE_FIELDS, Money, Rows, matching
from shop.segments.compiling.relations import relation
from shop.segments.compiling.values import in_span, literal
from shop.segments.tree.nodes import Comparison
from shop.segments.tree.windows import Span

if TYPE_CHECKING:
    from ibis.expr.types import Table

_EVERYTHING = Span(None, None)
_OF_OUTCOMES = {"open": "opened", "click": "clicked"}


def event_rows(
    event: str, where: tuple[Comparison, ...], span: Span, zone: ZoneInfo, money: Money, *, sales: bool = False
) -> Rows:
    """Return the rows of an event in the span for which `where` holds; `sales` takes every sale in place of orders."""
    if event == "order":
        return _orders(where, span, zone, money, sales=sales)
    return matching(within(_rows(event), span), where, zone, money)


def within(rows: Rows, span: Span) -> Rows:
    """Return the rows that lie in the span."""
    condition = in_span(rows.table[rows.moment], span)
    return rows if condition is None else rows._replace(table=rows.table.filter(condition))


def sold_lines(where: tuple[Comparison, ...], span: Span, zone: ZoneInfo, money: Money) -> Rows:
    """Return every line of a sale, returned ones too, for which `where` holds (fields of lines and of orders)."""
    lines = relation("order_lines")
    rows = Rows(lines.filter([lines.is_sale, lines.customer_key.notnull()]), "order", "placed_at", "order_key")
    return _of_orders(within(rows, span), where, span, zone, money, sales=True)


def _orders(where: tuple[Comparison, ...], span: Span, zone: ZoneInfo, money: Money, *, sales: bool) -> Rows:
    if any(one.field in LINE_FIELDS for one in where):
        rows = sold_lines((), span, zone, money)
        rows = rows._replace(table=rows.table.filter(rows.table.quantity > 0))
        return _of_orders(rows, where, span, zone, money, sales=sales)
    orders = relation("orders")
    kept = [orders.is_sale, orders.customer_key.notnull()]
    rows = Rows(orders.filter(kept if sales else [*kept, orders.total >= 0]), "order", "placed_at")
    return matching(within(rows, span), where, zone, money)


def _of_orders(
    lines: Rows, where: tuple[Comparison, ...], span: Span, zone: ZoneInfo, money: Money, *, sales: bool
) -> Rows:
    """Narrow lines by the conditions on lines, and by those on their orders."""
    narrowed = matching(lines, tuple(one for one in where if one.field in LINE_FIELDS), zone, money)
    whole = tuple(one for one in where if one.field not in LINE_FIELDS)
    if whole:
        orders = _orders(whole, span, zone, money, sales=sales).table
        return narrowed._replace(table=narrowed.table.filter(narrowed.table.order_key.isin(orders.order_key)))
    if sales:
        return narrowed
    orders = relation("orders")
    taking_back = orders.filter(orders.total < 0).order_key
    return narrowed._replace(table=narrowed.table.filter(~narrowed.table.order_key.isin(taking_back)))


def _rows(event: str) -> Rows:
    if event == "return":
        lines = relation("order_lines")
        kept = [lines.is_sale, lines.quantity < 0, lines.customer_key.notnull()]
        return Rows(lines.filter(kept), event, "placed_at", "order_key")
    if event == "received":
        return Rows(_outcomes("delivered"), event, "moment")
    if event == "held_out":
        return Rows(_held_out(), event, "moment")
    if event in _OF_OUTCOMES:
        return Rows(_followed(event), event, "moment")
    if event == "review":
        reviews = relation("reviews")
        return Rows(reviews.filter(reviews.customer_key.notnull()), event, "written_at")
    if event == "ticket":
        tickets = relation("tickets")
        return Rows(tickets.filter(tickets.customer_key.notnull()), event, "opened_at")
    if event == "joined":
        customers = relation("customers")
        return Rows(customers.filter(customers.joined_at.notnull()), event, "joined_at")
    events = relation("events")
    return Rows(events.filter(events.kind == literal(event)), event, "happened_at")


def _held_out() -> Table:
    """Return who was held out of which campaign, as rows of the moment when it was sent."""
    outcomes, campaigns = relation("outcomes"), relation("campaigns")
    sent = campaigns.select("campaign_id", moment=campaigns.sent_at)
    return outcomes.filter(outcomes.held_out).join(sent, "campaign_id").select("customer_key", "campaign_id", "moment")


def _outcomes(flag: str) -> Table:
    """Return the outcomes with a flag as rows of the moment when the campaign was sent; nobody held out received it."""
    outcomes, campaigns = relation("outcomes"), relation("campaigns")
    kept = outcomes.filter([outcomes[flag], ~outcomes.held_out])
    sent = campaigns.select("campaign_id", moment=campaigns.sent_at)
    return kept.join(sent, "campaign_id").select("customer_key", "campaign_id", "arm", "moment")


def _followed(event: str) -> Table:
    """Return openings or clicks: events, and outcomes that no event of the same campaign tells of."""
    import ibis

    events = relation("events")
    told = events.filter(events.kind == literal(event))
    told = told.select(
        "customer_key", campaign_id=told.campaign_id.fill_null(""), device=told.device, moment=told.happened_at
    )
    outcomes = _outcomes(_OF_OUTCOMES[event])
    more = outcomes.anti_join(told, ["customer_key", "campaign_id"])
    blank = ibis.literal("", type="string")
    more = more.select("customer_key", "campaign_id", "moment", device=blank)
    return told.union(more.select(*told.columns))
