"""What was given away for good and must not be given again after a restore: single-use codes and uses of promotions.

What was only held is left behind: whoever holds it asks again, and `commit` refuses what the state does not know.
"""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from shop.budgets.counts import Use, add
from shop.budgets.decision import decision

_CODES = (
    "SELECT code, pool, state, recipient FROM pool_codes WHERE state IN ('given', 'used', 'withdrawn') ORDER BY code"
)
_USES = (
    "SELECT key, promotion_id, customer_id, budget, shared, currency, units, day, expires_at, state, answer"
    " FROM promotion_reservations WHERE state = 'used' ORDER BY key"
)


class Promises(NamedTuple):
    """Rows of a state: codes that are not free any more, and uses of promotions that were made."""

    codes: list[tuple[str, str, str, str]]
    uses: list[tuple[Any, ...]]


def promises_of(state: sqlite3.Connection) -> Promises:
    """Read what a state gave away for good."""
    return Promises(state.execute(_CODES).fetchall(), state.execute(_USES).fetchall())


def keep_promises(promises: Promises, state: sqlite3.Connection) -> int:
    """Write them into a restored state, counters included, and return how many it did not know; all or nothing."""
    with decision(state):
        there = promises_of(state)
        settled, used = set(there.codes), {row[0] for row in there.uses}
        codes = [row for row in promises.codes if row not in settled]
        uses = [row for row in promises.uses if row[0] not in used]
        return sum(_keep_code(state, *row) for row in codes) + sum(_keep_use(state, row) for row in uses)


def _keep_code(state: sqlite3.Connection, code: str, pool: str, said: str, recipient: str) -> int:
    """Settle one code; another one that its recipient has in the restored pool goes to nobody any more."""
    if recipient:
        state.execute(
            "UPDATE pool_codes SET state = 'withdrawn', recipient = '', expires_at = 0"
            " WHERE pool = ? AND recipient = ? AND code <> ?",
            (pool, recipient, code),
        )
    return state.execute(
        "INSERT INTO pool_codes (code, pool, state, recipient) VALUES (?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET"
        " pool = excluded.pool, state = excluded.state, recipient = excluded.recipient, expires_at = 0"
        " WHERE state <> 'used'",
        (code, pool, said, recipient),
    ).rowcount


def _keep_use(state: sqlite3.Connection, row: tuple[Any, ...]) -> int:
    """Keep one use; a row that was held is counted already."""
    key, promotion_id, customer_id, budget, shared, currency, units, day, *_ = row
    held = state.execute("SELECT 1 FROM promotion_reservations WHERE key = ? AND state = 'held'", (key,)).fetchone()
    if held is None:
        add(state, Use(promotion_id, customer_id, budget, bool(shared), currency, units, day))
    marks = ", ".join("?" * len(row))
    state.execute(f"INSERT OR REPLACE INTO promotion_reservations VALUES ({marks})", row)
    return 1
