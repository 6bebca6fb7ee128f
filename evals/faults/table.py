"""The figures: per operator how many were tried, blocked, held and missed; false alarms on the true texts."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from evals.faults.operators import FAULTS, Fault
from evals.faults.worlds import GoodText
from guard.check import check
from guard.subject import Subject
from shop.types import Verdict

Guard = Callable[[GoodText, str], Verdict]


class Row(NamedTuple):
    """One operator: outcomes on its changed texts."""

    name: str
    group: str
    tried: int
    blocked: int
    held: int
    missed: tuple[tuple[str, str], ...]

    @property
    def share(self) -> float:
        """Share that did not pass."""
        return (self.blocked + self.held) / self.tried if self.tried else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson interval (95 %) of the share."""
        return wilson(self.blocked + self.held, self.tried)


def guard_text(good: GoodText, text: str) -> Verdict:
    """Check a text as `copilot guard check` would: filled, with its evidence and no more."""
    return check(Subject(parts={"text": text}, evidence=good.evidence))


def rows(
    texts: Sequence[GoodText],
    per_text: int = 1,
    seed: int = 7,
    faults: Iterable[Fault] = FAULTS,
    guard: Guard = guard_text,
) -> list[Row]:
    """Apply every operator to every text it fits, `per_text` times with other dice."""  # fmt: skip
    found = []
    for fault in faults:
        outcomes: Counter[str] = Counter()
        missed: list[tuple[str, str]] = []
        for place, good in enumerate(texts):
            tried = set()
            for again in range(per_text):
                changed = fault.apply(good, random.Random(f"{seed}|{fault.name}|{place}|{again}"))
                if changed is None or changed == good.text or changed in tried:
                    continue
                tried.add(changed)
                outcome = guard(good, changed).outcome
                outcomes[outcome] += 1
                if outcome == "allow":
                    missed.append((good.text, changed))
        blocked = outcomes["block"] + outcomes["error"]
        found.append(Row(fault.name, fault.group, outcomes.total(), blocked, outcomes["hold"], tuple(missed)))
    return found


class Alarms(NamedTuple):
    """What the guard said about true texts."""

    texts: int
    blocked: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]


def false_alarms(texts: Sequence[GoodText], guard: Guard = guard_text) -> Alarms:
    """Check every true text as it is."""
    blocked, held = [], []
    for good in texts:
        verdict = guard(good, good.text)
        why = "; ".join(f"{item.rule}: {item.claim!r} ({item.expected})" for item in verdict.findings[:4])
        if verdict.outcome in ("block", "error"):
            blocked.append((good.text, why))
        elif verdict.outcome == "hold":
            held.append((good.text, why))
    return Alarms(len(texts), tuple(blocked), tuple(held))


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson score interval of a share (E. B. Wilson, 1927)."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, z * z / of
    middle = (share + square / 2) / (1 + square)
    spread = z * math.sqrt(share * (1 - share) / of + square / (4 * of)) / (1 + square)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def report(found: Sequence[Row], alarms: Alarms, misses: int = 0) -> str:
    """Return the table as text, with up to `misses` missed texts per operator."""
    lines = [f"{'operator':<30}{'group':<11}{'n':>5}{'block':>7}{'hold':>6}{'miss':>6}  detected (95 %)"]
    for row in found:
        low, high = row.interval
        lines.append(
            f"{row.name:<30}{row.group:<11}{row.tried:>5}{row.blocked:>7}{row.held:>6}{len(row.missed):>6}"
            f"  {row.share:7.1%} ({low:.1%} to {high:.1%})"
        )
        lines += [f"      {changed!r}" for _, changed in row.missed[:misses]]
    lines.append(
        f"true texts: {alarms.texts}; false alarms: block {len(alarms.blocked)} "
        f"({len(alarms.blocked) / max(1, alarms.texts):.1%}), hold {len(alarms.held)} "
        f"({len(alarms.held) / max(1, alarms.texts):.1%})"
    )
    lines += [f"      {text!r}\n        {why}" for text, why in (*alarms.blocked, *alarms.held)[: misses * 10]]
    return "\n".join(lines)
