"""Ranks and shares of the base of customers: the top percent of a measure, RFM scores, stages, random buckets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shop.segments.compiling.measures import Figures, ranked_figure
from shop.segments.compiling.relations import relation
from shop.segments.compiling.values import NUMBER, literal
from shop.segments.tree.nodes import Bucket, Lifecycle, Rfm, Top

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table

_HASHED = Decimal(16**8)


def top(customers: Table, node: Top, figures: Figures, ordered: Table) -> BooleanValue:
    """Return the top percent of those in `ordered` (who have an order in the span) by their figure.

    Of n customers with a figure one is in when fewer than percent/100 of n have a strictly better one.
    """
    import ibis

    known = customers.filter(customers.customer_key.isin(ordered.customer_key)).select("customer_key")
    scored = figures.table.select("customer_key", figure=ranked_figure(figures))
    ranked = scored.filter(scored.customer_key.isin(known.customer_key))
    order = ranked.figure if node.lowest else ibis.desc(ranked.figure)
    placed = ranked.select(
        "customer_key", better=ibis.rank().over(order_by=order), people=ranked.count().over(ibis.window())
    )
    share = ibis.literal(node.percent, type=NUMBER) * placed.people.cast("decimal(12,0)")
    inside = placed.filter(placed.better.cast("decimal(12,0)") * ibis.literal(100, type="decimal(4,0)") < share)
    return customers.customer_key.isin(inside.customer_key)


def rfm(customers: Table, node: Rfm) -> BooleanValue:
    """Return who has one of the scores in each that is asked, and one of the cells."""
    scores = relation("rfm_scores")
    asked = [
        scores[name].isin(list(values)) for name, values in (("r", node.r), ("f", node.f), ("m", node.m)) if values
    ]
    if node.cells:
        asked.append(scores.cell.isin([literal(cell) for cell in node.cells]))
    return customers.customer_key.isin(scores.filter(asked).customer_key)


def lifecycle(customers: Table, node: Lifecycle) -> BooleanValue:
    """Return who is in one of the stages."""
    stages = relation("stages")
    return customers.customer_key.isin(stages.filter(stages.stage.isin(list(node.stages))).customer_key)


def bucket(customers: Table, node: Bucket) -> BooleanValue:
    """Return whose share of the first 32 bits of md5(salt, ':', id) lies in the bucket: the same on every machine."""
    import ibis

    hashed = (literal(node.salt) + literal(":") + customers.customer_id).hexdigest("md5")
    number = (literal("0x") + hashed.left(8)).cast("int64").cast("decimal(12,0)") * ibis.literal(
        100, type="decimal(4,0)"
    )
    return (number >= _edge(node.start)) & (number < _edge(node.end))


def _edge(percent: Decimal) -> object:
    import ibis

    return ibis.literal(percent * _HASHED, type="decimal(24,6)")
