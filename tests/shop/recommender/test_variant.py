"""The right size or colour, where what a customer kept tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.recommender.variant import options, right_variants, sellable_titles

Shop = Any


@pytest.fixture
def shop(tiny_shop: Callable[..., Shop]) -> Shop:
    made = tiny_shop()
    for product in ("shirt", "blouse"):
        made.product(product, stock=0, category="tops")
        for title in ("Red / S", "Red / M", "Blue / M"):
            variant = f"{product} {title}"
            made.variant(product, variant, title=title).price(product, "100", None, variant=variant)
            made.stock(product, 5, None, variant=variant)
    made.product("mug", category="ware", stock=3)
    return made.customer("c1", country="CN").customer("c2", country="CN")


def buy(shop: Shop, customer: str, variant: str, day: str, quantity: int = 1) -> None:
    shop.order(customer, day, [("shirt", quantity)])
    shop.tables["order_lines"][-1]["variant_key"] = shop.key("variant", variant)


def test_the_size_that_was_kept_is_the_right_one(shop: Shop) -> None:
    buy(shop, "c1", "shirt Red / M", "2026-10-01")
    buy(shop, "c1", "shirt Blue / M", "2026-10-09")
    buy(shop, "c1", "shirt Blue / M", "2026-10-19")
    with shop.view() as view:
        found = right_variants(view, sellable_titles(view), {"c1": ["blouse", "mug"], "c2": ["blouse"]})
    assert found == {("c1", "blouse"): "blouse Blue / M"}


def test_what_was_sent_back_out_of_stock_or_undecided_is_not_suggested(shop: Shop) -> None:
    buy(shop, "c1", "shirt Red / S", "2026-10-01")
    buy(shop, "c1", "shirt Red / S", "2026-10-05", -1)
    buy(shop, "c2", "shirt Blue / M", "2026-10-05")
    with shop.stock("blouse", 0, "2026-11-01", variant="blouse Blue / M").view() as view:
        found = right_variants(view, sellable_titles(view), {"c1": ["blouse"], "c2": ["blouse"]})
    assert found == {("c2", "blouse"): "blouse Red / M"}  # the size fits, the colour is gone


@pytest.mark.parametrize(
    ("title", "found"),
    [("Red / M", {"red", "m"}), ("红色，大", {"红色", "大"}), ("", set()), ("One size", {"one size"})],
)
def test_options_of_a_title(title: str, found: set[str]) -> None:
    assert options(title) == found
