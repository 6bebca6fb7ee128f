"""Single-use codes: which are free, and which customer gets which. Nothing is reserved here; sending does that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256

from shop.store.view import ShopView
from shop.types import Promotion
from shop.types.promotion import CodeCondition
from shop.types.promotion.condition import leaves

_FREE = "assigned_to = '' AND used_at IS NULL"


def codes_of(promotions: Iterable[Promotion]) -> tuple[str, ...]:
    """Return every code that brings one of the promotions, pools apart."""
    found: set[str] = set()
    for promotion in promotions:
        found.update(code for leaf in leaves(promotion.when) if isinstance(leaf, CodeCondition) for code in leaf.codes)
        found.update([promotion.code] if promotion.code else [])
    return tuple(sorted(found))


def as_written(entered: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the codes entered as `known` ones are written, whatever their case and the spaces around them.

    One that is known letter by letter stays; of several that differ in case alone, the one that sorts first is meant.
    """
    written = sorted(set(known), reverse=True)
    folded = {code.strip().casefold(): code for code in written}
    exact = frozenset(written)
    return tuple(dict.fromkeys(x if x in exact else folded.get(x.strip().casefold(), x) for x in entered))


def free_codes(view: ShopView, taken: Collection[str] = ()) -> dict[str, int]:
    """Return how many codes of each pool are neither assigned, used nor in `taken`; a used-up pool counts 0."""
    return dict(
        view.rows(
            f"""SELECT pool, count(*) FILTER ({_FREE} AND t.code IS NULL)
                FROM codes c LEFT JOIN (SELECT DISTINCT unnest(?::VARCHAR[]) AS code) t ON t.code = c.code
                GROUP BY pool ORDER BY pool""",
            [sorted(set(taken))],
        )
    )


def first_free_code(view: ShopView, pool: str) -> str | None:
    """Return the free code of `pool` that sorts first, or None when it has run dry."""
    rows = view.rows(f"SELECT min(code) FROM codes WHERE pool = ? AND {_FREE}", [pool])
    code: str | None = rows[0][0]
    return code


def assign_codes(view: ShopView, pool: str, customer_ids: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """Give each customer a code of `pool` of their own; who comes after the last code is missing from the answer.

    A customer who was assigned a code and has not used it keeps it. The others are served in the order of a hash of
    pool and id, so the result depends on who is in the list and never on its order. Codes in `taken` are left alone.
    """
    customers = set(customer_ids)
    held = {
        customer: code
        for customer, code in view.rows(
            """SELECT assigned_to, min(code) FROM codes
               WHERE pool = ? AND used_at IS NULL AND assigned_to IN (SELECT unnest(?::VARCHAR[]))
               GROUP BY assigned_to""",
            [pool, sorted(customers)],
        )
    }
    waiting = sorted(customers - held.keys(), key=lambda customer: (_place(pool, customer), customer))
    rows = view.rows(f"SELECT DISTINCT code FROM codes WHERE pool = ? AND {_FREE} ORDER BY code", [pool])
    free = (code for (code,) in rows if code not in taken)
    fresh = dict(zip(waiting, free, strict=False))
    return dict(sorted({**held, **fresh}.items()))


def _place(pool: str, customer: str) -> str:
    return sha256(f"{pool}\0{customer}".encode()).hexdigest()
