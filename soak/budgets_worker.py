"""One process of the proof of budgets: sixteen threads that ask for uses and codes and note every answer they got.

    python -m soak.budgets_worker FOLDER PART N

A process that was killed is started again and goes on where its notes end, asking its last question once more.
"""

from __future__ import annotations

import random
import sys
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from shop.budgets import BUDGET_MIGRATIONS, Budgets, BudgetsBusy, CodePools, CodeReservation, Refused
from shop.money import money
from shop.state import open_state
from shop.types import Promotion

PARTS, THREADS = 4, 16
ZONE = ZoneInfo("Asia/Shanghai")


def promotions(n: int) -> list[Promotion]:
    """Return promotions whose limits are far smaller than what `n` questions ask for."""
    limits: list[dict[str, object]] = [
        {"budget": str(n // 4) + ".50"},
        {"uses": n // 20, "budget": str(n), "budget_name": "shared"},
        {"per_day": n // 16, "budget": str(n), "budget_name": "shared"},
        {"per_customer": 2, "uses": n},
    ]
    return [
        Promotion.model_validate(
            {
                "id": f"p{number}", "name": {"en": "p"}, "currency": "CNY", "limits": limit,
                "effects": [{"kind": "free_shipping"}],
            }
        )
        for number, limit in enumerate(limits)
    ]  # fmt: skip


class Asker(threading.Thread):
    """Asks every 64th question, with a connection of its own."""

    def __init__(self, folder: Path, number: int, n: int) -> None:
        super().__init__()
        self.folder, self.number, self.n = folder, number, n
        self.notes = folder / f"notes-{number}.txt"
        self.promotions = promotions(n)

    def run(self) -> None:
        state = open_state(self.folder / "state.sqlite", BUDGET_MIGRATIONS)
        self.budgets, self.pools = Budgets(state, ZONE), CodePools(state)
        done = len(self.notes.read_text().split("\n")) - 1 if self.notes.exists() else 0
        with self.notes.open("a") as notes:
            for question in range(self.number + max(done - 1, 0) * PARTS * THREADS, self.n, PARTS * THREADS):
                notes.write(self._until_decided(question) + "\n")
                notes.flush()
        state.close()

    def _until_decided(self, question: int) -> str:
        while True:
            try:
                return self._ask(question)
            except BudgetsBusy:
                continue

    def _ask(self, question: int) -> str:
        dice = random.Random(question)
        now = datetime.now(UTC)
        expires = now + timedelta(seconds=dice.choice((0.2, 2, 3600)))
        if dice.random() < 0.25:
            return self._code(question, f"c{dice.randrange(self.n // 5)}", now, expires, dice.random() < 0.7)
        key, customer = f"k{question}", f"c{dice.randrange(self.n // 10)}"
        amount = money(Decimal(dice.randint(1, 3000)) / 100, "CNY")
        answer = self.budgets.reserve(key, dice.choice(self.promotions), customer, amount, now, expires)
        if isinstance(answer, Refused):
            return f"{key} refused {answer.kind}"
        what_next = dice.random()
        if what_next < 0.5:
            answer = self.budgets.commit(key, datetime.now(UTC))
        elif what_next < 0.7:
            answer = self.budgets.release(key, datetime.now(UTC))
        return f"{key} refused {answer.kind}" if isinstance(answer, Refused) else f"{key} {answer.state} -"

    def _code(self, question: int, recipient: str, now: datetime, expires: datetime, send: bool) -> str:
        answer = self.pools.reserve("pool", recipient, now, expires)
        if send and isinstance(answer, CodeReservation):
            answer = self.pools.commit("pool", recipient, datetime.now(UTC))
        if isinstance(answer, Refused):
            return f"q{question} refused {answer.kind}"
        return f"q{question} {answer.state} {recipient}:{answer.code}"


if __name__ == "__main__":
    place, part, many = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    askers = [Asker(place, part * THREADS + thread, many) for thread in range(THREADS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
