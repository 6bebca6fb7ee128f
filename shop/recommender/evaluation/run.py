"""Many models on one or more splits: figures with intervals, cost in CPU seconds, and the cold start."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shop.recommender.contract import Recommender
from shop.recommender.evaluation.metrics import BUCKETS, Judged, buckets, by_group, judge
from shop.recommender.evaluation.protocols import Split
from shop.recommender.evaluation.uncertainty import interval
from shop.record import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Maker = Callable[[int], Recommender]
"""Makes an unfitted model from a seed."""


class Group(Record):
    """Customers of one kind, and what the first metric gives them."""

    customers: int
    value: float | None


class ModelScores(Record):
    """One model: the metrics of metrics.py (means over customers, then over seeds), CPU seconds for one seed.

    `intervals` are 95 % over customers, `sd` is between seeds; `by_history` is the first metric for customers with so
    many products before.
    """

    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    sd: dict[str, float]
    fit_seconds: float
    recommend_seconds: float
    by_history: dict[str, Group]


class Scores(Record):
    """The table of one evaluation."""

    k: int
    seeds: tuple[int, ...]
    customers: int
    products: int
    train: int
    test: int
    asked: int
    models: dict[str, ModelScores]


class Trial(NamedTuple):
    """One model on one split."""

    judged: Judged
    fit_seconds: float
    recommend_seconds: float
    by_history: Mapping[str, tuple[int, float | None]]


def measure(
    splits: Sequence[Split],
    makers: Mapping[str, Maker],
    k: int = 10,
    *,
    seeds: Sequence[int] = (0,),
    seeded: Collection[str] | None = None,
    told: Callable[[str, int], None] = lambda what, done: None,
) -> Scores:
    """Fit and judge every model on every split (one for each of `seeds`), all products ranked, seen ones left out.

    `seeded` names the models that chance has a part in (None: all). The others are judged once where several seeds
    have the same split: they would only say the same again.
    """
    models: dict[str, ModelScores] = {}
    for name, make in makers.items():
        trials: list[Trial] = []
        for split, seed in zip(splits, seeds, strict=True):
            same = bool(trials) and split is splits[0] and seeded is not None and name not in seeded
            trials.append(trials[0] if same else trial(make(seed), split, k))
            told(name, len(trials))
        models[name] = summary(trials)
    first = splits[0]
    return Scores(
        k=k, seeds=tuple(seeds), customers=len(first.train.customers), products=len(first.train.products),
        train=len(first.train.rows), test=len(first.rows), asked=len(set(first.rows.tolist())), models=models,
    )  # fmt: skip


def trial(model: Recommender, split: Split, k: int) -> Trial:
    """Fit one model on the visible part and judge it on the hidden one, with one thread."""
    from threadpoolctl import threadpool_limits

    warm()
    with threadpool_limits(1):
        started = time.process_time()
        model.fit(split.train)
        fitted = time.process_time()
        judged = judge(model, split, k)
        done = time.process_time()
    first = next(iter(judged.per_customer.values()))
    groups = by_group(first, buckets(split.train, judged.rows), BUCKETS)
    return Trial(judged, fitted - started, done - fitted, groups)


def warm() -> None:
    """Import what models compute with, so that the first one is not charged for it."""
    import scipy.linalg
    import scipy.sparse.linalg  # noqa: F401


def summary(trials: Sequence[Trial]) -> ModelScores:
    """Return the figures of one model over its trials."""
    from statistics import fmean, stdev

    found = [_means(trial) for trial in trials]
    metrics = {name: fmean(means[name] for means in found) for name in found[0]}
    return ModelScores(
        metrics={name: round(value, 6) for name, value in metrics.items()},
        intervals={name: _middle([trial.judged.per_customer[name] for trial in trials])
                   for name in trials[0].judged.per_customer},
        sd={name: round(stdev(means[name] for means in found), 6) if len(found) > 1 else 0.0 for name in metrics},
        fit_seconds=round(fmean(trial.fit_seconds for trial in trials), 3),
        recommend_seconds=round(fmean(trial.recommend_seconds for trial in trials), 3),
        by_history={name: _group([trial.by_history[name] for trial in trials]) for name in trials[0].by_history},
    )  # fmt: skip


def _means(trial: Trial) -> dict[str, float]:
    per_customer = {name: float(values.mean()) for name, values in trial.judged.per_customer.items()}
    return {**per_customer, **trial.judged.overall}


def _middle(seeds: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Return the mean of the intervals of the seeds."""
    from statistics import fmean

    found = [interval(values) for values in seeds]
    return round(fmean(item.low for item in found), 6), round(fmean(item.high for item in found), 6)


def _group(seeds: Sequence[tuple[int, float | None]]) -> Group:
    from statistics import fmean

    values = [value for _, value in seeds if value is not None]
    return Group(customers=seeds[0][0], value=round(fmean(values), 6) if values else None)
