"""Single-use codes: one per pool and recipient, never to two people, none when the pool is dry.

`reserve` holds a code while a message is written, `commit` gives it for good and comes *before* the message leaves: a
crash in between wastes a code and gives none twice. Only held codes become free again. What an import says about a code
(used, assigned to somebody) is taken over by `fill`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple

from shop.budgets.answer import CodeReservation, Refused
from shop.budgets.decision import decision, moment_of, named, stamp
from shop.errors import InvalidInput
from shop.store.view import ShopView

_NEVER = 0
"""expires_at of a hold without an end."""


class PoolCode(NamedTuple):
    """A code as the shop's own system knows it; `recipient`: whom it was assigned to, empty for nobody."""

    code: str
    recipient: str = ""
    used: bool = False


class CodePools:
    """The code pools of one shop through one connection to its state; each thread and process opens its own."""

    def __init__(self, state: sqlite3.Connection) -> None:
        self._state = state

    def fill(self, pool: str, codes: Iterable[PoolCode]) -> int:
        """Add codes to a pool and return how many are new. A code that is in another pool already stays there.

        Of a known code only more is learned: that it was used, or whose it is while it was not given to anybody here.
        """
        named("pool", pool)
        with decision(self._state):
            return sum(self._learn(pool, item) for item in codes)

    def reserve(
        self, pool: str, recipient: str, at: datetime, expires_at: datetime | None = None
    ) -> CodeReservation | Refused:
        """Return the recipient's code of the pool: the one they have, else the first free one; see `reserve_many`."""
        return self.reserve_many(pool, [recipient], at, expires_at)[recipient]

    def reserve_many(
        self, pool: str, recipients: Iterable[str], at: datetime, expires_at: datetime | None = None
    ) -> dict[str, CodeReservation | Refused]:
        """Give each recipient a code of their own in one transaction, those without one `code_pool_empty`.

        Who comes first when codes are short follows a hash of pool and id, never the order of the list. A code that
        was held already keeps its end. Raises InvalidInput for empty ids and BudgetsBusy.
        """
        if expires_at is not None and stamp(expires_at) <= stamp(at):
            raise InvalidInput("A reservation must expire later than it begins.")
        waiting = sorted({named("recipient", one) for one in recipients}, key=lambda one: (_place(pool, one), one))
        until = _NEVER if expires_at is None else stamp(expires_at)
        with decision(self._state):
            self._expire(at)
            return {one: self._of(pool, one) or self._next(pool, one, until) for one in waiting}

    def commit(self, pool: str, recipient: str, at: datetime) -> CodeReservation | Refused:
        """Give the held code for good; again is the same. Refused as `unknown_key` when none is held any more."""
        with decision(self._state):
            self._expire(at)
            self._state.execute(
                "UPDATE pool_codes SET state = 'given', expires_at = ?"
                " WHERE state = 'held' AND pool = ? AND recipient = ?",
                (_NEVER, pool, named("recipient", recipient)),
            )
            return self._of(pool, recipient) or Refused(kind="unknown_key", key=recipient)

    def release(self, pool: str, recipient: str) -> bool:
        """Free a held code and return whether there was one; a given one stays given."""
        with decision(self._state):
            return self._free("pool = ? AND recipient = ?", (pool, recipient)) > 0

    def code_of(self, pool: str, recipient: str) -> str:
        """Return the code that the recipient holds or was given, "" for none."""
        found = self._of(pool, recipient)
        return found.code if found else ""

    def is_free(self, pool: str, code: str) -> bool:
        """Return whether nobody has the code."""
        asked = "SELECT 1 FROM pool_codes WHERE pool = ? AND code = ? AND state = 'free'"
        return self._state.execute(asked, (pool, code)).fetchone() is not None

    def left(self, pool: str, at: datetime) -> int:
        """Return how many codes of the pool are free."""
        with decision(self._state):
            self._expire(at)
            (count,) = self._state.execute(
                "SELECT count(*) FROM pool_codes WHERE pool = ? AND state = 'free'", (pool,)
            ).fetchone()
        return int(count)

    def _learn(self, pool: str, item: PoolCode) -> int:
        named("code", item.code)
        fresh = self._state.execute(
            "INSERT INTO pool_codes (code, pool, state) VALUES (?, ?, 'free') ON CONFLICT DO NOTHING", (item.code, pool)
        ).rowcount
        if item.used:
            self._mark(pool, item.code, "used", "state <> 'used'")
        elif item.recipient:
            self._assigned_elsewhere(pool, item)
        return fresh

    def _assigned_elsewhere(self, pool: str, item: PoolCode) -> None:
        """Take over an assignment; whoever held that code here loses it, and nobody gets a second one."""
        own = self._of(pool, item.recipient)
        if own is None:
            self._mark(pool, item.code, "given", "state IN ('free', 'held', 'withdrawn')", item.recipient)
        elif own.code != item.code:
            self._mark(pool, item.code, "withdrawn", "state IN ('free', 'held')")

    def _mark(
        self, pool: str, code: str, state: Literal["used", "given", "withdrawn"], where: str, recipient: str = ""
    ) -> None:
        self._state.execute(
            f"UPDATE pool_codes SET state = ?, recipient = ?, expires_at = ? WHERE pool = ? AND code = ? AND {where}",
            (state, recipient, _NEVER, pool, code),
        )

    def _of(self, pool: str, recipient: str) -> CodeReservation | None:
        row = self._state.execute(
            "SELECT code, state, expires_at FROM pool_codes WHERE pool = ? AND recipient = ?", (pool, recipient)
        ).fetchone()
        if row is None:
            return None
        code, state, until = row
        end = None if until == _NEVER else moment_of(until)
        return CodeReservation(pool=pool, recipient=recipient, code=code, state=state, expires_at=end)

    def _next(self, pool: str, recipient: str, until: int) -> CodeReservation | Refused:
        self._state.execute(
            """UPDATE pool_codes SET state = 'held', recipient = ?, expires_at = ? WHERE code =
               (SELECT code FROM pool_codes WHERE pool = ? AND state = 'free' ORDER BY code LIMIT 1)""",
            (recipient, until, pool),
        )
        return self._of(pool, recipient) or Refused(kind="code_pool_empty", key=recipient)

    def _expire(self, at: datetime) -> None:
        self._free("expires_at <> ? AND expires_at <= ?", (_NEVER, stamp(at)))

    def _free(self, where: str, values: tuple[str | int, ...]) -> int:
        return self._state.execute(
            f"UPDATE pool_codes SET state = 'free', recipient = '', expires_at = {_NEVER}"
            f" WHERE state = 'held' AND {where}",
            values,
        ).rowcount


def fill_from(view: ShopView, state: sqlite3.Connection) -> dict[str, int]:
    """Bring the pools up to what the current import says; return how many codes are new, by pool."""
    rows = view.rows("SELECT DISTINCT pool, code, assigned_to, used_at IS NOT NULL FROM codes ORDER BY ALL")
    pools: dict[str, list[PoolCode]] = {}
    for pool, *code in rows:
        pools.setdefault(pool, []).append(PoolCode(*code))
    return {pool: CodePools(state).fill(pool, codes) for pool, codes in pools.items()}


def _place(pool: str, recipient: str) -> str:
    return sha256(f"{pool}\0{recipient}".encode()).hexdigest()
