"""How long one answer takes: from the lists made ahead, and asked live; and everybody at once, streamed.

lookup   a sample shop of 5,000 customers; one customer at a time, warm
stream   invented purchases of CUSTOMERS customers among PRODUCTS products, item-kNN, ten products for everybody
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.copilot import build
from app.importing import import_sample
from app.settings import Settings
from shop.recommender import Interactions, ItemKnn, recommend_many
from shop.recommender.table import Lists, refresh

SHOP = 5_000
ASKED = 1_000
CUSTOMERS, PRODUCTS, EACH = 100_000, 20_000, 10


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


def stream() -> dict[str, object]:
    known = invented()
    started = time.process_time()
    model = ItemKnn().fit(known)
    fitted = time.process_time()
    before = peak()
    shown = 0
    for part in model.stream(known.customers, 10, {}):
        shown += int((part.top.places >= 0).sum())
    done = time.process_time()
    return {
        "customers": CUSTOMERS, "products": PRODUCTS, "pairs": len(known.rows), "recommended": shown,
        "fit_cpu_s": round(fitted - started, 1), "recommend_all_cpu_s": round(done - fitted, 1),
        "peak_mb_before": before, "peak_mb": peak(),
    }  # fmt: skip


def invented() -> Interactions:
    """Customers of 200 tastes who buy among the 300 products of theirs, some more than others."""
    import numpy as np

    dice = np.random.default_rng(1)
    rows = np.repeat(np.arange(CUSTOMERS), EACH)
    within = np.minimum(dice.exponential(60, len(rows)), 299).astype(np.int64)
    columns = (rows % 200 * 100 + within) % PRODUCTS
    keys = np.unique(rows * PRODUCTS + columns)
    return Interactions(
        tuple(f"c{number:07}" for number in range(CUSTOMERS)), tuple(f"p{number:05}" for number in range(PRODUCTS)),
        keys // PRODUCTS, keys % PRODUCTS, np.zeros(len(keys)),
    )  # fmt: skip


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
