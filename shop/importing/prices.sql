-- Prices of a variant: its own history, else that of the whole product; then the catalogue's price, which is the
-- truth at the end of the data. Nothing is known about the time before the first row of a history.
CREATE TEMP TABLE dated_prices AS
    SELECT v.product_key, v.variant_key, h.currency, h.price, h.list_price, h.starts_at
    FROM stage_price_history h JOIN variant_keys v
        ON v.product_id = h.product_id AND (h.variant_id IS NULL OR h.variant_id = v.variant_id)
    QUALIFY row_number() OVER (PARTITION BY v.variant_key, h.currency, h.starts_at
                               ORDER BY h.variant_id IS NULL, h.seq) = 1;
CREATE TEMP TABLE last_prices AS
    SELECT variant_key, currency, arg_max(price, starts_at) FILTER (starts_at <= {data_end}) AS price,
           arg_max(coalesce(list_price, -1), starts_at) FILTER (starts_at <= {data_end}) AS list_price
    FROM dated_prices GROUP BY ALL;
INSERT INTO prices
    SELECT * FROM (
        SELECT * FROM dated_prices
        UNION ALL
        SELECT v.product_key, v.variant_key, c.currency, c.price, c.list_price,
               CASE WHEN l.variant_key IS NOT NULL THEN {data_end} END AS starts_at
        FROM catalogue_prices c JOIN variant_keys v USING (product_id, variant_id)
        LEFT JOIN last_prices l ON l.variant_key = v.variant_key AND l.currency = c.currency
        WHERE l.variant_key IS NULL OR l.price IS DISTINCT FROM c.price
            OR l.list_price IS DISTINCT FROM coalesce(c.list_price, -1)
    ) ORDER BY variant_key, currency, starts_at NULLS FIRST;
