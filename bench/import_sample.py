"""Generating and importing 100,000 sample customers, against generating their rows alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.measure import child

CUSTOMERS = 100_000
GENERATE = """
import sys
from shop.samples import sample_source
for table in sample_source("coffee", int(sys.argv[1]), 7).tables():
    for row in table.rows:
        pass
"""


def import_sample(folder: Path) -> dict[str, object]:
    program = str(Path(sys.executable).with_name("copilot"))
    report = folder / "report.json"
    command = f"{program} import sample --brand coffee --customers {CUSTOMERS} --home {folder}/home --json > {report}"
    ours = child(["sh", "-c", command], 1)
    bare = child([sys.executable, "-c", GENERATE, str(CUSTOMERS)], 1)
    rows = json.loads(report.read_text(encoding="utf-8"))["totals"]["read"]
    return {
        "what": f"copilot import sample --customers {CUSTOMERS}; baseline: the same rows generated, not imported",
        "rows": rows,
        "seconds": ours.seconds,
        "rows_per_second": round(rows / ours.seconds),
        "peak_mb": ours.peak_mb,
        "baseline_seconds": bare.seconds,
        "baseline_peak_mb": bare.peak_mb,
        "ratio": round(ours.seconds / bare.seconds, 2),
    }
