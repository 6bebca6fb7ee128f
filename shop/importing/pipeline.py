"""The import: source in, new build and quality report out. The previous shop stays readable until the very end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from shop.clock import Clock, SystemClock, end_of_day, zone_named
from shop.errors import DamagedHome, ForeignShop, ImportRefused
from shop.home import Home
from shop.importing import checks
from shop.importing.catalogue import build_catalogue, picture_names, price_checks
from shop.importing.checks import Check
from shop.importing.cleaning import ShopDefaults, TableCleaner
from shop.importing.columns import Conventions
from shop.importing.contract import Noting, RawTable, Source, is_generated
from shop.importing.documents import Documents
from shop.importing.outcomes import Outcomes
from shop.importing.pictures import keep_pictures
from shop.importing.quality import QualityReport, Tally
from shop.importing.staging import Staging, writable
from shop.importing.suppressions import Suppressions
from shop.importing.tables import TABLES
from shop.types.shop_info import ShopInfo

Progress = Callable[[str, int], None]
"""Called with a file and the rows read from it so far."""


def import_source(
    source: Source,
    home: Home,
    *,
    progress: Progress | None = None,
    live: bool = False,
    clock: Clock | None = None,
) -> QualityReport:
    """Import a shop into its home and return the quality report.

    Builds a new file and moves the home's pointer to it; a failure or kill at any moment leaves the shop that was
    there. `live` makes the shop answer as of now instead of as of the end of its data. The clock only decides which
    rows lie in the future, and that only for shops whose data is not generated. Raises ForeignShop, HomeBusy,
    ImportRefused (nothing usable in the source, or a broken file would cost the shop a table).
    """
    with home.import_lock():
        shop = source.shop()
        shop = shop.model_copy(update={"live": live or shop.live})
        _same_shop(home, shop)
        home.sweep()
        now = (clock or SystemClock()).now()
        with writable(home), Staging(home) as staging:
            work = _Import(staging, shop, now)
            report = work.run(source, home, progress or _silent)
            build = staging.finish()
        # Before the pointer moves: no reader sees the new people without those who must not be written to.
        work.suppressions.keep(home.state)
        home.publish(build)
        home.sweep()
    return report


def _silent(file: str, rows: int) -> None:
    """Report progress to nobody."""


def _same_shop(home: Home, shop: ShopInfo) -> None:
    """Refuse another shop's data. A build that cannot be read is no obstacle: the import replaces it."""
    from shop.store.view import ShopView

    if not home.has_shop():
        return
    try:
        with ShopView(home.current_build()) as present:
            known = present.shop.id
    except DamagedHome:
        return
    if known != shop.id:
        raise ForeignShop(str(home), known, shop.id)


