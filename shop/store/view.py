"""ShopView: the shop as it stood at one moment. Segments, portraits, prices and recommendations read through it.

An in-memory DuckDB attaches the current build read-only, holds the runtime events as relations, and defines the
views of views.sql, so that no query needs to know what time it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from shop.clock import Clock, SystemClock, parse_moment, zone_named
from shop.errors import DamagedHome
from shop.types.shop_info import ShopInfo

if TYPE_CHECKING:
    import duckdb

_ALIASES = (
    "SELECT a.customer_id, c.customer_id FROM facts.customer_aliases a JOIN facts.customers c USING (customer_key)"
)
_RUNTIME = """
INSERT INTO runtime_events (customer_key, kind, happened_at, product_key, campaign_id)
SELECT c.customer_key, a.k, a.t, p.product_key, nullif(a.m, '') FROM arriving a
JOIN (SELECT customer_id, customer_key FROM facts.customers
      UNION ALL SELECT customer_id, customer_key FROM facts.customer_aliases) c ON c.customer_id = a.c
LEFT JOIN facts.products p ON p.product_id = a.p
"""

Row = tuple[Any, ...]
"""One row of a query, in the order of its SELECT."""


class ShopView:
    """Reads one build as of `at`. Use as a context manager, or call `close`. Not shared between threads."""

    def __init__(
        self,
        build: Path,
        at: datetime | str | None = None,
        state: sqlite3.Connection | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Open `build` as of `at`: a moment, an ISO text local to the shop's zone, or None for the shop's own now."""
        self.build, self.state = build, state
        self._con = _attach(build)
        self.shop = ShopInfo.model_validate_json(self.meta["shop"])
        self.zone: ZoneInfo = zone_named(self.shop.zone)
        self.at = self._moment(at, clock or SystemClock()).astimezone(self.zone)
        self._define_views()
        self._load_runtime(state)

    def __enter__(self) -> ShopView:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the build file."""
        self._con.close()

    @cached_property
    def meta(self) -> dict[str, str]:
        """What the import noted about the build: shop, data_end, source, report …"""
        return dict(self._con.execute("SELECT key, value FROM facts.meta").fetchall())

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Return the customer's id for every other id that a merge joined with it; the runtime may still use those."""
        return dict(self.rows(_ALIASES))

    @property
    def data_end(self) -> datetime:
        """End of the last event's day in the shop's zone: the default moment of a shop imported as history."""
        return parse_moment(self.meta["data_end"], zone_named(self.shop.zone))

    @property
    def remark(self) -> str:
        """What a reader should know when the moment lies outside the shop's data; empty when it lies inside."""
        [(first,)] = self._con.execute("SELECT min(placed_at) FROM facts.orders").fetchall()
        if not self.shop.live and self.at > self.data_end:
            return f"{self.at.isoformat()} lies after the end of the data ({self.data_end.isoformat()})."
        if first is not None and self.utc < first:
            return f"{self.at.isoformat()} lies before the first order ({self.local(first).isoformat()})."
        return ""

    @property
    def utc(self) -> datetime:
        """The moment as the naive UTC timestamp that columns hold."""
        return self.at.astimezone(UTC).replace(tzinfo=None)

    def rows(self, sql: str, params: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Run one query; values go in as parameters, never into the text."""
        return self._con.execute(sql, params).fetchall()

    def keys(self, customer_ids: Iterable[str]) -> dict[str, int]:
        """Return the dense key of each known customer id."""
        found = self.rows(
            "SELECT customer_id, customer_key FROM customers WHERE customer_id IN (SELECT unnest(?))",
            [list(customer_ids)],
        )
        return dict(found)

    def local(self, moment: datetime) -> datetime:
        """Turn a naive UTC timestamp of a column into an aware moment in the shop's zone."""
        return moment.replace(tzinfo=UTC).astimezone(self.zone)

    def _moment(self, at: datetime | str | None, clock: Clock) -> datetime:
        if isinstance(at, str):
            return parse_moment(at, self.zone)
        if at is None:
            return clock.now() if self.shop.live else self.data_end
        return at

    def _load_runtime(self, state: sqlite3.Connection | None) -> None:
        if state is None:
            return
        events = state.execute("SELECT customer_id, kind, happened_at, product_id, campaign_id FROM events").fetchall()
        if not events:
            return
        self._con.execute("CREATE TEMP TABLE arriving (c VARCHAR, k VARCHAR, t TIMESTAMP, p VARCHAR, m VARCHAR)")
        self._con.executemany("INSERT INTO arriving VALUES (?, ?, ?, ?, ?)", events)
        self._con.execute(_RUNTIME)

    def _define_views(self) -> None:
        script = resources.files("shop.store").joinpath("views.sql").read_text(encoding="utf-8")
        moment = f"TIMESTAMP '{self.utc.isoformat(sep=' ')}'"
        today = f"DATE '{self.at.date().isoformat()}'"
        import duckdb

        try:
            self._con.execute("CREATE TABLE runtime_events AS SELECT * FROM facts.events LIMIT 0")
            self._con.execute(script.replace("{at}", moment).replace("{today}", today))
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            self.close()
            raise DamagedHome(str(self.build), "it was written by another version of copilot") from error


def _attach(build: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(config={"threads": "2"})
    try:
        quoted = str(build).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS facts (READ_ONLY)")
    except duckdb.Error as error:
        connection.close()
        raise DamagedHome(str(build), str(error).splitlines()[0]) from error
    return connection
