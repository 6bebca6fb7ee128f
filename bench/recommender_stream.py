"""`python -m bench.recommender_stream 1000000`: ten of 20,000 products for so many invented customers, streamed.

Item-kNN; the answers go by block by block and are only counted, as a writer would take them. Prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from shop.recommender import Interactions, ItemKnn

PRODUCTS, EACH, K = 20_000, 10, 10


def main() -> None:
    known = invented(int(sys.argv[1]))
    given = peak()
    wall, started = time.perf_counter(), time.process_time()
    model = ItemKnn().fit(known)
    fitted, after_fit = time.process_time(), peak()
    shown = 0
    for part in model.stream(known.customers, K, {}):
        shown += int((part.top.places >= 0).sum())
    done = time.process_time()
    sys.stdout.write(json.dumps({
        "customers": len(known.customers), "products": PRODUCTS, "pairs": len(known.rows), "recommended": shown,
        "fit_cpu_s": round(fitted - started, 1), "recommend_all_cpu_s": round(done - fitted, 1),
        "wall_s": round(time.perf_counter() - wall, 1),
        "peak_mb_of_purchases": given, "peak_mb_after_fit": after_fit, "peak_mb": peak(),
    }) + "\n")  # fmt: skip


def invented(customers: int) -> Interactions:
    """Customers of 200 tastes who buy among the 300 products of theirs, some more than others."""
    import numpy as np

    dice = np.random.default_rng(1)
    rows = np.repeat(np.arange(customers), EACH)
    within = np.minimum(dice.exponential(60, len(rows)), 299).astype(np.int64)
    keys = np.unique(rows * PRODUCTS + (rows % 200 * 100 + within) % PRODUCTS)
    return Interactions(
        tuple(f"c{number:07}" for number in range(customers)), tuple(f"p{number:05}" for number in range(PRODUCTS)),
        keys // PRODUCTS, keys % PRODUCTS, np.zeros(len(keys)),
    )  # fmt: skip


def peak() -> int:
    """Return the largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
