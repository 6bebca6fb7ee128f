"""When a shop's data ends: the moment as of which a shop imported as history answers."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from shop.clock import end_of_day
from shop.importing.quality import Tally
from shop.importing.staging import Staging

_TRACES = (
    ("max(placed_at) FROM stage_orders", "max(happened_at) FROM stage_events"),
    ("max(sent_at) FROM stage_campaigns", "max(written_at) FROM stage_reviews", "max(joined_at) FROM stage_customers"),
)


def data_end(staging: Staging, tally: Tally, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the end of the local day of the last order or event, else of the last other trace (a launch of a product
    at the very least), else of today."""
    for sources in _TRACES:
        moments = [staging.rows(f"SELECT {source}")[0][0] for source in sources]
        found = [moment for moment in moments if moment is not None]
        if found:
            return end_of_day(max(found).replace(tzinfo=UTC), zone)
    today = now.astimezone(zone).date()
    [(launched,)] = staging.rows("SELECT max(launched_on) FROM stage_products WHERE launched_on <= ?", [today])
    if launched is not None:
        return end_of_day(datetime.combine(launched, time(), zone), zone)
    tally.note("Nothing in the data has a date; the data ends on the day of the import.")
    return end_of_day(now, zone)


def literal(moment: datetime) -> str:
    """Return the moment as a SQL literal in naive UTC."""
    return f"TIMESTAMP '{moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
