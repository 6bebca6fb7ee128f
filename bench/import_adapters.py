"""Every import adapter on its own file: rows per second and peak memory. What is not on this machine is left out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

from bench.measure import once

CUSTOMERS = 20_000
"""Customers of the sample that is written as files for the adapters that read the contract."""


class Adapter(NamedTuple):
    """One row of the table: a name, and the arguments of `copilot import` with its file or folder as the second.

    `{files}` is the folder of the written sample, `{shopify}` and `{klaviyo}` the same as those systems export it,
    `{data}` the folder named by COPILOT_BENCH_DATA.
    """

    name: str
    command: tuple[str, ...]


ADAPTERS: tuple[Adapter, ...] = (
    Adapter("csv", ("csv", "{files}")),
    Adapter("shopify", ("shopify", "{shopify}")),
    Adapter("klaviyo", ("klaviyo", "{klaviyo}")),
    Adapter("online-retail", ("online-retail", "{data}/online_retail/online_retail.parquet")),
    Adapter("complete-journey", ("complete-journey", "{data}/completejourney")),
    Adapter("icecat", ("icecat", "{data}/chorus_icecat/products.parquet")),
    Adapter("tau2-retail", ("tau2-retail", "{data}/tau2_retail/db.json.gz")),
)
WRITE = """
import sys
from pathlib import Path
from shop.samples import sample_source
from shop.samples.export import write_csv
write_csv(sample_source("coffee", int(sys.argv[1]), 7), Path(sys.argv[2]))
"""


def import_adapters(folder: Path) -> dict[str, object]:
    written = once([sys.executable, "-c", WRITE, str(CUSTOMERS), str(folder / "files")])
    places = {name: str(folder / name) for name in ("files", "shopify", "klaviyo")}
    once([sys.executable, "-m", "bench.exports", *places.values()])
    places["data"] = os.environ.get("COPILOT_BENCH_DATA", "")
    return {
        "what": "copilot import ADAPTER FILE, one run each; baseline: writing the CSV files of the sample",
        "baseline_seconds": round(written.seconds, 1),
        "sample_customers": CUSTOMERS,
        "adapters": {adapter.name: measured(adapter, places, folder) for adapter in ADAPTERS},
    }


def measured(adapter: Adapter, places: dict[str, str], folder: Path) -> dict[str, object]:
    """Import once into a home of its own."""
    name, *arguments = (part.format(**places) for part in adapter.command)
    if not arguments or not Path(arguments[0]).exists():
        return {"left_out": "its file is not here; name the folder of the data sets in COPILOT_BENCH_DATA"}
    program, report = Path(sys.executable).with_name("copilot"), folder / f"{adapter.name}.json"
    run = once(
        ["sh", "-c", 'out=$1; shift; exec "$@" > "$out"', "sh", str(report), str(program), "import", name, *arguments,
         "--home", str(folder / adapter.name), "--json"]
    )  # fmt: skip
    rows = json.loads(report.read_text(encoding="utf-8"))["totals"]["read"]
    return {
        "rows": rows,
        "seconds": round(run.seconds, 1),
        "rows_per_second": round(rows / run.seconds),
        "cpu_seconds": round(run.cpu_seconds, 1),
        "rows_per_cpu_second": round(rows / run.cpu_seconds),
        "peak_mb": round(run.peak_mb),
    }
