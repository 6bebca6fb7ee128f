"""Metrics against numbers computed by hand, and the bootstrap against what is known of means."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from shop.recommender import Interactions, Scored
from shop.recommender.evaluation import Log, given, judge, measure
from shop.recommender.evaluation.metrics import BUCKETS, buckets, by_group
from shop.recommender.evaluation.uncertainty import LARGE, interval
from shop.recommender.models import Popularity


class Told:
    """A model that recommends what it is told to."""

    name = "told"

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers

    def fit(self, interactions: Interactions) -> Told:
        return self

    def recommend_many(
        self,
        customers: Sequence[str],
        k: int,
        exclude: Mapping[str, Collection[str]],
        allowed: Collection[str] | None = None,
    ) -> dict[str, list[Scored]]:
        return {
            customer: [Scored(product, 1.0, self.name) for product in self.answers.get(customer, "")][:k]
            for customer in customers
        }

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the rest of the contract is not asked for
        raise AssertionError(name)


def split() -> Any:  # noqa: ANN401 - a Split
    train = Log.of(["a", "a", "b", "d"], ["p", "q", "p", "p"], [0, 0, 0, 0])
    test = Log.of(["a", "a", "b", "c"], ["x", "y", "x", "z"], [1, 1, 1, 1])
    return given(train, test)


def test_every_metric_by_hand() -> None:
    judged = judge(Told({"a": "zxy", "b": "zqx", "c": ""}), split(), k=2)
    found = {name: values.tolist() for name, values in judged.per_customer.items()}
    second = 1 / math.log2(3)
    assert found["ndcg@2"] == pytest.approx([second / (1 + second), 0, 0])
    assert found["precision@2"] == [0.5, 0, 0]
    assert found["recall@20"] == [1, 1, 0]
    assert found["map@2"] == [0.25, 0, 0]
    assert found["hr@2"] == [1, 0, 0]


def test_what_is_shown_as_a_whole() -> None:
    overall = judge(Told({"a": "xq", "b": "qx", "c": "p"}), split(), k=2).overall
    assert overall["coverage"] == pytest.approx(3 / 5)
    assert overall["lift"] == pytest.approx(((0 + 1 + 1 + 0 + 3) / 5) / ((3 + 1 + 3) / 3))
    share = {"x": 1 / 4, "q": 1 / 4, "p": 3 / 4}  # an unsold product counts as sold once
    assert overall["novelty"] == pytest.approx(-sum(math.log2(share[item]) for item in "xqqxp") / 5)


def test_customers_are_grouped_by_their_history() -> None:
    log = Log.of([f"c{n}" for n in range(8) for _ in range(n)], [f"p{p}" for n in range(8) for p in range(n)], [0] * 28)
    known = log.interactions(np.ones(28, dtype=bool))
    rows = np.arange(len(known.customers))
    assert buckets(known, rows).tolist() == [1, 1, 2, 2, 2, 3, 3]
    assert by_group(np.arange(7.0), buckets(known, rows), BUCKETS) == {
        "0": (0, None), "1-2": (2, 0.5), "3-5": (3, 3.0), "6+": (2, 5.5),
    }  # fmt: skip


def test_the_table_is_the_same_again_and_spreads_over_seeds() -> None:
    dice = np.random.default_rng(2)
    train = Log.of(
        [f"c{n % 40}" for n in range(300)], [f"p{n:02}" for n in dice.integers(0, 30, 300)], np.arange(300.0)
    )
    test = Log.of([f"c{n % 40}" for n in range(90)], [f"p{n:02}" for n in dice.integers(0, 30, 90)], np.arange(90.0))
    asked = given(train, test)
    first, second = (measure([asked, asked], {"p": lambda seed: Popularity()}, 5, seeds=(0, 1)) for _ in range(2))
    found = first.models["p"]
    assert found.metrics == second.models["p"].metrics
    assert found.intervals == second.models["p"].intervals
    low, high = found.intervals["ndcg@5"]
    assert low < found.metrics["ndcg@5"] < high
    assert set(found.sd.values()) == {0.0}


def test_an_interval_shrinks_with_the_root_of_the_customers() -> None:
    dice = np.random.default_rng(1)
    few, many = interval(dice.random(200)), interval(dice.random(LARGE))
    assert few.low < 0.5 < few.high
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx((LARGE / 200) ** 0.5, rel=0.25)
    assert interval(np.zeros(0)) == (0.0, 0.0, 0.0)
