-- Fills what a row means where it does not say. {currency} is the shop's currency.
UPDATE stage_products SET variant_id = product_id WHERE variant_id IS NULL;
UPDATE stage_products SET currency = '{currency}' WHERE currency IS NULL;
UPDATE stage_price_history SET currency = '{currency}' WHERE currency IS NULL;
UPDATE stage_orders SET currency = '{currency}' WHERE currency IS NULL;
UPDATE stage_order_lines SET product_id = p.product_id
    FROM (SELECT variant_id, any_value(product_id) AS product_id FROM stage_products GROUP BY variant_id
          HAVING count(DISTINCT product_id) = 1) p
    WHERE stage_order_lines.product_id IS NULL AND stage_order_lines.variant_id = p.variant_id;
