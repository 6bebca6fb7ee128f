"""What the sources gave, beside the shop made from it: read from the build that is there, written into the new one.

Rows are kept as they were after cleaning and the checks of a source's own rows: before references were checked,
people joined and amounts completed, so that all of this can be done again with other rows beside them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from shop.importing.merge.rules import rule_for
from shop.importing.staging import Staging
from shop.importing.tables import TABLES, table_named

_WORK = ("seq", "file_no", "row_no", "mended", "origin")
_EXTRA = ("statements", "retired", "documents")
"""Tables of `given` beside those of the contract: consent, people whom another source replaced, documents."""
_RETIRED = "origin, customer_id, first_name, last_name, email, phone, wecom_id, ouid, country"


class Arrival:
    """The rows that were just read, and those of the build that is there which stay beside them."""

    def __init__(self, staging: Staging, delivered: Collection[str], kinds: Collection[str], *, merge: bool) -> None:
        """`delivered` are the tables and `kinds` the documents that the source gave."""
        self.staging = staging
        self.origin = staging.origin
        self.delivered = delivered
        self.kinds = sorted(kinds)
        self.merge = merge
        self._make_extras()

    def take_over(self, build: Path | None) -> bool:
        """Bring in what stays of the build; return whether rows of several imports may meet (None: no build)."""
        if build is None:
            return False
        quoted = str(build).replace("'", "''")
        self.staging.con.execute(f"ATTACH '{quoted}' AS before (READ_ONLY)")
        self._name_files()
        kept = [self._keep(table.name) for table in TABLES]
        people, documents = self._keep_people(), self._keep_documents()
        return self.merge or any(kept) or people or documents

    def _make_extras(self) -> None:
        con = self.staging.con
        con.execute(
            """CREATE TEMP TABLE stage_statements AS
               SELECT s.origin, s.customer_id, c.channel, c.state, s.consent_at AS given_at,
                      s.consent_source AS source, s.consent_wording AS wording, c.address, s.country, c.place,
                      s.customer_id AS person
               FROM stage_customers s,
                    LATERAL (VALUES ('email', s.email_consent, s.email, 1), ('sms', s.sms_consent, s.phone, 2),
                                    ('wecom', s.wecom_consent, s.wecom_id, 3),
                                    ('tracking', s.tracking_consent, s.email, 4)) AS c (channel, state, address, place)
               WHERE c.state IS NOT NULL"""
        )
        con.execute("CREATE TEMP TABLE kept_files (was SMALLINT, file_no SMALLINT, file VARCHAR)")
        con.execute(f"CREATE TEMP TABLE stage_retired AS SELECT {_RETIRED} FROM stage_customers LIMIT 0")

    def _name_files(self) -> None:
        """Number the kept rows' files below zero: the report counts only the files of this import."""
        self.staging.con.execute(
            "INSERT INTO kept_files SELECT file_no, (-dense_rank() OVER (ORDER BY file))::SMALLINT"
            " AS file_no, file FROM before.given.files"
        )

    def _keep(self, table: str) -> int:
        """Bring in a table's rows that stay, behind the new ones; return how many."""
        staging = self.staging
        known = staging.rows(f"SELECT column_name FROM (DESCRIBE before.given.{table})")
        for (name,) in known:
            column = None if name in _WORK else table_named(table).column(name)
            if column is not None:
                staging.widen(table, name, column)
        base = staging.rows(f"SELECT coalesce(max(seq) + 1, 0) FROM stage_{table}")[0][0]
        before = staging.rows(f"SELECT count(*) FROM stage_{table}")[0][0]
        staging.con.execute(
            f"INSERT INTO stage_{table} BY NAME SELECT g.* REPLACE (g.seq + {base} AS seq, f.file_no AS file_no)"
            f" FROM ({self._staying(table)}) g LEFT JOIN kept_files f ON f.was = g.file_no"
        )
        return int(staging.rows(f"SELECT count(*) FROM stage_{table}")[0][0]) - int(before)

    def _staying(self, table: str) -> str:
        """Return the query of the rows that the new ones do not replace."""
        rows = f"SELECT * FROM before.given.{table} g"
        if table not in self.delivered:
            return rows
        if not self.merge:
            # Who unsubscribed from another source's messages has said no: that is not replaced.
            said_no = f"kind = 'unsubscribe' AND origin <> {self.origin}"
            return f"{rows} WHERE {said_no if table == 'events' else 'FALSE'}"
        unit = rule_for(table).unit
        if not unit:
            return self._new_contents(table)
        same = " AND ".join(f'n."{name}" IS NOT DISTINCT FROM g."{name}"' for name in unit)
        return f"{rows} ANTI JOIN stage_{table} n ON n.origin = g.origin AND {same}"

    def _new_contents(self, table: str) -> str:
        """Rows without a key are the same when all they say is; a row twice in one delivery stays twice."""
        names = [f'"{name}"' for name in self.staging.forms[table]]
        there = {name for (name,) in self.staging.rows(f"SELECT column_name FROM (DESCRIBE before.given.{table})")}
        shared = [name for name in names if name.strip('"') in there]
        nth = f"row_number() OVER (PARTITION BY origin, {', '.join(shared)} ORDER BY seq) AS nth"
        same = " AND ".join(f"n.{name} IS NOT DISTINCT FROM g.{name}" for name in ("origin", "nth", *shared))
        return (
            f"SELECT g.* EXCLUDE (nth) FROM (SELECT *, {nth} FROM before.given.{table}) g"
            f" ANTI JOIN (SELECT *, {nth} FROM stage_{table}) n ON {same}"
        )

    def _keep_people(self) -> bool:
        """Bring in statements of consent, retired people, and retire those whom this delivery replaces."""
        con = self.staging.con
        replaced = "customers" in self.delivered and not self.merge
        others = f"WHERE origin <> {self.origin if replaced else -1}"
        con.execute(f"INSERT INTO stage_statements BY NAME SELECT * FROM before.given.statements {others}")
        con.execute("CREATE OR REPLACE TEMP TABLE stage_statements AS SELECT DISTINCT * FROM stage_statements")
        gone = f"SELECT {_RETIRED} FROM before.given.retired"
        if replaced:
            gone += f" UNION SELECT {_RETIRED} FROM before.given.customers"
        con.execute(
            f"INSERT INTO stage_retired SELECT * FROM ({gone}) g {others} AND NOT EXISTS ("
            "SELECT 1 FROM stage_customers s WHERE s.origin = g.origin AND s.customer_id = g.customer_id)"
        )
        foreign = f"SELECT 1 FROM stage_statements WHERE origin <> {self.origin}"
        return bool(self.staging.rows(f"SELECT 1 FROM stage_retired UNION ALL {foreign} LIMIT 1"))

    def _keep_documents(self) -> bool:
        """Bring in the documents that this delivery does not replace."""
        con = self.staging.con
        replaced = "FALSE" if self.merge else "list_contains($kinds, g.kind)"
        con.execute(
            f"""INSERT INTO stage_documents BY NAME SELECT * FROM before.given.documents g WHERE NOT {replaced}
                AND NOT EXISTS (SELECT 1 FROM stage_documents s WHERE s.origin = g.origin AND s.kind = g.kind
                                AND s.id = g.id AND s.language = g.language)""",
            None if self.merge else {"kinds": self.kinds},
        )
        return bool(self.staging.rows("SELECT 1 FROM before.given.documents LIMIT 1"))


