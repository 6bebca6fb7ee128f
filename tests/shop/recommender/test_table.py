"""Lists made ahead: the same as asked live, found by key, only made anew where something changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.recommender import Recommendation, recommend_many
from shop.recommender.built import folder_of
from shop.recommender.rules import NAME as RULES
from shop.recommender.table import BATCH, NAME, Lists, Refreshed, refresh
from shop.store.view import ShopView

Shop = Any
EVENT = "INSERT INTO events (customer_id, kind, happened_at, product_id) VALUES (?, 'view', '2026-11-19 08:00:00', ?)"


@pytest.fixture
def shop(tiny_shop: Callable[..., Shop]) -> Shop:
    made = tiny_shop()
    for number in range(6):
        made.product(f"p{number}", stock=5)
    for number in range(12):
        made.customer(f"c{number:02}", country="CN")
        made.order(f"c{number:02}", f"2026-10-{number + 1:02}", [(f"p{number % 3}", 1), (f"p{number % 5}", 1)])
    return made.customer("new", country="CN")


def test_a_list_equals_the_live_answer(shop: Shop) -> None:
    with shop.view() as view:
        assert refresh(view, 3) == Refreshed(13, 13)
        live = recommend_many(view, [f"c{number:02}" for number in range(12)] + ["new"], 3, again=True)
        with Lists(view, 3) as lists:
            assert lists.fresh
            assert {id_: list(lists.find(id_) or ()) for id_ in live} == live
            assert lists.find("nobody") is None
        assert (folder_of(view) / NAME).stat().st_mode & 0o777 == 0o600


def test_only_what_changed_is_made_again(shop: Shop, state: Any) -> None:  # noqa: ANN401
    build = shop.build()
    with ShopView(build, None, state) as view:
        assert refresh(view, 3).made == 13
        assert refresh(view, 3) == Refreshed(13, 0)
    state.execute(EVENT, ("c03", "p4"))
    with ShopView(build, None, state) as view:
        assert refresh(view, 3) == Refreshed(13, 1)
        with Lists(view, 3) as lists:
            assert list(lists.find("c03") or ()) == recommend_many(view, ["c03"], 3, again=True)["c03"]


def test_a_list_is_reordered_by_what_happened_since(shop: Shop, state: Any) -> None:  # noqa: ANN401
    build = shop.build()
    with ShopView(build, None, state) as view:
        refresh(view, 4)
        with Lists(view, 4) as lists:
            before = {id_: names(lists.find(id_)) for id_ in ("c01", "c03", "c04")}
            assert {id_: names(lists.reranked(id_, 4)) for id_ in before} == before
            assert lists.reranked("nobody") is None
    for id_, products in before.items():
        state.execute(EVENT.replace("'view'", "'cart'"), (id_, products[0]))
        state.execute(EVENT.replace("'view'", "'wishlist'"), (id_, products[-1]))
    with ShopView(build, None, state) as view, Lists(view, 4) as lists:
        after = {id_: names(lists.reranked(id_, 4)) for id_ in before}
    assert all(sorted(after[id_]) == sorted(before[id_][1:]) for id_ in before)
    assert any(after[id_] != before[id_][1:] for id_ in before)


def names(found: tuple[Recommendation, ...] | None) -> list[str]:
    return [item.product_id for item in found or ()]


def test_rules_the_day_the_length_and_an_import_make_all_again(shop: Shop) -> None:
    build = shop.build()
    with ShopView(build) as view:
        refresh(view, 3)
    with ShopView(build, "2026-11-19") as view, Lists(view, 3) as lists:
        assert not lists.fresh
    with ShopView(build) as view:
        with Lists(view, 4) as lists:
            assert not lists.fresh
        (shop.folder / RULES).write_text('exclude = ["p0"]\n', encoding="utf-8")
        assert refresh(view, 3).made == 13
        with Lists(view, 3) as lists:
            found = [item.product_id for number in range(12) for item in lists.find(f"c{number:02}") or ()]
    assert found
    assert "p0" not in found
    with shop.stock("p1", 0, "2026-11-01").view() as view, Lists(view, 3) as lists:
        assert not lists.fresh


def test_no_lists_yet_and_damaged_ones(shop: Shop) -> None:
    with shop.view() as view:
        with Lists(view) as lists:
            assert (lists.fresh, lists.find("c01")) == (False, None)
        refresh(view)
        (folder_of(view) / NAME).write_bytes(b"not a database, but long enough to be read as one" * 9)
        with Lists(view) as lists:
            assert not lists.fresh
        assert refresh(view).made == 13


def test_batches_cover_everybody(shop: Shop) -> None:
    for number in range(BATCH):
        shop.customer(f"x{number:04}", country="CN")
    with shop.view() as view:
        assert refresh(view, 1) == Refreshed(13 + BATCH, 13 + BATCH)
