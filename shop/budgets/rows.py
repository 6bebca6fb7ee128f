"""The offers of a run, one row per customer: a use and, where there is a pool, a code, promised together or not at all.

The row's key decides: asking again gets the same answer, another promotion or amount for the row gives the old one
back first. What is held expires after HOLD. `settle` comes *before* the message leaves; after it the offer is given.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shop.budgets.answer import Refused, Reservation
from shop.budgets.code_pools import CodePools
from shop.budgets.decision import decision
from shop.budgets.ledger import Budgets
from shop.money import Money
from shop.types import Promotion

HOLD = timedelta(days=14)
"""How long a message that nobody exported keeps its offer."""
_DEAD = ("released", "expired", "key_reused")


class RowOffer(NamedTuple):
    """What one row promises: `amount` is the most that it takes off, `cost` what it takes of the run's own budget.

    Without a cost that of the row stays what it was.
    """

    customer_id: str
    promotion: Promotion
    amount: Money
    cost: Decimal | None = None


class _Row(NamedTuple):
    promotion_id: str
    pool: str
    key: str
    attempt: int


class RunRows:
    """The rows of one run, through one connection to the state; `zone` is the shop's."""

    def __init__(self, state: sqlite3.Connection, zone: ZoneInfo, run: str) -> None:
        self._state, self._run = state, run
        self._budgets, self._pools = Budgets(state, zone), CodePools(state)

    def hold(self, offers: Iterable[RowOffer], at: datetime) -> dict[str, str | Refused]:
        """Promise each offer in one transaction; by customer the code ("" without a pool), or why nothing was."""
        with decision(self._state):
            places = sorted(offers, key=lambda one: (_place(one.promotion.id, one.customer_id), one.customer_id))
            return {one.customer_id: self._hold(one, at) for one in places}

    def settle(self, offer: RowOffer, code: str, at: datetime) -> Refused | None:
        """Give the row's offer for good, with the code that its message names; again is the same.

        What expired meanwhile is promised anew where it still can be, with that very code.
        """
        with decision(self._state):
            answer = self._hold(offer, at)
            if isinstance(answer, Refused):
                return answer
            row = self._row(offer.customer_id)
            if row is None or answer != (code if row.pool else ""):
                self._give_back(offer.customer_id, at)
                return Refused(kind="code_pool_empty", key=code)
            given = self._budgets.commit(row.key, at)
            if isinstance(given, Reservation) and row.pool:
                self._pools.commit(row.pool, offer.customer_id, at)
            return given if isinstance(given, Refused) else None

    def release(self, at: datetime, keep: Collection[str] = ()) -> int:
        """Give back what is held for everybody but `keep`, and return how many rows; what was given stays given."""
        with decision(self._state):
            rows = self._state.execute(
                "SELECT customer_id FROM promised_rows WHERE run = ? ORDER BY customer_id", (self._run,)
            ).fetchall()
            return sum(self._give_back(customer, at) for (customer,) in rows if customer not in keep)

    def used_elsewhere(self, promotions: Iterable[Promotion], customers: Iterable[str]) -> dict[str, dict[str, int]]:
        """Count, by customer and promotion, what other runs promised of promotions with a limit per customer."""
        limited = [item.id for item in promotions if item.limits.per_customer is not None]
        found: dict[str, dict[str, int]] = {}
        for customer in customers if limited else ():
            row = self._row(customer)
            own = row.promotion_id if row and self._lives(row.key) else ""
            counts = {id_: self._count(id_, customer) - (id_ == own) for id_ in limited}
            found[customer] = {id_: count for id_, count in counts.items() if count}
        return found

    def costs(self) -> dict[str, Decimal]:
        """Return what each row that is held or given takes of the run's own budget, by customer."""
        rows = self._state.execute(
            """SELECT p.customer_id, p.cost FROM promised_rows p JOIN promotion_reservations r USING (key)
               WHERE p.run = ? AND r.state IN ('held', 'used') ORDER BY p.customer_id""",
            (self._run,),
        )
        return {customer: Decimal(cost) for customer, cost in rows}

    def _hold(self, offer: RowOffer, at: datetime) -> str | Refused:
        row = self._row(offer.customer_id)
        if row and row.promotion_id != offer.promotion.id:
            self._give_back(offer.customer_id, at)
        attempt = row.attempt if row and row.promotion_id == offer.promotion.id and self._lives(row.key) else None
        tried = attempt if attempt is not None else (row.attempt if row else 0) + 1
        reserved = self._reserve(offer, tried, at)
        while isinstance(reserved, Refused) and reserved.kind in _DEAD:
            if reserved.kind == "key_reused" and row and tried == row.attempt:
                self._give_back(offer.customer_id, at)
            tried += 1
            reserved = self._reserve(offer, tried, at)
        self._note(offer, tried)
        if isinstance(reserved, Refused):
            return reserved
        return self._code(offer, at) if offer.promotion.code_pool else ""

    def _code(self, offer: RowOffer, at: datetime) -> str | Refused:
        found = self._pools.reserve(offer.promotion.code_pool, offer.customer_id, at, at + HOLD)
        if isinstance(found, Refused):
            self._give_back(offer.customer_id, at)
            return found
        return found.code

    def _reserve(self, offer: RowOffer, attempt: int, at: datetime) -> Reservation | Refused:
        key = _key(self._run, offer.customer_id, offer.promotion.id, attempt)
        return self._budgets.reserve(key, offer.promotion, offer.customer_id, offer.amount, at, at + HOLD)

    def _give_back(self, customer: str, at: datetime) -> bool:
        row = self._row(customer)
        if row is None or isinstance(self._budgets.release(row.key, at), Refused):
            return False
        if row.pool and not self._promised_elsewhere(customer, row.pool):
            self._pools.release(row.pool, customer)
        return True

    def _promised_elsewhere(self, customer: str, pool: str) -> bool:
        """Return whether another run's row promises the customer's code of the pool too."""
        rows = self._state.execute(
            "SELECT key FROM promised_rows WHERE customer_id = ? AND pool = ? AND run <> ?", (customer, pool, self._run)
        ).fetchall()
        return any(self._lives(key) for (key,) in rows)

    def _row(self, customer: str) -> _Row | None:
        found = self._state.execute(
            "SELECT promotion_id, pool, key, attempt FROM promised_rows WHERE run = ? AND customer_id = ?",
            (self._run, customer),
        ).fetchone()
        return _Row._make(found) if found else None

    def _note(self, offer: RowOffer, attempt: int) -> None:
        promotion, cost = offer.promotion, None if offer.cost is None else str(offer.cost)
        key = _key(self._run, offer.customer_id, promotion.id, attempt)
        self._state.execute(
            """INSERT INTO promised_rows VALUES (?, ?, ?, ?, ?, ?, coalesce(?, '0')) ON CONFLICT DO UPDATE SET
               promotion_id = excluded.promotion_id, pool = excluded.pool, key = excluded.key,
               attempt = excluded.attempt, cost = coalesce(?, cost)""",
            (self._run, offer.customer_id, promotion.id, promotion.code_pool, key, attempt, cost, cost),
        )

    def _lives(self, key: str) -> bool:
        return self._state.execute(
            "SELECT 1 FROM promotion_reservations WHERE key = ? AND state IN ('held', 'used')", (key,)
        ).fetchone() is not None  # fmt: skip

    def _count(self, promotion_id: str, customer: str) -> int:
        found = self._state.execute(
            "SELECT value FROM promotion_counts WHERE kind = 'customer' AND name = ? AND part = ?",
            (promotion_id, customer),
        ).fetchone()
        return int(found[0]) if found else 0


