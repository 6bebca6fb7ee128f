"""Portraits of all customers of a sample shop, one after another: customers per second and peak memory.

COPILOT_BENCH_HOME names a home that holds such a shop already; else one is generated.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bench.measure import once

CUSTOMERS = 100_000
IMPORT = """
import sys
from pathlib import Path
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import sample_source
import_source(sample_source("coffee", int(sys.argv[1]), 7), Home(Path(sys.argv[2])))
"""
READ = """
import json, resource, sys, time
from pathlib import Path
from shop.home import Home
from shop.portraits import iter_portraits
from shop.store.view import ShopView
with ShopView(Home(Path(sys.argv[1])).current_build()) as view:
    opened, wall, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), time.process_time()
    first, proofs, people = 0.0, 0, 0
    for portrait in iter_portraits(view):
        first = first or time.perf_counter() - wall
        people, proofs = people + 1, proofs + len(portrait.evidence)
    figures = {"people": people, "proofs": proofs, "first": first, "wall": time.perf_counter() - wall,
               "cpu": time.process_time() - cpu, "opened_mb": opened / 1024}
Path(sys.argv[2]).write_text(json.dumps(figures))
"""


def portraits(folder: Path) -> dict[str, object]:
    home = Path(os.environ.get("COPILOT_BENCH_HOME", folder / "home"))
    if not home.exists():
        once([sys.executable, "-c", IMPORT, str(CUSTOMERS), str(home)])
    run = once([sys.executable, "-c", READ, str(home), str(folder / "figures")])
    read = json.loads((folder / "figures").read_text(encoding="utf-8"))
    return {
        "what": "portraits of all customers of a sample shop with their proofs, one process, one run",
        "customers": read["people"],
        "evidence": read["proofs"],
        "seconds": round(read["wall"], 1),
        "cpu_seconds": round(read["cpu"], 1),
        "first_after_seconds": round(read["first"], 1),
        "customers_per_second": round(read["people"] / read["wall"]),
        "customers_per_cpu_second": round(read["people"] / read["cpu"]),
        "peak_mb": round(run.peak_mb),
        "shop_opened_mb": round(read["opened_mb"]),
    }
