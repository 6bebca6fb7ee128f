"""Learns a churn model by time only: fit on cuts, choose and calibrate on later ones, fit again on all.

Candidates are judged at validation origins. An origin's candidates learn only from cuts whose outcome was complete at
the origin, so they never saw a day of what they predict. The chosen one is learnt again from every cut. A shop with
fewer than LEAST_BUYERS buyers, or without an origin, gets no model (see shop.churn.rhythm_rule).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shop.churn.baselines import BASELINES, baseline
from shop.churn.calibration import Calibration, calibrated, sigmoid
from shop.churn.cuts import Cut, earlier_cuts
from shop.churn.design import Scale, families, matrix, usual_gap
from shop.churn.learned import CHOICES, Choice, Learned, Pair
from shop.churn.learners import Logistic, Trees
from shop.churn.measures import Bin, Quality, bins, brier, compared, log_loss
from shop.churn.spend import SpendCheck, check_spend, fit_spend
from shop.store.view import ShopView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_BUYERS = 200
LEAST_OF_EACH = 40
"""Customers who ordered, and who did not, in what is learnt from."""
MOST_ORIGINS = 5
A_YEAR_SEEN = 365


@dataclass(frozen=True, eq=False)
class Judged:
    """What the latest validation origin says about the chosen candidate, before calibration and the last fit."""

    at: datetime
    qualities: tuple[Quality, ...]
    table: tuple[Bin, ...]
    spend: SpendCheck
    importance: dict[str, float]
    brier_by_candidate: dict[str, float]


@dataclass(frozen=True, eq=False)
class Training:
    """The model and how it came about; `learned` is None where the history is too short, `why_not` says why."""

    learned: Learned | None
    judged: Judged | None
    cuts: tuple[Cut, ...]
    origins: tuple[datetime, ...] = ()
    why_not: str = ""


def train(view: ShopView, at: datetime, horizon: int) -> Training:
    """Learn from everything that was complete at `at`."""
    cuts = earlier_cuts(view, at, horizon)
    origins = validation_origins(cuts, horizon)
    why_not = _too_little(cuts, origins, horizon)
    if why_not:
        return Training(None, None, tuple(cuts), (), why_not)
    scored = [_scored(cuts, place, horizon) for place in origins]
    choice, briers = _chosen(scored)
    covered = (cuts[origins[0]].at - cuts[origins[-1]].at).days + horizon
    calibration = calibrated(
        [item.log_odds[choice] for item in scored], [item.cut.outcome.silent for item in scored], covered
    )
    learned = _final(cuts, horizon, choice, calibration)
    judged = _judged(cuts, origins[0], horizon, scored[0], choice, briers)
    return Training(learned, judged, tuple(cuts), tuple(cuts[place].at for place in origins))


def validation_origins(cuts: Sequence[Cut], horizon: int) -> list[int]:
    """Return the places of the cuts to validate at, latest first.

    One horizon apart where the history has room for several, so that their outcomes do not overlap; else a third.
    """
    usable = [place for place in range(len(cuts)) if _usable(learnable(cuts, place, horizon))]
    apart = 3 if len(usable) > 3 * (MOST_ORIGINS - 2) else 1
    return usable[::apart][: MOST_ORIGINS if apart == 3 else 3]


def learnable(cuts: Sequence[Cut], place: int, horizon: int) -> list[Cut]:
    """Return the cuts whose outcome was complete at the cut in that place."""
    return [cut for cut in cuts if (cuts[place].at - cut.at).days >= horizon]


def _usable(cuts: Sequence[Cut]) -> bool:
    silent = sum(float(cut.outcome.silent.sum()) for cut in cuts)
    return bool(cuts) and silent >= LEAST_OF_EACH and sum(len(cut.known) for cut in cuts) - silent >= LEAST_OF_EACH


def _too_little(cuts: Sequence[Cut], origins: Sequence[int], horizon: int) -> str:
    buyers = len(cuts[0].known) if cuts else 0
    if buyers < LEAST_BUYERS:
        return f"{buyers} buyers {horizon} days before the moment; a model needs {LEAST_BUYERS}"
    if not origins:
        return f"the orders reach back less than two horizons of {horizon} days, or hardly anybody stayed or left"
    return ""


@dataclass(frozen=True, eq=False)
class _Scored:
    cut: Cut
    pair: Pair
    log_odds: dict[Choice, Floats]


def _scored(cuts: Sequence[Cut], place: int, horizon: int) -> _Scored:
    pair = _fit_pair(learnable(cuts, place, horizon), horizon)
    rows = matrix(cuts[place].known, pair.scale)
    return _Scored(cuts[place], pair, {choice: pair.log_odds(choice, rows) for choice in CHOICES})


def _fit_pair(cuts: Sequence[Cut], horizon: int) -> Pair:
    import numpy as np

    seasons = min(cut.history for cut in cuts) >= A_YEAR_SEEN + horizon
    scale = Scale(horizon, usual_gap(cuts[0].known), seasons)
    rows = np.vstack([matrix(cut.known, scale) for cut in cuts])
    silent = np.concatenate([cut.outcome.silent for cut in cuts])
    return Pair(scale, Logistic.fit(rows, silent), Trees.fit(rows, silent))


def _chosen(scored: Sequence[_Scored]) -> tuple[Choice, dict[str, float]]:
    """Return the candidate with the least Brier score over all origins, to four digits."""
    import numpy as np

    silent = np.concatenate([item.cut.outcome.silent for item in scored])
    even = np.ones(len(silent))
    found = {
        choice: round(brier(silent, sigmoid(np.concatenate([item.log_odds[choice] for item in scored])), even), 4)
        for choice in CHOICES
    }
    return min(CHOICES, key=lambda choice: found[choice]), {str(name): value for name, value in found.items()}


def _final(cuts: Sequence[Cut], horizon: int, choice: Choice, calibration: Calibration) -> Learned:
    pair = _fit_pair(cuts, horizon)
    return Learned(choice, pair, calibration, fit_spend(cuts, horizon), usual_columns(cuts, pair))


def _judged(
    cuts: Sequence[Cut], place: int, horizon: int, scored: _Scored, choice: Choice, briers: dict[str, float]
) -> Judged:
    """Judge the uncalibrated candidate: its calibration was learnt from these very customers."""
    cut, before = cuts[place], learnable(cuts, place, horizon)
    probability, silent = sigmoid(scored.log_odds[choice]), cut.outcome.silent
    beside = {name: baseline(name, before, cut.known) for name in BASELINES}
    return Judged(
        at=cut.at, qualities=compared(silent, {choice: probability, **beside}), table=bins(silent, probability),
        spend=check_spend(cut, fit_spend(before, horizon), probability),
        importance=_importance(scored, choice, usual_columns(before, scored.pair)), brier_by_candidate=briers,
    )  # fmt: skip


def usual_columns(cuts: Sequence[Cut], pair: Pair) -> Floats:
    """Return the median of each column over those who did order again: what reasons are told against."""
    import numpy as np

    stayed = [matrix(cut.known, pair.scale)[cut.outcome.silent == 0] for cut in cuts]
    return np.asarray(np.median(np.vstack(stayed), axis=0), dtype=np.float64)


def _importance(scored: _Scored, choice: Choice, usual: Floats) -> dict[str, float]:
    """Return by how much the log loss grows when a family's columns are the same for everybody, largest first."""
    import numpy as np

    rows, silent = matrix(scored.cut.known, scored.pair.scale), scored.cut.outcome.silent
    even, of = np.ones(len(silent)), np.array(families(scored.pair.scale))
    whole = log_loss(silent, sigmoid(scored.log_odds[choice]), even)
    found = {}
    for family in dict.fromkeys(families(scored.pair.scale)):
        without = scored.pair.log_odds(choice, np.where(of == family, usual, rows))
        found[str(family)] = round(log_loss(silent, sigmoid(without), even) - whole, 4)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
