-- A line that names only its variant means the product of it.
UPDATE stage_order_lines SET product_id = p.product_id
    FROM (SELECT variant_id, any_value(product_id) AS product_id FROM stage_products GROUP BY variant_id
          HAVING count(DISTINCT product_id) = 1) p
    WHERE stage_order_lines.product_id IS NULL AND stage_order_lines.variant_id = p.variant_id;
-- A line whose product is unknown by its id, and known by the stock keeping unit of one variant, means that one.
UPDATE stage_order_lines SET product_id = p.product_id, variant_id = p.variant_id
    FROM (SELECT sku, any_value(product_id) AS product_id, any_value(variant_id) AS variant_id FROM stage_products
          WHERE sku <> '' GROUP BY sku HAVING count(*) = 1) p
    WHERE stage_order_lines.product_id = p.sku
        AND stage_order_lines.product_id NOT IN (SELECT product_id FROM stage_products);
