-- Turns the checked staging tables into the build: dense keys from 0, sale flags, amounts in base currency.

CREATE TEMP TABLE customer_keys AS
    SELECT customer_id, (row_number() OVER (ORDER BY seq) - 1)::INTEGER AS customer_key FROM stage_customers;
CREATE TEMP TABLE product_keys AS
    SELECT product_id, (row_number() OVER (ORDER BY min(seq)) - 1)::INTEGER AS product_key
    FROM stage_products GROUP BY product_id;
CREATE TEMP TABLE variant_keys AS
    SELECT s.product_id, s.variant_id, p.product_key, (row_number() OVER (ORDER BY s.seq) - 1)::INTEGER AS variant_key,
           count(*) OVER (PARTITION BY s.product_id) AS siblings
    FROM stage_products s JOIN product_keys p USING (product_id);
-- What a product reference with or without a variant means: without one, the only variant when there is just one.
CREATE TEMP TABLE item_keys AS
    SELECT product_id, variant_id, product_key, variant_key FROM variant_keys
    UNION ALL
    SELECT product_id, '' AS variant_id, any_value(product_key), CASE WHEN count(*) = 1 THEN any_value(variant_key) END
    FROM variant_keys GROUP BY product_id;
CREATE TEMP TABLE order_keys AS
    SELECT order_id, (row_number() OVER (ORDER BY placed_at, seq) - 1)::INTEGER AS order_key FROM stage_orders;

INSERT INTO customers
    SELECT k.customer_key, s.customer_id, coalesce(first_name, ''), coalesce(last_name, ''), coalesce(nickname, ''),
           coalesce(email, ''), coalesce(phone, ''), coalesce(wecom_id, ''), coalesce(language, ''),
           coalesce(country, ''), coalesce(city, ''), coalesce(zone, ''), birthday, joined_at,
           coalesce(acquisition, ''), coalesce(tier, ''), coalesce(tags, []), coalesce(staff_owner, ''),
           coalesce(objects_to_profiling, FALSE), row_no
    FROM stage_customers s JOIN customer_keys k USING (customer_id) ORDER BY k.customer_key;

INSERT INTO consents
    SELECT c.customer_key, s.channel, s.state, s.given_at, coalesce(s.source, o.consent_name), coalesce(s.wording, ''),
           o.given_by,
           coalesce(s.address, '') <> CASE WHEN s.channel IN ('email', 'tracking') THEN c.email
                                          WHEN s.channel = 'sms' THEN c.phone ELSE c.wecom_id END,
           nullif(coalesce(s.country, ''), c.country)
    FROM stage_statements s JOIN customer_keys k ON k.customer_id = s.person
    JOIN customers c ON c.customer_key = k.customer_key JOIN import_origins o USING (origin)
    ORDER BY c.customer_key, s.place, s.origin, s.given_at, s.state, s.customer_id;

INSERT INTO variants
    SELECT k.variant_key, k.variant_id, k.product_key, coalesce(s.variant_title, ''), coalesce(s.sku, '')
    FROM variant_keys k JOIN stage_products s USING (product_id, variant_id) ORDER BY k.variant_key;

INSERT INTO orders
    SELECT o.order_key, s.order_id, c.customer_key, s.placed_at, coalesce(s.status, 'paid'),
           coalesce(s.status, 'paid') IN ('paid', 'shipped', 'delivered', 'refunded'), s.currency, s.total,
           coalesce(s.discount, 0), coalesce(s.shipping, 0), coalesce(s.refunded, 0),
           round((s.total - coalesce(s.shipping, 0) - coalesce(s.refunded, 0)) * r.rate, 4),
           coalesce(s.country, ''), coalesce(s.codes, []), s.row_no, g.given_by
    FROM stage_orders s JOIN order_keys o USING (order_id) JOIN import_origins g USING (origin)
    LEFT JOIN customer_keys c USING (customer_id) LEFT JOIN rates r USING (currency)
    ORDER BY o.order_key;

INSERT INTO order_lines
    WITH numbered AS (
        SELECT *, row_number() OVER (PARTITION BY order_id ORDER BY line_no NULLS LAST, seq) AS place,
               coalesce(max(line_no) OVER (PARTITION BY order_id), 0) AS last_no FROM stage_order_lines
    )
    SELECT o.order_key, o.customer_key, i.product_key, i.variant_key, o.placed_at, o.is_sale,
           coalesce(s.line_no, s.last_no + s.place)::INTEGER, s.quantity, o.currency, s.unit_price, coalesce(s.discount, 0), s.total,
           round(s.total * r.rate, 4)
    FROM numbered s JOIN order_keys k USING (order_id) JOIN orders o ON o.order_key = k.order_key
    LEFT JOIN item_keys i ON i.product_id = s.product_id AND i.variant_id = coalesce(s.variant_id, '')
    LEFT JOIN rates r ON r.currency = o.currency
    ORDER BY o.order_key, s.place;

