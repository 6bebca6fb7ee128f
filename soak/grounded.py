"""Every message to everybody who can be written to, audited by code that shares nothing with the guard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from evals.grounded import audit
from soak.messages import sample_messages
from soak.proof import Outcome


def grounded_messages(folder: Path, n: int) -> Outcome:
    outcomes: Counter[str] = Counter()
    unsupported = 0
    for message in sample_messages(folder, n, 11):
        outcomes[message.verdict.outcome] += 1
        unsupported += message.verdict.outcome == "allow" and bool(audit(message))
    total = outcomes.total()
    share = outcomes["allow"] / total if total else 0.0
    figures = f"{total:,} messages, {unsupported} with an unsupported fact, {share:.2%} allowed, {dict(outcomes)}"
    return Outcome("grounded_messages", total, unsupported == 0 and share >= 0.99, figures)
