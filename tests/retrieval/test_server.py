"""A real Chroma server: vectors on it, its absence, its return, and what a build leaves there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from retrieval import opened
from retrieval.embedders import HashingEmbedder
from retrieval.errors import VectorServerDown
from retrieval.index import build_index
from retrieval.places import Place, connect, hang_up
from retrieval.search import Searcher
from shop.store.view import ShopView

pytestmark = pytest.mark.slow


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`chroma run` as a process of its own, with its files in a folder that outlives it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        words = [Path(sys.executable).with_name("chroma"), "run", "--host", "127.0.0.1", "--port", str(port)]
        self.process = subprocess.Popen(
            [*words, "--path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        )  # fmt: skip
        for _ in range(300):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.2)
        self.stop()
        pytest.fail("the server did not start within a minute")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "chroma", free_port())
    yield running
    running.stop()


def collections(url: str) -> list[str]:
    client = connect(Place(Path(), url))
    try:
        return sorted(collection.name for collection in client.list_collections())
    finally:
        hang_up(client)


def test_a_server_serves_as_the_files_do_and_keeps_one_version(
    server: Server, view: ShopView, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    build_index(view, tmp_path / "files", embedder)
    index = tmp_path / "index"
    assert build_index(view, index, embedder, chroma_url=server.url).built
    assert not build_index(view, index, embedder, chroma_url=server.url).built
    with Searcher(tmp_path / "files", embedder) as here, Searcher(index, embedder, server.url) as there:
        for query in ("kettle for coffee", "grinder", "磨豆机"):
            assert there.search(query) == here.search(query)
            assert there.search(query, 10, {"mug", "kettle"}) == here.search(query, 10, {"mug", "kettle"})
        assert there.degraded == ""
    assert not (index / "v1" / "chroma").exists()

    assert build_index(view, index, HashingEmbedder(48, ("en",)), chroma_url=server.url).meta.version == 2
    assert [name.rpartition("-")[2] for name in collections(server.url)] == ["policies", "products"]


def test_a_server_that_is_down_leaves_the_words_and_is_asked_again(
    server: Server, view: ShopView, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    index = tmp_path / "index"
    build_index(view, index, embedder, chroma_url=server.url)
    with Searcher(index, embedder, server.url) as searcher:
        assert searcher.search("kettle")[0].sources == ("words", "meaning")
        server.stop()
        assert {hit.sources for hit in searcher.search("kettle")} == {("words",)}
        assert "does not answer" in searcher.degraded
        assert "copilot build index" in searcher.degraded

        with Searcher(index, embedder, server.url) as fresh:
            assert [hit.product_id for hit in fresh.search("kettle")] == ["kettle", "mug"]
            assert server.url in fresh.degraded
        with pytest.raises(VectorServerDown, match="does not answer"):
            build_index(view, index, HashingEmbedder(48), chroma_url=server.url)

        again = Server(tmp_path / "chroma", int(server.url.rpartition(":")[2]))
        try:
            time.sleep(opened.RETRY)
            assert searcher.search("kettle")[0].sources == ("words", "meaning")
            assert searcher.degraded == ""
        finally:
            again.stop()


def test_a_server_that_is_silent_does_not_hang_a_search(
    view: ShopView, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(VectorServerDown, match="does not answer"):
            build_index(view, tmp_path / "index", embedder, chroma_url=url)
