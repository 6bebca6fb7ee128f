"""Single-use codes: one per person, never twice, none when dry."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.budgets import CodePools, CodeReservation, PoolCode, Refused, fill_from
from shop.errors import InvalidInput

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def code(answer: CodeReservation | Refused) -> str:
    return answer.code if isinstance(answer, CodeReservation) else answer.kind


def test_each_recipient_has_one_code_until_the_pool_is_dry(pools: CodePools) -> None:
    assert pools.fill("vip", [PoolCode("B"), PoolCode("A"), PoolCode("A")]) == 2
    assert code(pools.reserve("vip", "c1", NOON)) == "A"
    assert code(pools.reserve("vip", "c2", NOON)) == "B"
    assert code(pools.reserve("vip", "c1", NOON)) == "A"
    assert code(pools.reserve("vip", "c3", NOON)) == "code_pool_empty"
    assert code(pools.reserve("other", "c1", NOON)) == "code_pool_empty"
    assert pools.left("vip", NOON) == 0
    assert pools.fill("vip", [PoolCode("A"), PoolCode("C")]) == 1
    assert code(pools.reserve("vip", "c3", NOON)) == "C"


def test_held_codes_expire_or_are_released_given_ones_never(pools: CodePools) -> None:
    pools.fill("vip", [PoolCode("A"), PoolCode("B")])
    pools.reserve("vip", "c1", NOON, NOON + HOUR)
    pools.reserve("vip", "c2", NOON, NOON + HOUR)
    given = pools.commit("vip", "c1", NOON + HOUR - timedelta(seconds=1))
    assert isinstance(given, CodeReservation)
    assert (given.code, given.state, given.expires_at) == ("A", "given", None)
    assert code(pools.reserve("vip", "c3", NOON + HOUR)) == "B"
    assert code(pools.commit("vip", "c2", NOON + HOUR)) == "unknown_key"
    assert not pools.release("vip", "c1")
    assert pools.release("vip", "c3")
    assert not pools.release("vip", "c3")
    assert code(pools.reserve("vip", "c4", NOON + HOUR)) == "B"
    assert pools.commit("vip", "c1", NOON + 99 * HOUR) == given


def test_many_at_once_do_not_depend_on_the_order_of_the_list(opened: Callable[[], sqlite3.Connection]) -> None:
    people = [f"c{n}" for n in range(30)]
    pools = CodePools(opened())
    pools.fill("p", [PoolCode(f"K{n:02}") for n in range(20)])
    first = pools.reserve_many("p", people, NOON)
    got = [code(answer) for answer in first.values() if isinstance(answer, CodeReservation)]
    assert len(set(got)) == len(got) == 20
    assert {who: code(answer) for who, answer in pools.reserve_many("p", reversed(people), NOON).items()} == {
        who: code(answer) for who, answer in first.items()
    }


def test_what_the_import_says_is_taken_over(pools: CodePools) -> None:
    pools.fill("p", [PoolCode("A", used=True), PoolCode("B", "c9"), PoolCode("C", "c9"), PoolCode("D")])
    assert code(pools.reserve("p", "c9", NOON)) == "B"
    assert code(pools.reserve("p", "c1", NOON)) == "D"
    assert code(pools.reserve("p", "c2", NOON)) == "code_pool_empty"
    pools.fill("p", [PoolCode("D", "c7")])
    assert code(pools.commit("p", "c1", NOON)) == "unknown_key"
    assert code(pools.reserve("p", "c7", NOON)) == "D"
    pools.fill("p", [PoolCode("B", "c9", used=True), PoolCode("C", "c9")])
    assert code(pools.reserve("p", "c9", NOON)) == "C"


def test_a_given_code_is_not_taken_away(pools: CodePools) -> None:
    pools.fill("p", [PoolCode("A")])
    pools.reserve("p", "c1", NOON)
    pools.commit("p", "c1", NOON)
    pools.fill("p", [PoolCode("A", "c2")])
    assert code(pools.reserve("p", "c1", NOON)) == "A"
    assert code(pools.reserve("p", "c2", NOON)) == "code_pool_empty"


def test_a_code_is_in_one_pool(pools: CodePools) -> None:
    assert pools.fill("p", [PoolCode("A")]) == 1
    assert pools.fill("q", [PoolCode("A"), PoolCode("B", used=True), PoolCode("A", "c1")]) == 1
    assert code(pools.reserve("q", "c2", NOON)) == "code_pool_empty"
    assert code(pools.reserve("p", "c1", NOON)) == "A"


def test_nobody_is_no_recipient(pools: CodePools) -> None:
    pools.fill("p", [PoolCode("A")])
    for call in (lambda: pools.reserve("p", "", NOON), lambda: pools.commit("p", "", NOON)):
        with pytest.raises(InvalidInput):
            call()
    with pytest.raises(InvalidInput, match="later"):
        pools.reserve("p", "c1", NOON, NOON)
    assert not pools.release("p", "")
    assert pools.left("p", NOON) == 1


def test_the_codes_of_a_shop(opened: Callable[[], sqlite3.Connection], tiny_shop: Callable[..., Any]) -> None:
    shop, state = tiny_shop(), opened()
    shop.row("codes", pool="p", code="A", used_at=shop.utc("2026-11-01"))
    shop.row("codes", pool="p", code="B", assigned_to="c1").row("codes", pool="p", code="C")
    shop.row("codes", pool="q", code="D")
    with shop.view() as view:
        assert fill_from(view, state) == {"p": 3, "q": 1}
        assert fill_from(view, state) == {"p": 0, "q": 0}
    answers = CodePools(state).reserve_many("p", ["c1", "c2", "c3"], NOON)
    assert code(answers["c1"]) == "B"
    assert sorted(map(code, answers.values())) == ["B", "C", "code_pool_empty"]
