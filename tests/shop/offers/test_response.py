"""Responses are shrunk by a formula that can be checked by hand, and say what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.offers.outcomes import past
from shop.offers.response import PRIOR_PEOPLE, Past, Rates, Tries, shrunk
from shop.promotions import load

Shop = Callable[..., Any]
NOTHING = Past({}, {}, {}, {})
ASSUMED, LIFT = Decimal("0.02"), Decimal("1.5")


def test_without_any_outcome_the_assumption_is_the_answer_and_says_so() -> None:
    rates = Rates(NOTHING, ASSUMED, LIFT)
    assert rates.without_offer("lapsing") == (Decimal("0.020000"), "assumed", Tries())
    assert rates.with_offer("lapsing", "a") == (Decimal("0.030000"), "assumed", Tries())
    assert rates.holding_code("lapsing", "pool") == (Decimal("0.030000"), "assumed", Tries())


def test_each_level_is_the_prior_of_the_next() -> None:
    """50 people as a prior: (9 + 1) / (50 + 50) = 0.1 overall; the segment (4 + 5) / (40 + 50) = 0.1;
    offers (3.5 + 50 x 0.15) / ... : (17 + 7.5) / (50 + 50) = 0.245; the promotion (0 + 12.25) / (75 + 50).
    """
    known = Past({"lapsing": Tries(40, 4), "": Tries(10, 5)}, {"": Tries(50, 17)}, {"a": Tries(75, 0)}, {})
    rates = Rates(known, ASSUMED, LIFT)
    assert rates.without_offer("nobody").rate == Decimal("0.1")
    assert rates.without_offer("lapsing") == (Decimal("0.1"), "outcomes", Tries(40, 4))
    assert rates.with_offer("lapsing", "b").rate == Decimal("0.245")
    assert rates.with_offer("lapsing", "a") == (Decimal("0.098"), "outcomes", Tries(75, 0))


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.fractions(0, 1))
def test_a_shrunk_share_lies_between_what_was_seen_and_what_was_known_before(s: int, more: int, mean: Fraction) -> None:
    tries = Tries(s + more, s)
    seen = Fraction(s, tries.n) if tries.n else mean
    assert min(seen, mean) <= shrunk(tries, mean) <= max(seen, mean)
    assert shrunk(Tries(0, 0), mean) == mean
    assert abs(shrunk(tries, mean) - seen) * (tries.n + PRIOR_PEOPLE) <= PRIOR_PEOPLE


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_every_rate_is_a_share(s1: int, n1: int, s2: int, n2: int) -> None:
    known = Past({"x": Tries(s1 + n1, s1)}, {"x": Tries(s2 + n2, s2)}, {}, {"p": Tries(n2, 0)})
    rates = Rates(known, Decimal("0.9"), Decimal(10))
    for found in (rates.without_offer("x"), rates.with_offer("x", "a"), rates.holding_code("x", "p")):
        assert 0 <= found.rate <= 1


def sent(shop: Any, campaign: str, arm: str, n: int, s: int, *, held_out: bool = False) -> None:  # noqa: ANN401
    for number in range(n):
        name = f"{campaign}-{arm}-{number}"
        shop.customer(name)
        shop.row(
            "outcomes", campaign_id=campaign, customer_key=shop.key("customer", name), arm=arm, held_out=held_out,
            delivered=not held_out, opened=False, clicked=False, ordered=number < s,
        )  # fmt: skip


def campaign(shop: Any, name: str, at: str = "2026-10-01") -> None:  # noqa: ANN401
    shop.row("campaigns", campaign_id=name, name=name, channel="email", sent_at=shop.utc(at))


def test_only_campaigns_that_sent_both_are_counted_where_there_is_one(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    for name in ("plain", "both", "later"):
        campaign(shop, name, "2026-12-01" if name == "later" else "2026-10-01")
    sent(shop, "plain", "note", 7, 7)
    sent(shop, "both", "letter", 4, 1)
    sent(shop, "both", "Offer", 5, 2)
    sent(shop, "both", "holdout", 6, 6, held_out=True)
    sent(shop, "later", "offer", 3, 3)
    with shop.view() as view:
        found = past(view, [])
    assert (found.without, found.with_offer, found.randomised) == ({"": Tries(4, 1)}, {"": Tries(5, 2)}, True)


def test_arms_tell_of_promotions_by_their_names_and_pools_of_their_codes(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    campaign(shop, "spring")
    sent(shop, "spring", "fern15", 6, 2)
    document = (
        '{"id": "f", "name": {"en": "x"}, "currency": "CNY", "code": "FERN15",'
        ' "effects": [{"kind": "percent", "percent": "5"}]}'
    )
    shop.row("promotions", promotion_id="f", position=0, document=document)
    for number in range(4):
        used = shop.utc("2026-11-01" if number else "2026-12-01")
        shop.row("codes", pool="p", code=f"C{number}", assigned_to=f"c{number}", used_at=used if number < 3 else None)
    with shop.view() as view:
        found = past(view, load(view))
    assert (found.by_promotion, found.with_offer) == ({"f": Tries(6, 2)}, {"": Tries(6, 2)})
    assert found.by_pool == {"p": Tries(4, 2)}  # one was used after the moment of the question
