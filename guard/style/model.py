"""What a scorer answers: one criterion, whether it holds for the messages together, and which ones break it."""

from __future__ import annotations

from collections.abc import Iterable

from shop.record import Language, Record

MOST_WORST = 10
"""Messages named per criterion."""


class Criterion(Record):
    """One criterion over many messages; `worst` are ids of messages that break it, the first ten."""

    number: int
    name: str
    passed: bool
    found: str
    wanted: str
    worst: tuple[str, ...] = ()


class StyleReport(Record):
    """Every criterion for the messages of one language."""

    language: Language
    messages: int
    criteria: tuple[Criterion, ...]
    note: str = "No human labels: people may still dislike what passes."

    @property
    def passed(self) -> bool:
        """Whether every criterion holds."""
        return all(one.passed for one in self.criteria)


def every(number: int, name: str, wanted: str, count: int, broken: Iterable[str]) -> Criterion:
    """Return a criterion that each single message must meet; `broken` are the ids of those that do not."""
    worst = list(broken)
    found = f"{count - len(worst)} of {count}"
    return Criterion(
        number=number, name=name, passed=not worst, found=found, wanted=wanted, worst=tuple(worst[:MOST_WORST])
    )
