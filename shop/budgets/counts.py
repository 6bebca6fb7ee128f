"""The counters behind the limits of a promotion: read and moved only inside a decision."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shop.budgets.answer import Left, RefusalKind
from shop.money import Money, quantum
from shop.types import Promotion


class Use(NamedTuple):
    """One use of a promotion as it is counted: `units` smallest units of `currency` on a local `day`."""

    promotion_id: str
    customer_id: str
    budget: str
    shared: bool
    currency: str
    units: int
    day: str

    def counters(self) -> list[tuple[str, str, str, int]]:
        """Return kind, name, part and by how much each counter grows."""
        money = ("shared" if self.shared else "own", self.budget, self.currency, self.units)
        one = [("uses", self.promotion_id, "", 1), ("day", self.promotion_id, self.day, 1)]
        person = [("customer", self.promotion_id, self.customer_id, 1)] if self.customer_id else []
        return [money, *one, *person]


def use_of(promotion: Promotion, customer_id: str, amount: Money, at: datetime, zone: ZoneInfo) -> Use:
    """Return what would be counted; an amount finer than the currency's smallest unit counts as the next whole one."""
    shared = promotion.limits.budget_name
    units = int((amount.amount / quantum(amount.currency)).to_integral_value(ROUND_CEILING))
    day = at.astimezone(zone).date().isoformat()
    return Use(promotion.id, customer_id, shared or promotion.id, bool(shared), amount.currency, units, day)


def add(state: sqlite3.Connection, use: Use) -> None:
    """Count a use."""
    for kind, name, part, step in use.counters():
        _set(state, kind, name, part, _value(state, kind, name, part) + step)


def take_back(state: sqlite3.Connection, use: Use) -> None:
    """Count a use no longer."""
    for kind, name, part, step in use.counters():
        _set(state, kind, name, part, _value(state, kind, name, part) - step)


def left_of(state: sqlite3.Connection, promotion: Promotion, use: Use) -> Left:
    """Return what is left of the promotion's limits for this customer on this day."""
    limits = promotion.limits
    spent = _value(state, "shared" if use.shared else "own", use.budget, use.currency)
    return Left(
        uses=_rest(limits.uses, _value(state, "uses", use.promotion_id, "")),
        money=None if limits.budget is None else _money_left(limits.budget, spent, use.currency),
        per_customer=_rest(limits.per_customer, _value(state, "customer", use.promotion_id, use.customer_id)),
        today=_rest(limits.per_day, _value(state, "day", use.promotion_id, use.day)),
    )


def refusal(use: Use, left: Left) -> RefusalKind | None:
    """Return the first limit that does not allow the use."""
    if left.uses == 0:
        return "used_up"
    if left.per_customer is not None and not use.customer_id:
        return "not_signed_in"
    if left.per_customer == 0:
        return "limit_reached"
    if left.today == 0:
        return "day_limit_reached"
    if left.money is not None and use.units * quantum(use.currency) > left.money.amount:
        return "budget_short" if left.money.amount else "budget_used_up"
    return None


def _money_left(budget: Decimal, spent: int, currency: str) -> Money:
    unit = quantum(currency)
    whole = int((budget / unit).to_integral_value(ROUND_FLOOR))
    return Money(amount=max(whole - spent, 0) * unit, currency=currency)


def _rest(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(limit - used, 0)


def _value(state: sqlite3.Connection, kind: str, name: str, part: str) -> int:
    found = state.execute(
        "SELECT value FROM promotion_counts WHERE kind = ? AND name = ? AND part = ?", (kind, name, part)
    ).fetchone()
    return int(found[0]) if found else 0


def _set(state: sqlite3.Connection, kind: str, name: str, part: str, value: int) -> None:
    state.execute(
        "INSERT INTO promotion_counts VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (kind, name, part, value),
    )
