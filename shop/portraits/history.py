"""What a customer bought when, where that puts them among the others, and the days behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shop.portraits.chunks import Question, Reader
from shop.segments.history import ensure_bought_days
from shop.segments.lifecycle import Stage, ensure_stages
from shop.segments.rfm import ensure_rfm
from shop.store.view import ShopView

_HISTORY = """
SELECT c.customer_key, c.customer_id, c.country, c.language, NOT c.objects_to_profiling AS profiled,
       coalesce(b.orders, 0) AS orders, coalesce(b.spend, 0) AS spend, b.first_day, b.last_day, b.days_since,
       b.median_gap, t.stage, f.r, f.f, f.m, f.cell
FROM customers c JOIN stages t USING (customer_key) LEFT JOIN buyers b USING (customer_key)
LEFT JOIN rfm_scores f USING (customer_key)
WHERE {people}
"""
_GAPS = """
SELECT customer_key, list(gap ORDER BY day) FILTER (gap IS NOT NULL) AS gaps
FROM bought_days WHERE {people} GROUP BY customer_key
"""


class History(NamedTuple):
    """One customer's row: identity, orders, and what was derived from them."""

    key: int
    customer_id: str
    country: str
    language: str
    profiled: bool
    orders: int
    spend: Decimal
    first_day: date | None
    last_day: date | None
    days_since: int | None
    median_gap: float | None
    stage: Stage
    r: int | None
    f: int | None
    m: int | None
    cell: str | None


def prepare(view: ShopView) -> int:
    """Make the relations that histories are read from; return how many customers have ordered."""
    ensure_stages(view)
    ensure_rfm(view)
    ensure_bought_days(view)
    [(buyers,)] = view.rows("SELECT count(*) FROM buyers")
    count: int = buyers
    return count


def histories(reader: Reader, keys: Sequence[int]) -> dict[int, History]:
    """Return the history of every customer."""
    return {row[0]: History(*row) for row in reader.rows(Question("history", _HISTORY, {}), keys)}


def gaps(reader: Reader, keys: Sequence[int]) -> dict[int, list[int]]:
    """Return the days between the order days of each buyer, in time."""
    return {key: found or [] for key, found in reader.rows(Question("gaps", _GAPS, {}), keys)}
