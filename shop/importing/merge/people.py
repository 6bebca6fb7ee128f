"""Joins the customers of several sources into people: by the shop's own id, then by each declared identity key.

An id joins nobody where its sources describe two people (see strangers).

A key joins ids of different sources only. It joins nobody where it cannot tell people apart: where two ids of one
source hold it (an office's e-mail address), where an e-mail address or a phone has two names or two birthdays, or
where it would, together with others, join two ids of one source. That is reported instead. The outcome depends on the
rows alone, not on their order.
"""

from __future__ import annotations

from shop.importing.merge.phones import calling_codes
from shop.importing.merge.rules import identity
from shop.importing.merge.strangers import tell_apart
from shop.importing.quality import Conflict, Tally, shown
from shop.importing.staging import Staging

SAMPLES = 5
_REFERENCES = (
    ("orders", "customer_id"), ("events", "customer_id"), ("reviews", "customer_id"), ("outcomes", "customer_id"),
    ("tickets", "customer_id"), ("codes", "assigned_to"), ("customers", "customer_id"),
)  # fmt: skip
_NOT_JOINED = "not joined: the key does not tell these people apart"
_TWO_PEOPLE = (
    " UNION SELECT value FROM held GROUP BY value HAVING count(DISTINCT label) > 1"
    " AND (count(DISTINCT name) FILTER (name <> '') > 1 OR count(DISTINCT birthday) > 1)"
)
_FIX = "Correct the {0} in the source, or give each person an ouid."


def join_people(staging: Staging, tally: Tally) -> None:
    """Give every customer and every row about one the id of the person; fill `people` and `known`."""
    staging.con.execute("CREATE TEMP TABLE calling_codes (country VARCHAR, code VARCHAR, trunk VARCHAR)")
    staging.con.executemany("INSERT INTO calling_codes VALUES (?, ?, ?)", [list(one) for one in calling_codes()])
    staging.script("merge/people.sql")
    tell_apart(staging, tally)
    staging.script("merge/holders.sql")
    for kind in identity():
        _join_by(staging, kind, tally)
    staging.script("merge/names.sql")
    for table, column in _REFERENCES:
        _refer(staging, table, column)


def _join_by(staging: Staging, kind: str, tally: Tally) -> None:
    """Join people by one key, where it is clear whom it means."""
    staging.con.execute(
        "CREATE OR REPLACE TEMP TABLE held AS SELECT DISTINCT h.value, l.label, h.origin, h.node, h.name, h.birthday"
        " FROM holders h JOIN labels l USING (node) WHERE h.kind = ? AND h.value IN"
        " (SELECT value FROM holders WHERE kind = ? GROUP BY value HAVING count(DISTINCT node) > 1)",
        [kind, kind],
    )
    staging.con.execute(
        "CREATE OR REPLACE TEMP TABLE unclear AS"
        " SELECT value FROM held GROUP BY value, origin HAVING count(DISTINCT node) > 1"
        + (_TWO_PEOPLE if kind in ("email", "phone") else "")
    )
    staging.con.execute(
        "CREATE OR REPLACE TEMP TABLE links AS SELECT DISTINCT value, label FROM held"
        " WHERE value NOT IN (SELECT value FROM unclear)"
    )
    _spread(staging)
    _refuse_tangles(staging)
    _report(staging, kind, tally)
    staging.con.execute("UPDATE labels SET label = r.root FROM reach r WHERE r.label = labels.label")


def _spread(staging: Staging) -> None:
    """Find what hangs together: `reach` names for each label the smallest one that the links lead to."""
    staging.con.execute("CREATE OR REPLACE TEMP TABLE reach AS SELECT DISTINCT label, label AS root FROM links")
    while True:
        [(changed,)] = staging.rows(
            """UPDATE reach SET root = m.root FROM (
                   SELECT l.label, min(v.root) AS root FROM links l JOIN (
                       SELECT value, min(root) AS root FROM links JOIN reach USING (label) GROUP BY value
                   ) v USING (value) GROUP BY l.label
               ) m WHERE m.label = reach.label AND m.root < reach.root"""
        )
        if not changed:
            return


def _refuse_tangles(staging: Staging) -> None:
    """Undo what would join two ids of one source."""
    staging.con.execute(
        """CREATE OR REPLACE TEMP TABLE tangled AS
           SELECT DISTINCT root FROM (
               SELECT r.root, k.origin FROM reach r JOIN labels l USING (label) JOIN nodes n USING (node)
               JOIN known k USING (space, customer_id)
               GROUP BY r.root, k.origin HAVING count(DISTINCT n.node) > 1)"""
    )
    staging.con.execute(
        "INSERT INTO unclear SELECT DISTINCT value FROM links JOIN reach USING (label)"
        " WHERE root IN (SELECT root FROM tangled)"
    )
    staging.con.execute("DELETE FROM reach WHERE root IN (SELECT root FROM tangled)")


def _report(staging: Staging, kind: str, tally: Tally) -> None:
    [(count,)] = staging.rows("SELECT count(*) FROM unclear")
    if count:
        ids = staging.rows(
            "SELECT DISTINCT customer_id FROM held JOIN nodes USING (node) WHERE value IN (SELECT value FROM unclear)"
            f" ORDER BY ALL LIMIT {SAMPLES}"
        )
        tally.conflicts.append(
            Conflict(table="customers", column=kind, rule=_NOT_JOINED, count=count,
                     samples=shown(id_ for (id_,) in ids), fix=_FIX.format(kind))
        )  # fmt: skip


def _refer(staging: Staging, table: str, column: str) -> None:
    """Let a table's rows name the person. An id that their source does not know must not mean somebody of another's,
    and neither one of the several whom an id means in other sources."""
    staging.con.execute(
        f"""UPDATE stage_{table} SET {column} = p.person FROM people_of p
            WHERE p.origin = stage_{table}.origin AND p.customer_id = stage_{table}.{column}
                AND p.person <> stage_{table}.{column}"""
    )
    if table != "customers":
        staging.con.execute(
            f"""UPDATE stage_{table} SET {column} = o.name || ':' || {column} FROM import_origins o
                WHERE o.origin = stage_{table}.origin AND {column} IN (SELECT customer_id FROM people)
                    AND (o.has_people OR {column} IN (SELECT customer_id FROM own_spaces w WHERE w.base = o.space))
                    AND {column} NOT IN (SELECT p.customer_id FROM people_of p WHERE p.origin = o.origin)
                    AND {column} NOT IN (SELECT p.person FROM people_of p
                                         WHERE p.origin = o.origin AND p.person IS NOT NULL)"""
        )
