-- Fills what a row means where it does not say. {currency} is the currency of the source.
UPDATE stage_products SET variant_id = product_id WHERE variant_id IS NULL;
UPDATE stage_products SET currency = '{currency}' WHERE currency IS NULL;
UPDATE stage_price_history SET currency = '{currency}' WHERE currency IS NULL;
UPDATE stage_orders SET currency = '{currency}' WHERE currency IS NULL;
