"""Intervals against published values, known limits, and their own coverage."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.reports.intervals import bootstrap, newcombe, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_newcombe_1998_table_one(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("a", "n", "b", "m", "low", "high"),
    [(56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090), (10, 10, 0, 10, 0.6075, 1.0)],
)
def test_newcombe_equals_his_table_two(a: int, n: int, b: int, m: int, low: float, high: float) -> None:
    assert newcombe(a, n, b, m) == pytest.approx((low, high), abs=5e-5)


@given(a=st.integers(0, 50), n=st.integers(1, 50), b=st.integers(0, 50), m=st.integers(1, 50))
def test_the_difference_lies_inside_and_turns_around(a: int, n: int, b: int, m: int) -> None:
    a, b = min(a, n), min(b, m)
    there, back = newcombe(a, n, b, m), newcombe(b, m, a, n)
    assert there.low - 1e-9 <= a / n - b / m <= there.high + 1e-9
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


def test_bootstrap_covers_the_true_difference_about_as_often_as_it_says() -> None:
    dice = random.Random(4)
    covered = 0
    for _ in range(150):
        ours = [Decimal(dice.choice((0, 0, 0, 30))) for _ in range(120)]
        theirs = [Decimal(dice.choice((0, 0, 0, 0, 30))) for _ in range(80)]
        found = bootstrap(ours, theirs)
        covered += found.low <= 30 / 4 - 30 / 5 <= found.high
    assert 133 <= covered <= 150


def test_bootstrap_is_the_same_for_the_same_rows_in_any_order() -> None:
    dice = random.Random(5)
    ours = [Decimal(dice.randrange(90)) for _ in range(50)]
    theirs = [Decimal(dice.randrange(60)) for _ in range(40)]
    assert bootstrap(ours, theirs) == bootstrap(ours[::-1], sorted(theirs))


def test_bootstrap_of_equal_amounts_is_their_difference() -> None:
    assert bootstrap([Decimal(7)] * 9, [Decimal(2)] * 4) == pytest.approx((5, 5))
