"""How many of the attribute errors that people marked in machine-written product texts the guard finds.

python -m evals.quintd FOLDER [--misses N] [--out FILE.json]      FOLDER holds products_*.jsonl.gz, annotated_*.jsonl.gz

The texts describe phones (Quintd, Kasner and Dusek 2024); the specification is the evidence. A marked span of type 0 is
wrong by the data; types 1 to 3 cannot be checked, mislead, or are other. A finding is right when it touches a span.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from evals.faults.table import wilson
from guard.check import check
from guard.subject import Subject
from shop.evidence import EvidenceSet

WRONG = 0
_AS_OF = "2024-01-01T00:00:00+00:00"


class Text(NamedTuple):
    """A text about one product, what is known of the product, and the spans that a person marked."""

    text: str
    evidence: EvidenceSet
    marked: tuple[tuple[int, int, int], ...]


class Result(NamedTuple):
    """Marked errors found and missed; findings that touch any mark, and all findings."""

    texts: int
    wrong: int
    found: int
    findings: int
    on_a_mark: int
    texts_wrong: int
    texts_wrong_stopped: int
    texts_clean: int
    texts_clean_stopped: int
    misses: tuple[str, ...]
    rules: dict[str, int]

    def figures(self) -> dict[str, Any]:
        """Return what is printed and kept."""
        return {
            **self._asdict(),
            "recall": round(self.found / max(1, self.wrong), 4),
            "recall_95": [round(bound, 4) for bound in wilson(self.found, self.wrong)],
            "precision_on_any_mark": round(self.on_a_mark / max(1, self.findings), 4),
        }


def texts(folder: Path) -> Iterator[Text]:
    """Yield the annotated texts whose product is in the folder."""
    products = {(row["split"], row["idx"]): row for row in _rows(folder, "products_*.jsonl.gz")}
    for row in _rows(folder, "annotated_outputs_*.jsonl.gz"):
        product = products.get((row["split"], row["table_idx"]))
        if product is not None:
            spans = [span for human in row["human"] for span in human["spans"]]
            marked = tuple((span["start"], span["start"] + len(span["text"]), span["type"]) for span in spans)
            yield Text(row["text"], evidence_of(product), marked)


def evidence_of(product: dict[str, Any]) -> EvidenceSet:
    """Return a specification as the evidence of one product: one text field for each of its rows."""
    fields: dict[str, Any] = {"name": {"text": product["name"]}}
    for group, label, value in product["specs"]:
        name = "_".join(part for part in (group, label) if part).lower().replace(" ", "_").replace("-", "_")
        name = "".join(char for char in name if char.isalnum() or char == "_")
        said = [{"text": value}] if name not in fields else [*fields[name].get("list", [fields[name]]), {"text": value}]
        fields[name] = said[0] if len(said) == 1 else {"list": said}
    item = {"id": "P1", "kind": "product", "fields": fields, "source": "specification", "as_of": _AS_OF}
    return EvidenceSet.model_validate({"customer": "c1", "evidence": [item]})


def measure(rows: Iterator[Text]) -> Result:
    """Check every text and hold the findings against the marks."""
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    misses: list[str] = []
    for row in rows:
        verdict = check(Subject(parts={"text": row.text}, evidence=row.evidence, language="en"))
        findings = [(one.span, one.rule) for one in verdict.findings if one.span[1] > one.span[0]]
        rules.update(rule for _, rule in findings)
        wrong = [mark for mark in row.marked if mark[2] == WRONG]
        missed = [mark for mark in wrong if not any(_touches(span, mark) for span, _ in findings)]
        misses += [
            f"{row.text[mark[0] : mark[1]]!r} in {row.text[max(0, mark[0] - 40) : mark[1] + 20]!r}" for mark in missed
        ]
        counts["wrong"] += len(wrong)
        counts["found"] += len(wrong) - len(missed)
        counts["findings"] += len(findings)
        counts["on_a_mark"] += sum(any(_touches(span, mark) for mark in row.marked) for span, _ in findings)
        kind = "texts_wrong" if wrong else "texts_clean" if not row.marked else "texts_other"
        counts[kind] += 1
        counts[f"{kind}_stopped"] += verdict.outcome != "allow"
        counts["texts"] += 1
    kept = {name: counts[name] for name in Result._fields if name not in ("misses", "rules")}
    return Result(**kept, misses=tuple(misses), rules=dict(rules.most_common()))


def _touches(span: tuple[int, int], mark: tuple[int, int, int]) -> bool:
    return span[0] < mark[1] and mark[0] < span[1]


def _rows(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        with gzip.open(path, "rt", encoding="utf-8") as handle:
            for line in handle:
                yield json.loads(line)


def main() -> None:
    """Print the figures, and the marked errors that were not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", type=int, default=20)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    result = measure(texts(asked.folder))
    figures = result.figures()
    lines = [f"{name:<22} {value}" for name, value in figures.items() if name != "misses"]
    sys.stdout.write("\n".join([*lines, "missed:", *result.misses[: asked.misses]]) + "\n")
    if asked.out:
        asked.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
