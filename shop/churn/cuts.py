"""Earlier moments of the same shop to learn from: what was known then, and what happened in the days after.

The origin rolls back from the moment of the question: the first cut lies one horizon before it, so that its outcome is
complete, the others a third of a horizon apart. Nothing after the moment is ever read (the view has already cut it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shop.churn.features import EVERYONE, Known, Outcome, first_order_day, known_at, later, outcome_after
from shop.store.view import ShopView

MOST_CUTS = 18
"""A year and a half of cuts at the default horizon: enough to see every season once, old habits left behind."""
LEAST_HISTORY = 30
"""Days of history that a cut needs before it: with fewer every customer looks new."""
MOST_ROWS = 60_000
"""Rows to learn from; in a larger shop a sample of the customers is drawn. More rows changed nothing measurable."""


@dataclass(frozen=True, eq=False)
class Cut:
    """One moment in the past with what was known then and what followed."""

    at: datetime
    history: int
    """Days from the shop's first order to the cut."""
    known: Known
    outcome: Outcome


def cut_moments(view: ShopView, at: datetime, horizon: int) -> list[tuple[datetime, int]]:
    """Return the moments to learn from, latest first, each with the days of history before it."""
    first = first_order_day(view)
    if first is None:
        return []
    step = max(horizon // 3, 1)
    moments = [later(at, -horizon - step * place) for place in range(MOST_CUTS)]
    known = [(moment, (moment.astimezone(view.zone).date() - first).days) for moment in moments]
    return [(moment, history) for moment, history in known if history >= LEAST_HISTORY]


def earlier_cuts(view: ShopView, at: datetime, horizon: int, most: int = MOST_ROWS) -> list[Cut]:
    """Return the cuts before `at`, latest first, with at most about `most` rows together."""
    moments = cut_moments(view, at, horizon)
    if not moments:
        return []
    each = most // len(moments) if most < EVERYONE else EVERYONE
    cuts = []
    for moment, history in moments:
        known = known_at(view, moment, horizon, most=each)
        cuts.append(Cut(moment, history, known, outcome_after(view, moment, horizon, known.ids)))
    return cuts
