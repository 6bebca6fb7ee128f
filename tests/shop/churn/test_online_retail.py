"""A year of a real wholesaler, cut 2011-09-09: ours is beaten by neither plain model on the 90 days that followed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shop.churn.baselines import BASELINES, baseline
from shop.churn.features import known_at, outcome_after
from shop.churn.measures import compared
from shop.churn.training import train
from shop.home import Home
from shop.importing.adapters import ADAPTERS
from shop.importing.pipeline import import_source
from shop.store.view import ShopView

REPOSITORY = Path(__file__).resolve().parents[3]
CUT, HORIZON = "2011-09-09", 90


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    stated = os.environ.get("COPILOT_SHARED_DATA")
    folder = Path(stated) if stated else REPOSITORY.parent / "shared" / "data"
    file = folder / "online_retail" / "online_retail.parquet"
    if not file.exists():
        pytest.skip(f"no {file}; say where the data sets are with COPILOT_SHARED_DATA")
    home = Home(tmp_path_factory.mktemp("home"))
    import_source(ADAPTERS["online-retail"](file), home)
    return home.current_build()


@pytest.mark.slow
def test_ours_is_beaten_by_none(build: Path) -> None:
    with ShopView(build, CUT) as view:
        training = train(view, view.at, HORIZON)
        known, moment = known_at(view, view.at, HORIZON), view.at
    with ShopView(build) as whole:
        outcome = outcome_after(whole, moment, HORIZON, known.ids)
    assert training.learned is not None
    assert len(known) > 3_000
    beside = {name: baseline(name, training.cuts, known) for name in BASELINES}
    ours, *others = compared(outcome.silent, {"ours": training.learned.probability(known), **beside})
    assert ours.auc.low > 0.72
    for other in others:
        assert other.auc_gain is not None
        assert other.brier_gain is not None
        assert other.auc_gain.low > 0
        assert other.brier_gain.value > 0
