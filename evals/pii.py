"""How much personal data is found, per kind, beside a plain regex baseline.

python -m evals.pii FILE.jsonl.gz [RESULT.json]

Rows of {"text", "spans": [{"entity_type", "start_position", "end_position"}]}
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from guard.pii import find

Spans = list[tuple[str, int, int]]
Finder = Callable[[str], Spans]

_HEAD = "kind       marked   ours: recall precision   plain: recall precision"
LABELS = {
    "EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "CREDIT_CARD": "card", "IBAN_CODE": "iban", "US_SSN": "us_ssn",
    "IP_ADDRESS": "ip", "STREET_ADDRESS": "address",
}  # fmt: skip
"""Kinds that have a form. Names, places, dates and professions have none and are not claimed."""
_PLAIN = {
    "email": re.compile(r"\S+@\S+\.\S+"),
    "phone": re.compile(r"\+?\d[\d ()-]{7,}\d"),
    "card": re.compile(r"\b\d{13,16}\b"),
    "iban": re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b"),
    "us_ssn": re.compile(r"\b\d{3}-\d{2}-\d{4}\b"),
    "ip": re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    "address": re.compile(r"\b\d+ [A-Z]\w+ (?:Street|St|Road|Rd|Avenue|Ave)\b"),
}


class Figures(NamedTuple):
    """Figures of one kind: a marked place counts as found when a found place of its kind covers half of it."""

    kind: str
    marked: int
    recalled: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """Share of marked places that were found."""
        return self.recalled / self.marked if self.marked else 0.0

    @property
    def precision(self) -> float:
        """Share of found places that are marked as anything personal of that kind."""
        return self.right / self.found if self.found else 0.0


def ours(text: str) -> Spans:
    """Find with the guard."""
    return [(one.kind, one.start, one.end) for one in find(text)]


def plain(text: str) -> Spans:
    """Find with one simple pattern per kind."""
    return [(kind, *found.span()) for kind, pattern in _PLAIN.items() for found in pattern.finditer(text)]


def measure(rows: Iterable[dict[str, Any]], finder: Finder) -> list[Figures]:
    """Return the figures of every kind that has a form."""
    counts = {kind: [0, 0, 0, 0] for kind in LABELS.values()}
    for row in rows:
        marked = [
            (LABELS[span["entity_type"]], span["start_position"], span["end_position"])
            for span in row["spans"] if span["entity_type"] in LABELS
        ]  # fmt: skip
        found = finder(row["text"])
        for kind, start, end in marked:
            counts[kind][0] += 1
            counts[kind][1] += any(_covers(one, (kind, start, end)) for one in found)
        for one in found:
            if one[0] in counts:
                counts[one[0]][2] += 1
                counts[one[0]][3] += any(
                    one[0] == kind and one[1] < end and start < one[2] for kind, start, end in marked
                )
    return [Figures(kind, *numbers) for kind, numbers in counts.items()]


def _covers(found: tuple[str, int, int], marked: tuple[str, int, int]) -> bool:
    shared = min(found[2], marked[2]) - max(found[1], marked[1])
    return found[0] == marked[0] and shared * 2 >= marked[2] - marked[1]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        for line in handle:
            yield json.loads(line)


def result(path: Path, rows: list[dict[str, Any]], pairs: list[tuple[Figures, Figures]]) -> dict[str, Any]:
    """Return the figures as a JSON document."""
    return {
        "data": path.parent.name,
        "texts": len(rows),
        "note": "The forms of addresses were written with misses of this set in view: no held-out figure.",
        "kinds": {
            mine.kind: {"marked": mine.marked, "ours": _shares(mine), "plain": _shares(theirs)}
            for mine, theirs in pairs
        },
    }


def _shares(figures: Figures) -> dict[str, float]:
    return {"recall": round(figures.recall, 4), "precision": round(figures.precision, 4)}


def main(path: Path, written: Path | None) -> None:
    """Print the table, and write it where asked."""
    rows = list(_rows(path))
    lines = [f"{len(rows)} texts", _HEAD]
    pairs = list(zip(measure(rows, ours), measure(rows, plain), strict=True))
    if written:
        written.write_text(json.dumps(result(path, rows, pairs), indent=2) + "\n", encoding="utf-8")
    for mine, theirs in pairs:
        own = f"{mine.kind:<10}{mine.marked:>7}  {mine.recall:>13.1%}{mine.precision:>10.1%}"
        lines.append(f"{own}  {theirs.recall:>14.1%}{theirs.precision:>10.1%}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
