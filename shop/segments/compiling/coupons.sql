-- Coupons that each customer holds or held: claimed (events), assigned (codes), or part of a campaign that the customer
-- received (campaign_products with a code). Used: redeemed by an event, by an order that names the code, or marked used
-- in the code's pool. Ended: its campaign's last local day is over, or the promotion of its code or pool has ended;
-- where neither is known it has no end. Codes are compared without regard to case.
WITH claimed AS (
  SELECT customer_key, lower(code) AS code, coalesce(campaign_id, '') AS campaign_id FROM events
  WHERE kind = 'coupon_claimed'
  UNION
  SELECT c.customer_key, lower(k.code), '' FROM codes k JOIN customers c ON c.customer_id = k.assigned_to
  WHERE k.assigned_to <> '' AND lower(k.code) NOT IN (SELECT lower(code) FROM events WHERE kind = 'coupon_claimed')
  UNION
  SELECT o.customer_key, lower(p.code), o.campaign_id FROM outcomes o
  JOIN (SELECT DISTINCT campaign_id, code FROM campaign_products WHERE code <> '') p USING (campaign_id)
  WHERE o.delivered AND NOT o.held_out
), redeemed AS (
  SELECT DISTINCT customer_key, lower(code) AS code, coalesce(campaign_id, '') AS campaign_id FROM events
  WHERE kind = 'coupon_redeemed'
), ordered AS (
  SELECT DISTINCT customer_key, lower(code) AS code
  FROM (SELECT customer_key, unnest(codes) AS code FROM sales WHERE customer_key IS NOT NULL AND len(codes) > 0)
), pooled AS (
  SELECT lower(code) AS code, any_value(pool ORDER BY pool) AS pool, bool_or(used_at <= $now) AS used FROM codes
  GROUP BY ALL
), windows AS (
  SELECT unnest($codes::VARCHAR[]) AS code, unnest($pools::VARCHAR[]) AS pool, unnest($starts::TIMESTAMP[]) AS starts,
         unnest($ends::TIMESTAMP[]) AS ends
), by_code AS (
  SELECT code, min(starts) AS starts, max(ends) AS ends FROM windows WHERE code <> '' GROUP BY ALL
), by_pool AS (
  SELECT pool, min(starts) AS starts, max(ends) AS ends FROM windows WHERE pool <> '' GROUP BY ALL
)
SELECT h.customer_key, h.code, h.campaign_id,
       r.customer_key IS NOT NULL OR n.customer_key IS NOT NULL OR coalesce(k.used, FALSE) AS used,
       coalesce(coalesce(w.starts, v.starts) <= $now, TRUE) AS begun,
       coalesce(m.ends_on < $today::DATE, FALSE) OR coalesce(coalesce(w.ends, v.ends) <= $now, FALSE) AS ended
FROM claimed h
LEFT JOIN redeemed r ON r.customer_key = h.customer_key AND r.code = h.code
  AND (r.code <> '' OR r.campaign_id = h.campaign_id)
  AND (r.campaign_id = h.campaign_id OR r.campaign_id = '' OR h.campaign_id = '')
LEFT JOIN ordered n ON n.customer_key = h.customer_key AND n.code = h.code AND h.code <> ''
LEFT JOIN pooled k ON k.code = h.code AND h.code <> ''
LEFT JOIN campaigns m ON m.campaign_id = h.campaign_id
LEFT JOIN by_code w ON w.code = h.code AND h.code <> ''
LEFT JOIN by_pool v ON v.pool = k.pool
