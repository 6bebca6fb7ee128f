"""`python -m bench.recommender_table`: results/recommender.json as results/recommender.md, to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
QUALITY = ("ndcg@10", "precision@10", "recall@20", "map@10", "hr@10")
SHOWN = ("coverage", "novelty", "lift")


def main() -> None:
    result = json.loads((RESULTS / "recommender.json").read_text(encoding="utf-8"))
    (RESULTS / "recommender.md").write_text("\n".join(page(result)) + "\n", encoding="utf-8")


def page(result: Mapping[str, Any]) -> Iterator[str]:
    figures = result["figures"]
    yield "# Recommenders beside each other"
    yield ""
    yield f"Made by `{result['command']}` and `python -m bench.recommender_table` on {result['date']}: "
    yield f"{result['cpu']}, {result['cores']} cores (one used), Python {result['python']}. {figures['what']}."
    yield "± is the deviation between seeds (0 where neither the split nor the model has a part in chance), the 95 % "
    yield "interval is over customers. Cold start is NDCG@10 for customers with so many products before, (how many)."
    yield figures.get("note", "")
    for name in figures["missing"]:
        yield f"\n{name} was not there and is left out."
    for name, table in figures["tables"].items():
        yield from _table(name, table)


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"## {name}"
    yield ""
    yield f"{table['customers']:,} customers, {table['products']:,} products, {table['train']:,} pairs to learn from, "
    yield f"{table['test']:,} hidden ones of {table['asked']:,} customers. Default: {table['default_is']}."
    yield ""
    models = table["models"]
    histories = list(next(iter(models.values()))["by_history"])
    yield from _rows((
        "model", "NDCG@10", "95 %", *QUALITY[1:], *SHOWN, "fit CPU s", "recommend CPU s",
    ), [_figures(kind, found) for kind, found in models.items()])  # fmt: skip
    yield ""
    yield "Cold start:"
    yield ""
    yield from _rows(("model", *histories), [
        (kind, *(_group(found["by_history"][history]) for history in histories)) for kind, found in models.items()
    ])  # fmt: skip


def _figures(kind: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    metrics, deviation = found["metrics"], found["sd"]
    low, high = found["intervals"][QUALITY[0]]
    return (
        kind, f"{metrics[QUALITY[0]]:.4f} ± {deviation[QUALITY[0]]:.4f}", f"{low:.3f}-{high:.3f}",
        *(f"{metrics[name]:.4f} ± {deviation[name]:.4f}" for name in QUALITY[1:]),
        *(f"{metrics[name]:.3f}" for name in SHOWN),
        f"{found['fit_seconds']:.2f}", f"{found['recommend_seconds']:.2f}",
    )  # fmt: skip


def _group(group: Mapping[str, Any]) -> str:
    return "" if group["value"] is None else f"{group['value']:.4f} ({group['customers']:,})"


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    main()
