"""Random trees over sample shops: the compiler and a reference in plain Python name the same members."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.copilot import MIGRATIONS
from shop.home import Home
from shop.segments.tree.nodes import Node
from shop.state import open_state
from shop.store.view import ShopView
from soak.random_trees import Trees
from soak.segments import disagreements, hostile_segments

TREES = 60


@pytest.fixture
def open_shop(sample_home: Callable[[str], Path], tmp_path: Path) -> Iterator[Callable[..., tuple[ShopView, object]]]:
    state = open_state(tmp_path / "state.sqlite", MIGRATIONS)
    opened: list[ShopView] = []

    def make(brand: str, at: str | None) -> tuple[ShopView, object]:
        opened.append(ShopView(Home(sample_home(brand)).current_build(), at, state))
        return opened[-1], state

    yield make
    for view in opened:
        view.close()
    state.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("brand", "at", "seed"),
    [("coffee", None, 101), ("outdoor", "2026-06-15", 102), ("skincare", "2025-12-01T13:30", 103)],
)
def test_members_are_those_of_the_reference(
    open_shop: Callable[..., tuple[ShopView, object]], brand: str, at: str | None, seed: int
) -> None:
    view, state = open_shop(brand, at)
    assert disagreements(view, state, TREES, seed) == []  # type: ignore[arg-type]


@pytest.mark.slow
def test_hostile_trees_do_no_harm(tmp_path: Path) -> None:
    outcome = hostile_segments(tmp_path, 100)
    assert outcome.passed, outcome.figures
    assert outcome.n == 1000


def test_random_trees_draw_every_kind(open_shop: Callable[..., tuple[ShopView, object]]) -> None:
    """A property over trees says little about the kinds that are never drawn."""
    from typing import get_args

    view, _ = open_shop("coffee", None)
    trees = Trees(view, 1)
    drawn = {trees.leaf()["kind"] for _ in range(400)} | {"all", "any", "not"}
    assert drawn == {kind.model_fields["kind"].default for kind in get_args(get_args(Node)[0])}
