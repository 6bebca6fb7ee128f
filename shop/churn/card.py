"""The model card: what was learnt from what, how it did on customers it had not seen, and what it cannot do."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources

from shop.churn.calibration import Calibration
from shop.churn.measures import Bin, Quality
from shop.churn.rhythm_rule import GONE, LATE, RULE
from shop.churn.spend import SpendCheck
from shop.churn.training import Training
from shop.record import Moment, Record

NAME = "churn model"


class Checked(Record):
    """The chosen candidate at the latest validation origin, learnt only from what was complete there, not calibrated.

    `importance`: by how much the log loss grows when a family of columns is made the same for everybody.
    """

    on: date
    qualities: tuple[Quality, ...]
    bins: tuple[Bin, ...]
    spend: SpendCheck
    brier_by_candidate: dict[str, float]
    importance: dict[str, float]
    calibration: Calibration


class ChurnCard(Record):
    """Dates are days in the shop's zone, money is in the base currency; `checked` is None for the rhythm rule."""

    shop: str
    sample: bool
    build: str
    version: str
    model: str
    why_no_model: str
    horizon_days: int
    trained_until: Moment
    currency: str
    first_order: date | None
    buyers: int
    """Customers with an order until the moment who do not object to profiling."""
    objecting: int
    rows: int
    cuts: tuple[date, ...]
    origins: tuple[date, ...]
    checked: Checked | None
    watch_reasons: dict[str, int]
    """How many customers at the top of the watch list carry each reason code (up to `watched` customers)."""
    watched: int
    limits: dict[str, tuple[str, ...]]
    """What the model cannot do, in words, by language."""


def model_name(training: Training) -> str:
    """Return what forecasts call the model."""
    return RULE if training.learned is None else f"{NAME}: {training.learned.choice}"


def checked(training: Training) -> Checked | None:
    """Return the figures of the latest validation origin."""
    judged, learned = training.judged, training.learned
    if judged is None or learned is None:
        return None
    return Checked(
        on=judged.at.date(), qualities=judged.qualities, bins=judged.table, spend=judged.spend,
        brier_by_candidate=judged.brier_by_candidate, importance=judged.importance, calibration=learned.calibration,
    )  # fmt: skip


def limits(training: Training, horizon: int) -> dict[str, tuple[str, ...]]:
    """Return the limits that hold for this model, in each language of the data file."""
    known = {"horizon": horizon, "late": LATE, "gone": GONE, "why_not": training.why_not}
    wanted = ["rule", "cause", "objection"] if training.learned is None else ["season", "cause", "objection", "refunds"]
    if training.learned is not None and training.learned.calibration.level_carried:
        wanted.remove("season")
    return {
        language: tuple(texts[name].format(**known) for name in wanted) for language, texts in _limit_texts().items()
    }


@cache
def _limit_texts() -> dict[str, dict[str, str]]:
    text = resources.files("shop.churn").joinpath("limits.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