class _Import:
    """One run: tables, documents, pictures, checks, build, notes."""

    def __init__(self, staging: Staging, shop: ShopInfo, now: datetime) -> None:
        self.staging = staging
        self.shop = shop
        self.zone: ZoneInfo = zone_named(shop.zone)
        self.now = now
        self.tally = Tally()
        self.outcomes = Outcomes(self.tally)
        homes = {market.country for market in shop.markets}
        self.home_country = homes.pop() if len(homes) == 1 else ""
        american = self.home_country == "US"
        self.habits = Conventions(self.zone, "month_first" if american else "day_first")
        self.delivered: set[str] = set()
        self.suppressions = Suppressions(self.tally, self.zone, now)

    def run(self, source: Source, home: Home, progress: Progress) -> QualityReport:
        """Do every step in order."""
        for raw in source.tables():
            self._read(raw, progress)
        self.outcomes.refuse_losses(home)
        documents = Documents(self.tally)
        for document in source.documents():
            documents.add(document)
        files = keep_pictures(source.pictures(), home.media, self.tally)
        self.suppressions.read(source)
        for note in source.notes if isinstance(source, Noting) else ():
            self.tally.note(note)
        self._create_customers()
        self._check(files, generated=is_generated(source))
        data_end = self._data_end()
        with self.staging.transaction():
            self._build(files, data_end)
            documents.store(self.staging)
            return self._conclude(source, data_end)

    def _read(self, raw: RawTable, progress: Progress) -> None:
        self.tally.open(raw.file)
        if raw.derived:
            self.tally.derived.add(raw.file)
        self.delivered.add(raw.name)
        cleaner = TableCleaner(raw, self.habits, ShopDefaults(self.shop.currency, self.home_country), self.tally)
        file_no = self.staging.open_file(raw.name, raw.file, cleaner.known.values())
        for chunk in cleaner.chunks():
            self.staging.append(raw.name, file_no, chunk)
            progress(raw.file, cleaner.read)
        progress(raw.file, cleaner.read)
        self.tally.read[raw.file] += cleaner.read
        self.tally.quarantined[raw.file] += cleaner.lost
        self.outcomes.add(raw, cleaner.read, cleaner.lost)

    def _create_customers(self) -> None:
        """Without a customers table, everybody who ordered becomes a customer without any consent."""
        if "customers" in self.delivered:
            return
        self.staging.con.execute(
            "INSERT INTO stage_customers (seq, mended, customer_id) SELECT min(seq), FALSE, customer_id"
            " FROM stage_orders WHERE customer_id IS NOT NULL GROUP BY customer_id"
        )
        (count,) = self.staging.rows("SELECT count(*) FROM stage_customers")[0]
        made = f"{count} customers were made from the orders, without consent." if count else "it is a catalogue alone."
        self.tally.note(f"There is no customers table: {made}")

    def _check(self, files: dict[str, str], *, generated: bool) -> None:
        """Fill defaults, then run the checks in the order in which they depend on each other; data may lie in the
        future only where it is generated."""
        self.staging.script("prepare.sql", currency=self.shop.currency)
        if not generated:
            checks.run(self.staging, self.tally, checks.FUTURE, _literal(end_of_day(self.now, self.zone)))
        pictures = self._picture_check(files)
        checks.run(self.staging, self.tally, price_checks(self.staging) + pictures + checks.CATALOGUE)
        checks.run(self.staging, self.tally, checks.BEHAVIOUR + checks.AMOUNTS)
        self._note_missing_totals()
        self.staging.script("amounts.sql")
        checks.run(self.staging, self.tally, checks.REFUNDS)
        checks.count_repaired(self.staging, self.tally)
        self._refuse_nothing()

    def _picture_check(self, files: dict[str, str]) -> tuple[Check, ...]:
        lost = sorted(name for name in picture_names(self.staging) - files.keys() if not name.startswith("https://"))
        self.staging.con.execute("CREATE TEMP TABLE lost_pictures (name VARCHAR)")
        self.staging.insert("lost_pictures", {"name": ("text", lost)})
        self.staging.con.execute("SET VARIABLE lost = (SELECT coalesce(list(name), []) FROM lost_pictures)")
        return (
            Check("products", "picture_missing", "picture", "repaired", "list_has_any(s.picture, getvariable('lost'))",
                  "picture = list_filter(picture, lambda name: NOT list_contains(getvariable('lost'), name))"),
        )  # fmt: skip

    def _note_missing_totals(self) -> None:
        (count,) = self.staging.rows("SELECT count(*) FROM stage_orders WHERE total IS NULL")[0]
        if count:
            self.tally.note(f"{count} orders state no total: it was computed from their lines, discount and shipping.")

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

    def _data_end(self) -> datetime:
        """Return the end of the local day of the last order or event, else of the last other trace (a launch of a
        product at the very least), else of today."""
        for sources in (
            ("max(placed_at) FROM stage_orders", "max(happened_at) FROM stage_events"),
            (
                "max(sent_at) FROM stage_campaigns",
                "max(written_at) FROM stage_reviews",
                "max(joined_at) FROM stage_customers",
            ),
        ):
            moments = [self.staging.rows(f"SELECT {source}")[0][0] for source in sources]
            found = [moment for moment in moments if moment is not None]
            if found:
                return end_of_day(max(found).replace(tzinfo=UTC), self.zone)
        today = self.now.astimezone(self.zone).date()
        [(launched,)] = self.staging.rows("SELECT max(launched_on) FROM stage_products WHERE launched_on <= ?", [today])
        if launched is not None:
            return end_of_day(datetime.combine(launched, time(), self.zone), self.zone)
        self.tally.note("Nothing in the data has a date; the data ends on the day of the import.")
        return end_of_day(self.now, self.zone)

    def _build(self, files: dict[str, str], data_end: datetime) -> None:
        self.staging.con.execute("CREATE TEMP TABLE import_files (file_no SMALLINT, file VARCHAR)")
        self.staging.insert("import_files", {
            "file_no": ("int", range(len(self.staging.files))), "file": ("text", self.staging.files),
        })  # fmt: skip
        rates = {**self.shop.rates, self.shop.currency: 1}
        self.staging.con.execute("CREATE TEMP TABLE rates (currency VARCHAR, rate DECIMAL(18,8))")
        self.staging.con.executemany(
            "INSERT INTO rates VALUES (?, ?)", [[currency, str(rate)] for currency, rate in sorted(rates.items())]
        )
        self.staging.script("build.sql", currency=self.shop.currency)
        build_catalogue(self.staging, self.shop.languages[0], files, _literal(data_end))

    def _conclude(self, source: Source, data_end: datetime) -> QualityReport:
        for note in self.habits.notes:
            self.tally.note(note)
        self.outcomes.note_nothing_usable()
        report = self.tally.report(self.shop.id, data_end.isoformat())
        meta = {
            "shop": self.shop.model_dump_json(),
            "data_end": data_end.isoformat(),
            "report": report.model_dump_json(),
            "source": json.dumps({"source": type(source).__name__, "files": self.staging.files}),
            "tables": json.dumps({table.name: self._count(table.name) for table in TABLES}),
        }
        self.staging.con.executemany("INSERT INTO meta VALUES (?, ?)", [list(item) for item in meta.items()])
        return report

    def _count(self, table: str) -> int:
        return int(self.staging.rows(f"SELECT count(*) FROM {table if table != 'price_history' else 'prices'}")[0][0])


def _literal(moment: datetime) -> str:
    """Return the moment as a SQL literal in naive UTC."""
    return f"TIMESTAMP '{moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
