"""One shop from what was just read and what other sources, or earlier imports, gave: the middle step of an import."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from shop.importing.identity import NOBODY
from shop.importing.merge import campaigns, given, people, settle
from shop.importing.merge.origins import Origin, consent_name
from shop.importing.quality import Tally
from shop.importing.staging import Staging
from shop.importing.tables import TABLES


class Joining:
    """Joins the workbench's rows with those that stay of the build that is there (None: nothing stays)."""

    def __init__(self, staging: Staging, tally: Tally, origins: Sequence[Origin]) -> None:
        self.staging = staging
        self.tally = tally
        self.origins = origins
        self.several = False

    def join(self, delivered: Collection[str], kinds: Collection[str], before: Path | None, *, merge: bool) -> None:
        """Do every step in order: what stays, one order, what was given is written, people, what differs."""
        arrival = given.Arrival(self.staging, delivered, kinds, merge=merge)
        joined = arrival.take_over(before)
        if joined:
            given.put_in_order(self.staging)
        given.name_files(self.staging)
        given.write(self.staging)
        self._name_origins()
        self._create_customers()
        self.staging.con.execute("CREATE TEMP TABLE people (space VARCHAR, customer_id VARCHAR, person VARCHAR)")
        if joined:
            campaigns.tell_apart(self.staging, self.tally)
            people.join_people(self.staging, self.tally)
            settle.settle(self.staging, self.tally)
            settle.report_consent(self.staging, self.tally)
        self.several = joined
        self._settle_documents()

    def consent(self) -> None:
        """Fill what joining people means for consent, after the shop was built."""
        if self.several:
            self.staging.script("merge/consent.sql")

    def _name_origins(self) -> None:
        """Make the list of the sources whose rows are here; with one alone no row needs to name it."""
        con = self.staging.con
        tables = " UNION ".join(
            f"SELECT origin FROM stage_{name}" for name in (*(table.name for table in TABLES), "statements", "retired")
        )
        present = {origin for (origin,) in self.staging.rows(tables)}
        con.execute(
            "CREATE TEMP TABLE import_origins (origin SMALLINT, name VARCHAR, space VARCHAR, consent_name VARCHAR,"
            " given_by VARCHAR, has_people BOOLEAN, has_campaigns BOOLEAN)"
        )
        con.executemany("INSERT INTO import_origins VALUES (?, ?, ?, ?, ?, ?, ?)", [
            [place, one.name, one.id_space, consent_name(place, one.name), one.name if len(present) > 1 else "",
             "customers" in one.tables, "campaigns" in one.tables] for place, one in enumerate(self.origins)
        ])  # fmt: skip

    def _create_customers(self) -> None:
        """Everybody who ordered from a source that has no customers becomes one, without any consent; an id that stands
        for all guests becomes nobody."""
        con = self.staging.con
        con.execute(
            """INSERT INTO stage_customers (seq, mended, origin, customer_id)
               SELECT (SELECT coalesce(max(seq), 0) FROM stage_customers) + min(s.seq) + 1, FALSE, min(s.origin),
                      customer_id
               FROM stage_orders s JOIN import_origins o USING (origin)
               WHERE NOT o.has_people AND customer_id IS NOT NULL AND customer_id NOT IN (SELECT unnest($nobody))
                   AND customer_id NOT IN (SELECT customer_id FROM stage_customers)
                   AND customer_id NOT IN (SELECT customer_id FROM stage_retired) GROUP BY customer_id""",
            {"nobody": list(NOBODY)},
        )
        [(count, others)] = self.staging.rows(
            "SELECT count(*) FILTER (file_no IS NULL), count(*) FILTER (file_no IS NOT NULL) FROM stage_customers"
        )
        if any("customers" in one.tables for one in self.origins) and not count:
            return
        made = f"{count} customers were made from the orders, without consent." if count else "it is a catalogue alone."
        said = "A source has no customers table" if others else "There is no customers table"
        self.tally.note(f"{said}: {made}")

    def _settle_documents(self) -> None:
        """Of several sources' documents of one name the one of the source imported first is the shop's."""
        self.staging.con.execute(
            "CREATE TEMP TABLE settled_documents AS SELECT * FROM stage_documents"
            " QUALIFY row_number() OVER (PARTITION BY kind, id, language ORDER BY origin) = 1"
        )
