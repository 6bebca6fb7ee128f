"""Ids that two sources use for different people: they are not joined, and that is reported."""

from __future__ import annotations

from shop.importing.quality import Conflict, Tally, shown
from shop.importing.staging import Staging

SAMPLES = 5
_APART = "not joined: one id, but the names and addresses are those of different people"
_BOTH = "joined, though two sources contradict each other: a third one fits both"
_FIX = (
    "If these are ids of two systems, import one of them with --own-ids; if it is one person, give both rows the same"
    " e-mail or phone."
)


def tell_apart(staging: Staging, tally: Tally) -> None:
    """Give the people of such an id a space of ids each; `known` must be filled, and makes `own_spaces`."""
    staging.script("merge/strangers.sql")
    while staging.rows(
        """UPDATE kin SET head = n.head FROM (
               SELECT a.space, a.customer_id, a.origin, min(k.head) AS head FROM agreeing a
               JOIN kin k ON k.space = a.space AND k.customer_id = a.customer_id AND k.origin = a.other GROUP BY ALL) n
           WHERE n.space = kin.space AND n.customer_id = kin.customer_id AND n.origin = kin.origin
               AND n.head < kin.head"""
    ) != [(0,)]:
        pass
    staging.script("merge/apart.sql")
    _report(staging, "customer_id IN (SELECT customer_id FROM own_spaces)", _APART, tally)
    _report(staging, "customer_id NOT IN (SELECT customer_id FROM own_spaces)", _BOTH, tally)


def _report(staging: Staging, which: str, rule: str, tally: Tally) -> None:
    ids = f"SELECT DISTINCT space, customer_id FROM strangers WHERE {which}"
    [(count,)] = staging.rows(f"SELECT count(*) FROM ({ids})")
    if count:
        samples = staging.rows(f"SELECT DISTINCT customer_id FROM ({ids}) ORDER BY ALL LIMIT {SAMPLES}")
        tally.conflicts.append(
            Conflict(table="customers", column="customer_id", rule=rule, count=count,
                     samples=shown(id_ for (id_,) in samples), fix=_FIX)
        )  # fmt: skip
