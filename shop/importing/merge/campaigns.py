"""Campaigns of two sources that have one id: with different channels they are two, and each keeps its own events."""

from __future__ import annotations

from shop.importing.quality import Conflict, Tally, shown
from shop.importing.staging import Staging

SAMPLES = 5
_RULE = "kept as two: one id, but different channels"
_FIX = "Give each campaign an id of its own if you want to choose their names."
_ABOUT_CAMPAIGNS = ("events", "campaign_products", "outcomes", "campaigns")


def tell_apart(staging: Staging, tally: Tally) -> None:
    """Put the source's name before the id of a campaign that, in the first source of that id, is on another channel.

    An unsubscribe whose own source does not say which campaign it means loses the id where that is unclear: it then
    counts for every channel.
    """
    con = staging.con
    con.execute(
        """CREATE TEMP TABLE stated_campaigns AS
           SELECT campaign_id, origin, min(channel) AS channel FROM stage_campaigns GROUP BY ALL"""
    )
    con.execute(
        """CREATE TEMP TABLE twin_campaigns AS
           SELECT campaign_id, origin, channel <> first_value(channel) OVER w AS apart,
                  min(channel) OVER w <> max(channel) OVER w AS several
           FROM stated_campaigns
           WINDOW w AS (PARTITION BY campaign_id ORDER BY origin ROWS BETWEEN UNBOUNDED PRECEDING
                        AND UNBOUNDED FOLLOWING)"""
    )
    _forget_unclear(staging)
    for table in _ABOUT_CAMPAIGNS:
        con.execute(
            f"""UPDATE stage_{table} SET campaign_id = o.name || ':' || t.campaign_id
                FROM twin_campaigns t JOIN import_origins o USING (origin)
                WHERE t.apart AND t.origin = stage_{table}.origin AND t.campaign_id = stage_{table}.campaign_id"""
        )
    ids = [id_ for (id_,) in staging.rows("SELECT DISTINCT campaign_id FROM twin_campaigns WHERE apart ORDER BY ALL")]
    if ids:
        tally.conflicts.append(
            Conflict(table="campaigns", column="channel", rule=_RULE, count=len(ids), samples=shown(ids[:SAMPLES]),
                     fix=_FIX)
        )  # fmt: skip


def _forget_unclear(staging: Staging) -> None:
    """Take the id from unsubscribes of a source that has campaigns but not this one, or where two could be meant."""
    staging.con.execute(
        """UPDATE stage_events SET campaign_id = NULL FROM import_origins o
           WHERE o.origin = stage_events.origin AND kind = 'unsubscribe'
               AND campaign_id IN (SELECT campaign_id FROM twin_campaigns WHERE several OR o.has_campaigns)
               AND NOT EXISTS (SELECT 1 FROM twin_campaigns t
                               WHERE t.origin = stage_events.origin AND t.campaign_id = stage_events.campaign_id)"""
    )
