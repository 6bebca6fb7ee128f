"""Search over a large catalogue: building, answering with and without filters, re-building, starting.

Products are invented: names and descriptions of words drawn from a vocabulary by rank, as words of a language are. At
20,000 products vectors come from the default model; at 200,000, where embedding would take most of an hour, from the
hashing embedder in the model's length, so that everything but the model's own milliseconds is measured.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from app.copilot import Copilot, build
from app.importing import import_csv
from app.settings import Settings
from bench.measure import once
from retrieval.search import Asked, Searcher

SMALL, LARGE = 20_000, 200_000
ASKED = 200
WORDS = 12_000
SHARES = {"none": 1.0, "half": 0.5, "tenth": 0.1, "hundredth": 0.01}
"""Share of the products that the filter of a query allows."""


class Size(NamedTuple):
    products: int
    embedder: str


SIZES = (Size(SMALL, "minilm"), Size(LARGE, "hashing"))


def retrieval(folder: Path) -> dict[str, object]:
    return {
        "what": "CPU seconds of building (the wall time beside it), milliseconds of wall and CPU time for one query",
        **{f"{size.products}": measured(folder / str(size.products), size)
           for size in SIZES},
    }  # fmt: skip


def measured(folder: Path, size: Size) -> dict[str, object]:
    folder.mkdir()
    write(folder / "shop", size.products, changed=0)
    copilot = build(Settings(home=folder / "home", embedder=size.embedder))
    load(copilot, folder / "shop")
    figures: dict[str, object] = {"embedder": size.embedder, "build": built(copilot)}
    figures["query_ms"] = answers(copilot.searcher(), size.products)
    figures["fresh_process_s"] = fresh(copilot)
    write(folder / "shop", size.products, changed=size.products // 100)
    load(copilot, folder / "shop")
    figures["one_percent_changed"] = built(copilot)
    return figures


def built(copilot: Copilot) -> dict[str, object]:
    """Build in a process of its own, so that its memory is known."""
    words = [sys.executable, "-m", "bench.retrieval_build", str(copilot.home.path), copilot.settings.embedder]
    cost = once(words)
    products = len(ids_of(copilot))
    return {
        "cpu_s": round(cost.cpu_seconds, 1), "wall_s": round(cost.seconds, 1), "peak_mb": round(cost.peak_mb),
        "products_per_cpu_s": round(products / cost.cpu_seconds),
    }  # fmt: skip


def answers(searcher: Searcher, products: int) -> dict[str, object]:
    dice = random.Random(2)
    found: dict[str, object] = {}
    ids = [f"p{number:06}" for number in range(products)]
    queries = [query(dice) for _ in range(ASKED)]
    with searcher:
        searcher.search("kettle")
        for name, share in SHARES.items():
            allowed = None if share == 1 else frozenset(dice.sample(ids, int(share * products)))
            searcher.search("kettle", 10, allowed)
            found[name] = percentiles(lambda text, among=allowed: searcher.search(text, 10, among), queries)
        started = time.process_time()
        searcher.search_many([Asked(text) for text in queries], 10)
        found["together_cpu_ms"] = round((time.process_time() - started) / len(queries) * 1000, 2)
        found["degraded"] = searcher.degraded
    return found


def percentiles(ask: Callable[[str], object], queries: list[str]) -> dict[str, float]:
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


def fresh(copilot: Copilot) -> dict[str, float]:
    """The first result of a new process, by the command itself."""
    command = Path(sys.executable).with_name("copilot")
    words = [str(command), "facts", "steel kettle", "--home", str(copilot.home.path), "--json"]
    environment = {"COPILOT_EMBEDDER": copilot.settings.embedder}
    once(words, environment)
    cost = once(words, environment)
    return {"wall": round(cost.seconds, 2), "cpu": round(cost.cpu_seconds, 2), "peak_mb": round(cost.peak_mb)}


def load(copilot: Copilot, folder: Path) -> None:
    import_csv(
        copilot.settings, folder, mapping=None, currency="USD", zone="UTC", live=False, told=lambda what, done: None
    )


def ids_of(copilot: Copilot) -> list[str]:
    with copilot.view() as view:
        return [id_ for (id_,) in view.rows("SELECT product_id FROM products ORDER BY product_id")]


def write(folder: Path, products: int, changed: int) -> None:
    """Write products.csv; the first `changed` products have another name than without."""
    folder.mkdir(exist_ok=True)
    dice = random.Random(1)
    with (folder / "products.csv").open("w", encoding="utf-8") as handle:
        handle.write("product_id,name,category,brand,description,price,currency,stock\n")
        for number in range(products):
            name, text = words(dice, 7), words(dice, 25)
            name = f"{name} renewed" if number < changed else name
            row = f"p{number:06},{name},{word(dice)},{word(dice)},{text},{number % 900 + 1}.00,USD,{number % 7}"
            handle.write(f"{row}\n")


def query(dice: random.Random) -> str:
    return words(dice, dice.choice((1, 2, 3, 3, 4, 6)))


def words(dice: random.Random, count: int) -> str:
    return " ".join(word(dice) for _ in range(count))


def word(dice: random.Random) -> str:
    """Draw a word: the n-th most frequent one is drawn about n times as seldom as the first."""
    rank = int(WORDS ** dice.random())
    return "".join(SYLLABLES[rank // place % 40] for place in (1, 40, 1600))


SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeo"][:40]
