"""Generating and importing sample shops, against generating their rows alone: customers, and a large catalogue."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from bench.measure import once

CUSTOMERS, MANY_CUSTOMERS, ALL_CUSTOMERS = 100_000, 1_000_000, 5_000_000
"""Usual, and the two sizes with COPILOT_BENCH_FULL=1 (about an hour on a quiet core). The largest has no baseline: that
of the size below is measured in the same run."""
PRODUCTS, ALL_PRODUCTS = 20_000, 200_000
BUYERS = 1_000
"""Customers of the shop with the large catalogue."""
IMPORT = """
import sys
from pathlib import Path
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import sample_source
customers, products, home = sys.argv[1:]
report = import_source(sample_source("coffee", int(customers), 7, int(products) or None), Home(Path(home)))
Path(home, "rows").write_text(str(report.totals.read))
"""
GENERATE = """
import sys
from shop.samples import sample_source
for table in sample_source("coffee", int(sys.argv[1]), 7, int(sys.argv[2]) or None).tables():
    for row in table.rows:
        pass
"""


def import_sample(folder: Path) -> dict[str, object]:
    full = os.environ.get("COPILOT_BENCH_FULL") == "1"
    sizes = (MANY_CUSTOMERS, ALL_CUSTOMERS) if full else (CUSTOMERS,)
    return {
        "what": "sample shop generated and imported; baseline: the same rows generated, not imported; one run each",
        "customers": [imported(folder / f"people-{size}", size, 0, size != ALL_CUSTOMERS) for size in sizes],
        "products": imported(folder / "goods", BUYERS, ALL_PRODUCTS if full else PRODUCTS),
    }


def imported(home: Path, customers: int, products: int, compared: bool = True) -> dict[str, object]:
    """Measure one import; `products` 0: those written by hand. `compared`: beside the rows generated alone."""
    size = [str(customers), str(products)]
    ours = once([sys.executable, "-c", IMPORT, *size, str(home)])
    rows = int((home / "rows").read_text())
    found: dict[str, object] = {
        "customers": customers,
        "products": products or "written by hand",
        "rows": rows,
        "seconds": round(ours.seconds, 1),
        "cpu_seconds": round(ours.cpu_seconds, 1),
        "rows_per_second": round(rows / ours.seconds),
        "peak_mb": round(ours.peak_mb),
        "build_mb": round(sum(file.stat().st_size for file in home.glob("shop-*.duckdb")) / 1e6),
    }
    shutil.rmtree(home)
    if compared:
        bare = once([sys.executable, "-c", GENERATE, *size])
        found |= {
            "baseline_seconds": round(bare.seconds, 1),
            "baseline_cpu_seconds": round(bare.cpu_seconds, 1),
            "baseline_peak_mb": round(bare.peak_mb),
            "ratio_of_cpu_seconds": round(ours.cpu_seconds / bare.cpu_seconds, 2),
        }
    print(found, file=sys.stderr, flush=True)  # a later size may fail, and this one took long
    return found
