"""Churn on public data: ours beside recency alone, RFM logistic and BG/NBD, on customers after the cut.

A model sees the shop as of the cut and nothing later; the outcome is read from the whole data afterwards. BG/NBD
(Fader, Hardie, Lee 2005) is that of the package `lifetimes`, which only this benchmark needs; P(no order in the
horizon) follows from its parameters, and a second row calibrates it, Platt's way, on the latest earlier cut.
The folder of the data sets is named in COPILOT_BENCH_DATA; what is not on this machine is left out.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from shop.churn.baselines import BASELINES, baseline
from shop.churn.cuts import Cut
from shop.churn.features import Known, known_at, outcome_after
from shop.churn.measures import Interval, Quality, bins, compared
from shop.churn.spend import check_spend
from shop.churn.training import Training, train
from shop.home import Home
from shop.importing.adapters import ADAPTERS
from shop.importing.pipeline import import_source
from shop.store.view import ShopView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Case(NamedTuple):
    """One row of the bench: adapter, its file under the data folder, cut, days ahead."""

    name: str
    adapter: str
    path: str
    cut: str
    horizon: int


CASES = (
    Case("Online Retail", "online-retail", "online_retail/online_retail.parquet", "2011-09-09", 90),
    Case("Complete Journey (sample)", "complete-journey", "completejourney", "2017-09-01", 60),
)
PENALTIES = (0.001, 0.01, 0.1, 1.0)
"""The first with which BG/NBD converges is used."""


def churn(folder: Path) -> dict[str, object]:
    data = Path(os.environ.get("COPILOT_BENCH_DATA", ""))
    return {
        "what": "churn = no order within the horizon after the cut; gains are ours over the row; 95 % bootstrap",
        "cases": {case.name: judged(case, data / case.path, folder) for case in CASES},
    }


def judged(case: Case, path: Path, folder: Path) -> dict[str, object]:
    if not os.environ.get("COPILOT_BENCH_DATA") or not path.exists():
        return {"left_out": "its file is not here; name the folder of the data sets in COPILOT_BENCH_DATA"}
    home = Home(folder / case.adapter)
    import_source(ADAPTERS[case.adapter](path), home)
    started = time.perf_counter()
    with ShopView(home.current_build(), case.cut) as view:
        training = train(view, view.at, case.horizon)
        known = known_at(view, view.at, case.horizon)
        learnt = time.perf_counter() - started
        probabilities = answers(training, known, case.horizon)
    with ShopView(home.current_build()) as whole:
        outcome = outcome_after(whole, view.at, case.horizon, known.ids)
    qualities = compared(outcome.silent, probabilities)
    assert training.learned is not None
    followed = Cut(view.at, 0, known, outcome)
    value = check_spend(followed, training.learned.spend, probabilities["ours"])
    show(case, len(known), float(outcome.silent.mean()), qualities)
    return {
        "cut": case.cut, "horizon_days": case.horizon, "customers": len(known), "learnt_rows": rows(training.cuts),
        "silent_share": round(float(outcome.silent.mean()), 4), "seconds": round(learnt, 1),
        "chosen": training.learned.choice, "expected_value": value.model_dump(),
        "models": [item.model_dump(exclude_none=True) for item in qualities],
        "our_bins": [item.model_dump() for item in bins(outcome.silent, probabilities["ours"])],
    }  # fmt: skip


def answers(training: Training, known: Known, horizon: int) -> dict[str, Floats]:
    """Return the probability of silence by each model; ours first."""
    if training.learned is None:
        raise SystemExit(f"No model: {training.why_not}.")
    found = {"ours": training.learned.probability(known)}
    found |= {name: baseline(name, training.cuts, known) for name in BASELINES}
    if importlib.util.find_spec("lifetimes") is None:
        sys.stderr.write("BG/NBD is left out: install lifetimes, autograd and dill.\n")
        return found
    return found | bg_nbd_rows(training.cuts[0], known, horizon)


def bg_nbd_rows(latest: Cut, known: Known, horizon: int) -> dict[str, Floats]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    raw, before = bg_nbd(known, horizon), bg_nbd(latest.known, horizon)
    scale = LogisticRegression(C=1e6).fit(odds(before), latest.outcome.silent)
    return {"BG/NBD": raw, "BG/NBD, calibrated": np.asarray(scale.predict_proba(odds(raw))[:, 1])}


def bg_nbd(known: Known, horizon: int) -> Floats:
    """Return P(no order day in the horizon) = 1 - P(alive) x (1 - ((alpha + T) / (alpha + T + horizon)) ^ (r + x))."""
    import numpy as np
    from lifetimes import BetaGeoFitter  # type: ignore[import-not-found, import-untyped, unused-ignore]

    repeats, age = known["days"] - 1, known["tenure"]
    last = age - known["days_since"]
    for penalty in PENALTIES:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):  # it prints what it minimises
            warnings.simplefilter("ignore")
            fitter: Any = BetaGeoFitter(penalizer_coef=penalty)
            try:
                fitter.fit(repeats, last, age)
            except Exception:  # the package raises its own error where the fit does not converge
                continue
            alive = np.asarray(fitter.conditional_probability_alive(repeats, last, age))
        r, alpha = float(fitter.params_["r"]), float(fitter.params_["alpha"])
        none = ((alpha + age) / (alpha + age + horizon)) ** (r + repeats)
        return np.asarray(1 - alive * (1 - none), dtype=np.float64)
    raise SystemExit("BG/NBD did not converge with any penalty.")


def odds(probability: Floats) -> Floats:
    import numpy as np

    held = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(held / (1 - held))[:, None], dtype=np.float64)


def rows(cuts: tuple[Cut, ...]) -> int:
    return sum(len(cut.known) for cut in cuts)


def show(case: Case, customers: int, share: float, qualities: tuple[Quality, ...]) -> None:
    sys.stdout.write(
        f"\n{case.name}, cut {case.cut}, no order in {case.horizon} days: {customers} customers, {share:.1%} silent\n"
        f"{'model':20s} {'AUC':26s} {'Brier':26s} {'ECE':7s} {'AUC gain of ours':27s} Brier gain of ours\n"
    )
    for item in qualities:
        gains = f"{shown(item.auc_gain):27s} {shown(item.brier_gain)}"
        figures = f"{shown(item.auc):26s} {shown(item.brier):26s} {item.calibration_error:.4f}"
        sys.stdout.write(f"{item.model:20s} {figures}  {gains}".rstrip() + "\n")


def shown(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.value:.4f} [{interval.low:.4f}, {interval.high:.4f}]"
