"""Budgets, limits and codes with 64 threads in four processes that are killed at random: never more than there is."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from shop.budgets import BUDGET_MIGRATIONS, CodePools, PoolCode
from shop.state import open_state
from soak.budgets_worker import PARTS, promotions
from soak.proof import Outcome

REPOSITORY = Path(__file__).resolve().parents[1]
COUNTED = "state IN ('held', 'used')"
SUMS = (
    f"SELECT 'uses', promotion_id, '', count(*) FROM promotion_reservations WHERE {COUNTED} GROUP BY 2",
    f"SELECT 'day', promotion_id, day, count(*) FROM promotion_reservations WHERE {COUNTED} GROUP BY 2, 3",
    f"SELECT 'customer', promotion_id, customer_id, count(*) FROM promotion_reservations WHERE {COUNTED} GROUP BY 2, 3",
    f"SELECT iif(shared, 'shared', 'own'), budget, currency, sum(units) FROM promotion_reservations WHERE {COUNTED}"
    " GROUP BY 1, 2, 3",
)
"""The counters, from the rows themselves."""
STANDS_FOR = {
    "used": {"used"}, "held": {"held", "expired"}, "released": {"released"}, "expired": {"expired"},
    "refused": {"refused", "released", "expired"},
}  # fmt: skip
"""The states in which a reservation may be found after a caller got an answer."""


def budgets_never_overrun(folder: Path, n: int) -> Outcome:
    state = open_state(folder / "state.sqlite", BUDGET_MIGRATIONS)
    CodePools(state).fill("pool", [PoolCode(f"CODE{number:05}") for number in range(n // 20)])
    dice = random.Random(1)
    workers = {part: _start(folder, part, n) for part in range(PARTS)}
    kills, wanted, looks, overruns = 0, max(3, n // 400), 0, 0
    while any(worker.poll() is None for worker in workers.values()):
        time.sleep(0.05)
        looks += 1
        overruns += len(_overrun(state, n))
        if kills < wanted and len(_notes(folder)) >= (kills + 1) * n // (wanted + 1):
            part = dice.choice([part for part, worker in workers.items() if worker.poll() is None] or [0])
            kills += _killed(workers[part])
            workers[part] = _start(folder, part, n)
    failed = sum(worker.returncode != 0 for worker in workers.values())
    wrong = _wrong(state, folder) + _overrun(state, n)
    state.close()
    answers = Counter(answer for _, answer, _ in _notes(folder))
    broken = overruns + failed + len(wrong) + (kills == 0) + (answers["refused"] == 0) + (answers["used"] == 0)
    figures = f"{overruns} overruns in {looks} looks, {len(wrong)} wrong at the end, {kills} kills; {dict(answers)}"
    return Outcome("budgets_never_overrun", n, not broken, figures)


def _start(folder: Path, part: int, n: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "soak.budgets_worker", str(folder), str(part), str(n)], cwd=REPOSITORY
    )


def _killed(worker: subprocess.Popen[bytes]) -> bool:
    os.kill(worker.pid, signal.SIGKILL)
    return worker.wait() == -signal.SIGKILL


def _notes(folder: Path) -> list[tuple[str, str, str]]:
    """Return key, answer and detail of every complete note; a kill may cut the last one of a thread."""
    return [note for path in sorted(folder.glob("notes-*.txt")) for note in _of(path)]


def _of(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in path.read_text().split("\n")[:-1]:
        words = line.split(" ")
        if len(words) == 3:
            yield words[0], words[1], words[2]


def _overrun(state: sqlite3.Connection, n: int) -> list[str]:
    """Return every limit that the rows exceed in one snapshot."""
    state.execute("BEGIN")
    sums = {(kind, name, part): value for query in SUMS for kind, name, part, value in state.execute(query)}
    state.execute("COMMIT")
    found = []
    for promotion in promotions(n):
        limits, id_ = promotion.limits, promotion.id
        budget = None if limits.budget is None else int(limits.budget * 100)
        account = ("shared", limits.budget_name) if limits.budget_name else ("own", id_)
        most = {account: budget, ("uses", id_): limits.uses, ("day", id_): limits.per_day}
        most[("customer", id_)] = limits.per_customer
        found += [
            f"{kind} {name} {part}"
            for (kind, name, part), value in sums.items()
            if (top := most.get((kind, name))) is not None and value > top
        ]
    return found


def _wrong(state: sqlite3.Connection, folder: Path) -> list[str]:
    """Return counters that are not the sum of their rows, answers that were forgotten, and codes given twice."""
    sums = {tuple(row[:3]): row[3] for query in SUMS for row in state.execute(query)}
    counters = {tuple(row[:3]): row[3] for row in state.execute("SELECT * FROM promotion_counts WHERE value > 0")}
    wrong = [str(key) for key in sums.keys() | counters.keys() if sums.get(key, 0) != counters.get(key, 0)]
    kept = dict(state.execute("SELECT key, state FROM promotion_reservations"))
    wrong += [key for key, answer, _ in _notes(folder) if key[0] == "k" and kept.get(key) not in STANDS_FOR[answer]]
    given = {tuple(detail.split(":")) for _, answer, detail in _notes(folder) if answer == "given"}
    stored = set(state.execute("SELECT recipient, code FROM pool_codes WHERE state = 'given'"))
    wrong += [f"code of {recipient}" for recipient, _ in given - stored]
    return wrong + ["code twice"] * (len(given) != len({code for _, code in given}) or len(given) != len(dict(given)))
