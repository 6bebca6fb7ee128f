"""A small shop where every answer can be checked by hand, and how to ask it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shop.segments.compiling import members
from shop.segments.tree.read import read_tree
from shop.store.view import ShopView

Ask = Callable[..., list[str]]


@pytest.fixture
def asked() -> Callable[[ShopView], Ask]:
    """Return a function that makes a function: ask(kind=…, …) gives the sorted ids of the members in a view."""

    def of(view: ShopView, **extras: Any) -> Ask:  # noqa: ANN401
        return lambda **data: members(view, read_tree(json.dumps(data)), **extras)

    return of


@pytest.fixture
def view(tiny_shop: Callable[..., Any]) -> Iterator[ShopView]:
    """Four customers, two products, and a guest, as of 2026-11-20 12:00 in Shanghai; base currency CNY, 1 USD = 7."""
    shop = tiny_shop()
    shop.product("beans", price="100", category="Coffee", brand="Fern").product("cup", price="30", category="Cups")
    shop.product("rope", price="10", category="", brand="Ridge")
    shop.customer("ann", country="US", city="Berlin", tags=["VIP", "espresso"], joined_at="2026-01-31T10:00",
                  birthday=_day("1990-02-28"), email="ann@x.example")  # fmt: skip
    shop.customer(
        "bo", country="CN", city="berlin", joined_at="2026-11-20T09:00", tier="gold", birthday=_day("1985-11-21")
    )
    shop.customer("cy", country="", objects_to_profiling=True, birthday=_day("2000-11-20"))
    shop.customer("dee", country="GB", tags=["espresso bar"])
    shop.order("ann", "2026-10-21T12:00", [("beans", 2), ("cup", 1)], shipping="10", codes=["FERN15"])
    shop.order("ann", "2026-11-19T20:30", [("cup", 3)], discount="10")
    shop.order("bo", "2026-10-21T11:59:59", [("beans", 1)], currency="USD")
    shop.order("bo", "2026-11-01", [("beans", 1)], status="cancelled")
    shop.order("cy", "2026-01-05", [("cup", 10)], refunded="120")
    shop.order("cy", "2026-02-05", [("cup", -4)])
    shop.order(None, "2026-11-10", [("beans", 50)])
    shop.event("dee", "cart", "2026-11-20T08:00", "cup", value="30", device="mobile")
    shop.event("dee", "view", "2026-11-13", "rope", device="desktop")
    shop.event("ann", "view", "2026-11-19", "beans")
    with shop.view("2026-11-20T12:00") as opened:
        yield opened


def _day(text: str) -> Any:  # noqa: ANN401
    from datetime import date

    return date.fromisoformat(text)