INSERT INTO events
    SELECT c.customer_key, s.kind, s.happened_at, i.product_key, i.variant_key, s.campaign_id, s.value,
           coalesce(s.currency, CASE WHEN s.value IS NULL THEN '' ELSE '{currency}' END),
           coalesce(s.device, ''), coalesce(s.code, ''), g.given_by
    FROM stage_events s JOIN customer_keys c USING (customer_id) JOIN import_origins g USING (origin)
    LEFT JOIN item_keys i ON i.product_id = s.product_id AND i.variant_id = coalesce(s.variant_id, '')
    ORDER BY s.happened_at, s.seq;

INSERT INTO reviews
    SELECT s.review_id, p.product_key, c.customer_key, s.rating, s.body, coalesce(s.author, ''),
           coalesce(s.language, ''), s.written_at, s.row_no
    FROM stage_reviews s JOIN product_keys p USING (product_id) LEFT JOIN customer_keys c USING (customer_id)
    ORDER BY s.seq;

INSERT INTO codes
    SELECT pool, code, coalesce(assigned_to, ''), used_at FROM stage_codes ORDER BY seq;

INSERT INTO campaigns
    SELECT campaign_id, name, channel, coalesce(goal, ''), sent_at, coalesce(arms, []), coalesce(holdout_share, 0),
           ends_on
    FROM stage_campaigns ORDER BY sent_at, seq;

INSERT INTO campaign_products
    SELECT s.campaign_id, p.product_key, coalesce(s.code, '')
    FROM stage_campaign_products s JOIN product_keys p USING (product_id) ORDER BY s.seq;

INSERT INTO outcomes
    SELECT s.campaign_id, c.customer_key, s.arm, coalesce(s.held_out, FALSE), coalesce(s.delivered, FALSE),
           coalesce(s.opened, FALSE), coalesce(s.clicked, FALSE), coalesce(s.ordered, FALSE), s.revenue,
           coalesce(s.currency, CASE WHEN s.revenue IS NULL THEN '' ELSE '{currency}' END)
    FROM stage_outcomes s JOIN customer_keys c USING (customer_id) ORDER BY s.seq;

INSERT INTO tickets
    SELECT s.ticket_id, c.customer_key, s.opened_at, coalesce(s.subject, ''), coalesce(s.body, ''),
           coalesce(s.status, ''), g.given_by
    FROM stage_tickets s LEFT JOIN customer_keys c USING (customer_id) JOIN import_origins g USING (origin) ORDER BY s.opened_at, s.seq;

INSERT INTO customer_features
    WITH gaps AS (
        SELECT customer_key, placed_at, spend_base,
               date_diff('second', lag(placed_at) OVER (PARTITION BY customer_key ORDER BY placed_at, order_key),
                         placed_at) / 86400.0 AS gap
        FROM orders WHERE is_sale AND total >= 0 AND customer_key IS NOT NULL
    ), credited AS (
        -- A document that only takes back is no order; what it pays back counts.
        SELECT customer_key, sum(spend_base) AS spend FROM orders
        WHERE is_sale AND total < 0 AND customer_key IS NOT NULL GROUP BY customer_key
    ), returned AS (
        SELECT customer_key, -sum(quantity) AS units FROM order_lines
        WHERE is_sale AND quantity < 0 AND customer_key IS NOT NULL GROUP BY customer_key
    )
    SELECT g.customer_key, count(*)::INTEGER, min(g.placed_at), max(g.placed_at),
           (coalesce(sum(g.spend_base), 0) + coalesce(any_value(c.spend), 0))::DECIMAL(18,4),
           coalesce(any_value(r.units), 0)::INTEGER, median(g.gap)
    FROM gaps g LEFT JOIN returned r USING (customer_key) LEFT JOIN credited c USING (customer_key) GROUP BY g.customer_key ORDER BY g.customer_key;

INSERT INTO promotions
    SELECT id, (row_number() OVER (ORDER BY origin, place, id) - 1)::INTEGER, document FROM settled_documents
    WHERE kind = 'promotion' ORDER BY origin, place, id;
INSERT INTO policies
    SELECT id, language, document FROM settled_documents WHERE kind = 'policy' ORDER BY origin, place, id, language;
INSERT INTO brand_books
    SELECT language, document FROM settled_documents WHERE kind = 'brand' ORDER BY origin, place, language;
