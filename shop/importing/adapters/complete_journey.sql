-- Computes baskets, prices and households of the Complete Journey from its tables.
-- transaction_timestamp is UTC: the weeks of the column `week` turn at midnight of America/New_York only if it is.
-- Rows of no units (coupons, voided lines) are no purchase. What a household paid is sales_value - coupon_disc, at least 0; the
-- price with the store's card before any coupon is (sales_value + coupon_match_disc) / quantity (see the user guide).
CREATE TABLE bought AS
    SELECT "row", household_id, basket_id, product_id, quantity AS stated, transaction_timestamp AS stamp,
           try_cast(transaction_timestamp AS TIMESTAMP) AS moment, try_cast(quantity AS DOUBLE) AS units,
           try_cast(sales_value AS DECIMAL(18,4)) AS sales, try_cast(coupon_disc AS DECIMAL(18,4)) AS coupon,
           try_cast(coupon_match_disc AS DECIMAL(18,4)) AS matched
    FROM transactions;

CREATE TABLE baskets AS
    SELECT basket_id, min(household_id) AS household_id, coalesce(strftime(min(moment), '%Y-%m-%dT%H:%M:%SZ'), min(stamp))
               AS placed_at, min(moment) AS moment
    FROM bought WHERE coalesce(units, 1) <> 0 AND basket_id <> '' GROUP BY basket_id;

-- Departments and categories that hold no goods: coupons handed in, fuel by the unit of the pump, corrections.
CREATE TABLE goods AS
    SELECT *, department NOT IN ('COUPON', 'MISCELLANEOUS', 'FUEL', 'CNTRL/STORE SUP')
           AND product_category NOT LIKE 'COUPON%' AS is_goods
    FROM products;

CREATE TABLE priced AS
    SELECT product_id, date_trunc('month', timezone('America/New_York', timezone('UTC', moment))) AS month,
           round((sales + matched) / units, 2)::DECIMAL(18,2) AS price
    FROM bought JOIN goods USING (product_id)
    WHERE is_goods AND units > 0 AND moment IS NOT NULL AND round((sales + matched) / units, 2) >= 0.01;

-- The usual price of a month is the one paid most often in it; it is known when the month is over.
CREATE TABLE monthly AS
    SELECT product_id, month, price
    FROM (SELECT product_id, month, price, count(*) AS times FROM priced GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY product_id, month ORDER BY times DESC, price) = 1;
CREATE TABLE price_steps AS
    SELECT product_id, price, month + INTERVAL 1 MONTH AS starts_at FROM monthly
    WHERE month < (SELECT max(month) FROM monthly)
    QUALIFY price IS DISTINCT FROM lag(price) OVER (PARTITION BY product_id ORDER BY month);
CREATE TABLE last_prices AS
    SELECT product_id, price FROM monthly
    QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY month DESC) = 1;

CREATE TABLE others AS
    SELECT household_id FROM (SELECT household_id FROM transactions UNION SELECT household_id FROM campaigns
                              UNION SELECT household_id FROM coupon_redemptions)
    WHERE household_id <> '' AND household_id NOT IN (SELECT household_id FROM demographics);
