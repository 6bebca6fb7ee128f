-- Counts of stock: those with a date, and the catalogue's, which is the truth at the end of the data. A count
-- without a variant belongs to the product's only variant, or to its first.
CREATE TEMP TABLE counted AS
    SELECT v.product_key, v.variant_key, s.quantity, s.counted_at
    FROM stage_stock s JOIN variant_keys v
        ON v.product_id = s.product_id AND (v.variant_id = s.variant_id
           OR s.variant_id IS NULL AND v.variant_key = (SELECT min(w.variant_key) FROM variant_keys w
                                                        WHERE w.product_id = s.product_id))
    QUALIFY row_number() OVER (PARTITION BY v.variant_key, s.counted_at ORDER BY s.variant_id IS NULL, s.seq) = 1;
CREATE TEMP TABLE last_counts AS
    SELECT variant_key, arg_max(quantity, coalesce(counted_at, TIMESTAMP '1900-01-01'))
               FILTER (counted_at IS NULL OR counted_at <= {data_end}) AS quantity,
           bool_or(counted_at IS NULL) AS undated
    FROM counted GROUP BY ALL;
INSERT INTO stock
    SELECT * FROM (
        SELECT * FROM counted
        UNION ALL
        SELECT v.product_key, v.variant_key, p.stock, CASE WHEN l.variant_key IS NOT NULL THEN {data_end} END
        FROM stage_products p JOIN variant_keys v USING (product_id, variant_id)
        LEFT JOIN last_counts l ON l.variant_key = v.variant_key
        WHERE p.stock IS NOT NULL AND (l.variant_key IS NULL OR (NOT l.undated AND l.quantity IS DISTINCT FROM p.stock))
    ) AS found (product_key, variant_key, quantity, counted_at) ORDER BY variant_key, counted_at NULLS FIRST;
