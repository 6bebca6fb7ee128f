"""Many callers at once, some of them killed; `soak/budgets.py` is the same in full size."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shop.budgets import Budgets, CodePools, CodeReservation, PoolCode, Reservation
from shop.money import money
from shop.types import Promotion
from soak.budgets import budgets_never_overrun

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
THREADS, EACH = 16, 12


def in_threads(opened: Callable[[], sqlite3.Connection], work: Callable[[Path, int], None]) -> None:
    """Run `work` in all threads at once; it gets the state file and the thread's number."""
    (path,) = (row[2] for row in opened().execute("PRAGMA database_list") if row[1] == "main")
    threads = [threading.Thread(target=work, args=(Path(path), number)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_sixteen_threads_take_what_there_is_and_no_more(
    opened: Callable[[], sqlite3.Connection], promotion: Callable[..., Promotion]
) -> None:
    offer = promotion(budget="70.00", uses=50)
    got: list[Reservation] = []

    def work(path: Path, number: int) -> None:
        state = sqlite3.connect(path, isolation_level=None, timeout=60)
        for turn in range(EACH):
            key, amount = f"{number}-{turn}", money("1.50", "CNY")
            answer = Budgets(state, ZoneInfo("UTC")).reserve(key, offer, f"c{number}", amount, NOON, LATER)
            if isinstance(answer, Reservation):
                got.append(answer)
        state.close()

    in_threads(opened, work)
    assert len(got) == len({item.key for item in got}) == 46  # 46 × 1.50 = 69.00; a 47th would be 70.50
    left = Budgets(opened(), ZoneInfo("UTC")).left(offer, "c0", NOON)
    assert (left.uses, left.money) == (4, money("1.00", "CNY"))


def test_sixteen_threads_with_one_key_use_it_once(
    opened: Callable[[], sqlite3.Connection], promotion: Callable[..., Promotion]
) -> None:
    offer, answers = promotion(uses=9), []

    def work(path: Path, number: int) -> None:
        state = sqlite3.connect(path, isolation_level=None, timeout=60)
        budgets = Budgets(state, ZoneInfo("UTC"))
        answers.append(budgets.reserve("same", offer, "c1", money("1.00", "CNY"), NOON, LATER))
        answers.append(budgets.commit("same", NOON))
        state.close()

    in_threads(opened, work)
    assert all(isinstance(answer, Reservation) for answer in answers)
    assert len(answers) == 2 * THREADS
    assert Budgets(opened(), ZoneInfo("UTC")).left(offer, "c1", NOON).uses == 8


def test_sixteen_threads_never_share_a_code(opened: Callable[[], sqlite3.Connection]) -> None:
    CodePools(opened()).fill("pool", [PoolCode(f"K{number:03}") for number in range(100)])
    got: list[CodeReservation] = []

    def work(path: Path, number: int) -> None:
        state = sqlite3.connect(path, isolation_level=None, timeout=60)
        for turn in range(EACH):
            answer = CodePools(state).reserve("pool", f"c{number * 10 + turn}", NOON)
            if isinstance(answer, CodeReservation):
                got.append(answer)
        state.close()

    in_threads(opened, work)
    people = {item.recipient for item in got}
    assert len(people) == len({item.code for item in got}) == 100


@pytest.mark.slow
def test_killed_processes_leave_every_limit_intact(tmp_path: Path) -> None:
    outcome = budgets_never_overrun(tmp_path, 640)
    assert outcome.passed, outcome.figures
