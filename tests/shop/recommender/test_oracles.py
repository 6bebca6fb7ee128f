"""Models against a second way to compute the same thing, written for clarity and not for speed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.recommender import Interactions
from shop.recommender.interactions import Histories
from shop.recommender.models import Als, Ease, ItemKnn, PureSvd, UserKnn
from shop.recommender.ranking import NOTHING, best, product

UNTIL = datetime(2026, 11, 20, tzinfo=UTC)


def known(customers: int, products: int, seed: int = 3) -> Interactions:
    dice = random.Random(seed)
    pairs = {(dice.randrange(customers), min(int(dice.expovariate(0.15)), products - 1)) for _ in range(customers * 8)}
    return Interactions.of(
        [(f"c{c:03}", f"p{p:03}", UNTIL - timedelta(days=dice.randrange(99))) for c, p in sorted(pairs)], UNTIL
    )


def everybody(found: Interactions) -> Histories:
    return found.histories(found.customers)


def dense(found: Interactions) -> Any:  # noqa: ANN401 - an array
    return found.matrix.toarray().astype(np.float64)


@pytest.mark.parametrize(("customers", "products"), [(30, 60), (90, 25)])
def test_ease_equals_the_textbook_inverse_from_either_side(customers: int, products: int) -> None:
    found = known(customers, products)
    x = dense(found)
    inverse = np.linalg.inv(x.T @ x + 20.0 * np.eye(x.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    model = Ease(20.0).fit(found)
    new = x == 0
    assert model.score(everybody(found))[new] == pytest.approx((x @ weights)[new], abs=2e-5)
    places = np.array([0, 2, 4])
    assert model.pull(places, 1) == pytest.approx(weights[places, 1], abs=1e-5)


def test_pure_svd_equals_the_projection_of_the_full_decomposition() -> None:
    found = known(40, 30)
    x = dense(found)
    _, _, directions = np.linalg.svd(x, full_matrices=False)
    expected = x @ directions[:6].T @ directions[:6]
    assert PureSvd(6).fit(found).score(everybody(found)) == pytest.approx(expected, abs=1e-4)


def test_user_knn_equals_pearson_over_all_products() -> None:
    found = known(25, 40)
    x = dense(found)
    correlation = np.corrcoef(x)
    np.fill_diagonal(correlation, 0)
    sims = np.where(correlation > 0, correlation, 0)
    expected = sims @ x
    scores = UserKnn(neighbours=25, shrinkage=0.0).fit(found).score(everybody(found))
    assert np.where(scores > NOTHING, scores, 0) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("weights", ["tfidf", "bm25"])
def test_weighted_neighbours_are_a_cosine_of_weighted_columns(weights: Any) -> None:  # noqa: ANN401 - a literal
    found = known(40, 20)
    x = dense(found)
    w = x * np.log1p(x.shape[1] / x.sum(axis=1, keepdims=True))
    if weights == "bm25":
        length = x.sum(axis=0) / x.sum(axis=0).mean()
        w = w * (101 / (100 * (0.2 + 0.8 * length) + 1))
    norms = np.linalg.norm(w, axis=0)
    sims = (w.T @ w) / (np.outer(norms, norms) + 4.0)
    sims[(x.T @ x) < 2] = 0
    np.fill_diagonal(sims, 0)
    model = ItemKnn(neighbours=len(sims), shrinkage=4.0, weights=weights).fit(found)
    scores = model.score(everybody(found))
    assert np.where(scores > NOTHING, scores, 0) == pytest.approx(x @ sims, abs=1e-6)


def test_als_prefers_what_was_bought_to_what_was_not() -> None:
    found = known(60, 30)
    x = dense(found) > 0
    scores = Als(factors=10, penalty=1.0).fit(found).score(everybody(found))
    assert scores[x].mean() > 3 * scores[~x].mean()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-3, 3), min_size=7, max_size=7), min_size=1, max_size=5), st.integers(1, 9))
def test_best_is_a_stable_sort_of_every_row(rows: list[list[int]], k: int) -> None:
    scores = np.array(rows, dtype=np.float32)
    scores[scores == -3] = NOTHING
    top = best(scores, k)
    for row, places in zip(scores, top.places, strict=True):
        expected = [place for place in np.argsort(-row, kind="stable").tolist() if row[place] > NOTHING][:k]
        assert [place for place in places.tolist() if place >= 0] == expected


def test_a_row_of_a_product_does_not_depend_on_the_other_rows() -> None:
    dice = np.random.default_rng(1)
    left, right = dice.random((150, 37), dtype=np.float32), dice.random((37, 501), dtype=np.float32)
    together = product(left, right)
    assert together == pytest.approx(left @ right, rel=1e-5)
    assert all((product(left[row : row + 1], right)[0] == together[row]).all() for row in range(150))


def test_histories_of_known_and_unknown_customers() -> None:
    found = known(10, 12)
    asked = found.histories(["nobody", "c003", "c003"])
    assert asked.rows.tolist() == [-1, 3, 3]
    assert asked.taste[0].nnz == 0
    assert asked.taste[1].indices.tolist() == found.bought("c003").tolist() == asked.taste[2].indices.tolist()
    assert len(asked.age_days) == asked.taste.nnz


def test_the_same_pairs_in_another_order_are_the_same_interactions() -> None:
    rows = [("a", "p", UNTIL), ("b", "q", UNTIL), ("a", "q", UNTIL - timedelta(days=3)), ("a", "q", UNTIL)]
    first, second = Interactions.of(rows, UNTIL), Interactions.of(rows[::-1], UNTIL)
    assert first.columns.tolist() == second.columns.tolist()
    assert first.age_days.tolist() == second.age_days.tolist() == [0.0, 0.0, 0.0]
    assert first.together(0, 1) == 1
    assert first.ages_of(1).tolist() == [0.0, 0.0]
