"""When and where a customer opens messages: read only of those who allowed tracking (see shop.portraits.tracking)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import NamedTuple
from zlib import crc32

from shop.portraits.chunks import Question, Reader
from shop.portraits.tracking import TRACKABLE, tracking_params
from shop.record import CHANNELS, Channel
from shop.store.view import ShopView

WITHIN = timedelta(days=365)
LEAST_SIGNALS = 3
"""Fewer openings are no habit."""

_SQL = """
WITH {trackable}, signals AS (
  SELECT customer_key, hour(timezone('{zone}', timezone('UTC', happened_at))) AS hour, campaign_id
  FROM events JOIN trackable USING (customer_key)
  WHERE kind IN ('open', 'click') AND happened_at >= $since AND {{people}}
), hours AS (
  SELECT customer_key, hour, count(*) AS times, sum(count(*)) OVER (PARTITION BY customer_key) AS signals
  FROM signals GROUP BY customer_key, hour
  QUALIFY row_number() OVER (PARTITION BY customer_key ORDER BY count(*) DESC, hour) = 1
), places AS (
  SELECT s.customer_key, m.channel, count(*) AS times FROM signals s JOIN campaigns m USING (campaign_id)
  WHERE m.channel IN {channels} GROUP BY s.customer_key, m.channel
  QUALIFY row_number() OVER (PARTITION BY s.customer_key ORDER BY count(*) DESC, m.channel) = 1
)
SELECT t.customer_key, coalesce(h.signals, 0)::INTEGER AS signals, h.hour, h.times, p.channel, p.times AS channel_times
FROM trackable t LEFT JOIN hours h USING (customer_key) LEFT JOIN places p USING (customer_key)
WHERE {{people}}
"""


class Attention(NamedTuple):
    """Openings and clicks of one customer: all, the commonest hour (shop's zone) and channel, each with its count."""

    signals: int
    hour: int | None
    hour_times: int | None
    channel: Channel | None
    channel_times: int | None

    @property
    def habit(self) -> bool:
        """Whether there are enough of them to speak of a habit."""
        return self.signals >= LEAST_SIGNALS


def attention(reader: Reader, keys: Sequence[int], attested: Collection[str]) -> dict[int, Attention]:
    """Return the attention of those who allowed tracking; who is missing did not."""
    if not reader.view.rows("SELECT 1 FROM consents WHERE channel = 'tracking' LIMIT 1"):
        return {}
    return {row[0]: Attention(*row[1:]) for row in reader.rows(_question(reader.view, attested), keys)}


def _question(view: ShopView, attested: Collection[str]) -> Question:
    """Ask under a name of its own for each set of attested sources: relations of a view are kept."""
    sql = _SQL.format(trackable=TRACKABLE, zone=view.zone.key, channels=repr(CHANNELS))
    name = f"attention_{crc32(chr(0).join(sorted(attested)).encode()):x}"
    return Question(name, sql, {**tracking_params(view, attested), "since": view.utc - WITHIN})
