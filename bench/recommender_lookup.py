"""How long one answer takes: from the lists made ahead, and asked live; and everybody at once, streamed.

lookup   a sample shop of 5,000 customers; one customer at a time, warm
stream   ten products for everybody of 100,000 and of 1,000,000 invented customers (recommender_stream.py)
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from shop.recommender import recommend_many
from shop.recommender.table import Lists, refresh

SHOP = 5_000
ASKED = 1_000
CUSTOMERS = (100_000, 1_000_000)


def recommender_lookup(folder: Path) -> dict[str, object]:
    return {
        "what": "milliseconds of wall time for one customer; CPU seconds and peak memory of the process for everybody",
        "lookup": lookup(folder),
        "stream": stream(),
    }


def lookup(folder: Path) -> dict[str, object]:
    copilot = build(Settings(home=folder / "home", embedder="hashing"))
    import_sample(copilot.settings, "coffee", SHOP, 7, write=None, told=lambda what, done: None)
    with copilot.view() as view:
        ids = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY customer_id")]
        started = time.process_time()
        made = refresh(view)
        seconds = time.process_time() - started
        again = time.process_time()
        refresh(view)
        unchanged = time.process_time() - again
        with Lists(view) as lists:
            stored = percentiles(lists.find, ids[:ASKED])
            reranked = percentiles(lambda id_: lists.reranked(id_), ids[:ASKED])
        live = percentiles(lambda id_: recommend_many(view, [id_], 5, again=True), ids[:ASKED])
    return {
        "customers": made.customers, "make_all_cpu_s": round(seconds, 2), "nothing_changed_cpu_s": round(unchanged, 2),
        "stored_ms": stored, "reranked_ms": reranked, "live_ms": live,
    }  # fmt: skip


def percentiles(ask: Callable[[str], object], ids: Sequence[str]) -> dict[str, float]:
    ask(ids[0])
    took = []
    for id_ in ids:
        started = time.perf_counter()
        ask(id_)
        took.append((time.perf_counter() - started) * 1000)
    took.sort()
    return {"p50": round(took[len(took) // 2], 3), "p95": round(took[int(len(took) * 0.95)], 3)}


def stream() -> list[object]:
    """Measure each size in a process of its own, for its peak memory."""
    found = []
    for customers in CUSTOMERS:
        command = [sys.executable, "-m", "bench.recommender_stream", str(customers)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        found.append(json.loads(done.stdout))
    return found
