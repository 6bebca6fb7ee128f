"""The built-in segments: who they are, how many, and what a campaign to them would start from."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

from shop.consent import Funnel, eligible
from shop.errors import InvalidInput, NotFound
from shop.evidence import MoneyValue, Value
from shop.money import Money
from shop.reason import ReasonKind
from shop.reasons import who
from shop.reasons.found import money_value
from shop.record import Channel, Record
from shop.segments.history import derive, ensure_buyers
from shop.segments.lifecycle import ensure_stages, thresholds
from shop.segments.rfm import ensure_rfm
from shop.segments.words import Segment, known_thresholds, segment_texts, worded
from shop.store.view import ShopView

__all__ = ["Segment", "SegmentInfo", "SegmentPreview", "SpendProfile", "members", "preview", "segments"]

SAMPLE_SIZE = 5
TOP_PERCENT = 10

_BY_STAGE = "SELECT customer_key FROM stages WHERE stage = '{}'"
_QUERIES: dict[str, str] = {
    "everyone": "SELECT customer_key FROM customers",
    "new_customers": _BY_STAGE.format("new"),
    "active": _BY_STAGE.format("active"),
    "loyal": "SELECT customer_key FROM rfm_scores WHERE cell IN ('champions', 'loyal')",
    "potential": "SELECT customer_key FROM rfm_scores WHERE cell = 'potential'",
    "lapsing": _BY_STAGE.format("lapsing"),
    "lapsed": _BY_STAGE.format("lapsed"),
    "prospects": _BY_STAGE.format("prospect"),
    "big_spenders": "SELECT customer_key FROM big_spenders",
    "bought_twice_then_quiet": """SELECT customer_key FROM stages JOIN buyers USING (customer_key)
                                  WHERE orders = 2 AND stage IN ('lapsing', 'lapsed')""",
}
_BY_REASON: dict[str, ReasonKind] = {
    "cart_left": "cart_left",
    "wishlist_price_fell": "price_fell",
    "replenishment_due": "replenishment_due",
    "back_in_stock": "back_in_stock",
}


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


def members(view: ShopView, name: str) -> list[str]:
    """Return the sorted ids of a segment's members; raises NotFound that names the nearest segments."""
    if name in _BY_REASON:
        return who(view, _BY_REASON[name])
    if name not in _QUERIES:
        raise NotFound("segment", name, segment_texts(), hint="`copilot segment list` shows them all.")
    _prepare(view)
    rows = view.rows(f"SELECT customer_id FROM ({_QUERIES[name]}) JOIN customers USING (customer_key) ORDER BY ALL")
    return [row[0] for row in rows]


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


def _prepare(view: ShopView) -> None:
    ensure_stages(view)
    ensure_rfm(view)
    derive(
        view,
        "big_spenders",
        """SELECT customer_key, spend FROM buyers
           QUALIFY spend > 0 AND 100 * (rank() OVER (ORDER BY spend DESC) - 1) < $top::INTEGER * count(*) OVER ()""",
        {"top": TOP_PERCENT},
    )


def _known(view: ShopView) -> dict[str, Value]:
    return known_thresholds(thresholds(view), _least_spend(view), TOP_PERCENT)


def _least_spend(view: ShopView) -> MoneyValue:
    _prepare(view)
    [(least,)] = view.rows("SELECT min(spend) FROM big_spenders")
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
