"""Seeded faults in full: every operator on written texts and on messages of the sample shops."""

from __future__ import annotations

import sys
from pathlib import Path

from evals.faults.paraphrases import paraphrased
from evals.faults.table import Row, false_alarms, report, rows
from evals.faults.worlds import composed, written
from soak.messages import sample_messages
from soak.proof import Outcome

TARGETS = {"hard": 0.99, "attribute": 0.95, "soft": 0.80, "open": 0.60}
"""Least share detected per group of operators."""


def seeded_faults(folder: Path, n: int) -> Outcome:
    texts = [*written(), *paraphrased(), *list(composed(sample_messages(folder, n, 29)))]
    found = rows(texts)
    alarms = false_alarms(texts)
    sys.stdout.write(report(found, alarms) + "\n")
    shares = {group: _share([row for row in found if row.group == group]) for group in TARGETS}
    blocked, held = len(alarms.blocked) / len(texts), len(alarms.held) / len(texts)
    passed = all(shares[group] >= least for group, least in TARGETS.items()) and blocked <= 0.02 and held <= 0.05
    figures = ", ".join(f"{group} {share:.1%}" for group, share in shares.items())
    return Outcome(
        "seeded_faults",
        sum(row.tried for row in found),
        passed,
        f"detected: {figures}; false alarms on {len(texts)} true texts: block {blocked:.1%}, hold {held:.1%}",
    )


def _share(found: list[Row]) -> float:
    return sum(row.blocked + row.held for row in found) / max(1, sum(row.tried for row in found))