def take_over(state: sqlite3.Connection) -> int:
    """Give for good what runs of older versions promised, once their pools are filled; return how many codes.

    A customer who has another code of the pool by now keeps that one, and the promised one goes to nobody.
    """
    with decision(state):
        rows = state.execute(
            """SELECT r.code, p.pool, min(r.customer_id) FROM reserved_codes r JOIN pool_codes p USING (code)
               WHERE p.state = 'free' GROUP BY r.code, p.pool ORDER BY r.code"""
        ).fetchall()
        for code, pool, customer in rows:
            has = state.execute(
                "SELECT 1 FROM pool_codes WHERE pool = ? AND recipient = ?", (pool, customer)
            ).fetchone()
            to = ("withdrawn", "") if has else ("given", customer)
            state.execute("UPDATE pool_codes SET state = ?, recipient = ?, expires_at = 0 WHERE code = ?", (*to, code))
        state.execute("DELETE FROM reserved_codes WHERE code IN (SELECT code FROM pool_codes)")
        return len(rows)


def _key(run: str, customer: str, promotion_id: str, attempt: int) -> str:
    return sha256(f"{run}\0{customer}\0{promotion_id}\0{attempt}".encode()).hexdigest()


def _place(promotion_id: str, customer: str) -> str:
    return sha256(f"{promotion_id}\0{customer}".encode()).hexdigest()
