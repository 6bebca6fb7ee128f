"""The seam to what has been promised: how much is left, and promising it. Two ledgers: one that keeps nothing (here),
and that of a run, which reserves in state.sqlite (`shop.offers.run_ledger`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from shop.budgets import Refused
from shop.money import Money
from shop.promotions import Remaining, assign_codes, free_codes
from shop.store.view import ShopView
from shop.types import Promotion


class Headroom(NamedTuple):
    """What is left when offers are chosen. What is not named is not limited.

    `used` counts by customer and promotion what was promised elsewhere; `owners` are the customers, by pool, who have a
    code of their own. `money` (base currency) and `uses` are what is left of the run's own budget.
    """

    remaining: Mapping[str, Remaining]
    remaining_budgets: Mapping[str, Decimal]
    used: Mapping[str, Mapping[str, int]]
    free_codes: Mapping[str, int]
    owners: Mapping[str, frozenset[str]]
    money: Decimal | None = None
    uses: int | None = None


class Wanted(NamedTuple):
    """An offer to be promised: `amount` is the most it takes off, `cost` what it takes of the run's budget.

    `code` is a code that the customer has already.
    """

    customer_id: str
    promotion: Promotion
    amount: Money
    cost: Decimal
    code: str = ""


class Ledger(Protocol):
    """Where offers are promised."""

    def headroom(self, promotions: Sequence[Promotion], customer_ids: Sequence[str]) -> Headroom:
        """Return what is left for these customers."""
        ...

    def hold(self, wanted: Sequence[Wanted]) -> dict[str, str | Refused]:
        """Promise each offer; by customer the code that goes with it ("" for none of a pool), or why not."""
        ...


class NothingKept:
    """Counts nothing and gives out each code once as long as it lives: for looking and for tests."""

    def __init__(self, view: ShopView) -> None:
        self._view = view
        self._given: dict[tuple[str, str], str] = {}

    def headroom(self, promotions: Sequence[Promotion], customer_ids: Sequence[str]) -> Headroom:
        """Return the free codes of the import."""
        pools = sorted({item.code_pool for item in promotions} - {""})
        owners = {pool: frozenset(assigned(self._view, pool, customer_ids)) for pool in pools}
        return Headroom({}, {}, {}, free_codes(self._view, self._given.values()), owners)

    def hold(self, wanted: Sequence[Wanted]) -> dict[str, str | Refused]:
        """Give codes of their pools."""
        answers: dict[str, str | Refused] = {item.customer_id: item.code for item in wanted}
        for pool in sorted({item.promotion.code_pool for item in wanted if not item.code} - {""}):
            waiting = [item.customer_id for item in wanted if item.promotion.code_pool == pool and not item.code]
            fresh = [id_ for id_ in waiting if (pool, id_) not in self._given]
            codes = assign_codes(self._view, pool, fresh, list(self._given.values()))
            self._given |= {(pool, id_): code for id_, code in codes.items()}
            dry = Refused(kind="code_pool_empty")
            answers |= {id_: self._given.get((pool, id_), "") or dry for id_ in waiting}
        return answers


def assigned(view: ShopView, pool: str, customer_ids: Sequence[str]) -> set[str]:
    """Return those of the customers to whom the import assigned a code of the pool that is not used yet."""
    rows = view.rows(
        "SELECT DISTINCT assigned_to FROM codes WHERE pool = ? AND used_at IS NULL"
        " AND assigned_to IN (SELECT unnest(?::VARCHAR[]))",
        [pool, sorted(customer_ids)],
    )
    return {customer for (customer,) in rows}
