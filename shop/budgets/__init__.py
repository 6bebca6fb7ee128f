"""Budgets, limits and single-use codes while the shop runs: reserve, then commit or release, and nothing twice.

Every decision is one transaction in state.sqlite, so that many threads and processes, killed at any moment, never give
more than there is. What a promotion takes off an order is not computed here (shop.promotions.price does that).
"""

from shop.budgets.answer import CodeReservation, Left, RefusalKind, Refused, Reservation, ReservationState
from shop.budgets.code_pools import CodePools, PoolCode, fill_from
from shop.budgets.decision import BudgetsBusy
from shop.budgets.ledger import AllRemaining, Budgets
from shop.budgets.rows import RowOffer, RunRows, take_over
from shop.budgets.schema import BUDGET_MIGRATIONS

__all__ = [
    "BUDGET_MIGRATIONS",
    "AllRemaining",
    "Budgets",
    "BudgetsBusy",
    "CodePools",
    "CodeReservation",
    "Left",
    "PoolCode",
    "RefusalKind",
    "Refused",
    "Reservation",
    "ReservationState",
    "RowOffer",
    "RunRows",
    "fill_from",
    "take_over",
]
