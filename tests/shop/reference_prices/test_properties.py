"""What must hold for every history."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.reference_prices import PricePoint, ReferencePrice, WhyNone, reference_price

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
History = tuple[Decimal, dict[int, tuple[Decimal, Decimal | None]]]
amounts = st.integers(1, 200).map(lambda cents: Decimal(cents) / 100)
laws = st.sampled_from(("EU", "UK", "CN", "US", "CA"))
changes = st.dictionaries(st.integers(0, 24 * 120), st.tuples(amounts, st.none() | amounts), max_size=8)
histories = st.tuples(amounts, changes)
"""The price since always, and hours before AT at which it changed."""


def listed(history: History) -> list[PricePoint]:
    first, later = history
    return [
        PricePoint(None, first),
        *(PricePoint(AT - timedelta(hours=hours), *later[hours]) for hours in sorted(later, reverse=True)),
    ]


def ask(points: list[PricePoint], law: str) -> ReferencePrice | WhyNone:
    return reference_price(points, AT, law, currency="EUR", zone=ZONE)


def price_at(points: list[PricePoint], moment: datetime) -> Decimal:
    price = [point.price for point in points if point.since is None or point.since <= moment][-1]
    assert price is not None
    return price


@settings(max_examples=300, deadline=None)
@given(histories, laws, st.randoms(use_true_random=False))
def test_the_order_of_the_points_does_not_matter(history: History, law: str, chance: random.Random) -> None:
    points = listed(history)
    shuffled = list(points)
    chance.shuffle(shuffled)
    assert ask(shuffled, law) == ask(points, law)


@settings(max_examples=300, deadline=None)
@given(histories, laws)
def test_nothing_is_overstated(history: History, law: str) -> None:
    answer = ask(listed(history), law)
    if isinstance(answer, ReferencePrice):
        amount, price = answer.amount.amount, answer.price.amount
        assert price == price_at(listed(history), AT) < amount
        assert 0 <= answer.percent_off <= 100
        assert amount * (100 - answer.percent_off) >= 100 * price
        assert answer.window_from < answer.window_until <= AT
        assert answer.reduced_since <= AT


@settings(max_examples=300, deadline=None)
@given(histories, st.integers(0, 24 * 32))
def test_eu_no_price_of_the_window_is_below_the_reference(history: History, hours: int) -> None:
    points = listed(history)
    answer = ask(points, "EU")
    if isinstance(answer, ReferencePrice):
        assert answer.window_until == answer.reduced_since
        assert answer.window_until - answer.window_from >= timedelta(days=30) - timedelta(hours=1)
        moment = answer.window_until.astimezone(UTC) - timedelta(hours=hours + 1)
        if moment >= answer.window_from:
            assert answer.amount.amount <= price_at(points, moment)


@settings(max_examples=500, deadline=None)
@given(histories, laws, st.integers(1, 24 * 120), st.integers(1, 24 * 20), amounts)
def test_a_dip_before_the_reduction_never_raises_the_reference(
    history: History, law: str, ago: int, hours: int, dip: Decimal
) -> None:
    points = listed(history)
    before = ask(points, law)
    if not isinstance(before, ReferencePrice):
        return
    start = AT - timedelta(hours=ago)
    end = min(start + timedelta(hours=hours), before.reduced_since.astimezone(UTC))
    inside = [point for point in points if point.since and start <= point.since < end]
    lowest = min([price_at(points, start), *(point.price for point in inside if point.price is not None)])
    if start >= end or dip >= lowest:
        return
    kept = [point for point in points if point not in inside]
    back = [] if any(point.since == end for point in kept) else [PricePoint(end, price_at(points, end))]
    after = ask(sorted([*kept, PricePoint(start, dip), *back], key=lambda p: p.since or start - timedelta(999)), law)
    if isinstance(after, ReferencePrice):
        assert after.amount.amount <= before.amount.amount
