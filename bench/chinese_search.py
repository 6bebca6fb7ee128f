"""Chinese queries on the sample shops: hit@5 of BM25 by characters or by jieba's words, and fused with vectors.

    python -m bench.chinese_search [--write]

jieba is no dependency of the product: without it (`pip install rjieba`) its column is left out. The default embedder
reads English only, so that the default search of Chinese *is* BM25; "fused" is with the hashing embedder, which knows
no meaning and stands in for a multilingual model.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from app.importing import import_sample
from app.settings import Settings
from retrieval.documents import ProductDocument, product_documents
from retrieval.embedders import HashingEmbedder
from retrieval.index import TITLE_WEIGHT, build_index
from retrieval.lexical import Counted, LexicalIndex, write_lexical
from retrieval.search import Searcher
from retrieval.tokens import document_tokens, query_tokens
from shop.store.view import ShopView

DEPTH = 5
RESULT = Path(__file__).parent / "results" / "chinese_search.json"
Tokens = Callable[[str], list[str]]
Rank = Callable[[str], list[str]]


def pairs() -> dict[str, dict[str, list[str]]]:
    import yaml

    document = yaml.safe_load(resources.files("bench").joinpath("chinese_pairs.yaml").read_text(encoding="utf-8"))
    return {brand: document[brand] for brand in ("skincare", "outdoor")}


def by_words(documents: list[ProductDocument], folder: Path, of_document: Tokens, of_query: Tokens) -> Rank:
    counted = [Counted(d.id, of_document(d.title) * TITLE_WEIGHT + of_document(d.text)) for d in documents]
    index = LexicalIndex.open(folder, write_lexical(folder, counted))
    return lambda query: index.rank(of_query(query), DEPTH)


def in_pairs(query: str) -> list[str]:
    """The tokens of a query without single Chinese characters."""
    return [token for token in query_tokens(query) if token.isascii() or len(token) > 1]


def systems(view: ShopView, folder: Path) -> dict[str, Rank]:
    documents = [document for document in product_documents(view) if document.language == "zh"]
    found = {"BM25, pairs": by_words(documents, folder / "pairs", document_tokens, in_pairs)}
    found["BM25, pairs and single characters"] = by_words(documents, folder / "signs", document_tokens, query_tokens)
    if importlib.util.find_spec("rjieba"):
        import rjieba

        def words(text: str) -> list[str]:
            return [word for word in rjieba.cut_for_search(text.lower()) if any(sign.isalnum() for sign in word)]

        found["BM25, jieba"] = by_words(documents, folder / "jieba", words, words)
    for name, languages in (("default", ("en",)), ("fused, hashing", ("en", "zh"))):
        embedder = HashingEmbedder(languages=languages)
        build_index(view, folder / name, embedder)
        searcher = Searcher(folder / name, embedder)
        found[name] = lambda query, searcher=searcher: [hit.product_id for hit in searcher.search(query, DEPTH)]  # type: ignore[misc]
    return found


def measure() -> dict[str, Any]:
    hits: dict[str, list[str]] = {}
    ranks: dict[str, list[float]] = {}
    asked = pairs()
    total = sum(map(len, asked.values()))
    with tempfile.TemporaryDirectory() as scratch:
        for brand, queries in asked.items():
            home, folder = Path(scratch) / brand, Path(scratch) / f"{brand}-index"
            folder.mkdir()
            import_sample(Settings(home=home), brand, 20, 7, write=None, told=lambda what, done: None)
            with ShopView(next(home.glob("shop-*.duckdb"))) as view:
                for name, rank in systems(view, folder).items():
                    for query, wanted in queries.items():
                        places = [place for place, id_ in enumerate(rank(query), 1) if id_ in wanted]
                        ranks.setdefault(name, []).append(1 / places[0] if places else 0.0)
                        hits.setdefault(name, []).extend([] if places else [query])
    return {
        "pairs": total,
        "hit@5": {name: round((total - len(missed)) / total, 4) for name, missed in hits.items()},
        "MRR@5": {name: round(sum(found) / total, 4) for name, found in ranks.items()},
        "missed": hits,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    report = json.dumps(measure(), ensure_ascii=False, indent=2)
    if parser.parse_args().write:
        RESULT.write_text(report + "\n", encoding="utf-8")
    print(report)
