"""Uses of promotions: reserve, then commit or release; what nobody commits in time expires and is free again.

Limits come from the promotion that is handed in, so a changed limit holds from the next decision on. Moments come from
the real clock of the caller. Uses in orders that were imported are not counted here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from shop.budgets.answer import Left, RefusalKind, Refused, Reservation, ReservationState
from shop.budgets.counts import Use, add, left_of, refusal, take_back, use_of
from shop.budgets.decision import decision, moment_of, named, stamp
from shop.errors import InvalidInput
from shop.money import Money, money, quantum
from shop.types import Promotion

if TYPE_CHECKING:
    from shop.promotions.context import Remaining

_COLUMNS = "key, promotion_id, customer_id, budget, shared, currency, units, day, expires_at, state, answer"


class AllRemaining(NamedTuple):
    """What OfferContext asks for: `remaining` by promotion id, `remaining_budgets` by the name of a shared budget."""

    remaining: dict[str, Remaining]
    remaining_budgets: dict[str, Decimal]


class _Row(NamedTuple):
    key: str
    promotion_id: str
    customer_id: str
    budget: str
    shared: int
    currency: str
    units: int
    day: str
    expires_at: int
    state: str
    answer: str

    def use(self) -> Use:
        """Return what was counted for the row."""
        return Use(
            self.promotion_id, self.customer_id, self.budget, bool(self.shared), self.currency, self.units, self.day
        )

    def reservation(self, state: ReservationState) -> Reservation:
        """Return the row as its caller sees it."""
        amount = Money(amount=self.units * quantum(self.currency), currency=self.currency)
        return Reservation(
            key=self.key, promotion_id=self.promotion_id, customer_id=self.customer_id, amount=amount, state=state,
            expires_at=moment_of(self.expires_at),
        )  # fmt: skip


class Budgets:
    """The budgets of one shop through one connection to its state; each thread and process opens its own.

    `zone` is the shop's: a day of `per_day` begins at 00:00 there.
    """

    def __init__(self, state: sqlite3.Connection, zone: ZoneInfo) -> None:
        self._state = state
        self._zone = zone

    def reserve(
        self, key: str, promotion: Promotion, customer_id: str, amount: Money, at: datetime, expires_at: datetime
    ) -> Reservation | Refused:
        """Count a use that takes `amount` off an order, if every limit allows it; `customer_id` is empty for a guest.

        The same key with the same promotion, customer and amount gets the same answer, whatever happened since; with
        others `key_reused`. Raises InvalidInput for amounts below 0 or of another currency, and BudgetsBusy.
        """
        _check(promotion, amount, at, expires_at)
        use = use_of(promotion, customer_id, amount, at, self._zone)
        with decision(self._state):
            self._expire(at)
            known = self._row(named("key", key))
            if known is not None:
                return _again(known, use)
            left = left_of(self._state, promotion, use)
            kind = refusal(use, left)
            refused = None if kind is None else Refused(kind=kind, key=key, left=left)
            row = _Row(key, *use, stamp(expires_at), "refused" if refused else "held", "")
            if refused is not None:
                self._insert(row._replace(answer=refused.model_dump_json()))
                return refused
            self._insert(row)
            add(self._state, use)
            return row.reservation("held")

    def commit(self, key: str, at: datetime) -> Reservation | Refused:
        """Count the use for good; again is the same. What expired or was released stays so: reserve with a new key."""
        with decision(self._state):
            self._expire(at)
            row = self._row(key)
            if row is None or row.state not in ("held", "used"):
                return _refused(key, row)
            self._set(key, "used")
            return row.reservation("used")

    def release(self, key: str, at: datetime) -> Reservation | Refused:
        """Give a held use back; again is the same. A used one is not given back: `already_used`."""
        with decision(self._state):
            self._expire(at)
            row = self._row(key)
            if row is None or row.state in ("used", "refused"):
                return _refused(key, row)
            if row.state == "held":
                take_back(self._state, row.use())
                self._set(key, "released")
            return row.reservation("expired" if row.state == "expired" else "released")

    def left(self, promotion: Promotion, customer_id: str, at: datetime) -> Left:
        """Return what is left for a customer at a moment; it may be less a moment later: only `reserve` decides."""
        use = use_of(promotion, customer_id, money(0, promotion.currency), at, self._zone)
        with decision(self._state):
            self._expire(at)
            return left_of(self._state, promotion, use)

    def remaining(self, promotions: Iterable[Promotion], at: datetime) -> AllRemaining:
        """Return what is left of every promotion's own limits and of the shared budgets, for pricing."""
        from shop.promotions.context import Remaining

        own: dict[str, Remaining] = {}
        shared: dict[str, Decimal] = {}
        with decision(self._state):
            self._expire(at)
            for promotion in promotions:
                use = use_of(promotion, "", money(0, promotion.currency), at, self._zone)
                left = left_of(self._state, promotion, use)
                amount = left.money.amount if left.money else None
                own[promotion.id] = Remaining(uses=left.uses, money=None if use.shared else amount, today=left.today)
                if use.shared and amount is not None:
                    shared[use.budget] = min(amount, shared.get(use.budget, amount))
        return AllRemaining(own, shared)

    def _expire(self, at: datetime) -> None:
        due = self._state.execute(
            f"SELECT {_COLUMNS} FROM promotion_reservations WHERE state = 'held' AND expires_at <= ?", (stamp(at),)
        ).fetchall()
        for row in map(_Row._make, due):
            take_back(self._state, row.use())
            self._set(row.key, "expired")

    def _row(self, key: str) -> _Row | None:
        found = self._state.execute(f"SELECT {_COLUMNS} FROM promotion_reservations WHERE key = ?", (key,)).fetchone()
        return _Row._make(found) if found else None

    def _insert(self, row: _Row) -> None:
        marks = ", ".join("?" * len(row))
        self._state.execute(f"INSERT INTO promotion_reservations ({_COLUMNS}) VALUES ({marks})", row)

    def _set(self, key: str, state: ReservationState) -> None:
        self._state.execute("UPDATE promotion_reservations SET state = ? WHERE key = ?", (state, key))


def _check(promotion: Promotion, amount: Money, at: datetime, expires_at: datetime) -> None:
    if amount.currency != promotion.currency:
        raise InvalidInput(
            f"The promotion {promotion.id!r} is in {promotion.currency}, the amount in {amount.currency}."
        )
    if not 0 <= amount.amount <= 10**12:
        raise InvalidInput(f"{amount.amount} is not an amount that a promotion takes off.")
    if stamp(expires_at) <= stamp(at):
        raise InvalidInput("A reservation must expire later than it begins.")


def _again(row: _Row, use: Use) -> Reservation | Refused:
    """Answer a key that is known; the day, and where the budget is counted, may be others by now."""
    asked = (use.promotion_id, use.customer_id, use.currency, use.units)
    if asked != (row.promotion_id, row.customer_id, row.currency, row.units):
        return Refused(kind="key_reused", key=row.key)
    if row.state == "refused":
        return Refused.model_validate_json(row.answer)
    if row.state in ("released", "expired"):
        return _refused(row.key, row)
    return row.reservation("used" if row.state == "used" else "held")


def _refused(key: str, row: _Row | None) -> Refused:
    kinds: dict[str, RefusalKind] = {"used": "already_used", "released": "released", "expired": "expired"}
    return Refused(kind=kinds.get(row.state, "unknown_key") if row else "unknown_key", key=key)
