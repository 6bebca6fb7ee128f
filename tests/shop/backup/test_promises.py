"""What was given away since a backup is not given again after a restore: codes of pools, uses of promotions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.copilot import MIGRATIONS
from app.homes import CARRIED
from shop.backup import restore_backup, write_backup
from shop.budgets import Budgets, CodePools, CodeReservation, PoolCode, Refused
from shop.clock import zone_named
from shop.home import Home
from shop.money import money
from shop.state import open_state
from shop.types import Promotion

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONE = zone_named("Asia/Shanghai")
OFFER = Promotion.model_validate(
    {
        "id": "p1", "name": {"en": "p1"}, "currency": "CNY", "limits": {"uses": 3, "budget": "30"},
        "effects": [{"kind": "free_shipping"}],
    }
)  # fmt: skip


@pytest.fixture
def home(make_home: Callable[[str], Home]) -> Home:
    """A home with four free codes; one code and one use are held."""
    made = make_home("one")
    with closing(open_state(made.state, MIGRATIONS)) as state:
        CodePools(state).fill("vip", [PoolCode(name) for name in "ABCD"])
        CodePools(state).reserve("vip", "c1", NOW, NOW + HOUR)
        Budgets(state, ZONE).reserve("held", OFFER, "c1", money("10", "CNY"), NOW, NOW + HOUR)
    return made


def put_back(archive: Path, home: Home) -> int:
    return restore_backup(archive, home, at=NOW, migrations=MIGRATIONS, carried=CARRIED).carried


def test_codes_given_since_are_not_given_again(home: Home, tmp_path: Path) -> None:
    write_backup(home, tmp_path / "a", at=NOW)
    with closing(open_state(home.state, MIGRATIONS)) as state:
        pools = CodePools(state)
        pools.commit("vip", "c1", NOW)  # A
        pools.reserve("vip", "c2", NOW)
        pools.commit("vip", "c2", NOW)  # B
        pools.fill("vip", [PoolCode("C", used=True)])
        pools.reserve("vip", "c3", NOW, NOW + HOUR)  # D, only held
    assert put_back(tmp_path / "a", home) == 3
    with closing(open_state(home.state, MIGRATIONS)) as state:
        after = NOW + 2 * HOUR
        found = CodePools(state).reserve_many("vip", ["c1", "c2", "c4", "c5"], after)
        codes = {who: one.code for who, one in found.items() if isinstance(one, CodeReservation)}
        assert codes.pop("c1") == "A"
        assert codes.pop("c2") == "B"
        assert list(codes.values()) == ["D"]
    assert put_back(tmp_path / "a", home) == 3


def test_a_recipient_keeps_the_code_that_was_given(home: Home, tmp_path: Path) -> None:
    write_backup(home, tmp_path / "a", at=NOW)
    with closing(open_state(home.state, MIGRATIONS)) as state:
        pools = CodePools(state)
        pools.release("vip", "c1")
        pools.reserve("vip", "c0", NOW)  # A goes to somebody else
        pools.commit("vip", "c0", NOW)
        pools.reserve("vip", "c1", NOW)
        pools.commit("vip", "c1", NOW)  # and c1 has B
    put_back(tmp_path / "a", home)
    with closing(open_state(home.state, MIGRATIONS)) as state:
        found = CodePools(state).reserve_many("vip", ["c0", "c1"], NOW + 2 * HOUR)
    assert {who: one.code for who, one in found.items() if isinstance(one, CodeReservation)} == {"c0": "A", "c1": "B"}


def test_uses_made_since_count(home: Home, tmp_path: Path) -> None:
    write_backup(home, tmp_path / "a", at=NOW)
    with closing(open_state(home.state, MIGRATIONS)) as state:
        budgets = Budgets(state, ZONE)
        budgets.commit("held", NOW)
        budgets.reserve("new", OFFER, "c2", money("15", "CNY"), NOW, NOW + HOUR)
        budgets.commit("new", NOW)
    assert put_back(tmp_path / "a", home) == 2
    with closing(open_state(home.state, MIGRATIONS)) as state:
        answer = Budgets(state, ZONE).reserve("third", OFFER, "c3", money("10", "CNY"), NOW + 2 * HOUR, NOW + 3 * HOUR)
        assert isinstance(answer, Refused)
        assert answer.kind == "budget_short"
        assert answer.left.uses == 1
        assert answer.left.money == money("5", "CNY")
