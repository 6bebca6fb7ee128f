"""Reserve, commit, release, expire: one caller at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from shop.budgets import Budgets, BudgetsBusy, Refused, Reservation
from shop.errors import InvalidInput
from shop.money import Money, money
from shop.types import Promotion

Make = Callable[..., Promotion]
NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)


def ask(
    budgets: Budgets, key: str, promotion: Promotion, amount: str = "10", customer: str = "c1", at: datetime = NOON
) -> Reservation | Refused:
    return budgets.reserve(key, promotion, customer, money(amount, promotion.currency), at, at + HOUR)


def refused(answer: Reservation | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return answer.kind


def held(answer: Reservation | Refused) -> Reservation:
    assert isinstance(answer, Reservation), answer
    return answer


def test_a_budget_is_given_to_the_last_cent_and_not_further(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(budget="25.00")
    assert held(ask(budgets, "a", offer)).expires_at == NOON + HOUR
    assert held(ask(budgets, "b", offer)).amount == money("10.00", "CNY")
    short = ask(budgets, "c", offer)
    assert refused(short) == "budget_short"
    assert isinstance(short, Refused)
    assert short.left.money == money("5.00", "CNY")
    assert held(ask(budgets, "d", offer, "5"))
    assert refused(ask(budgets, "e", offer, "0.01")) == "budget_used_up"
    assert held(ask(budgets, "f", offer, "0"))


def test_amounts_are_compared_as_numbers_and_counted_in_whole_units(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(budget="100")
    assert held(ask(budgets, "a", offer, "9"))
    assert refused(ask(budgets, "b", offer, "91.001")) == "budget_short"
    assert held(ask(budgets, "c", offer, "90.991")).amount.amount == Decimal("91.00")
    yen = promotion("yen", currency="JPY", budget="10.9")
    assert refused(ask(budgets, "d", yen, "10.5")) == "budget_short"
    assert held(ask(budgets, "e", yen, "9.5")).amount == money("10", "JPY")
    assert refused(ask(budgets, "f", yen, "0.5")) == "budget_used_up"


def test_a_tenth_three_times_is_exactly_three_tenths(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(budget="0.30")
    assert [held(ask(budgets, key, offer, "0.10")).state for key in "abc"] == ["held"] * 3


def test_limits_of_uses_customers_and_days(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(uses=4, per_customer=2, per_day=3)
    assert held(ask(budgets, "a", offer)).customer_id == "c1"
    assert held(ask(budgets, "b", offer))
    third = ask(budgets, "c", offer)
    assert refused(third) == "limit_reached"
    assert isinstance(third, Refused)
    assert (third.left.uses, third.left.per_customer, third.left.today, third.left.money) == (2, 0, 1, None)
    assert refused(ask(budgets, "g", offer, customer="")) == "not_signed_in"
    assert held(ask(budgets, "d", offer, customer="c2"))
    assert refused(ask(budgets, "e", offer, customer="c3")) == "day_limit_reached"
    midnight = datetime(2026, 11, 20, 16, tzinfo=UTC)  # in Shanghai
    for key, customer in zip("abd", ("c1", "c1", "c2"), strict=True):
        assert held(budgets.commit(key, NOON)).customer_id == customer
    assert refused(ask(budgets, "f", offer, customer="c3", at=midnight - timedelta(seconds=1))) == "day_limit_reached"
    assert held(ask(budgets, "h", offer, customer="c3", at=midnight))
    assert refused(ask(budgets, "i", offer, customer="c4", at=midnight)) == "used_up"


def test_guests_count_where_no_limit_is_per_customer(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(uses=2)
    assert [held(ask(budgets, key, offer, customer="")).customer_id for key in "ab"] == ["", ""]
    assert refused(ask(budgets, "c", offer, customer="")) == "used_up"


def test_a_shared_budget_is_one_and_is_not_the_budget_of_a_promotion_of_that_id(
    budgets: Budgets, promotion: Make
) -> None:
    first, second = (promotion(id_, budget="15", budget_name="autumn") for id_ in ("p1", "p2"))
    same_name = promotion("autumn", budget="15")
    assert held(ask(budgets, "a", first))
    assert refused(ask(budgets, "b", second)) == "budget_short"
    assert held(ask(budgets, "c", same_name))
    found = budgets.remaining([first, second, same_name], NOON)
    assert found.remaining_budgets == {"autumn": Decimal("5.00")}
    assert found.remaining["p1"].money is None
    assert found.remaining["autumn"].money == Decimal("5.00")


def test_the_same_key_gets_the_same_answer_and_counts_once(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(budget="15", uses=9)
    first = ask(budgets, "a", offer)
    assert ask(budgets, "a", offer, at=NOON + HOUR / 2) == first
    no = ask(budgets, "b", offer)
    budgets.release("a", NOON)
    assert ask(budgets, "b", offer) == no
    assert refused(ask(budgets, "a", offer)) == "released"
    assert held(ask(budgets, "c", offer, "15"))


def test_a_key_stands_for_one_thing(budgets: Budgets, promotion: Make) -> None:
    offer, other = promotion(), promotion("p2")
    ask(budgets, "a", offer)
    assert refused(ask(budgets, "a", other)) == "key_reused"
    assert refused(ask(budgets, "a", offer, "10.01")) == "key_reused"
    assert refused(ask(budgets, "a", offer, customer="c2")) == "key_reused"
    assert budgets.left(promotion("p2", uses=5), "c1", NOON).uses == 5


def test_what_is_committed_stays_and_what_is_released_is_free(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(uses=1)
    ask(budgets, "a", offer)
    assert held(budgets.release("a", NOON)).state == held(budgets.release("a", NOON)).state == "released"
    assert refused(budgets.commit("a", NOON)) == "released"
    ask(budgets, "b", offer)
    assert held(budgets.commit("b", NOON)).state == held(budgets.commit("b", NOON + 9 * HOUR)).state == "used"
    assert refused(budgets.release("b", NOON)) == "already_used"
    assert refused(ask(budgets, "c", offer)) == "used_up"
    assert held(ask(budgets, "b", offer, at=NOON + 9 * HOUR)).state == "used"
    assert refused(budgets.commit("nobody", NOON)) == refused(budgets.release("nobody", NOON)) == "unknown_key"
    assert refused(budgets.commit("c", NOON)) == refused(budgets.release("c", NOON)) == "unknown_key"


def test_expiry_frees_at_its_moment_and_not_before(budgets: Budgets, promotion: Make) -> None:
    offer = promotion(budget="10", uses=1, per_customer=1, per_day=1)
    ask(budgets, "a", offer)
    last = NOON + HOUR - timedelta(microseconds=1)
    assert refused(ask(budgets, "b", offer, at=last)) == "used_up"
    assert refused(budgets.commit("a", NOON + HOUR)) == "expired"
    assert held(budgets.release("a", NOON + HOUR)).state == "expired"
    left = budgets.left(offer, "c1", NOON + HOUR)
    assert (left.uses, left.money, left.per_customer, left.today) == (1, money("10.00", "CNY"), 1, 1)
    assert refused(ask(budgets, "a", offer, at=NOON + HOUR)) == "expired"
    assert held(ask(budgets, "c", offer, at=NOON + HOUR))


def test_a_lowered_limit_leaves_nothing_and_never_less(budgets: Budgets, promotion: Make) -> None:
    for key in "abc":
        ask(budgets, key, promotion(budget="100", uses=9))
    left = budgets.left(promotion(budget="20", uses=2), "c1", NOON)
    assert (left.uses, left.money) == (0, money("0.00", "CNY"))


def test_amounts_moments_and_keys_that_are_none(budgets: Budgets, promotion: Make) -> None:
    offer = promotion()
    for amount in (money("-1", "CNY"), money("1", "EUR"), money(10**12 + 1, "CNY")):
        with pytest.raises(InvalidInput):
            budgets.reserve("a", offer, "c1", amount, NOON, NOON + HOUR)
    one = Money(amount=Decimal(1), currency="CNY")
    for at, expires, key in ((NOON, NOON, "a"), (NOON.replace(tzinfo=None), NOON + HOUR, "a"), (NOON, NOON + HOUR, "")):
        with pytest.raises(InvalidInput):
            budgets.reserve(key, offer, "c1", one, at, expires)
    assert budgets.left(promotion(uses=3), "c1", NOON).uses == 3


def test_a_locked_state_decides_nothing_and_says_so(opened: Callable[[], sqlite3.Connection], promotion: Make) -> None:
    blocker, waiting = opened(), opened()
    waiting.execute("PRAGMA busy_timeout = 50")
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(BudgetsBusy, match="same key"):
        ask(Budgets(waiting, ZoneInfo("UTC")), "a", promotion(uses=1))
    blocker.execute("ROLLBACK")
    assert held(ask(Budgets(waiting, ZoneInfo("UTC")), "a", promotion(uses=1)))


def test_the_counters_are_integers(budgets: Budgets, promotion: Make, opened: Callable[[], sqlite3.Connection]) -> None:
    ask(budgets, "a", promotion(budget="100"), "12.34")
    rows = opened().execute("SELECT kind, value, typeof(value) FROM promotion_counts ORDER BY kind").fetchall()
    assert rows == [(kind, n, "integer") for kind, n in (("customer", 1), ("day", 1), ("own", 1234), ("uses", 1))]
