"""Which purchases are hidden, by hand and as properties."""

from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from shop.errors import InvalidInput
from shop.recommender.evaluation import PROTOCOLS, Log, Protocol, Split, given, hold_out

DAY = 86_400.0
Row = tuple[str, str, int]


def log(rows: list[Row]) -> Log:
    return Log.of([c for c, _, _ in rows], [p for _, p, _ in rows], [day * DAY for _, _, day in rows])


def hidden(split: Split) -> set[tuple[str, str]]:
    names = zip(split.rows.tolist(), split.columns.tolist(), strict=True)
    return {(split.train.customers[row], split.train.products[column]) for row, column in names}


def visible(split: Split) -> set[tuple[str, str]]:
    known = split.train
    names = zip(known.rows.tolist(), known.columns.tolist(), strict=True)
    return {(known.customers[row], known.products[column]) for row, column in names}


def test_last_out_hides_the_newest_product_and_what_came_after_it() -> None:
    rows = [("a", "p", 1), ("a", "q", 5), ("a", "p", 9), ("b", "p", 2), ("b", "q", 4), ("b", "r", 4), ("c", "p", 3)]
    split = hold_out(log(rows), "last-out")
    assert hidden(split) == {("a", "q"), ("b", "r")}  # c has one product only; at equal moments the highest id
    assert visible(split) == {("a", "p"), ("b", "p"), ("b", "q"), ("c", "p")}
    ages = dict(zip(sorted(visible(split)), split.train.age_days.tolist(), strict=True))
    assert ages == {("a", "p"): 3.0, ("b", "p"): 2.0, ("b", "q"): 0.0, ("c", "p"): 1.0}  # day 9 of a is not seen


def test_time_hides_what_was_first_bought_after_the_cut() -> None:
    rows = [("a", "p", 1), ("a", "p", 9), ("a", "q", 8), ("b", "p", 2), ("b", "q", 3), ("c", "q", 9)]
    split = hold_out(log(rows), "time", share=0.4)
    assert hidden(split) == {("a", "q"), ("c", "q")}
    assert visible(split) == {("a", "p"), ("b", "p"), ("b", "q")}
    assert split.train.customers == ("a", "b", "c")  # c is new then, and asked about


def test_random_hides_the_share_of_each_customer() -> None:
    rows = [(f"c{c}", f"p{p:02}", p) for c in range(9) for p in range(4 * (c + 1))]
    split = hold_out(log(rows), "random", seed=5)
    counts = [sum(1 for who, _ in hidden(split) if who == f"c{c}") for c in range(9)]
    assert counts == [c + 1 for c in range(9)]
    assert hidden(split) == hidden(hold_out(log(rows[::-1]), "random", seed=5))
    assert hidden(split) != hidden(hold_out(log(rows), "random", seed=6))


def test_a_given_split_drops_what_was_seen_and_keeps_who_is_new() -> None:
    split = given(log([("a", "p", 1), ("b", "q", 2)]), log([("a", "p", 3), ("a", "q", 3), ("new", "r", 4)]))
    assert hidden(split) == {("a", "q"), ("new", "r")}
    assert visible(split) == {("a", "p"), ("b", "q")}
    assert split.train.products == ("p", "q", "r")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_too_little_is_said(protocol: Protocol) -> None:
    with pytest.raises(InvalidInput, match="nothing is left"):
        hold_out(log([("a", "p", 1), ("b", "p", 1)]), protocol)
    with pytest.raises(InvalidInput, match=r"share of 1\.5"):
        hold_out(log([("a", "p", 1)]), protocol, share=1.5)


EVENTS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("pqrst"), st.integers(0, 20)), min_size=1, max_size=40
)


@settings(max_examples=80, deadline=None)
@drawn(EVENTS, st.sampled_from(PROTOCOLS))
def test_nothing_is_on_both_sides_and_order_does_not_matter(rows: list[Row], protocol: Protocol) -> None:
    try:
        split = hold_out(log(rows), protocol, seed=1)
    except InvalidInput:
        return
    assert not hidden(split) & visible(split)
    assert hidden(split) | visible(split) <= {(c, p) for c, p, _ in rows}
    mixed = rows[::-1]
    again = hold_out(log(mixed), protocol, seed=1)
    assert (hidden(split), visible(split)) == (hidden(again), visible(again))
    assert split.train.age_days.tolist() == again.train.age_days.tolist()
    assert min(split.train.age_days.tolist()) == 0.0
