"""What holds for every price, and prices against brute force: `soak/` runs the same with 10,000 cases each."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soak.pricing_cases import random_case
from soak.pricing_oracle import oracle
from soak.pricing_rules import all_hold, fewer_never_cost_less, priced

DICE = st.randoms(use_true_random=False)


@settings(max_examples=80, deadline=None)
@given(DICE)
def test_sums_limits_order_and_codes(dice: random.Random) -> None:
    document = random_case(dice)
    fewer_never_cost_less(document, all_hold(document, dice))


@settings(max_examples=100, deadline=None)
@given(DICE)
def test_the_same_with_every_kind_of_effect(dice: random.Random) -> None:
    document = random_case(dice, wild=True)
    fewer_never_cost_less(document, all_hold(document, dice))


@settings(max_examples=40, deadline=None)
@given(DICE)
def test_the_same_in_sequence(dice: random.Random) -> None:
    all_hold({**random_case(dice, wild=True), "mode": "sequential"}, dice)


def stackable(seed: int) -> dict[str, Any]:
    """Up to twenty promotions that may all be combined: far beyond what is searched in full."""
    document = random_case(random.Random(seed), promotions=20)
    for number, promotion in enumerate(document["promotions"]):
        promotion["policy"] = {"priority": number % 3}
        promotion.pop("when", None)
    return document


@pytest.mark.parametrize("seed", range(12))
def test_the_same_where_the_answer_is_heuristic(seed: int) -> None:
    all_hold(stackable(seed), random.Random(seed))


def test_many_stackable_promotions_are_beyond_the_bound() -> None:
    methods = [priced(stackable(seed)).method for seed in range(12)]
    assert methods.count("best combination found (heuristic)") >= 3


@pytest.mark.parametrize("block", range(6))
def test_six_lines_and_six_promotions_equal_brute_force(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        document = random_case(random.Random(f"tests {seed}"))
        pricing, answer = priced(document), oracle(document)
        assert int(pricing.payable * 100) == answer.payable, seed
        assert tuple(item.promotion_id for item in pricing.applied) == answer.ids, seed
        assert pricing.method == "best combination"


def test_brute_force_tries_every_subset() -> None:
    """Two small promotions beat one large exclusive one: the oracle has to find that on its own."""
    line = {"product_id": "x", "quantity": 1, "unit_price": "100.00", "categories": ["a"]}
    promotions = [
        {
            "id": id_,
            "name": {"en": "x"},
            "currency": "CNY",
            "effects": [{"kind": "fixed", "amount": amount}],
            "policy": policy,
        }
        for id_, amount, policy in (("a", "12", {}), ("b", "12", {}), ("c", "23", {"exclusive": True}))
    ]
    case = {"promotions": promotions, "basket": {"currency": "CNY", "lines": [line]}, "at": "2026-11-20T12:00:00+08:00"}
    assert oracle(case) == (7600, ("a", "b"))
