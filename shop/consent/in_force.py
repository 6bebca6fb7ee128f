"""The newest word of each customer on each channel, as the imported records say it. In SQL, for bulk reads.

It says nothing about who may be contacted: that also asks for attested sources, and for what was recorded since the
import (see shop.consent.eligible).
"""

from __future__ import annotations

CONSENT_IN_FORCE = """
WITH here AS (
  SELECT * FROM consents WHERE NOT (elsewhere AND state = 'opted_in')
), refusing AS (
  SELECT customer_key, channel, given_by FROM here WHERE given_by <> '' GROUP BY ALL
  HAVING count(*) FILTER (state = 'opted_out') > 0 AND (
    count(*) FILTER (state = 'opted_out' AND given_at IS NULL) > 0
    OR NOT coalesce(max(given_at) FILTER (state = 'opted_in') > max(given_at) FILTER (state = 'opted_out'), FALSE))
), stated AS (
  SELECT customer_key, channel, state, source, given_at, wording,
         bool_or(state = 'opted_out' AND given_at IS NULL) OVER (PARTITION BY customer_key, channel) AS undated_no
  FROM here s
  WHERE NOT (state = 'opted_in' AND given_by <> '' AND EXISTS (
    SELECT 1 FROM refusing r WHERE r.customer_key = s.customer_key AND r.channel = s.channel
      AND r.given_by <> s.given_by))
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
"""One row per customer and channel. An unsubscribe that names no campaign of the shop counts for every channel.
A yes counts for the address that it was said of, and not while another imported source says no."""
