"""Every model on public data by three protocols and three seeds: what is found, for whom, and what it costs.

A data set that is missing is left out and named. Then what the default costs on data of the size of MovieLens-100k.
`python -m bench.recommender_table` turns the result into a page to read.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.recommender_data import Data, data_sets, missing, shaped
from evals.recommender import DEFAULT, Asked, evaluate_log
from shop.recommender.choice.recipes import CONTENT, PLAIN
from shop.recommender.evaluation import PROTOCOLS

SEEDS = (0, 1, 2)
CHEAP = (DEFAULT, "popularity-overall", "item-knn", "pure-svd", "ease")


def recommender(folder: Path) -> dict[str, object]:
    tables: dict[str, object] = {}
    every = (DEFAULT, *(recipe.kind for recipe in (*PLAIN, CONTENT)))
    for data in data_sets():
        for protocol in PROTOCOLS:
            tables[f"{data.name}, {protocol}"] = measured(data, protocol, every)
            (folder / "partial.json").write_text(json.dumps(tables), encoding="utf-8")
    invented = shaped()
    tables[f"{invented.name}, random"] = measured(invented, "random", CHEAP)
    return {
        "what": "all products ranked, seen ones left out; means over customers and seeds 0, 1, 2; one thread; "
        "popularity fills what a model leaves open",
        "missing": missing(),
        "tables": tables,
    }


def measured(data: Data, protocol: str, models: tuple[str, ...]) -> dict[str, object]:
    started = time.process_time()
    asked = Asked(models=models, seeds=SEEDS, vectors=data.vectors, groups=data.groups)
    found = evaluate_log(data.log, data.name, protocol, asked, lambda what, done: None)
    sys.stderr.write(f"{data.name}, {protocol}: {time.process_time() - started:.0f} CPU s\n")
    return found.model_dump(mode="json", exclude={"left_out"})
