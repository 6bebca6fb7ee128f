"""`copilot eval retrieval`: how well the home's index finds what people judged relevant, part by part.

Compared are the words alone (BM25), the vectors alone, what a search gives (both joined), and that re-ranked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field

from app.copilot import Copilot
from evals.judgements import Judgements, read_judgements
from evals.ranking_measures import Estimate, Grades, condensed, estimate, ndcg, recall, reciprocal_rank
from retrieval.documents import product_titles
from retrieval.rerank import Reranker, TitleCoverage
from retrieval.search import DEPTH, MOST, RERANKED, Searcher, fuse, reranked
from shop.errors import InvalidInput
from shop.record import Record

WORDS, MEANING, DEFAULT, RERANKED_NAME = "BM25", "dense", "default", "default, re-ranked"
POOLING = (
    "Over all documents, what nobody judged counts as irrelevant: that favours whichever method the judged documents "
    "were collected with. Judged only leaves the unjudged ones out of every ranking."
)

Run = Mapping[str, Sequence[str]]


class Difference(Record):
    """One system beside another, query by query."""

    system: str
    beside: str
    measure: str
    estimate: Estimate


class RetrievalReport(Record):
    """What was measured; every figure is a mean over the queries with its 95 % interval."""

    source: str
    embedder: str
    queries: int = Field(description="Queries with a relevant product: the others tell nothing.")
    left_out: int
    judgements: int
    absent: int = Field(description="Judged products that the shop does not have; no system can find them.")
    systems: dict[str, dict[str, Estimate]]
    differences: tuple[Difference, ...]
    note: str = POOLING


def measured(copilot: Copilot, judgements: Path, k: int) -> RetrievalReport:
    """Measure a home's index, with the simple re-ranker beside it; raises what a search raises, and InvalidInput."""
    with copilot.view() as view, copilot.searcher() as searcher:
        known = frozenset(id_ for (id_,) in view.rows("SELECT product_id FROM products"))
        reranker = TitleCoverage(lambda ids: product_titles(view, ids))
        return evaluate(
            searcher, read_judgements(judgements), known, f"{view.shop.id}, {judgements.name}",
            copilot.embedder().name, reranker, k,
        )  # fmt: skip


def evaluate(
    searcher: Searcher, judgements: Judgements, known: frozenset[str], source: str, embedder: str,
    reranker: Reranker | None = None, k: int = 10,
) -> RetrievalReport:  # fmt: skip
    """Measure the index on judgements. `known` are the shop's products. Raises InvalidInput without a relevant one."""
    asked = {query: grades for query, grades in judgements.items() if any(grades.values())}
    if not asked:
        raise InvalidInput("No query has a relevant product.", where=source)
    values = _values(searcher, asked, reranker, k)
    if searcher.degraded:
        raise InvalidInput(f"Only words can be compared: {searcher.degraded}", where="copilot eval retrieval")
    judged = {id_ for grades in judgements.values() for id_ in grades}
    return RetrievalReport(
        source=source,
        embedder=embedder,
        queries=len(asked),
        left_out=len(judgements) - len(asked),
        judgements=sum(map(len, judgements.values())),
        absent=len(judged - known),
        systems={
            name: {measure: estimate(by_query) for measure, by_query in found.items()} for name, found in values.items()
        },
        differences=tuple(_differences(values)),
    )


def _values(
    searcher: Searcher, asked: Mapping[str, Grades], reranker: Reranker | None, k: int
) -> dict[str, dict[str, list[float]]]:
    """Return the values by system, measure and query. Judged only is read from lists of MOST, so that no ranking is
    punished for what it puts deep; all else from the lists as a search makes them."""
    shipped, deep = _runs(searcher, list(asked), DEPTH, reranker), _runs(searcher, list(asked), MOST, reranker)
    values: dict[str, dict[str, list[float]]] = {}
    for name, run in shipped.items():
        values[name] = {
            f"NDCG@{k}, all": [ndcg(run[query], grades, k) for query, grades in asked.items()],
            f"NDCG@{k}, judged only": [
                ndcg(condensed(deep[name][query], grades), grades, k) for query, grades in asked.items()
            ],
            "recall@50": [recall(run[query], grades, 50) for query, grades in asked.items()],
            "MRR": [reciprocal_rank(run[query], grades) for query, grades in asked.items()],
        }
    return values


def _runs(searcher: Searcher, queries: Sequence[str], depth: int, reranker: Reranker | None) -> dict[str, Run]:
    runs: dict[str, dict[str, Sequence[str]]] = {WORDS: {}, MEANING: {}, DEFAULT: {}}
    if reranker:
        runs[RERANKED_NAME] = {}
    for query, rankings in zip(queries, searcher.rankings(queries, depth), strict=True):
        joined = fuse(rankings)
        runs[WORDS][query], runs[MEANING][query] = rankings["words"], rankings["meaning"]
        runs[DEFAULT][query] = [item.id for item in joined[:depth]]
        if reranker:
            runs[RERANKED_NAME][query] = [item.id for item in reranked(reranker, query, joined, RERANKED)[:depth]]
    return dict(runs)


def _differences(values: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Difference]:
    pairs = [(DEFAULT, WORDS), (DEFAULT, MEANING)]
    pairs += [(RERANKED_NAME, DEFAULT)] if RERANKED_NAME in values else []
    return [
        Difference(
            system=one, beside=other, measure=measure,
            estimate=estimate([mine - theirs for mine, theirs in zip(by_query, values[other][measure], strict=True)]),
        )
        for one, other in pairs
        for measure, by_query in values[one].items()
    ]  # fmt: skip
