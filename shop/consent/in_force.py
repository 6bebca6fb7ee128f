"""The newest word of each customer on each channel, as the imported records say it. In SQL, for bulk reads.

It says nothing about who may be contacted: that also asks for attested sources, and for what was recorded since the
import (see shop.consent.eligible).
"""

from __future__ import annotations

CONSENT_IN_FORCE = """
WITH stated AS (
  SELECT customer_key, channel, state, source, given_at, wording,
         bool_or(state = 'opted_out' AND given_at IS NULL) OVER (PARTITION BY customer_key, channel) AS undated_no
  FROM consents
  QUALIFY row_number() OVER (PARTITION BY customer_key, channel
    ORDER BY given_at DESC NULLS LAST, state = 'opted_out' DESC, state = 'opted_in', source) = 1
), left_at AS (
  SELECT e.customer_key, m.channel, max(e.happened_at) AS moment
  FROM events e LEFT JOIN campaigns m USING (campaign_id) WHERE e.kind = 'unsubscribe' GROUP BY ALL
), gone AS (
  SELECT s.*, greatest(here.moment, anywhere.moment) AS left_at FROM stated s
  LEFT JOIN left_at here ON here.customer_key = s.customer_key AND here.channel = s.channel
  LEFT JOIN left_at anywhere ON anywhere.customer_key = s.customer_key AND anywhere.channel IS NULL
)
SELECT customer_key, channel, source, given_at, wording,
  CASE WHEN undated_no OR left_at >= coalesce(given_at, left_at) THEN 'opted_out' ELSE state END AS state
FROM gone
"""
"""One row per customer and channel. An unsubscribe that names no campaign of the shop counts for every channel."""
