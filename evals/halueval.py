"""How often a wrong answer is refused and the right one allowed, on pairs of HaluEval (Li et al. 2023).

python -m evals.halueval FILE.jsonl.gz [--out FILE.json]

Rows are {knowledge, question, right_answer, hallucinated_answer}.

The knowledge is the evidence, as the text of a policy. These are questions about the world, not about a shop: the guard
looks for figures, days and names that the knowledge does not have, and does not draw conclusions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evals.faults.table import wilson
from guard.check import check
from guard.subject import Subject
from shop.evidence import EvidenceSet

_AS_OF = "2023-05-01T00:00:00+00:00"


def measure(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the shares of wrong answers refused and right ones allowed, with Wilson intervals (95 %)."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts["pairs"] += 1
        evidence = _evidence(f"{row['knowledge']} {row['question']}")
        right, wrong = (_allowed(row[field], evidence) for field in ("right_answer", "hallucinated_answer"))
        counts["right_allowed"] += right
        counts["wrong_refused"] += not wrong
        counts["both_right"] += right and not wrong
    pairs = counts["pairs"]
    shares = {
        name: {
            "share": round(counts[name] / max(1, pairs), 4),
            "95": [round(one, 4) for one in wilson(counts[name], pairs)],
        }
        for name in ("wrong_refused", "right_allowed", "both_right")
    }
    return {"pairs": pairs, **shares}


def _allowed(text: str, evidence: EvidenceSet) -> bool:
    return check(Subject(parts={"text": text}, evidence=evidence, language="en")).outcome == "allow"


def _evidence(knowledge: str) -> EvidenceSet:
    item = {
        "id": "K1",
        "kind": "policy",
        "fields": {"text": {"text": knowledge}},
        "source": "knowledge",
        "as_of": _AS_OF,
    }
    return EvidenceSet.model_validate({"customer": "c1", "evidence": [item]})


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    text = json.dumps(measure(_rows(asked.file)), indent=1)
    sys.stdout.write(text + "\n")
    if asked.out:
        asked.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
