"""Segments of a large shop: built-in ones and 50 random trees of at most six conditions, cold, warm, and in memory.

The shop is written straight into DuckDB tables. Each size is asked in a process of its own: *cold* is the first
question to a fresh view with whatever is prepared for it, *warm* the same question again. `python -m bench segments`
asks 10,000 and 100,000 customers; COPILOT_BENCH_FULL=1 adds 1,000,000 with 20 million lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

SIZES, ALL_SIZES = (10_000, 100_000), (10_000, 100_000, 1_000_000)
TREES = 50
MOST_CONDITIONS = 6
AT = "2026-11-20T23:59:59"
SHOP = {
    "id": "bench", "name": "Bench", "zone": "Europe/Berlin", "currency": "EUR", "languages": ["en"],
    "markets": [{"country": "DE", "currency": "EUR", "language": "en", "locale": "en_DE", "jurisdiction": "EU"}],
    "sender": {"name": "Bench"},
}  # fmt: skip
ASK = """
import json, resource, sys, time
from pathlib import Path
from bench.segments import AT, drawn
from shop.segments.builtin_trees import BUILTIN
from shop.segments.compiling import count
from shop.segments.tree.read import write_tree
from shop.store.view import ShopView

def timed(view, tree):
    started, worked = time.perf_counter(), time.process_time()
    found = count(view, tree)
    return time.perf_counter() - started, time.process_time() - worked, found

build, out = sys.argv[1:]
with ShopView(Path(build), AT) as view:
    view.rows("SET enable_progress_bar = false")
    timed(view, BUILTIN["everyone"])
    random_trees = drawn(view)
    asked = []
    for name, tree in [*BUILTIN.items(), *((f"tree {n}", tree) for n, tree in enumerate(random_trees))]:
        cold, cold_cpu, found = timed(view, tree)
        again = [timed(view, tree) for _ in range(3)]
        warm, cpu = min(one[0] for one in again), min(one[1] for one in again)
        asked.append({"name": name, "cold": cold, "cold_cpu": cold_cpu, "warm": warm, "cpu": cpu, "members": found,
                      "tree": "" if name in BUILTIN else write_tree(tree)})
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
Path(out).write_text(json.dumps({"asked": asked, "peak_mb": round(peak)}))
"""


def segments(folder: Path) -> dict[str, object]:
    sizes = ALL_SIZES if os.environ.get("COPILOT_BENCH_FULL") == "1" else SIZES
    figures = [asked(folder, customers) for customers in sizes]
    return {
        "what": f"built-in segments and {TREES} random trees of at most {MOST_CONDITIONS} conditions; seconds;"
        " cold: first time in a fresh view, with what is prepared for it; warm: best of three more;"
        " cold_cpu, cpu: processor seconds of the cold and the warm one, all threads",
        "growth": growth(figures),
        "sizes": figures,
    }


def growth(figures: list[Any]) -> dict[str, list[float]]:
    """Return the main figures size by size, so that their growth can be read in a line."""
    lines: dict[str, list[float]] = {name: [one[name] for one in figures] for name in ("customers", "lines", "peak_mb")}
    for group in ("builtin", "trees"):
        for kind in ("cold_median", "cold_most", "warm_median", "warm_most"):
            lines[f"{group}_{kind}"] = [one[group][kind] for one in figures]
    return lines


def asked(folder: Path, customers: int) -> dict[str, object]:
    """Write a shop of this size and ask it."""
    build, out = folder / f"shop-{customers}.duckdb", folder / f"asked-{customers}.json"
    lines = write_shop(build, customers)
    figures = measured(build, out)
    build.unlink()
    return {"customers": customers, "lines": lines, **figures}


def measured(build: Path, out: Path) -> dict[str, object]:
    """Ask a shop's build in another process, and sum up."""
    subprocess.run([sys.executable, "-c", ASK, str(build), str(out)], check=True)
    found = json.loads(out.read_text())
    build_mb = round(build.stat().st_size / 1e6)
    builtin = [one for one in found["asked"] if not one["tree"]]
    trees = [one for one in found["asked"] if one["tree"]]
    slowest = max(trees, key=lambda one: one["warm"])
    return {
        "build_mb": build_mb, "peak_mb": found["peak_mb"],
        "builtin": spread(builtin), "trees": spread(trees), "slowest": slowest,
        "each": "cold, cold_cpu, warm, cpu",
        "builtin_each": {one["name"]: [*(round(one[kind], 3) for kind in _KINDS)] for one in builtin},
        "slow_trees": {one["name"]: [*(round(one[kind], 3) for kind in _KINDS)] for one in trees if one["warm"] > 1},
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


_KINDS = ("cold", "cold_cpu", "warm", "cpu")


def spread(found: list[dict[str, float]]) -> dict[str, float]:
    """Return the median and the largest seconds, cold and warm, and how many stay under a second when warm."""
    figures: dict[str, float] = {"asked": len(found)}
    for kind in _KINDS:
        ordered = sorted(one[kind] for one in found)
        figures |= {f"{kind}_median": round(ordered[len(ordered) // 2], 3), f"{kind}_most": round(ordered[-1], 3)}
    return figures | {"warm_within_1s": sum(one["warm"] <= 1 for one in found)}


def drawn(view: object) -> list[object]:
    """Draw the random trees; consent is left out, which is asked person by person."""
    from shop.segments.fields.check import checked
    from shop.segments.tree.read import read_tree
    from shop.segments.tree.walk import nodes
    from soak.random_trees import Trees

    source = Trees(view, 5, leave_out=("consent",))  # type: ignore[arg-type]
    found: list[object] = []
    while len(found) < TREES:
        tree = checked(read_tree(json.dumps(source.tree(3))))
        if 2 <= sum(1 for _ in nodes(tree)) <= MOST_CONDITIONS:
            found.append(tree)
    return list(found)


def write_shop(build: Path, customers: int) -> int:
    """Write a shop with about five orders per customer, four lines per order and two events; return its lines."""
    import duckdb

    with duckdb.connect(str(build), config={"threads": "2"}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(resources.files("shop.store").joinpath("schema.sql").read_text(encoding="utf-8"))
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [("shop", json.dumps(SHOP)), ("data_end", "2026-11-20T23:59:59")]
        )
        script = Path(__file__).with_name("segments.sql").read_text(encoding="utf-8")
        connection.execute(script.replace("{customers}", str(customers)).replace("{orders}", str(customers * 5)))
        [lines] = connection.execute("SELECT count(*) FROM order_lines").fetchone() or (0,)
    return int(lines)
