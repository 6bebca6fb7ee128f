"""Chinese queries find the sample shops' products: the pairs of bench/chinese_pairs.yaml, through index and search."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from retrieval.embedders import HashingEmbedder
from retrieval.index import build_index
from retrieval.search import Searcher
from shop.store.view import ShopView

REPOSITORY = Path(__file__).resolve().parents[2]
PAIRS = yaml.safe_load((REPOSITORY / "bench" / "chinese_pairs.yaml").read_text(encoding="utf-8"))
RESULT = json.loads((REPOSITORY / "bench" / "results" / "chinese_search.json").read_text(encoding="utf-8"))
BRANDS = ("skincare", "outdoor")


def test_the_committed_result_is_about_these_pairs() -> None:
    assert RESULT["pairs"] == sum(len(PAIRS[brand]) for brand in BRANDS) >= 60
    asked = {query for brand in BRANDS for query in PAIRS[brand]}
    assert all(set(missed) <= asked for missed in RESULT["missed"].values())
    assert {name: round(1 - len(missed) / RESULT["pairs"], 4) for name, missed in RESULT["missed"].items()} == RESULT[
        "hit@5"
    ]


@pytest.mark.parametrize("brand", BRANDS)
def test_nearly_every_query_finds_its_product_among_five(
    brand: str, sample_home: Callable[[str], Path], tmp_path: Path
) -> None:
    embedder = HashingEmbedder(languages=("en",))  # reads no Chinese, as the shipped model
    with ShopView(next(sample_home(brand).glob("shop-*.duckdb"))) as view:
        build_index(view, tmp_path, embedder)
        known = {id_ for (id_,) in view.rows("SELECT product_id FROM products")}
    pairs = PAIRS[brand]
    assert {id_ for wanted in pairs.values() for id_ in wanted} <= known
    with Searcher(tmp_path, embedder) as searcher:
        found = {query: {hit.product_id for hit in searcher.search(query, 5)} for query in pairs}
    missed = [query for query, wanted in pairs.items() if not found[query] & set(wanted)]
    assert len(missed) <= len(pairs) * 0.05, missed
