"""A market whose prices are derived from what was paid: they rank and compare, and no evidence states them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from shop.evidence import MoneyValue
from shop.reasons import find
from tools.brief import BriefRequest, gather

Shop = Callable[..., Any]


def shop_with(make: Shop, prices: str) -> Any:  # noqa: ANN401 - loaded by path
    """One customer who saved a product before its price fell, and a promotion that applies to it by itself."""
    shop = make().customer("c1", country="CN", language="zh").product("p1", price="100", stock=9)
    shop.info = shop.info.model_copy(
        update={"markets": tuple(market.model_copy(update={"prices": prices}) for market in shop.info.markets)}
    )
    promotion = {
        "id": "a", "name": {"en": "x"}, "currency": "CNY", "effect": {"kind": "percent", "percent": "10"},
        "policy": {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-12-01T00:00:00+08:00"},
    }  # fmt: skip
    shop.row("promotions", promotion_id="a", position=0, document=json.dumps(promotion))
    shop.event("c1", "cart", "2026-11-15", "p1").event("c1", "wishlist", "2026-10-01", "p1")
    return shop.price("p1", "80", "2026-11-05")


def test_nothing_states_a_derived_price(tiny_shop: Shop) -> None:
    for prices, stated in (("stated", True), ("derived", False)):
        with shop_with(tiny_shop, prices).view("2026-11-20T12:00") as view:
            request = BriefRequest(campaign_id="t", segment="", channel="email")
            [brief] = gather(view, ["c1"], request).briefs
            assert bool(find(view, "price_fell")) is stated
        values = [value for item in brief.evidence.evidence for value in item.fields.values()]
        assert any(isinstance(value, MoneyValue) for value in values) is stated
        p1 = brief.evidence.get("P1")
        assert p1 is not None
        assert ("automatic_promotion" in p1.fields) is stated
        assert brief.reason == "cart_left"
