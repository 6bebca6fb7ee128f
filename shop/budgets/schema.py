"""The tables of budgets and code pools in state.sqlite. Money is counted in whole smallest units, moments in
microseconds since 1970 (UTC): integers, which SQLite compares exactly.
"""

from __future__ import annotations

from shop.state import Migration

BUDGET_MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "budgets-1",
        """
        -- One row per key ever asked for; a refusal is kept too (answer: JSON), so that asking again gets it again.
        CREATE TABLE promotion_reservations (
            key TEXT PRIMARY KEY, promotion_id TEXT NOT NULL, customer_id TEXT NOT NULL,
            budget TEXT NOT NULL, shared INTEGER NOT NULL, currency TEXT NOT NULL, units INTEGER NOT NULL,
            day TEXT NOT NULL, expires_at INTEGER NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '',
            CHECK (units >= 0 AND state IN ('held', 'used', 'released', 'expired', 'refused'))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX promotion_reservations_due ON promotion_reservations (expires_at) WHERE state = 'held';
        -- Sums over the rows that are held or used; written in the same transaction as the row.
        --   uses      promotion, ''             day     promotion, local date      customer  promotion, customer
        --   own       promotion, currency       shared  name of budget, currency   (both: smallest units of money)
        CREATE TABLE promotion_counts (
            kind TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL, value INTEGER NOT NULL CHECK (value >= 0),
            PRIMARY KEY (kind, name, part)
        ) STRICT, WITHOUT ROWID;
        -- Single-use codes; a code is in one pool and a recipient has one code of a pool.
        CREATE TABLE pool_codes (
            code TEXT PRIMARY KEY, pool TEXT NOT NULL, state TEXT NOT NULL, recipient TEXT NOT NULL DEFAULT '',
            expires_at INTEGER NOT NULL DEFAULT 0,
            CHECK (state IN ('free', 'held', 'given', 'used', 'withdrawn')
                   AND (state IN ('held', 'given') OR recipient = ''))
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX pool_codes_recipient ON pool_codes (pool, recipient) WHERE recipient <> '';
        CREATE INDEX pool_codes_free ON pool_codes (pool, code) WHERE state = 'free';
        CREATE INDEX pool_codes_due ON pool_codes (expires_at) WHERE state = 'held';
        """,
    ),
    # What the runs of older versions promised: no pool is named, so the next filling of the pools takes it over.
    Migration(
        "campaigns-2-codes",
        """
        CREATE TABLE reserved_codes (
            code TEXT NOT NULL, campaign_id TEXT NOT NULL, customer_id TEXT NOT NULL,
            PRIMARY KEY (code, campaign_id)
        );
        """,
    ),
    Migration(
        "budgets-2-rows",
        """
        -- Which key of promotion_reservations the offer of one row (customer) of a run is reserved under; `attempt`
        -- counts the keys that the row has had, `cost` is what it takes of the run's own budget (base currency).
        CREATE TABLE promised_rows (
            run TEXT NOT NULL, customer_id TEXT NOT NULL, promotion_id TEXT NOT NULL, pool TEXT NOT NULL,
            key TEXT NOT NULL, attempt INTEGER NOT NULL, cost TEXT NOT NULL, PRIMARY KEY (run, customer_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX promised_rows_pool ON promised_rows (customer_id, pool) WHERE pool <> '';
        """,
    ),
)
