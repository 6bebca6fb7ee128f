"""Built-in segments: who is in them, their words, and the funnel in front of a campaign."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from shop.errors import InvalidInput, NotFound
from shop.segments.builtin import members, preview, segments
from shop.store.view import ShopView

NAMES = (
    "everyone", "new_customers", "active", "loyal", "potential", "lapsing", "lapsed", "prospects", "big_spenders",
    "cart_left", "wishlist_price_fell", "replenishment_due", "back_in_stock", "bought_twice_then_quiet",
)  # fmt: skip


@pytest.fixture
def view(tiny_shop: Callable[..., Any]) -> Iterator[ShopView]:
    """Ten buyers, one prospect; too few gaps, so that the thresholds are 60 and 180 days."""
    shop = tiny_shop().product("p1", price="100").product("p2", price="10", category="tea")
    for number in range(10):
        shop.customer(f"c{number}", country="CN", language="zh", email=f"c{number}@x.example")
        shop.order(f"c{number}", "2026-11-01", [("p1", number + 1)])
    shop.customer("quiet").order("quiet", "2026-05-01", [("p2", 1)]).order("quiet", "2026-08-01", [("p2", 1)])
    shop.customer("gone").order("gone", "2025-05-01", [("p2", 1)])
    shop.customer("looks").event("looks", "cart", "2026-11-17", "p1")
    shop.consent("c1", "email").consent("c2", "email", "opted_out")
    with shop.view("2026-11-20") as opened:
        yield opened


def test_every_builtin_segment_has_words_and_a_true_count(view: ShopView) -> None:
    infos = segments(view)
    assert tuple(info.segment.name for info in infos) == NAMES
    for info in infos:
        assert info.count == len(members(view, info.segment.name))
        for words in (*info.segment.title.values(), *info.segment.description.values()):
            assert words
            assert "{" not in words


def test_members_follow_history_and_thresholds(view: ShopView) -> None:
    assert members(view, "new_customers") == [f"c{n}" for n in range(10)]
    assert members(view, "lapsing") == ["quiet"] == members(view, "bought_twice_then_quiet")
    assert members(view, "lapsed") == ["gone"]
    assert members(view, "prospects") == ["looks"] == members(view, "cart_left")
    assert len(members(view, "everyone")) == 13


def test_big_spenders_are_a_tenth_of_the_buyers_and_the_least_spend_is_said(view: ShopView) -> None:
    assert members(view, "big_spenders") == ["c8", "c9"]  # fewer than 1.2 of 12 buyers spent more
    described = next(i.segment for i in segments(view) if i.segment.name == "big_spenders")
    assert "900.00 CNY" in described.description["en"]
    assert set(described.thresholds) == {"top_percent", "least_spend"}


def test_preview_counts_the_people_and_their_spend(view: ShopView, state: sqlite3.Connection) -> None:
    shown = preview(view, "new_customers", "email", state)
    assert shown.matched == 10
    assert len(shown.sample) == 5
    assert set(shown.sample) <= set(members(view, "new_customers"))
    assert shown.funnel is not None
    assert shown.funnel.eligible == 1
    assert {(e.reason, e.count) for e in shown.funnel.excluded} == {("opted_out", 1), ("no_consent", 8)}
    assert (shown.spend.total.amount, shown.spend.median.amount) == (Decimal(5500), Decimal(550))
    assert shown.spend.per_order.amount == Decimal(550)


def test_an_empty_segment_has_a_preview(view: ShopView) -> None:
    shown = preview(view, "back_in_stock")
    assert (shown.matched, shown.sample, shown.funnel, shown.spend.orders) == (0, (), None, 0)


def test_an_unknown_segment_names_the_nearest(view: ShopView) -> None:
    with pytest.raises(NotFound, match="lapsing"):
        members(view, "lapsin")


def test_a_funnel_without_state_is_refused(view: ShopView) -> None:
    with pytest.raises(InvalidInput, match="runtime state"):
        preview(view, "everyone", "email")
