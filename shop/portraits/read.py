"""Builds portraits for many customers in four queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from shop.money import Money
from shop.portraits.portrait import Portrait, PurchaseWindow, RfmScore
from shop.portraits.taste import interests, pricing
from shop.segments.lifecycle import Stage, ensure_stages
from shop.segments.rfm import ensure_rfm
from shop.store.view import ShopView

LEAST_GAPS = 2
"""One gap is an incident, two are the beginning of a rhythm."""
EARLIEST, LATEST = Decimal("0.8"), Decimal("1.6")
"""The window of the next purchase in rhythms after the last: as for replenishment (see shop.reasons)."""

_HISTORY = """
SELECT c.customer_id, c.country, c.language, NOT c.objects_to_profiling, coalesce(b.orders, 0), coalesce(b.spend, 0),
       b.first_day, b.last_day, b.gaps, b.median_gap, t.stage, f.r, f.f, f.m, f.cell
FROM customers c JOIN stages t USING (customer_key) LEFT JOIN buyers b USING (customer_key)
LEFT JOIN rfm_scores f USING (customer_key)
WHERE c.customer_id IN (SELECT unnest($ids::VARCHAR[]))
"""


class _History(NamedTuple):
    customer_id: str
    country: str
    language: str
    profiled: bool
    orders: int
    spend: Decimal
    first_day: date | None
    last_day: date | None
    gaps: int | None
    median_gap: float | None
    stage: Stage
    r: int | None
    f: int | None
    m: int | None
    cell: str | None


def portraits(view: ShopView, ids: Sequence[str]) -> dict[str, Portrait]:
    """Return the portraits of the known ones of `ids`, in the order asked."""
    ensure_stages(view)
    ensure_rfm(view)
    histories = {row[0]: _History(*row) for row in view.rows(_HISTORY, {"ids": list(ids)})}
    tastes, prices = interests(view, ids), pricing(view, ids)
    found = {}
    for id_ in ids:
        if id_ not in histories:
            continue
        profile = _profile(histories[id_]) if histories[id_].profiled else {}
        if id_ in prices:
            profile |= {"price_band": prices[id_].band, "discount_share": prices[id_].discount_share}
        found[id_] = _portrait(histories[id_], view.shop.currency, {**profile, "interests": tastes.get(id_, ())})
    return found


def _portrait(history: _History, currency: str, profile: dict[str, Any]) -> Portrait:
    return Portrait(
        customer_id=history.customer_id, country=history.country, language=history.language,
        profiled=history.profiled, orders=history.orders,
        spend=Money(amount=history.spend, currency=currency).rounded(),
        first_order=history.first_day, last_order=history.last_day, **profile,
    )  # fmt: skip


def _profile(history: _History) -> dict[str, Any]:
    rhythm = Decimal(str(history.median_gap)) if (history.gaps or 0) >= LEAST_GAPS else None
    scores = RfmScore(r=history.r, f=history.f, m=history.m, cell=history.cell) if history.cell else None
    return {
        "lifecycle": history.stage,
        "rfm": scores,
        "rhythm_days": rhythm,
        "next_purchase": _window(history.last_day, rhythm) if rhythm and history.last_day else None,
    }


def _window(last: date, rhythm: Decimal) -> PurchaseWindow:
    """Return whole days that surely lie inside 0.8 to 1.6 rhythms after the last order."""
    early = int((rhythm * EARLIEST).to_integral_value(ROUND_CEILING))
    late = int((rhythm * LATEST).to_integral_value(ROUND_FLOOR))
    return PurchaseWindow(earliest=last + timedelta(days=early), latest=last + timedelta(days=max(early, late)))