def name_files(staging: Staging) -> None:
    """Make the list of all files that rows came from: those of this import, and below zero those of earlier ones."""
    staging.con.execute("CREATE TEMP TABLE import_files AS SELECT DISTINCT file_no, file FROM kept_files")
    staging.insert("import_files", {
        "file_no": ("int", range(len(staging.files))), "file": ("text", staging.files),
    })  # fmt: skip


def put_in_order(staging: Staging) -> None:
    """Number the rows by their source and key, whatever the order in which they came; inside one unit (a product's
    variants) the order of the file stays. Only for tables whose rows came in several imports."""
    for table in TABLES:
        sides = staging.rows(f"SELECT count(DISTINCT origin), count(DISTINCT file_no < 0) FROM stage_{table.name}")
        if max(sides[0]) < 2:
            continue
        order = rule_for(table.name).unit or tuple(staging.forms[table.name])
        names = ", ".join(f'"{name}"' for name in order)
        staging.con.execute(
            f"CREATE OR REPLACE TEMP TABLE stage_{table.name} AS SELECT * REPLACE"
            f" (row_number() OVER (ORDER BY origin, {names}, seq) - 1 AS seq) FROM stage_{table.name} ORDER BY seq"
        )


def write(staging: Staging) -> None:
    """Write what every source gave into the build. `person` is found again at every import."""
    staging.con.execute("CREATE SCHEMA given")
    for name in (*(table.name for table in TABLES), *_EXTRA):
        staging.con.execute(f"CREATE TABLE given.{name} AS SELECT * FROM stage_{name}")
    staging.con.execute("CREATE TABLE given.files AS SELECT file_no, file FROM import_files")
