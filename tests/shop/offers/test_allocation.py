"""What is limited is never overdrawn, goes where it gains most, and more money never gains less."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.offers import Draw, Option, allocate
from shop.offers.allocation import MONEY, USES

D = Decimal
NAMES = ("a", "b", "c")
Wanted = dict[str, list[Option]]


@st.composite
def wanted(draw: st.DrawFn) -> Wanted:
    """Up to seven customers with up to three options each; `uses:a` and `pool:b` are limited."""
    found: Wanted = {}
    for number in range(draw(st.integers(1, 7))):
        names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
        found[f"c{number}"] = [
            Option(name, D(draw(st.integers(1, 60))) / 4, D(draw(st.integers(0, 12))), (Draw(f"uses:{name}", D(1)),))
            for name in names
        ]
    return found


left = st.dictionaries(st.sampled_from(("uses:a", "uses:b", USES)), st.integers(0, 4).map(D))


def spent(options: list[Option]) -> Counter[str]:
    found: Counter[str] = Counter({MONEY: 0, USES: len(options)})
    for option in options:
        found[MONEY] += int(option.cost)
        for draw in option.draws:
            found[draw.resource] += int(draw.amount)
    return found


@settings(deadline=None)
@given(wanted(), left, st.none() | st.integers(0, 40).map(D))
def test_nothing_is_overdrawn_and_everybody_gets_at_most_one_of_their_own(
    asked: Wanted, limits: dict[str, Decimal], money: Decimal | None
) -> None:
    limits = limits | ({} if money is None else {MONEY: money})
    found = allocate(asked, limits)
    assert all(option in asked[customer] for customer, option in found.chosen.items())
    used = spent(list(found.chosen.values()))
    assert all(used[name] <= limit for name, limit in limits.items())
    assert all(name in limits for name in found.short.values())


@settings(deadline=None)
@given(wanted(), left, st.integers(0, 40), st.integers(0, 40))
def test_more_money_never_gains_less(asked: Wanted, limits: dict[str, Decimal], money: int, more: int) -> None:
    small = allocate(asked, limits | {MONEY: D(money)}).gain
    large = allocate(asked, limits | {MONEY: D(money + more)}).gain
    assert small <= large <= allocate(asked, limits).gain


@settings(deadline=None)
@given(wanted(), left)
def test_the_order_of_customers_and_options_does_not_matter(asked: Wanted, limits: dict[str, Decimal]) -> None:
    turned = {customer: asked[customer][::-1] for customer in reversed(asked)}
    found, again = allocate(asked, limits | {MONEY: D(9)}), allocate(turned, limits | {MONEY: D(9)})
    assert (found.chosen, found.short) == (again.chosen, again.short)


@settings(max_examples=60, deadline=None)
@given(wanted(), st.integers(0, 40))
def test_at_most_one_step_is_lost_to_the_best_there_is(asked: Wanted, money: int) -> None:
    """The greedy solution falls short of the best by less than the largest gain: the bound of the knapsack problem."""
    found = allocate(asked, {MONEY: D(money)}).gain
    choices = [[None, *options] for options in asked.values()]
    combined = ([one for one in chosen if one] for chosen in product(*choices))
    best = max(sum((one.gain for one in chosen), D(0)) for chosen in combined if spent(chosen)[MONEY] <= money)
    largest = max((option.gain for options in asked.values() for option in options), default=D(0))
    assert found <= best <= found + largest


def test_a_scarce_code_goes_where_it_gains_most() -> None:
    def options(gain: str) -> list[Option]:
        return [Option("a", D(gain), D(1), (Draw("pool:p", D(1)),))]

    found = allocate({"c1": options("2"), "c2": options("3"), "c3": options("1")}, {"pool:p": D(1)})
    assert list(found.chosen) == ["c2"]
    assert found.short == {("c1", "a"): "pool:p", ("c3", "a"): "pool:p"}


def test_a_better_offer_takes_the_place_of_a_cheaper_one_only_where_money_is_left() -> None:
    small, large = Option("a", D(2), D(1)), Option("b", D(3), D(4))
    assert allocate({"c1": [small, large]}, {MONEY: D(3)}).chosen == {"c1": small}
    assert allocate({"c1": [small, large]}, {MONEY: D(4)}).chosen == {"c1": large}
    assert allocate({"c1": [small, large]}, {}).chosen == {"c1": large}
