-- What each customer watches (wishlisted, left in the cart, asked an alert for) and what has become of it. The latest
-- time counts; whoever bought the product since, or took it out of the cart again, watches it no longer. Whoever named
-- a variant watches that one. Prices are compared in the currency of the customer's market: the lowest of the variants.
WITH markets AS (
  SELECT unnest($countries::VARCHAR[]) AS country, unnest($languages::VARCHAR[]) AS language,
         unnest($currencies::VARCHAR[]) AS currency
), put AS (
  SELECT e.customer_key, e.kind, e.product_key, e.variant_key, max(e.happened_at) AS moment
  FROM events e WHERE e.kind IN ('wishlist', 'cart', 'stock_alert') AND e.product_key IS NOT NULL GROUP BY ALL
), bought AS (
  SELECT customer_key, product_key, max(placed_at) AS moment
  FROM order_lines SEMI JOIN put USING (customer_key, product_key) WHERE is_sale AND quantity > 0 GROUP BY ALL
), removed AS (
  SELECT customer_key, product_key, variant_key, max(happened_at) AS moment FROM events
  WHERE kind = 'cart_removed' GROUP BY ALL
), held AS (
  SELECT p.*, m.currency FROM put p JOIN customers c USING (customer_key)
  JOIN markets m ON m.country = c.country AND m.language = c.language
  LEFT JOIN bought b ON b.customer_key = p.customer_key AND b.product_key = p.product_key
  WHERE (b.moment IS NULL OR b.moment < p.moment)
    AND NOT EXISTS (
      FROM removed x WHERE p.kind = 'cart' AND x.customer_key = p.customer_key AND x.moment >= p.moment
        AND (x.product_key IS NULL OR (x.product_key = p.product_key
             AND (x.variant_key IS NULL OR p.variant_key IS NULL OR x.variant_key = p.variant_key))))
), spans AS (
  SELECT product_key, variant_key, currency, price, coalesce(starts_at, TIMESTAMP '1900-01-01') AS since,
         coalesce(lead(starts_at) OVER (PARTITION BY variant_key, currency ORDER BY starts_at NULLS FIRST),
                  TIMESTAMP '9999-01-01') AS until
  FROM prices
), priced AS (
  SELECT h.customer_key, h.kind, h.product_key, h.variant_key,
         min(s.price) FILTER (s.since <= h.moment AND h.moment < s.until) AS price_then,
         min(s.price) FILTER (s.until = TIMESTAMP '9999-01-01') AS price_now
  FROM held h JOIN spans s ON s.product_key = h.product_key AND s.currency = h.currency
    AND (h.variant_key IS NULL OR s.variant_key = h.variant_key)
  GROUP BY ALL
), counts AS (
  SELECT product_key, variant_key, quantity, counted_at IS NOT NULL AS dated,
         coalesce(counted_at, TIMESTAMP '1900-01-01') AS moment
  FROM facts.stock WHERE counted_at IS NULL OR counted_at <= $now
), changes AS (
  SELECT product_key, variant_key, moment, dated,
         quantity - lag(quantity, 1, 0) OVER (PARTITION BY variant_key ORDER BY moment) AS change
  FROM counts
), steps AS (
  SELECT product_key, -1 AS variant, moment, bool_or(dated) AS dated, sum(change) AS change FROM changes GROUP BY ALL
  UNION ALL
  SELECT product_key, variant_key, moment, bool_or(dated), sum(change) FROM changes GROUP BY ALL
), levels AS (
  SELECT product_key, variant, moment, dated,
         sum(change) OVER (PARTITION BY product_key, variant ORDER BY moment) AS units,
         coalesce(lead(moment) OVER (PARTITION BY product_key, variant ORDER BY moment), TIMESTAMP '9999-01-01') AS until
  FROM steps
), stocked AS (
  SELECT h.customer_key, h.kind, h.product_key, h.variant_key,
         max(l.units) FILTER (l.until = TIMESTAMP '9999-01-01') AS units,
         coalesce(bool_or(l.units <= 0 AND l.dated AND l.until > h.moment), FALSE) AS was_out
  FROM held h JOIN levels l ON l.product_key = h.product_key AND l.variant = coalesce(h.variant_key, -1)
  GROUP BY ALL
)
SELECT h.customer_key, h.kind, h.product_key, h.variant_key, h.moment,
       coalesce(p.price_now < p.price_then, FALSE) AS price_fell, coalesce(s.units > 0, FALSE) AS in_stock,
       coalesce(s.units <= 0, FALSE) AS out_of_stock, coalesce(s.units > 0 AND s.was_out, FALSE) AS back_in_stock
FROM held h
LEFT JOIN priced p ON p.customer_key = h.customer_key AND p.kind = h.kind AND p.product_key = h.product_key
  AND p.variant_key IS NOT DISTINCT FROM h.variant_key
LEFT JOIN stocked s ON s.customer_key = h.customer_key AND s.kind = h.kind AND s.product_key = h.product_key
  AND s.variant_key IS NOT DISTINCT FROM h.variant_key
