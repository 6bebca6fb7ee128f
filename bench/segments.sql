-- A shop of {customers} customers and {orders} orders in three years: some customers buy often, a fifth never.
INSERT INTO customers (customer_key, customer_id, country, city, language, tier, tags, acquisition, joined_at, birthday, email)
SELECT i::INTEGER, 'C' || i, ['DE', 'FR', 'US', 'GB', ''][1 + i % 5], 'City ' || i % 50, 'en', ['', 'Gold', 'Silver'][1 + i % 3],
       CASE WHEN i % 7 = 0 THEN ['vip'] ELSE [] END, ['search', 'friend', 'ad'][1 + i % 3],
       TIMESTAMP '2023-11-20' + INTERVAL 1 MINUTE * (i % 1500000), DATE '1970-01-01' + (hash(i) % 12000)::INTEGER, 'c' || i || '@x.example'
FROM range({customers}) t(i);
INSERT INTO products (product_key, product_id, brand, currency)
SELECT i::INTEGER, 'P' || i, 'Brand ' || i % 20, 'EUR' FROM range(5000) t(i);
INSERT INTO product_texts (product_key, language, name, category)
SELECT i::INTEGER, 'en', 'Product ' || i, 'Category ' || i % 40 FROM range(5000) t(i);
INSERT INTO variants (variant_key, variant_id, product_key) SELECT i::INTEGER, 'P' || i, i::INTEGER FROM range(5000) t(i);
INSERT INTO prices (product_key, variant_key, currency, price, starts_at)
SELECT i::INTEGER, i::INTEGER, 'EUR', 5 + i % 95, NULL FROM range(5000) t(i)
UNION ALL SELECT i::INTEGER, i::INTEGER, 'EUR', 4 + i % 95, TIMESTAMP '2026-11-01' FROM range(0, 5000, 7) t(i);
INSERT INTO stock (product_key, variant_key, quantity) SELECT i::INTEGER, i::INTEGER, i % 30 FROM range(5000) t(i);
INSERT INTO order_lines (order_key, customer_key, product_key, variant_key, placed_at, is_sale, line_no, quantity, currency, unit_price, discount, total, total_base)
SELECT o, (({customers} * 0.8) * pow((hash(o) % 1000000) / 1000000.0, 1.5))::INTEGER, p, p,
       TIMESTAMP '2023-11-20' + INTERVAL 1 SECOND * (o * (1096 * 86400.0 / {orders}))::BIGINT, o % 33 <> 0, l, q, 'EUR', 5 + p % 95,
       CASE WHEN o % 10 = 0 THEN 1 ELSE 0 END, q * (5 + p % 95), q * (5 + p % 95)
FROM (SELECT (i // 4)::INTEGER AS o, (i % 4)::INTEGER AS l, (hash(i, 1) % 5000)::INTEGER AS p, CASE WHEN i % 101 = 0 THEN -1 ELSE 1 + (i % 3)::INTEGER END AS q
      FROM range({orders} * 4) t(i)) ORDER BY o, l;
INSERT INTO orders (order_key, order_id, customer_key, placed_at, status, is_sale, currency, total, discount, spend_base, country)
SELECT order_key, 'O' || order_key, any_value(customer_key), any_value(placed_at), 'delivered', bool_and(is_sale), 'EUR', sum(total), 0,
       sum(total), 'DE' FROM order_lines GROUP BY order_key ORDER BY order_key;
INSERT INTO events (customer_key, kind, happened_at, product_key, device)
SELECT (hash(i, 2) % {customers})::INTEGER, ['view', 'view', 'cart', 'wishlist', 'checkout'][1 + (hash(i, 3) % 5)::INTEGER],
       TIMESTAMP '2025-11-20' + INTERVAL 1 SECOND * (i * (365 * 86400.0 / ({customers} * 2)))::BIGINT, (hash(i, 4) % 5000)::INTEGER,
       ['mobile', 'desktop'][1 + i % 2] FROM range({customers} * 2) t(i);
INSERT INTO campaigns (campaign_id, name, channel, goal, sent_at, arms)
SELECT 'M' || i, 'Campaign ' || i, 'email', 'news', TIMESTAMP '2026-01-10' + INTERVAL 1 MONTH * i, ['a'] FROM range(6) t(i);
INSERT INTO outcomes (campaign_id, customer_key, arm, held_out, delivered, opened, clicked, ordered)
SELECT 'M' || i % 6, (hash(i, 5) % {customers})::INTEGER, 'a', i % 10 = 0, i % 10 <> 0, i % 3 = 0, i % 9 = 0, FALSE
FROM range({customers}) t(i);
INSERT INTO customer_features
SELECT customer_key, count(*) FILTER (total >= 0), min(placed_at), max(placed_at), sum(spend_base), 0, NULL
FROM orders WHERE is_sale GROUP BY customer_key ORDER BY customer_key;
