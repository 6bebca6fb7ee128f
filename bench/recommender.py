"""Every model on public data by three protocols and three seeds: what is found, for whom, and what it costs.

The data sets lie beside the repository (../shared/data); one that is missing is left out and named. Online Retail and
Complete Journey are read as customer, product, moment of each sold line. The two-tower model takes minutes per fit and
runs on MovieLens, random, with one seed only.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from evals.recommender import DEFAULT, Asked, evaluate_log
from shop.recommender.choice.recipes import PLAIN
from shop.recommender.evaluation import PROTOCOLS, Log

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
SEEDS = (0, 1, 2)
SLOW = "two-tower"
DATA = {
    "MovieLens latest small": (
        "movielens_latest_small/ratings.parquet",
        "SELECT userId::VARCHAR, movieId::VARCHAR, timestamp::DOUBLE FROM read_parquet(?)",
    ),
    "Online Retail": (
        "online_retail/online_retail.parquet",
        "SELECT CustomerID::VARCHAR, StockCode, epoch(InvoiceDate) FROM read_parquet(?) "
        "WHERE CustomerID IS NOT NULL AND Quantity > 0 AND UnitPrice > 0",
    ),
    "Complete Journey (transactions sample)": (
        "completejourney/transactions_sample.parquet",
        "SELECT household_id, product_id, epoch(transaction_timestamp) FROM read_parquet(?) WHERE quantity > 0",
    ),
}


def recommender(folder: Path) -> dict[str, object]:
    tables: dict[str, object] = {}
    for name, log in logs():
        for protocol in PROTOCOLS:
            started = time.process_time()
            models = (DEFAULT, *(recipe.kind for recipe in PLAIN if recipe.kind != SLOW))
            found = evaluate_log(log, name, protocol, Asked(models=models, seeds=SEEDS), lambda what, done: None)
            table = found.model_dump(mode="json", exclude={"left_out"})
            if protocol == "random" and name.startswith("MovieLens"):
                slow = evaluate_log(log, name, protocol, Asked(models=(SLOW,)), lambda what, done: None)
                table["models"][SLOW] = {**slow.model_dump(mode="json")["models"][SLOW], "note": "one seed"}
            tables[f"{name}, {protocol}"] = table
            sys.stderr.write(f"{name}, {protocol}: {time.process_time() - started:.0f} CPU s\n")
            (folder / "partial.json").write_text(json.dumps(tables), encoding="utf-8")
    return {
        "what": "all products ranked, seen ones left out; means over customers and seeds 0, 1, 2; one thread; "
        "popularity fills what a model leaves open",
        "missing": [name for name, (path, _) in DATA.items() if not (SHARED / path).exists()],
        "tables": tables,
    }


def logs() -> Iterator[tuple[str, Log]]:
    import duckdb

    for name, (path, query) in DATA.items():
        if (SHARED / path).exists():
            columns = list(duckdb.execute(query, [str(SHARED / path)]).fetchnumpy().values())
            yield name, Log.of(columns[0].tolist(), columns[1].tolist(), columns[2])
