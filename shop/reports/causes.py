"""Why customers leave, where a churn model says so. The report knows no model: whoever has one hands the causes in."""

from __future__ import annotations

from collections.abc import Sequence

from shop.record import Record
from shop.reports.figures import Ledger


class Cause(Record):
    """One cause: a stable key, its words by language, and how many of `of` customers at risk have it."""

    key: str
    words: dict[str, str]
    customers: int
    of: int
    source: str


def add_causes(ledger: Ledger, causes: Sequence[Cause], language: str) -> None:
    """Add the causes, the most frequent first."""
    for cause in sorted(causes, key=lambda one: (-one.customers, one.key)):
        title = cause.words.get(language) or next(iter(cause.words.values()), cause.key)
        ledger.add("churn", "churn_cause", cause.customers, group=cause.key, title=title)
    if causes:
        ledger.remark("churn_model", source=causes[0].source, count=causes[0].of)
