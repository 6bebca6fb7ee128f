"""Saved segments: versions stay, names are checked, what is kept comes back as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shop.errors import InvalidInput, NotFound
from shop.segments.builtin_trees import BUILTIN
from shop.segments.saved import SEGMENT_MIGRATIONS, newest, save, saved_names, tree_named, versions
from shop.segments.tree.nodes import Attribute, Everyone
from shop.segments.words import segment_texts
from shop.state import SHOP_MIGRATIONS, open_state

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
US, GB = Attribute(field="country", value="US"), Attribute(field="country", value="GB")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_state(tmp_path / "state.sqlite", (*SHOP_MIGRATIONS, *SEGMENT_MIGRATIONS))
    yield connection
    connection.close()


def test_versions_stay_and_the_newest_counts(kept: sqlite3.Connection) -> None:
    assert save(kept, "americans", US, created_at=AT, words="in the US", author="Ann").version == 1
    assert save(kept, "americans", US, created_at=AT, words="in the US").version == 1
    assert save(kept, "americans", GB, created_at=AT, compiled="SELECT 1").version == 2
    assert [(one.version, one.tree, one.words, one.author) for one in versions(kept, "americans")] == [
        (2, GB, "", ""), (1, US, "in the US", "Ann"),
    ]  # fmt: skip
    assert tree_named(kept, "americans") == GB
    assert newest(kept, "americans") == versions(kept, "americans")[0]
    assert versions(kept, "americans")[0].created_at == AT
    assert saved_names(kept) == ["americans"]


def test_names_that_do_not_exist_name_the_nearest(kept: sqlite3.Connection) -> None:
    save(kept, "americans", US, created_at=AT)
    with pytest.raises(NotFound, match="Nearest: americans"):
        tree_named(kept, "american")
    with pytest.raises(NotFound, match="Nearest: lapsing"):
        tree_named(None, "lapsin")
    assert newest(kept, "american") is None


@pytest.mark.parametrize("name", ["lapsing", "", "-x", "a b", "x" * 65, "x;drop", "../x"])
def test_bad_names_are_refused(kept: sqlite3.Connection, name: str) -> None:
    with pytest.raises(InvalidInput):
        save(kept, name, Everyone(), created_at=AT)
    assert saved_names(kept) == []


def test_names_may_be_in_any_script(kept: sqlite3.Connection) -> None:
    save(kept, "高价值-2026", US, created_at=AT)
    assert tree_named(kept, "高价值-2026") == US


def test_every_built_in_segment_has_a_tree_and_words() -> None:
    assert list(BUILTIN) == list(segment_texts())
