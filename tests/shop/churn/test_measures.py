"""AUC, Brier, calibration and intervals against what can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.churn.calibration import calibrated, sigmoid
from shop.churn.measures import auc, bins, brier, calibration_error, compared, log_loss

PAIRS = st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(1, 3)), min_size=2, max_size=25)


@given(PAIRS)
def test_auc_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[bool, int, int]]) -> None:
    silent = np.array([float(row[0]) for row in rows])
    score, weight = np.array([row[1] / 10 for row in rows]), np.array([float(row[2]) for row in rows])
    pairs = [
        (wi * wj, 1.0 if a > b else 0.5 if a == b else 0.0)
        for si, a, wi in zip(silent, score, weight, strict=True) if si
        for sj, b, wj in zip(silent, score, weight, strict=True) if not sj
    ]  # fmt: skip
    whole = sum(pair[0] for pair in pairs)
    expected = sum(pair[0] * pair[1] for pair in pairs) / whole if whole else 0.5
    assert auc(silent, score, weight) == pytest.approx(expected)


def test_brier_log_loss_and_calibration_by_hand() -> None:
    silent, probability, even = np.array([1.0, 0.0]), np.array([0.8, 0.4]), np.ones(2)
    assert brier(silent, probability, even) == pytest.approx((0.04 + 0.16) / 2)
    assert log_loss(silent, probability, even) == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)
    table = bins(np.repeat([0.0, 1.0], 50), np.repeat([0.1, 0.7], 50))
    assert [item.customers for item in table] == [10] * 10
    assert calibration_error(table) == pytest.approx((0.1 + 0.3) / 2)


def test_intervals_hold_the_figure_and_gains_are_paired() -> None:
    chance = np.random.default_rng(3)
    truth = chance.uniform(size=800)
    silent = (chance.uniform(size=800) < truth).astype(float)
    good, poor, same = compared(silent, {"good": truth, "poor": chance.uniform(size=800), "same": truth})
    for quality in (good, poor, same):
        assert quality.auc.low < quality.auc.value < quality.auc.high
        assert quality.brier.low < quality.brier.value < quality.brier.high
    assert good.auc_gain is None
    assert poor.auc_gain is not None
    assert poor.brier_gain is not None
    assert poor.auc_gain.low > 0 < poor.brier_gain.low
    assert same.auc_gain is not None
    assert (same.auc_gain.low, same.auc_gain.high) == (0.0, 0.0)


def test_the_level_is_carried_only_after_a_year() -> None:
    chance = np.random.default_rng(4)
    score = chance.normal(size=4_000)
    silent = (chance.uniform(size=4_000) < sigmoid(2 * score + 1)).astype(float)
    scores, outcomes = np.split(score, 5), np.split(silent, 5)
    young = calibrated(scores, outcomes, covered_days=364)
    grown = calibrated(scores, outcomes, covered_days=365)
    assert (young.level, young.level_carried) == (0.0, False)
    assert grown.level_carried
    assert grown.level == pytest.approx(0.8, abs=0.2)  # 1, shrunk
    assert 1.3 < grown.slope <= 2.2
    assert 1.3 < young.slope <= 2.2
