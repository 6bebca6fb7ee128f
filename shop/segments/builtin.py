"""Segments by name: who they are, how many, and what a campaign to them would start from.

The built-in ones are trees (builtin_trees.py) with words of their own (segments.toml).
"""

from __future__ import annotations

import sqlite3
from decimal import Decimal

from shop.consent import Funnel, eligible
from shop.errors import InvalidInput
from shop.evidence import MoneyValue, Value
from shop.money import Money
from shop.reasons.found import money_value
from shop.record import Channel, Record
from shop.segments.builtin_trees import BUILTIN, TOP_PERCENT
from shop.segments.compiling import compiled
from shop.segments.compiling import members as evaluate
from shop.segments.history import ensure_buyers
from shop.segments.lifecycle import thresholds
from shop.segments.saved import tree_named
from shop.segments.words import Segment, known_thresholds, segment_texts, worded
from shop.store.view import ShopView

__all__ = ["Segment", "SegmentInfo", "SegmentPreview", "SpendProfile", "members", "preview", "segments"]

SAMPLE_SIZE = 5


class SegmentInfo(Record):
    """A segment in this shop: what it means here, and how many customers are in it."""

    segment: Segment
    count: int


class SpendProfile(Record):
    """What the members spent so far, in base currency: total, median per buyer, and spend per order."""

    buyers: int
    orders: int
    total: Money
    median: Money
    per_order: Money


class SegmentPreview(Record):
    """A segment before anything is written: meaning, size, who may be contacted (if a channel was named), a sample."""

    segment: Segment
    matched: int
    funnel: Funnel | None
    sample: tuple[str, ...]
    spend: SpendProfile


def segments(view: ShopView) -> tuple[SegmentInfo, ...]:
    """Return every built-in segment with its count, in the order of the data file."""
    known = _known(view)
    return tuple(SegmentInfo(segment=worded(name, known), count=len(members(view, name))) for name in segment_texts())


def members(view: ShopView, name: str, state: sqlite3.Connection | None = None) -> list[str]:
    """Return the sorted ids of a segment's members; raises NotFound that names the nearest segments.

    Saved segments are found in `state`; their conditions on consent are read from it.
    """
    return evaluate(view, tree_named(state, name), state)


def preview(
    view: ShopView, name: str, channel: Channel | None = None, state: sqlite3.Connection | None = None
) -> SegmentPreview:
    """Show what a campaign to the segment would start from.

    With a channel the funnel says who may be contacted; that needs the runtime state, which knows who was suppressed.
    """
    if channel is not None and state is None:
        raise InvalidInput("A funnel needs the runtime state.", hint="Open the home's state.sqlite and pass it.")
    ids = members(view, name)
    funnel = eligible(view, state, ids, channel).funnel if channel is not None and state is not None else None
    return SegmentPreview(
        segment=worded(name, _known(view)), matched=len(ids), funnel=funnel, sample=_sample(ids),
        spend=_spend(view, ids),
    )  # fmt: skip


def _known(view: ShopView) -> dict[str, Value]:
    return known_thresholds(thresholds(view), _least_spend(view), TOP_PERCENT)


def _least_spend(view: ShopView) -> MoneyValue:
    ensure_buyers(view)
    [(least,)] = view.rows(
        f"SELECT min(spend) FROM buyers WHERE customer_key IN ({compiled(view, BUILTIN['big_spenders'])})"
    )
    return money_value(least or Decimal(0), view.shop.currency)


def _sample(ids: list[str]) -> tuple[str, ...]:
    """Take ids evenly from the sorted list: the same ones every time, and not only the first customers."""
    step = max(1, len(ids) // SAMPLE_SIZE)
    return tuple(ids[::step][:SAMPLE_SIZE])


def _spend(view: ShopView, ids: list[str]) -> SpendProfile:
    ensure_buyers(view)
    [(buyers, orders, total, median)] = view.rows(
        """SELECT count(*), coalesce(sum(orders), 0), coalesce(sum(spend), 0), coalesce(median(spend), 0)
           FROM buyers JOIN customers USING (customer_key) WHERE customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
        {"ids": ids},
    )

    def base(amount: Decimal) -> Money:
        return Money(amount=amount, currency=view.shop.currency).rounded()

    per_order = total / orders if orders else Decimal(0)
    return SpendProfile(buyers=buyers, orders=orders, total=base(total), median=base(median), per_order=base(per_order))
