"""Settles what several sources say of the same thing, by the rules of merge.yaml, and counts where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from shop.importing.merge.rules import TableRule, rule_for, told
from shop.importing.quality import Conflict, Tally, shown
from shop.importing.staging import Staging
from shop.importing.tables import TABLES, Table

SAMPLES = 5
_DAY = 86_400
"""Seconds."""
_TWO_THINGS = "If these are two, give them ids of their own; until then nothing of one is filled into the other."
_LINES = "lines of one order from the source of the order, else of the source imported first"


def settle(staging: Staging, tally: Tally) -> None:
    """Leave one row for each thing. People must have been joined before: their rows share an id then."""
    staging.con.execute("CREATE TEMP TABLE order_heads (order_id VARCHAR, origin SMALLINT)")
    for table in TABLES:
        rule = rule_for(table.name)
        if rule.settle == "whole":
            _settle_lines(staging, tally)
        elif rule.settle != "all" and _several(staging, table.name):
            _settle_rows(staging, table, rule, tally)


def _several(staging: Staging, table: str) -> bool:
    return bool(staging.rows(f"SELECT count(DISTINCT origin) > 1 FROM stage_{table}")[0][0])


def _settle_rows(staging: Staging, table: Table, rule: TableRule, tally: Tally) -> None:
    """Take out the rows that speak of one thing in several sources, and put the settled ones in their place."""
    keys = [f'"{name}"' for name in table.key]
    by_key = ", ".join(keys)
    dated = "updated_at DESC NULLS LAST, " if "updated_at" in staging.forms[table.name] else ""
    staging.con.execute(
        f"""CREATE OR REPLACE TEMP TABLE clashing AS
            SELECT *, row_number() OVER (PARTITION BY {by_key} ORDER BY {dated}origin, seq) AS place
            FROM stage_{table.name}
            QUALIFY min(origin) OVER (PARTITION BY {by_key}) < max(origin) OVER (PARTITION BY {by_key})"""
    )
    if not staging.rows("SELECT 1 FROM clashing LIMIT 1"):
        return
    _count(staging, table, rule, by_key, tally)
    _keep_apart(staging, table, rule)
    if table.name == "orders":
        staging.con.execute("INSERT INTO order_heads SELECT order_id, origin FROM clashing WHERE place = 1")
    columns = [name for name in staging.forms[table.name] if name not in table.key]
    chosen = [f'{_choice(name, rule, columns)} AS "{name}"' for name in columns]
    chosen += [f"arg_min({name}, place) AS {name}" for name in ("file_no", "row_no", "mended", "origin")]
    staging.con.execute(f"DELETE FROM stage_{table.name} WHERE seq IN (SELECT seq FROM clashing)")
    staging.con.execute(
        f"INSERT INTO stage_{table.name} BY NAME SELECT {by_key}, min(seq) AS seq, {', '.join(chosen)}"
        f" FROM clashing GROUP BY {by_key} ORDER BY seq"
    )


def _keep_apart(staging: Staging, table: Table, rule: TableRule) -> None:
    """Empty what a statement could fill where it contradicts the best one; moments up to a day apart are the same."""
    names = [name for name in rule.same if name in staging.forms[table.name]]
    if not names:
        return
    moments = {column.name for column in table.columns if column.kind == "moment"}
    contradicting = " OR ".join(
        f'abs(epoch(best."{name}") - epoch(clashing."{name}")) > {_DAY}' if name in moments
        else f'best."{name}" <> clashing."{name}"' for name in names
    )  # fmt: skip
    same_key = " AND ".join(f'best."{name}" = clashing."{name}"' for name in table.key)
    emptied = ", ".join(f'"{name}" = NULL' for name in rule.fill if name in staging.forms[table.name])
    staging.con.execute(
        f"UPDATE clashing SET {emptied} FROM (FROM clashing WHERE place = 1) best"
        f" WHERE clashing.place > 1 AND {same_key} AND ({contradicting})"
    )


def _choice(name: str, rule: TableRule, columns: Sequence[str]) -> str:
    """Return the expression that settles one column of a group of rows."""
    own = f'"{name}"'
    if name in rule.any:
        return f"bool_or({own})"
    if name in rule.earliest:
        return f"min({own})"
    if name in rule.union:
        return f"list_sort(list_distinct(flatten(list({own}) FILTER ({own} IS NOT NULL))))"
    if rule.settle == "row" and name not in rule.fill:
        return f"(arg_min({{'said': {own}}}, place)).said"
    anchor = _anchor(name, rule)
    if anchor in columns and anchor != name:
        return f"(arg_min({{'said': {own}}}, place) FILTER (\"{anchor}\" IS NOT NULL)).said"
    return f"arg_min({own}, place) FILTER ({own} IS NOT NULL)"


def _anchor(name: str, rule: TableRule) -> str:
    """Return the column with which this one is taken over: list_price_usd with price_usd."""
    for first, *others in rule.together:
        for other in others:
            if name == other or (name.startswith(f"{other}_") and len(name) == len(other) + 4):
                return first + name[len(other) :]
    return name


def _count(staging: Staging, table: Table, rule: TableRule, by_key: str, tally: Tally) -> None:
    """Report, by column, where two values that are not empty differ; the samples are keys."""
    aside = {*table.key, *rule.aside, *rule.any, *rule.earliest, *rule.union}
    names = [name for name in staging.forms[table.name] if name not in aside]
    if not names:
        return
    differing = ", ".join(f'count(DISTINCT "{name}") > 1 AS "{name}"' for name in names)
    staging.con.execute(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT concat_ws(' / ', {by_key}) AS thing, {differing}"
        f" FROM clashing GROUP BY {by_key}"
    )
    sums = ", ".join(f'count(*) FILTER ("{name}")' for name in names)
    for name, count in zip(names, staging.rows(f"SELECT {sums} FROM differing")[0], strict=True):
        if count:
            things = staging.rows(f'SELECT thing FROM differing WHERE "{name}" ORDER BY ALL LIMIT {SAMPLES}')
            tally.conflicts.append(
                Conflict(table=table.name, column=name, rule=told(), count=count,
                         samples=shown(thing for (thing,) in things), fix=_TWO_THINGS if name in rule.same else "")
            )  # fmt: skip


def _settle_lines(staging: Staging, tally: Tally) -> None:
    """Keep the lines of an order from one source: two lists of the same goods are not twice the goods."""
    if not _several(staging, "order_lines"):
        return
    staging.con.execute(
        """CREATE OR REPLACE TEMP TABLE listed AS
           SELECT l.order_id, l.origin, l.units, l.kinds,
                  row_number() OVER (PARTITION BY l.order_id ORDER BY h.origin IS NULL, l.origin) AS place
           FROM (SELECT order_id, origin, sum(quantity) AS units, count(*) AS kinds FROM stage_order_lines
                 GROUP BY ALL) l
           LEFT JOIN order_heads h ON h.order_id = l.order_id AND h.origin = l.origin
           QUALIFY count(*) OVER (PARTITION BY l.order_id) > 1"""
    )
    staging.con.execute(
        "DELETE FROM stage_order_lines WHERE EXISTS (SELECT 1 FROM listed l WHERE l.place > 1"
        " AND l.order_id = stage_order_lines.order_id AND l.origin = stage_order_lines.origin)"
    )
    differing = (
        "SELECT order_id FROM listed GROUP BY order_id HAVING count(DISTINCT units) > 1 OR count(DISTINCT kinds) > 1"
    )
    [(count,)] = staging.rows(f"SELECT count(*) FROM ({differing})")
    if count:
        orders = staging.rows(f"{differing} ORDER BY ALL LIMIT {SAMPLES}")
        tally.conflicts.append(
            Conflict(table="order_lines", column="quantity", rule=_LINES, count=count,
                     samples=shown(order for (order,) in orders))
        )  # fmt: skip


def report_consent(staging: Staging, tally: Tally) -> None:
    """Report by channel where a person said yes in one statement and no in another; not where one source dates both."""
    differing = """
        SELECT y.channel, y.person FROM stage_statements y JOIN stage_statements n USING (person, channel)
        WHERE y.state = 'opted_in' AND n.state = 'opted_out'
            AND NOT (y.origin = n.origin AND coalesce(y.given_at <> n.given_at, FALSE)) GROUP BY ALL"""
    counts = f"SELECT channel, count(*) FROM ({differing}) GROUP BY channel ORDER BY channel"
    for channel, count in staging.rows(counts):
        people = staging.rows(
            f"SELECT person FROM ({differing}) WHERE channel = ? ORDER BY ALL LIMIT {SAMPLES}", [channel]
        )
        tally.conflicts.append(
            Conflict(table="consents", column=channel, rule="a no of any source wins", count=count,
                     samples=shown(person for (person,) in people), fix=_CONSENT_FIX)
        )  # fmt: skip


_CONSENT_FIX = (
    "If the yes is newer: date it (consent_at) in the source that also holds the no, import that source again without"
    " --merge, or, where the no is dated, record the newer yes (copilot consent import)."
)
