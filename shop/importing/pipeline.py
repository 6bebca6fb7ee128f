"""The import: source in, new build and quality report out. The previous shop stays readable until the very end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from shop.clock import Clock, SystemClock, end_of_day, zone_named
from shop.errors import ImportRefused
from shop.home import Home
from shop.importing import checks
from shop.importing.admission import Admitted, Present, admit, present_in
from shop.importing.catalogue import build_catalogue, price_checks
from shop.importing.cleaning import ShopDefaults, TableCleaner
from shop.importing.columns import Conventions
from shop.importing.contract import Noting, RawTable, Source, is_generated
from shop.importing.data_end import data_end, literal
from shop.importing.documents import Documents
from shop.importing.fingerprints import fingerprints
from shop.importing.merge.joining import Joining
from shop.importing.merge.origins import META, Delivery, Origin, written
from shop.importing.outcomes import Outcomes
from shop.importing.pictures import keep_pictures, name_files, picture_check
from shop.importing.quality import QualityReport, Tally
from shop.importing.staging import Staging, writable
from shop.importing.suppressions import Suppressions
from shop.importing.tables import TABLES

Progress = Callable[[str, int], None]
"""Called with a file and the rows read from it so far."""


def import_source(
    source: Source,
    home: Home,
    *,
    progress: Progress | None = None,
    live: bool = False,
    clock: Clock | None = None,
    merge: bool = False,
    adapter: str = "",
    name: str = "",
    path: Path | None = None,
    options: Mapping[str, str] | None = None,
) -> QualityReport:
    """Import a shop into its home and return the quality report.

    Builds a new file and moves the home's pointer to it; a failure or kill at any moment leaves the shop that was
    there. The tables that the source delivers are replaced, the others stay; with `merge` its rows are put beside
    those that are there, by (source, id). `name` is the source's stable short name (default: the `adapter`);
    `adapter`, `path` and `options` are remembered for `copilot sync`. `live` makes the shop answer as of now instead
    of as of the end of its data. The clock only decides which rows lie in the future, and that only for shops whose
    data is not generated. Raises ForeignShop, HomeBusy, InvalidInput (the name), ImportRefused (nothing usable in the
    source, or a broken file would cost the shop a table).
    """
    files = fingerprints(path, options or {}) if path is not None else {}
    told = Delivery(adapter, name, str(path.resolve()) if path is not None else "", options or {}, files, merge)
    with home.import_lock():
        present = present_in(home)
        origin = told.origin(source)
        admitted = admit(source, home, present, origin, live=live, merge=merge)
        home.sweep()
        now = (clock or SystemClock()).now()
        with writable(home), Staging(home) as staging:
            work = _Import(staging, admitted, present, origin, now)
            report = work.run(source, home, progress or _silent, merge=merge)
            build = staging.finish()
        # Before the pointer moves: no reader sees the new people without those who must not be written to.
        work.suppressions.keep(home.state)
        home.publish(build)
        home.sweep()
    return report


def _silent(file: str, rows: int) -> None:
    """Report progress to nobody."""


class _Import:
    """One run: tables, documents, pictures, own checks, joining, links, build, notes."""

    def __init__(
        self, staging: Staging, admitted: Admitted, present: Present | None, origin: Origin, now: datetime
    ) -> None:
        self.staging = staging
        self.shop, self.currency = admitted
        self.present = present
        self.origins = list(present.origins) if present else []
        self.origin = origin
        names = [one.name for one in self.origins]
        staging.origin = names.index(origin.name) if origin.name in names else len(names)
        self.zone: ZoneInfo = zone_named(self.shop.zone)
        self.now = now
        self.tally = Tally()
        self.outcomes = Outcomes(self.tally)
        homes = {market.country for market in self.shop.markets}
        self.home_country = homes.pop() if len(homes) == 1 else ""
        american = self.home_country == "US"
        self.habits = Conventions(self.zone, "month_first" if american else "day_first")
        self.offered: set[str] = set()
        self.delivered: set[str] = set()
        self.suppressions = Suppressions(self.tally, self.zone, now)

    def run(self, source: Source, home: Home, progress: Progress, *, merge: bool) -> QualityReport:
        """Do every step in order."""
        for raw in source.tables():
            self._read(raw, progress)
        if not merge:
            self.outcomes.refuse_losses(home)
        documents = Documents(self.tally)
        for document in source.documents():
            documents.add(document)
        files = keep_pictures(source.pictures(), home.media, self.tally)
        self.suppressions.read(source)
        for note in source.notes if isinstance(source, Noting) else ():
            self.tally.note(note)
        self.staging.make_room()
        self._check_own(files, generated=is_generated(source))
        with self.staging.transaction():
            documents.stage(self.staging)
            joining = self._join(documents, merge=merge)
            self._check_links()
            end = data_end(self.staging, self.tally, self.now, self.zone)
            self._build(end)
            joining.consent()
            return self._conclude(source, end)

    def _read(self, raw: RawTable, progress: Progress) -> None:
        self.tally.open(raw.file)
        if raw.derived:
            self.tally.derived.add(raw.file)
        cleaner = TableCleaner(raw, self.habits, ShopDefaults(self.currency, self.home_country), self.tally)
        file_no = self.staging.open_file(raw.name, raw.file, cleaner.known.values())
        for chunk in cleaner.chunks():
            self.staging.append(raw.name, file_no, chunk)
            progress(raw.file, cleaner.read)
        progress(raw.file, cleaner.read)
        self.tally.read[raw.file] += cleaner.read
        self.tally.quarantined[raw.file] += cleaner.lost
        self.offered.add(raw.name)
        if not self.outcomes.add(raw, cleaner.read, cleaner.lost).broken:
            # A file that went wrong says nothing: it replaces no rows.
            self.delivered.add(raw.name)

    def _check_own(self, files: dict[str, str], *, generated: bool) -> None:
        """Fill defaults, then check the source's own rows; data may lie in the future only where it is generated."""
        self.staging.script("prepare.sql", currency=self.currency)
        if not generated:
            checks.run(self.staging, self.tally, checks.FUTURE, literal(end_of_day(self.now, self.zone)))
        pictures = picture_check(self.staging, files)
        checks.run(self.staging, self.tally, price_checks(self.staging) + pictures + checks.OWN)
        name_files(self.staging)

    def _join(self, documents: Documents, *, merge: bool) -> Joining:
        """Put the rows beside those that stay, and remember the source as it was read now."""
        known = {one.name: one for one in self.origins}
        before = known[self.origin.name].tables if self.origin.name in known else ()
        now = self.origin.model_copy(update={"tables": tuple(sorted({*before, *self.offered}))})
        self.origins[self.staging.origin : self.staging.origin + 1] = [now]
        joining = Joining(self.staging, self.tally, self.origins)
        build = self.present.build if self.present and self.present.origins else None
        joining.join(self.delivered, documents.kinds, build, merge=merge)
        return joining

    def _check_links(self) -> None:
        """Check what refers to what in the whole shop, and complete the amounts."""
        self.staging.script("links.sql")
        checks.run(self.staging, self.tally, checks.LINKS)
        [(count,)] = self.staging.rows("SELECT count(*) FROM stage_orders WHERE total IS NULL")
        if count:
            self.tally.note(f"{count} orders state no total: it was computed from their lines, discount and shipping.")
        self.staging.script("amounts.sql")
        checks.run(self.staging, self.tally, checks.REFUNDS)
        checks.count_repaired(self.staging, self.tally)
        self._refuse_nothing()

    def _refuse_nothing(self) -> None:
        kept = sum(
            self.staging.rows(f"SELECT count(*) FROM stage_{name}")[0][0]
            for name in ("customers", "products", "orders")
        )
        if not kept:
            reasons = sorted({f"{issue.file}: {issue.reason}" for issue in self.tally.issues})
            raise ImportRefused(
                "No customer, product or order could be read; nothing was changed.",
                hint=f"Found: {'; '.join(reasons[:5])}." if reasons else "The files hold no rows.",
            )

    def _build(self, end: datetime) -> None:
        rates = {**self.shop.rates, self.shop.currency: 1}
        self.staging.con.execute("CREATE TEMP TABLE rates (currency VARCHAR, rate DECIMAL(18,8))")
        self.staging.con.executemany(
            "INSERT INTO rates VALUES (?, ?)", [[currency, str(rate)] for currency, rate in sorted(rates.items())]
        )
        self.staging.script("build.sql", currency=self.shop.currency)
        build_catalogue(self.staging, self.shop.languages[0], literal(end))

    def _conclude(self, source: Source, end: datetime) -> QualityReport:
        for note in self.habits.notes:
            self.tally.note(note)
        self.outcomes.note_nothing_usable()
        report = self.tally.report(self.shop.id, end.isoformat())
        meta = {
            "shop": self.shop.model_dump_json(),
            "data_end": end.isoformat(),
            "report": report.model_dump_json(),
            "source": json.dumps({"source": type(source).__name__, "files": self.staging.files}),
            "tables": json.dumps({table.name: self._count(table.name) for table in TABLES}),
            META: written(self.origins),
        }
        self.staging.con.executemany("INSERT INTO meta VALUES (?, ?)", [list(item) for item in meta.items()])
        return report

    def _count(self, table: str) -> int:
        return int(self.staging.rows(f"SELECT count(*) FROM {table if table != 'price_history' else 'prices'}")[0][0])
