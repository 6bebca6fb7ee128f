"""Codes of a pool go to different customers, and the rest of a document keeps its order."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from shop.promotions import assign_codes, first_free_code, free_codes, load
from shop.store.view import ShopView

Shop = Callable[..., Any]
TEN = {"kind": "percent", "percent": "10"}
POLICY = {"starts_at": "2026-01-01T00:00:00+00:00"}
FIVE = {"kind": "percent", "percent": "5"}


def stocked(shop: Any, *promotions: dict[str, Any], codes: int = 0) -> ShopView:  # noqa: ANN401 - loaded by path
    """A shop with these promotions, and a pool of so many codes."""
    for place, item in enumerate(promotions):
        document = {"name": {"en": "x"}, "currency": "CNY", "policy": POLICY, **item}
        shop.row("promotions", promotion_id=item["id"], position=place, document=json.dumps(document))
    for number in range(codes):
        shop.row("codes", pool="pool", code=f"CODE{number}")
    view: ShopView = shop.view()
    return view


def test_assigned_and_used_codes_are_not_free(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.row("codes", pool="pool", code="B").row("codes", pool="pool", code="A", assigned_to="c9")
    shop.row("codes", pool="pool", code="C").row("codes", pool="pool", code="0", used_at=shop.utc("2026-11-01"))
    shop.row("codes", pool="dry", code="D", assigned_to="c1")
    with shop.view() as view:
        assert free_codes(view) == {"dry": 0, "pool": 2}
        assert first_free_code(view, "pool") == "B"
        assert first_free_code(view, "dry") is None
        assert assign_codes(view, "pool", ["c9"]) == {"c9": "A"}


def test_codes_are_distinct_stop_when_dry_and_ignore_the_order(tiny_shop: Shop) -> None:
    with stocked(tiny_shop(), codes=3) as view:
        customers = [f"c{number}" for number in range(5)]
        given = assign_codes(view, "pool", customers)
        assert sorted(given.values()) == ["CODE0", "CODE1", "CODE2"]
        assert assign_codes(view, "pool", [*reversed(customers), "c0"]) == given
        assert assign_codes(view, "pool", ["c1"], taken={"CODE0"}) == {"c1": "CODE1"}


def test_promotions_come_in_the_order_of_the_document(tiny_shop: Shop) -> None:
    with stocked(tiny_shop(), {"id": "b", "effect": TEN}, {"id": "a", "effect": FIVE}) as view:
        assert [item.id for item in load(view)] == ["b", "a"]
