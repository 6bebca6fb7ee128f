"""A state file with the tables of budgets, and promotions with limits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shop.budgets import BUDGET_MIGRATIONS, Budgets, CodePools
from shop.state import SHOP_MIGRATIONS, open_state
from shop.types import Promotion

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], sqlite3.Connection]]:
    """Return a function that opens one more connection to the same state."""
    connections: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        connections.append(open_state(tmp_path / "state.sqlite", (*SHOP_MIGRATIONS, *BUDGET_MIGRATIONS)))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()


@pytest.fixture
def budgets(opened: Callable[[], sqlite3.Connection]) -> Budgets:
    return Budgets(opened(), SHANGHAI)


@pytest.fixture
def pools(opened: Callable[[], sqlite3.Connection]) -> CodePools:
    return CodePools(opened())


@pytest.fixture
def promotion() -> Callable[..., Promotion]:
    """Return a function that makes a promotion with the given limits."""

    def make(id_: str = "p1", currency: str = "CNY", **limits: object) -> Promotion:
        return Promotion.model_validate(
            {
                "id": id_, "name": {"en": id_}, "currency": currency, "limits": limits,
                "effects": [{"kind": "free_shipping"}],
            }
        )  # fmt: skip

    return make
