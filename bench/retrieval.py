"""Search over 20,000 products: building, answering with and without filters, a server, re-building, starting.

Icecat's products where COPILOT_BENCH_DATA names the folder of the data sets, else invented ones; vectors come from the
default model. `retrieval_large` is the same with 200,000 products.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from app.copilot import Copilot, build
from app.settings import Settings
from bench.measure import once
from bench.retrieval_shop import icecat, load_icecat, load_invented
from retrieval.search import Asked, Searcher
from tools.finding import ranked_hits, understand

PRODUCTS = 20_000
ASKED = 200
SHARES = {"no filter": 1.0, "half allowed": 0.5, "tenth allowed": 0.1, "hundredth allowed": 0.01}
"""Share of the products that the filter of a query allows."""
WHAT = (
    "CPU seconds of building (the wall time beside it; other processes ran on the same cores), milliseconds of wall "
    "and CPU time for one warm query of 10 results; 'condition in words': parsing 'QUERY under 100 euro', resolving it "
    "in the store and searching"
)


class Bench(NamedTuple):
    """A home in a folder, loaded by `load(changed)`."""

    folder: Path
    copilot: Copilot
    load: Callable[[bool], None]


def retrieval(folder: Path) -> dict[str, object]:
    copilot = build(Settings(home=folder / "home", embedder="minilm"))
    source = icecat()

    def load(changed: bool) -> None:
        if source:
            load_icecat(copilot.settings, source, folder, changed=changed)
        else:
            load_invented(copilot.settings, folder, PRODUCTS, changed=changed)

    name = "Icecat" if source else "invented"
    return {"what": WHAT, "catalogue": name, **measured(Bench(folder, copilot, load))}


def measured(bench: Bench) -> dict[str, object]:
    copilot = bench.copilot
    bench.load(False)
    ids, titles = products_of(copilot)
    queries = queries_from(titles)
    return {
        "products": len(ids),
        "embedder": copilot.settings.embedder,
        "build": built(copilot, len(ids)),
        "query_ms": answers(copilot, ids, queries),
        "fresh_process": fresh(copilot, queries[0]),
        "one_percent_changed": changed(bench, len(ids)),
        "server": on_server(bench, ids, queries),
    }


def built(copilot: Copilot, products: int, url: str = "") -> dict[str, object]:
    """Build in a process of its own, so that its memory is known."""
    words = [sys.executable, "-m", "bench.retrieval_build", str(copilot.home.path), copilot.settings.embedder, url]
    cost = once([word for word in words if word])
    return {
        "cpu_s": round(cost.cpu_seconds, 1), "wall_s": round(cost.seconds, 1), "peak_mb": round(cost.peak_mb),
        "products_per_cpu_s": round(products / cost.cpu_seconds),
    }  # fmt: skip


def changed(bench: Bench, products: int) -> dict[str, object]:
    bench.load(True)
    return built(bench.copilot, products)


def answers(copilot: Copilot, ids: Sequence[str], queries: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    with copilot.searcher() as searcher, copilot.view() as view:
        for name, share in SHARES.items():
            found[name] = filtered(searcher, ids, queries, share)
        understand(view, "anything", "en")
        found["condition in words"] = percentiles(
            lambda text: ranked_hits(searcher, understand(view, f"{text} under 100 euro", "en"), 10), queries
        )
        started = time.process_time()
        searcher.search_many([Asked(text) for text in queries], 10)
        found["all at once, CPU per query"] = round((time.process_time() - started) / len(queries) * 1000, 2)
        found["degraded"] = searcher.degraded
    return found


def filtered(searcher: Searcher, ids: Sequence[str], queries: Sequence[str], share: float) -> dict[str, float]:
    allowed = None if share == 1 else frozenset(random.Random(3).sample(list(ids), int(share * len(ids))))
    searcher.search(queries[0], 10, allowed)
    return percentiles(lambda text: searcher.search(text, 10, allowed), queries)


def percentiles(ask: Callable[[str], object], queries: Sequence[str]) -> dict[str, float]:
    wall, cpu = [], []
    for text in queries:
        started, spent = time.perf_counter(), time.process_time()
        ask(text)
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    wall.sort()
    cpu.sort()
    middle, late = len(wall) // 2, int(len(wall) * 0.95)
    return {
        "p50": round(wall[middle], 1), "p95": round(wall[late], 1),
        "cpu_p50": round(cpu[middle], 1), "cpu_p95": round(cpu[late], 1),
    }  # fmt: skip


def fresh(copilot: Copilot, query: str) -> dict[str, float]:
    """The first result of a new process, by the command itself."""
    command = Path(sys.executable).with_name("copilot")
    words = [str(command), "facts", query, "--home", str(copilot.home.path), "--json"]
    environment = {"COPILOT_EMBEDDER": copilot.settings.embedder}
    once(words, environment)
    cost = once(words, environment)
    return {
        "wall_s": round(cost.seconds, 2), "cpu_s": round(cost.cpu_seconds, 2), "peak_mb": round(cost.peak_mb),
    }  # fmt: skip


def on_server(bench: Bench, ids: Sequence[str], queries: Sequence[str]) -> dict[str, object]:
    """The same searches with the vectors on a server on this machine; the build takes over what is embedded."""
    with served(bench.folder / "chroma") as url:
        settings = bench.copilot.settings.model_copy(update={"chroma_url": url})
        figures: dict[str, object] = {"build": built(bench.copilot, len(ids), url)}
        with build(settings).searcher() as searcher:
            figures["no filter"] = filtered(searcher, ids, queries, 1.0)
            figures["tenth allowed"] = filtered(searcher, ids, queries, 0.1)
            figures["degraded"] = searcher.degraded
        return figures


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Run a Chroma server on the loopback address."""
    import httpx

    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [*words, "--path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
    )  # fmt: skip
    try:
        for _ in range(300):
            try:
                httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=5).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def products_of(copilot: Copilot) -> tuple[list[str], list[str]]:
    """Return the ids and names of all products, ordered by id."""
    with copilot.view() as view:
        rows = view.rows(
            "SELECT p.product_id, min(t.name) FROM products p JOIN product_texts t USING (product_key) "
            "GROUP BY 1 ORDER BY 1"
        )
    return [id_ for id_, _ in rows], [name for _, name in rows]


def queries_from(titles: Sequence[str]) -> list[str]:
    """Return one to four words in a row of titles drawn at random."""
    dice = random.Random(2)
    found: list[str] = []
    while len(found) < ASKED:
        parts = [part for part in dice.choice(titles).split() if part.isalpha()]
        start, count = dice.randrange(len(parts) or 1), dice.choice((1, 2, 2, 3, 4))
        if parts[start : start + count]:
            found.append(" ".join(parts[start : start + count]))
    return found
