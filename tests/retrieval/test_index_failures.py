"""Builds that fail, are killed, collide, or find a damaged index."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from retrieval.embedders import HashingEmbedder
from retrieval.errors import EmbedderUnavailable, IndexBusy
from retrieval.index import build_index
from retrieval.search import Searcher
from retrieval.status import status
from retrieval.versions import build_lock
from shop.store.view import ShopView

if TYPE_CHECKING:
    from retrieval.embedders import Vectors


class MissingEmbedder(HashingEmbedder):
    """A model that is not installed."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise EmbedderUnavailable(self.name, "it is not installed")


def test_a_failed_build_leaves_the_old_version(
    coffee_shop: Callable[[], Any], tmp_path: Path, embedder: HashingEmbedder
) -> None:
    shop = coffee_shop()
    with shop.view() as view:
        build_index(view, tmp_path, embedder)
        with pytest.raises(EmbedderUnavailable, match="not installed"):
            build_index(view, tmp_path, MissingEmbedder(32))

    with Searcher(tmp_path, embedder) as searcher:
        assert searcher.search("kettle")[0].product_id == "kettle"


KILLED = """
import os, signal, sys
from pathlib import Path
from retrieval.embedders import HashingEmbedder
from retrieval.index import build_index
from shop.store.view import ShopView

def die(done: int, total: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)

with ShopView(Path(sys.argv[1])) as view:
    build_index(view, Path(sys.argv[2]), HashingEmbedder(48), die)
"""


def test_a_build_killed_in_the_middle_is_ignored_and_swept(
    coffee_shop: Callable[[], Any], tmp_path: Path, embedder: HashingEmbedder
) -> None:
    shop = coffee_shop()
    index = tmp_path / "index"
    with shop.view() as view:
        build_index(view, index, embedder)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(view.build), str(index)], cwd=Path(__file__).parents[2], check=False
        )
        assert done.returncode == -signal.SIGKILL
        assert sorted(path.name for path in index.glob("v*")) == ["v1", "v2"]
        assert status(index, view.build.name).meta == build_index(view, index, embedder).meta
        with Searcher(index, embedder) as searcher:
            assert searcher.search("kettle")[0].product_id == "kettle"
        assert build_index(view, index, HashingEmbedder(48)).meta.version == 3
    assert sorted(path.name for path in index.glob("v*")) == ["v3"]


def test_a_second_build_at_the_same_time_is_refused(view: ShopView, tmp_path: Path, embedder: HashingEmbedder) -> None:
    with build_lock(tmp_path), pytest.raises(IndexBusy, match="Another process"):
        build_index(view, tmp_path, embedder)


@pytest.mark.parametrize("part", ["products-latin/data.csc.index.npy", "chroma/chroma.sqlite3", "meta.json"])
def test_the_build_command_repairs_a_damaged_index(
    view: ShopView, tmp_path: Path, embedder: HashingEmbedder, part: str
) -> None:
    build_index(view, tmp_path, embedder)
    (tmp_path / "v1" / part).write_bytes(b"garbage" * 300)

    assert build_index(view, tmp_path, embedder).built
    with Searcher(tmp_path, embedder) as searcher:
        assert searcher.search("kettle")[0].sources == ("words", "meaning")
        assert searcher.degraded == ""


def test_a_version_whose_folder_is_gone_is_built_again(
    view: ShopView, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    build_index(view, tmp_path, embedder)
    shutil.rmtree(tmp_path / "v1")

    assert build_index(view, tmp_path, embedder).built
    assert os.listdir(tmp_path / "v1")
