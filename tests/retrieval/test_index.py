"""Builds: what is written, what is skipped, and what a reader notices of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.embedders import HashingEmbedder
from retrieval.index import build_index
from retrieval.opened import open_current
from retrieval.search import Searcher
from retrieval.status import status
from retrieval.versions import current_version
from shop.store.view import ShopView

if TYPE_CHECKING:
    from retrieval.embedders import Vectors


class CountingEmbedder(HashingEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        super().__init__(languages=("en",))
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return super().embed(texts)


def test_a_build_says_what_it_holds(view: ShopView, tmp_path: Path, embedder: HashingEmbedder) -> None:
    seen: list[tuple[int, int]] = []
    info = build_index(view, tmp_path / "index", embedder, lambda done, total: seen.append((done, total)))

    assert info.built
    assert (info.meta.products, info.meta.texts, info.meta.passages) == (5, 10, 5)
    assert info.meta.vectors == {"products": 5, "policies": 3}
    assert info.meta.lexical == {
        "products-han": 5, "products-latin": 5, "policies-han": 2, "policies-latin": 3,
    }  # fmt: skip
    assert info.meta.build == view.build.name
    assert info.meta.as_of == "2026-11-20T23:59:59+08:00"
    assert seen == [(8, 8)]
    assert current_version(tmp_path / "index").name == "v1"


def test_the_folder_is_private(view: ShopView, tmp_path: Path, embedder: HashingEmbedder) -> None:
    build_index(view, tmp_path / "index", embedder)

    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "index" / "v1").stat().st_mode & 0o777 == 0o700


def test_no_personal_data_is_in_any_file(view: ShopView, tmp_path: Path, embedder: HashingEmbedder) -> None:
    build_index(view, tmp_path, embedder)

    content = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()).lower()
    assert b"comandante" in content or b"comandant" in content
    assert b"zebulon" not in content
    assert b"private.example" not in content


def test_the_same_texts_are_not_built_again(view: ShopView, tmp_path: Path) -> None:
    embedder = CountingEmbedder()
    first = build_index(view, tmp_path, embedder)
    embedder.asked.clear()
    second = build_index(view, tmp_path, embedder)

    assert not second.built
    assert second.meta == first.meta
    assert embedder.asked == []


def test_another_import_of_the_same_texts_only_moves_the_note(coffee_shop: Callable[[], Any], tmp_path: Path) -> None:
    shop = coffee_shop()
    embedder = HashingEmbedder(languages=("en",))
    with shop.view() as view:
        build_index(view, tmp_path, embedder)
    with shop.view() as view:
        info = build_index(view, tmp_path, embedder)

        assert not info.built
        assert info.meta.build == view.build.name == "shop-2.duckdb"
    assert status(tmp_path, "shop-2.duckdb").state == "fresh"
    assert status(tmp_path, "shop-1.duckdb").state == "stale"


def test_only_changed_texts_are_embedded_again(coffee_shop: Callable[[], Any], tmp_path: Path) -> None:
    shop = coffee_shop()
    embedder = CountingEmbedder()
    with shop.view() as view:
        build_index(view, tmp_path, embedder)
    shop.product("scale", texts={"en": {"name": "Pocket scale", "category": "Scales"}})
    embedder.asked.clear()
    with shop.view() as view:
        info = build_index(view, tmp_path, embedder)

    assert embedder.asked == ["Pocket scale · Scales"]
    assert info.embedded == 1
    assert info.meta.vectors["products"] == 6
    with Searcher(tmp_path, embedder) as searcher:
        assert searcher.search("pocket scale")[0].sources == ("words", "meaning")


def test_another_embedder_builds_again(view: ShopView, tmp_path: Path) -> None:
    build_index(view, tmp_path, HashingEmbedder(64))
    info = build_index(view, tmp_path, HashingEmbedder(128))

    assert info.built
    assert info.embedded == 15


def test_older_versions_are_removed(coffee_shop: Callable[[], Any], tmp_path: Path, embedder: HashingEmbedder) -> None:
    shop = coffee_shop()
    for number in range(3):
        shop.product(f"new{number}")
        with shop.view() as view:
            build_index(view, tmp_path, embedder)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["build.lock", "current", "v3"]


def test_a_reader_keeps_working_while_the_pointer_moves(
    coffee_shop: Callable[[], Any], tmp_path: Path, embedder: HashingEmbedder
) -> None:
    shop = coffee_shop()
    with shop.view() as view:
        build_index(view, tmp_path, embedder)
    reader = open_current(tmp_path, embedder)
    shop.product("scale", texts={"en": {"name": "Pocket scale"}})
    with shop.view() as view:
        build_index(view, tmp_path, embedder)

    # Opened before, first read after: Chroma reads its files only now, so they must still be there.
    assert reader.version.name == "v1"
    vector = reader.vectors_of("products", ["kettle"])["kettle"]
    assert len(reader.by_meaning("products", vector, 10)) == 5
    assert reader.by_words("products", "kettle", 10)[0] == "kettle"
    reader.close()
    shop.product("filter", texts={"en": {"name": "Paper filter"}})
    with shop.view() as view:
        build_index(view, tmp_path, embedder)
    assert sorted(path.name for path in tmp_path.glob("v*")) == ["v3"]


def test_a_searcher_follows_the_pointer(
    coffee_shop: Callable[[], Any], tmp_path: Path, embedder: HashingEmbedder
) -> None:
    shop = coffee_shop()
    with shop.view() as view:
        build_index(view, tmp_path, embedder)
    with Searcher(tmp_path, embedder) as searcher:
        assert [hit.product_id for hit in searcher.search("pocket scale") if "words" in hit.sources] == []
        shop.product("scale", texts={"en": {"name": "Pocket scale"}})
        with shop.view() as view:
            build_index(view, tmp_path, embedder)
        assert searcher.search("pocket scale")[0].product_id == "scale"


def test_two_builds_of_one_shop_are_equal(
    coffee_shop: Callable[[], Any], tmp_path: Path, embedder: HashingEmbedder
) -> None:
    shop = coffee_shop()
    with shop.view() as view:
        one = build_index(view, tmp_path / "one", embedder)
        two = build_index(view, tmp_path / "two", embedder)

    assert one == two
    for path in sorted((tmp_path / "one" / "v1").rglob("*.npy")):
        assert np.array_equal(np.load(path), np.load(tmp_path / "two" / "v1" / path.relative_to(tmp_path / "one/v1")))
    with Searcher(tmp_path / "one", embedder) as first, Searcher(tmp_path / "two", embedder) as second:
        for query in ("kettle", "coffee beans", "磨豆机", "thirty hours"):
            assert first.search(query) == second.search(query)


def test_a_shop_without_texts_can_be_built_and_searched(new_shop: Callable[[], Any], tmp_path: Path) -> None:
    with new_shop().view() as view:
        info = build_index(view, tmp_path, HashingEmbedder())
    assert info.meta.products == 0
    with Searcher(tmp_path, HashingEmbedder()) as searcher:
        assert searcher.search("kettle") == []
        assert searcher.search_policies("returns") == []
