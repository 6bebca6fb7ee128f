"""Learning by time: honest probabilities where the hazard is known, blind to the future, equal bytes, safe files."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier

from shop.churn import prepared
from shop.churn.baselines import BASELINES, baseline
from shop.churn.cuts import earlier_cuts
from shop.churn.features import known_at, outcome_after
from shop.churn.learners import DEPTH, LEAST_LEAF, RATE, SEED, TREES, Logistic, Trees
from shop.churn.measures import bins, calibration_error, compared
from shop.churn.model import ChurnModel
from shop.churn.spend import check_spend
from shop.churn.training import Training, learnable, train, validation_origins
from shop.errors import DamagedHome
from shop.recommender import storage
from shop.store.view import ShopView

Population: TypeAlias = Any
HORIZON = 90


@pytest.fixture(scope="module")
def training(population: Population) -> Training:
    with population.view() as view:
        return train(view, view.at, HORIZON)


def test_probabilities_hold_and_rank_better_than_the_plain_models(population: Population, training: Training) -> None:
    assert training.learned is not None
    with population.view() as view:
        known = known_at(view, view.at, HORIZON)
        moment = view.at
    with population.view(None) as whole:
        outcome = outcome_after(whole, moment, HORIZON, known.ids)
    ours = training.learned.probability(known)
    beside = {name: baseline(name, training.cuts, known) for name in BASELINES}
    first, recency, rfm = compared(outcome.silent, {"ours": ours, **beside})
    assert first.auc.value > 0.75
    assert recency.auc_gain is not None
    assert recency.brier_gain is not None
    assert rfm.brier_gain is not None
    assert recency.auc_gain.value > 0 < recency.brier_gain.low
    assert rfm.brier_gain.high > 0
    assert first.mean_probability == pytest.approx(outcome.silent.mean(), abs=0.06)
    assert calibration_error(bins(outcome.silent, ours)) < 0.08
    value = check_spend(training.cuts[0], training.learned.spend, training.learned.probability(training.cuts[0].known))
    assert value.expected_total == pytest.approx(value.actual_total, rel=0.25)
    assert value.mean_error < value.mean_error_of_mean


def test_an_origin_learns_only_from_outcomes_complete_by_then(training: Training) -> None:
    origins = validation_origins(training.cuts, HORIZON)
    assert [training.cuts[place].at for place in origins] == list(training.origins)
    for place in origins:
        taught = learnable(training.cuts, place, HORIZON)
        assert taught
        assert all((training.cuts[place].at - cut.at).days >= HORIZON for cut in taught)


def test_the_future_of_the_build_does_not_reach_the_model(
    population: Population, training: Training, write_build: Callable[[Any, Path], Path], tmp_path: Path
) -> None:
    past = copy.copy(population.shop)
    moment = past.utc("2026-11-01")
    past.tables = {
        name: [row for row in rows if row.get("placed_at", moment) <= moment]
        for name, rows in population.shop.tables.items()
    }
    assert len(past.tables["orders"]) < len(population.shop.tables["orders"])
    random.Random(1).shuffle(past.tables["orders"])
    random.Random(2).shuffle(past.tables["order_lines"])
    with ShopView(write_build(past, tmp_path / "shop-1.duckdb"), "2026-11-01") as view:
        again = train(view, view.at, HORIZON)
    assert training.learned is not None
    assert again.learned is not None
    assert again.learned.settings() == training.learned.settings()
    for name, array in training.learned.arrays().items():
        np.testing.assert_array_equal(again.learned.arrays()[name], array, err_msg=name)


def test_stored_trees_answer_as_the_library_does() -> None:
    chance = np.random.default_rng(6)
    rows = chance.normal(size=(1_500, 5))
    silent = (chance.uniform(size=1_500) < 1 / (1 + np.exp(-rows[:, 0] * 2 + rows[:, 1] ** 2))).astype(float)
    library = GradientBoostingClassifier(
        n_estimators=TREES, learning_rate=RATE, max_depth=DEPTH, subsample=0.5, max_features=0.5,
        min_samples_leaf=LEAST_LEAF, random_state=SEED,
    ).fit(rows, silent)  # fmt: skip
    fresh = chance.normal(size=(400, 5))
    np.testing.assert_allclose(Trees.fit(rows, silent).log_odds(fresh), library.decision_function(fresh), atol=1e-9)


def test_a_row_is_answered_the_same_alone_and_among_others() -> None:
    chance = np.random.default_rng(7)
    rows = chance.normal(size=(600, 30))
    model = Logistic.fit(rows, (rows[:, 0] + chance.normal(size=600) > 0).astype(float))
    whole = model.log_odds(rows)
    assert [float(model.log_odds(rows[n : n + 1])[0]) for n in range(50)] == whole[:50].tolist()


def test_a_saved_model_answers_the_same_and_damage_is_noticed(population: Population, tmp_path: Path) -> None:
    with population.view() as view:
        first = prepared(view, tmp_path)
        [folder] = tmp_path.iterdir()
        written = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        known = known_at(view, view.at, HORIZON)
        loaded = ChurnModel.load(folder)
        assert first.learned is not None
        assert loaded.learned is not None
        np.testing.assert_array_equal(loaded.learned.probability(known), first.learned.probability(known))
        assert loaded.card == first.card
        assert (folder / "model.json").stat().st_mode & 0o077 == 0
        arrays = storage.read(folder / "model.npz")  # reads without pickle
        assert {array.dtype.kind for array in arrays.values()} <= {"f", "i"}
        (folder / "model.npz").write_bytes(b"not a model")
        with pytest.raises(DamagedHome):
            ChurnModel.load(folder)
        again = prepared(view, tmp_path)
        assert again.card == first.card
    assert {path.name: path.read_bytes() for path in sorted(folder.iterdir())} == written


def test_too_little_history_gives_no_model_and_says_why(population: Population) -> None:
    with population.view("2025-08-15") as view:
        young = train(view, view.at, HORIZON)
    assert young.learned is None
    assert "a model needs 200" in young.why_not
    with population.view("2025-11-20") as view:
        cuts = earlier_cuts(view, view.at, HORIZON)
        short = train(view, view.at, HORIZON)
    assert (short.learned is None) == bool(short.why_not)
    assert validation_origins(cuts, HORIZON) == []
    assert short.why_not
