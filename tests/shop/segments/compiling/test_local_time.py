"""Local time in SQL against the standard library, around every change of the clock and far outside of the table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from shop.segments.compiling.local_time import local, stretches


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Chicago", "Asia/Shanghai", "Australia/Lord_Howe", "UTC"])
def test_every_change_of_the_clock_is_where_the_standard_library_has_it(name: str) -> None:
    import ibis

    zone = ZoneInfo(name)
    moments = [datetime(1971, 5, 1, 12), datetime(2045, 7, 1, 12), datetime(2026, 11, 20, 23, 59, 59)]
    for stretch in stretches(zone):
        moments += [stretch.start + timedelta(seconds=step) for step in (-1, 0, 1, 3600)]
    table = ibis.table({"moment": "timestamp"}, name="moments")
    query = ibis.to_sql(table.select("moment", clock=local(table.moment, zone)), dialect="duckdb")
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE moments AS SELECT unnest($moments::TIMESTAMP[]) AS moment", {"moments": moments}
        )
        shown = dict(connection.execute(str(query)).fetchall())
    expected = {moment: moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) for moment in moments}
    assert shown == expected
