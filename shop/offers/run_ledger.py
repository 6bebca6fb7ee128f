"""The ledger of a run: what is left is read from state.sqlite, and what is offered is reserved there.

Moments are those of the caller (the real clock, or the shop's own present): holding, days and expiry follow them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from shop.budgets import Budgets, CodePools, Refused, RowOffer, RunRows, fill_from, take_over
from shop.offers.ledger import Headroom, Wanted
from shop.store.view import ShopView
from shop.types import Promotion


class RunLedger:
    """Reserves for the rows of one run. What an earlier run of that name held is given back first.

    With `look` nothing is promised: it only says what is left, and pools are filled from the import.
    """

    def __init__(
        self, view: ShopView, state: sqlite3.Connection, run: str, at: datetime, *, look: bool = False
    ) -> None:
        self._state, self._run, self._at, self._look = state, run, at, look
        self._rules = view.shop.offers
        self._budgets = Budgets(state, view.zone)
        self._pools = CodePools(state)
        self.rows = RunRows(state, view.zone, run)
        fill_from(view, state)
        take_over(state)
        if not look:
            self.rows.release(at)
        self._cost = self.rows.costs()

    def headroom(self, promotions: Sequence[Promotion], customer_ids: Sequence[str]) -> Headroom:
        """Return what is left now, for everybody and of the run's own budget."""
        left = self._budgets.remaining(promotions, self._at)
        pools = sorted({item.code_pool for item in promotions} - {""})
        spent, count = sum(self._cost.values(), Decimal(0)), len(self._cost)
        return Headroom(
            left.remaining,
            left.remaining_budgets,
            self.rows.used_elsewhere(promotions, customer_ids),
            {pool: self._pools.left(pool, self._at) for pool in pools},
            {pool: self._owners(pool, customer_ids) for pool in pools},
            None if self._rules.budget is None else max(self._rules.budget - spent, Decimal(0)),
            None if self._rules.uses is None else max(self._rules.uses - count, 0),
        )

    def hold(self, wanted: Sequence[Wanted]) -> dict[str, str | Refused]:
        """Reserve each offer; a customer who has a code of the pool keeps it."""
        if self._look:
            return {item.customer_id: item.code or item.promotion.code for item in wanted}
        answers = self.rows.hold(
            [RowOffer(one.customer_id, one.promotion, one.amount, one.cost) for one in wanted], self._at
        )
        for one in wanted:
            if not isinstance(answers[one.customer_id], Refused):
                self._cost[one.customer_id] = one.cost
        return answers

    def keep_only(self, customer_ids: Sequence[str]) -> None:
        """Give back what is held for everybody else: their rows were not written, held, or blocked."""
        self.rows.release(self._at, frozenset(customer_ids))

    def _owners(self, pool: str, customer_ids: Sequence[str]) -> frozenset[str]:
        asked = set(customer_ids)
        rows = self._state.execute(
            "SELECT recipient FROM pool_codes WHERE pool = ? AND recipient <> '' AND state IN ('held', 'given')",
            (pool,),
        )
        return frozenset(recipient for (recipient,) in rows if recipient in asked)
