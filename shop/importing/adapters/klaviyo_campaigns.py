"""Campaign results as Klaviyo exports them: one row per campaign, or one per variation of a tested campaign.

Campaign Name, Variation Name, Tags, Subject, List, Send Time, Send Weekday, Total Recipients, Unique Opens, Open Rate,
Unique Clicks, Click Rate, Unique Placed Order, Revenue, Unsubscribes, Spam Complaints, Bounces, Campaign ID,
Campaign Channel. The figures are totals: they say of no person what that person did, so only the campaign itself is
taken over, never an outcome.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from shop.importing.adapters.exports import Export
from shop.importing.contract import RawRow, RawTable

_CHANNELS = {"": "email", "text message": "sms", "mobile": "sms"}
MOST_VARIATIONS = 50


def is_campaigns(export: Export) -> bool:
    """Tell campaign results by their headers."""
    return export.has("Campaign Name", "Send Time")


def campaigns_table(export: Export, notes: list[str]) -> RawTable:
    """Return the campaigns; rows of further variations become arms of the campaign above and are counted in a note."""
    columns = ("campaign_id", "name", "channel", "sent_at", "arms")
    return RawTable("campaigns", export.name, columns, _rows(export, notes))


def _rows(export: Export, notes: list[str]) -> Iterator[RawRow]:
    variation = export.cell("Variation Name", "Variation", "Variant")
    last: RawRow | None = None
    arms: list[str] = []
    merged = 0
    for row in export.rows():
        if row.problem:
            yield row
            continue
        fresh = _campaign(export, row)
        if last and fresh.cells == last.cells and len(arms) < MOST_VARIATIONS:
            merged += 1
        else:
            yield from _closed(last, arms)
            last, arms = fresh, []
        arms += [name for name in [variation(row.cells)] if name]
    yield from _closed(last, arms)
    notes.append(
        f"{export.name}: opens, clicks and revenue are totals of a campaign; no person's outcome was made of them."
    )
    if merged:
        notes.append(f"{export.name}: {merged} more rows are variations of the campaign above.")


def _campaign(export: Export, row: RawRow) -> RawRow:
    name, sent, stated, channel = (
        export.cell(*headers)(row.cells)
        for headers in (("Campaign Name",), ("Send Time",), ("Campaign ID",), ("Campaign Channel", "Channel"))
    )
    word = channel.casefold()
    return RawRow(row.number, [stated or (f"{name} {sent}" if name else ""), name, _CHANNELS.get(word, word), sent])


def _closed(row: RawRow | None, arms: list[str]) -> Iterator[RawRow]:
    if row:
        yield row._replace(cells=[*row.cells, json.dumps(arms, ensure_ascii=False) if arms else ""])
