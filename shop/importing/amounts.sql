-- Completes the amounts of lines and orders from each other, never from the catalogue.
UPDATE stage_order_lines SET unit_price = round((total + coalesce(discount, 0)) / quantity, 4)
    WHERE unit_price IS NULL AND total IS NOT NULL;
UPDATE stage_order_lines SET total = quantity * unit_price - coalesce(discount, 0)
    WHERE total IS NULL AND unit_price IS NOT NULL;
-- A discount of the whole order counts once: where no line states one.
UPDATE stage_orders SET total = l.amount - CASE WHEN l.discount = 0 THEN coalesce(stage_orders.discount, 0) ELSE 0 END
        + coalesce(stage_orders.shipping, 0)
    FROM (SELECT order_id, sum(coalesce(total, 0)) AS amount, sum(abs(coalesce(discount, 0))) AS discount
          FROM stage_order_lines GROUP BY order_id) l
    WHERE stage_orders.total IS NULL AND stage_orders.order_id = l.order_id;
UPDATE stage_orders SET total = 0 WHERE total IS NULL;
