"""The builder that other tests rest on says what it was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_tiny_shop_reads_back_through_the_view(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1", price="100", stock=5).customer("c1", country="CN")
    shop.order("c1", "2026-11-01", [("p1", 2)], shipping="10", discount="20").order(None, "2026-11-02", [("p1", 1)])
    shop.order("c1", "2026-11-03", [("p1", 1)], status="cancelled").event("c1", "cart", "2026-11-15T18:00", "p1")
    with shop.view("2026-11-20") as view:
        assert view.rows("SELECT order_id, total, spend_base FROM sales ORDER BY ALL") == [
            ("o1", 190, 180),
            ("o2", 100, 100),
        ]
        assert [view.local(when).isoformat() for (when,) in view.rows("SELECT happened_at FROM events")] == [
            "2026-11-15T18:00:00+08:00"
        ]
        assert view.rows("SELECT orders, spend_base FROM facts.customer_features") == [(1, 180)]
    with shop.order("c1", "2026-11-19", [("p1", 1)]).view("2026-11-20") as view:
        assert view.rows("SELECT count(*) FROM sales") == [(3,)]
