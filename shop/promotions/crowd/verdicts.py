"""Who of many may have a promotion, and how many may not for which reason. Pools, budgets and windows included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from shop.promotions.crowd.answers import UNKNOWN, Answers
from shop.promotions.crowd.people import Column, People
from shop.promotions.eligibility import reasons_for_all
from shop.promotions.reasons import WhyNotKind
from shop.record import Record
from shop.types import Promotion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]


class CrowdVerdict(NamedTuple):
    """Which rows may have `promotion`; for the others, which reasons stand against which rows."""

    promotion: Promotion
    ok: Rows
    reasons: dict[WhyNotKind, Rows]


class AudienceCount(Record):
    """How many of `asked` customers may have a promotion; `why_not` counts customers by reason (some have several)."""

    promotion_id: str
    asked: int
    eligible: int
    why_not: dict[WhyNotKind, int]


def crowd_eligible(
    promotions: Iterable[Promotion], people: People, free_codes: Mapping[str, int] | None = None
) -> Iterator[CrowdVerdict]:
    """Judge every promotion for all rows: what `eligible` answers for each of them alone."""
    answers = Answers(people)
    for promotion in promotions:
        yield crowd_verdict(promotion, answers, free_codes)


def counted(verdict: CrowdVerdict) -> AudienceCount:
    """Return the verdict as numbers, the most frequent reason first."""
    sums = {kind: int(rows.sum()) for kind, rows in verdict.reasons.items()}
    ranked = sorted((kind for kind in sums if sums[kind]), key=lambda kind: (-sums[kind], kind))
    return AudienceCount(
        promotion_id=verdict.promotion.id,
        asked=len(verdict.ok),
        eligible=int(verdict.ok.sum()),
        why_not={kind: sums[kind] for kind in ranked},
    )


def crowd_verdict(promotion: Promotion, answers: Answers, free_codes: Mapping[str, int] | None = None) -> CrowdVerdict:
    """Judge one promotion for all rows of `answers`."""
    import numpy as np

    people, found = answers.people, dict[WhyNotKind, "Rows"]()

    def against(kind: WhyNotKind, rows: Rows) -> None:
        found[kind] = found[kind] | rows if kind in found else rows

    for reason in reasons_for_all(promotion, people.base, free_codes):
        if "at" not in people.columns or reason.kind not in ("not_started", "ended"):
            against(reason.kind, np.ones(people.size, dtype=np.bool_))
    failing = answers.states(promotion.when) <= UNKNOWN
    for kind, rows in answers.against(promotion.when, failing):
        against(kind, rows)
    for kind, rows in _own(promotion, people):
        against(kind, rows)
    ok = ~failing
    for rows in found.values():
        ok &= ~rows
    return CrowdVerdict(promotion, ok, found)


def _own(promotion: Promotion, people: People) -> Iterator[tuple[WhyNotKind, Rows]]:
    """What speaks against a promotion and differs between rows, conditions apart."""
    import numpy as np

    policy, at = promotion.policy, people.columns.get("at")
    currency = people.columns.get("currency") or Column((people.base.currency,), np.zeros(people.size, dtype=np.int64))
    yield "wrong_currency", ~_spread(currency, [value == promotion.currency for value in currency.values])
    if at is not None:
        yield "not_started", ~_spread(at, [_started(policy.starts_at, value) for value in at.values])
        yield "ended", _spread(at, [_started(policy.ends_at, value, never=False) for value in at.values])
    most, used = promotion.limits.per_customer, people.used.get(promotion.id)
    if most is not None and used is not None:
        yield "limit_reached", used >= most


def _started(moment: datetime | None, at: datetime, *, never: bool = True) -> bool:
    return never if moment is None else moment <= at


def _spread(column: Column, flags: Iterable[bool]) -> Rows:
    import numpy as np

    spread: Rows = np.fromiter(flags, dtype=np.bool_)[column.codes]
    return spread
