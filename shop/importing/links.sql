-- A line that names only its variant means the product of it.
UPDATE stage_order_lines SET product_id = p.product_id
    FROM (SELECT variant_id, any_value(product_id) AS product_id FROM stage_products GROUP BY variant_id
          HAVING count(DISTINCT product_id) = 1) p
    WHERE stage_order_lines.product_id IS NULL AND stage_order_lines.variant_id = p.variant_id;
