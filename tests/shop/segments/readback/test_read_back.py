"""Reading back: every kind of condition has words, in full, and different trees never read the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from shop.errors import CopilotError
from shop.home import Home
from shop.reason import REASON_KINDS
from shop.segments.fields.check import checked
from shop.segments.readback import read_back
from shop.segments.tree.nodes import HasReason, Node
from shop.segments.tree.normal import normal
from shop.segments.tree.read import read_tree, write_tree
from shop.store.view import ShopView
from soak.random_trees import Trees

EXAMPLES: list[tuple[dict[str, Any], str, str]] = [
    (
        {"kind": "all", "of": [
            {"kind": "attribute", "field": "country", "op": "in", "value": ["US", "CA"]},
            {"kind": "never", "event": "order", "within": {"kind": "last", "n": 30}}]},
        "Every customer whose country is one of “US” or “CA”, and who never ordered in the last 30 days.",
        "满足以下条件的客户：国家为其中之一：「US」或「CA」，且近 30 天没有下单。",
    ),
    (
        {"kind": "measure", "measure": "spend", "op": "gt", "value": 500,
         "within": {"kind": "dates", "first": "2026-11-01", "last": "2026-11-11"}},
        "Every customer whose spend from 1 November 2026 to 11 November 2026, both included is over 500 CNY.",
        "满足以下条件的客户：2026 年 11 月 1 日至2026 年 11 月 11 日（含两端）消费额超过 500 CNY。",
    ),
    (
        {"kind": "any", "of": [
            {"kind": "did", "event": "view", "times": 3, "where": [{"field": "category", "value": "Tea"}]},
            {"kind": "not", "of": {"kind": "segment", "name": "vip"}}]},
        "Every customer (either who viewed (counting only where category is “Tea”) at least 3 times so far, or who is"
        " not one who is in the segment “vip”).",
        "满足以下条件的客户：（以下之一：至今浏览（仅计类目为「Tea」）至少 3 次，或不属于【属于人群「vip」】）。",
    ),
    (
        {"kind": "top", "measure": "aov", "percent": 12.5, "within": {"kind": "last", "n": 3, "unit": "months"}},
        "Every customer who is among the top 12.5 % by spend per order in the last 3 months of those who ordered in the"
        " last 3 months.",
        "满足以下条件的客户：在近 3 个月下过单的客户中，近 3 个月客单价居前 12.5%。",
    ),
    (
        {"kind": "measure", "measure": "return_rate", "op": "ge", "value": 0.25},
        "Every customer whose share of units returned is at least 25 %.",
        "满足以下条件的客户：退货率至少 25%。",
    ),
    (
        {"kind": "last_did", "event": "cart",
         "within": {"kind": "calendar", "unit": "week", "offset": -1, "weekday": 3}},
        "Every customer who last put something into the cart on the Wednesday of the week before this one.",
        "满足以下条件的客户：最近一次加购发生在上周的周三。",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("data", "en", "zh"), EXAMPLES)
def test_trees_read_like_this(data: dict[str, Any], en: str, zh: str) -> None:
    tree = read_tree(json.dumps(data))
    assert read_back(tree, "CNY", "en") == en
    assert read_back(tree, "CNY", "zh") == zh


@pytest.fixture(scope="module")
def view(sample_home: Callable[[str], Path]) -> Iterator[ShopView]:
    with ShopView(Home(sample_home("outdoor")).current_build()) as opened:
        yield opened


def test_different_trees_never_read_the_same(view: ShopView) -> None:
    """Over random trees, and over those that differ from one another in one detail only."""
    trees = Trees(view, 41)
    read: dict[tuple[str, str], str] = {}
    kinds = set()
    for _ in range(1500):
        tree = checked(read_tree(json.dumps(trees.leaf() if len(read) % 2 else trees.tree(3))))
        meaning = write_tree(_plain(tree))
        kinds.add(tree.kind)
        for language in ("en", "zh"):
            words = read_back(normal(tree), view.shop.currency, language)  # type: ignore[arg-type]
            assert read.setdefault((language, words), meaning) == meaning, words
    assert len(kinds) == len(get_args(get_args(Node)[0]))


def test_one_changed_detail_changes_the_words(view: ShopView) -> None:
    trees = Trees(view, 42)
    changed = 0
    for _ in range(300):
        data = trees.leaf()
        for key, others in _DETAILS.items():
            for other in others if key in data else ():
                before = checked(read_tree(json.dumps(data)))
                try:
                    after = checked(read_tree(json.dumps({**data, key: other})))
                except CopilotError:  # a detail that this condition cannot have
                    continue
                if before != after:
                    changed += 1
                    for language in ("en", "zh"):
                        assert read_back(before, "USD", language) != read_back(after, "USD", language)  # type: ignore[arg-type]
    assert changed > 300


def test_every_reason_has_words() -> None:
    read = {read_back(HasReason(reason=kind), "USD", language) for kind in REASON_KINDS for language in ("en", "zh")}  # type: ignore[arg-type]
    assert len(read) == 2 * len(REASON_KINDS)


def test_texts_of_the_shop_cannot_end_their_quotes() -> None:
    sly = "x” and whose city is “y"
    once = read_tree(json.dumps({"kind": "attribute", "field": "city", "value": sly}))
    assert "“x”” and whose city is “y”" in read_back(once, "USD", "en")


_DETAILS: dict[str, tuple[Any, ...]] = {
    "op": ("eq", "gt", "ge", "lt", "le"),
    "times": (4, 7),
    "which": ("first", "last"),
    "event": ("order", "view", "cart", "received", "joined", "return"),
    "within": (
        {"kind": "last", "n": 5},
        {"kind": "ago", "least": 5},
        {"kind": "calendar", "unit": "month", "offset": -5},
    ),
    "measure": ("spend", "orders", "aov", "units"),
    "lowest": (True, False),
    "percent": (7, 8.5),
    "state": ("unused", "used", "expired"),
    "channel": ("email", "sms", "wecom"),
    "product": ("price_fell", "in_stock", "out_of_stock", "back_in_stock"),
    "salt": ("b", "c"),
    "end": (99, 98.5),
    "name": ("lapsed", "active"),
    "stages": (["new"], ["lapsed", "new"]),
}


def _plain(tree: Any) -> Any:  # noqa: ANN401
    """Return the normal form with what means the same written the same: sets in order, a list of one as one."""
    data = json.loads(write_tree(normal(tree)))
    return read_tree(json.dumps(_sorted(data)))


def _sorted(data: Any) -> Any:  # noqa: ANN401
    if isinstance(data, dict):
        return {
            key: sorted(set(value)) if key in ("r", "f", "m", "cells") else _sorted(value)
            for key, value in data.items()
        }
    return [_sorted(item) for item in data] if isinstance(data, list) else data
