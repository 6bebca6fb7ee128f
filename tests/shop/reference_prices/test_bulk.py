"""Many products of a shop at once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from shop.reference_prices import ReferencePrice, VariantRef, WhyNone, reference_prices

Make = Callable[..., Any]


@pytest.fixture
def shop_with_cuts(tiny_shop: Make) -> Make:
    return lambda: _cut(tiny_shop)


def _cut(tiny_shop: Make) -> Any:  # noqa: ANN401 - the builder is loaded by path
    shop = tiny_shop().customer("c1", country="CN")
    shop.product("mug", price="100").price("mug", "80", "2026-11-11", list_price="130")
    shop.price("mug", "20", None, currency="USD").price("mug", "10", "2026-11-01", currency="USD")
    shop.product("cup", price="60")
    shop.variant("mug", "mug-xl").price("mug", "150", "2026-11-08", variant="mug-xl")
    return shop.variant("mug", "mug-s")


def told(found: dict[VariantRef, ReferencePrice | WhyNone]) -> dict[str, str]:
    return {
        ref.variant_id: f"{answer.basis} {answer.amount.amount} {answer.percent_off}"
        if isinstance(answer, ReferencePrice)
        else answer.kind
        for ref, answer in found.items()
    }


def test_each_variant_has_its_own_answer_in_its_own_currency(shop_with_cuts: Make) -> None:
    with shop_with_cuts().view("2026-11-12") as view:
        assert told(reference_prices(view, ["cup", "mug", "mug", "gone"], "CNY", "EU")) == {
            "cup": "not_reduced", "mug": "lowest_offered 100.00 20", "mug-s": "no_history", "mug-xl": "not_reduced",
        }  # fmt: skip
        assert told(reference_prices(view, ["mug"], "USD", "US"))["mug"] == "former 20.00 50"
        assert told(reference_prices(view, ["mug"], "EUR", "EU"))["mug"] == "no_history"
        assert told(reference_prices(view, ["mug"], "CNY", "JP"))["mug"] == "unknown_jurisdiction"
        assert reference_prices(view, [], "CNY", "EU") == {}


def test_the_view_decides_what_is_known(shop_with_cuts: Make) -> None:
    shop = shop_with_cuts()
    with shop.view("2026-11-10T23:59") as view:
        assert told(reference_prices(view, ["mug"], "CNY", "EU"))["mug"] == "not_reduced"
    with shop.view("2026-11-11") as view:
        assert told(reference_prices(view, ["mug"], "CNY", "EU"))["mug"] == "lowest_offered 100.00 20"


def test_china_takes_what_was_really_paid(shop_with_cuts: Make) -> None:
    shop = shop_with_cuts()
    shop.order("c1", "2026-11-05", [("mug", 3, "98")]).order("c1", "2026-11-06", [("mug", 1, "90")], status="cancelled")
    shop.order("c1", "2026-11-07", [("mug", 1, "12")], currency="USD").order("c1", "2026-11-11", [("mug", 1, "70")])
    with shop.view("2026-11-12") as view:
        assert told(reference_prices(view, ["mug"], "CNY", "CN"))["mug"] == "lowest_deal 98.00 18"
        stated = {VariantRef("mug", "mug"): Decimal("100")}
        assert told(reference_prices(view, ["mug"], "CNY", "CN", stated))["mug"] == "stated 100.00 20"


def test_a_sale_that_names_no_variant_counts_for_all(shop_with_cuts: Make) -> None:
    shop = shop_with_cuts().order("c1", "2026-11-05", [("mug", 2, "95")])
    shop.tables["order_lines"][-1]["variant_key"] = None
    with shop.view("2026-11-12") as view:
        assert told(reference_prices(view, ["mug"], "CNY", "CN"))["mug"] == "lowest_deal 95.00 15"
