-- What a question sees: the imported tables as they stood at {at} (a naive UTC timestamp literal).
CREATE OR REPLACE VIEW customers AS SELECT * FROM facts.customers WHERE joined_at IS NULL OR joined_at <= {at};
CREATE OR REPLACE VIEW products AS SELECT product_key, product_id, brand,
    CASE WHEN discontinued_on IS NULL THEN status WHEN discontinued_on > {today} THEN 'active' ELSE 'discontinued' END
    AS status,  -- a day of discontinuation says more than the status, which may not have been kept up
    launched_on, discontinued_on, url, cost, currency, rating, rating_count, source_file, source_row
    FROM facts.products WHERE launched_on IS NULL OR launched_on <= {today};
CREATE OR REPLACE VIEW product_texts AS SELECT * FROM facts.product_texts;
CREATE OR REPLACE VIEW product_attributes AS SELECT * FROM facts.product_attributes;
CREATE OR REPLACE VIEW pictures AS SELECT * FROM facts.pictures;
CREATE OR REPLACE VIEW variants AS SELECT * FROM facts.variants;
CREATE OR REPLACE VIEW prices AS SELECT * FROM facts.prices WHERE starts_at IS NULL OR starts_at <= {at};
CREATE OR REPLACE VIEW price_now AS SELECT * FROM prices
    QUALIFY row_number() OVER (PARTITION BY variant_key, currency ORDER BY starts_at DESC NULLS LAST) = 1;
CREATE OR REPLACE VIEW stock_now AS SELECT * FROM facts.stock WHERE counted_at IS NULL OR counted_at <= {at}
    QUALIFY row_number() OVER (PARTITION BY variant_key ORDER BY counted_at DESC NULLS LAST) = 1;
CREATE OR REPLACE VIEW orders AS SELECT * FROM facts.orders WHERE placed_at <= {at};
CREATE OR REPLACE VIEW sales AS SELECT * FROM orders WHERE is_sale;
CREATE OR REPLACE VIEW order_lines AS SELECT * FROM facts.order_lines WHERE placed_at <= {at};
CREATE OR REPLACE VIEW events AS
    SELECT * FROM facts.events WHERE happened_at <= {at}
    UNION ALL SELECT * FROM runtime_events WHERE happened_at <= {at};
CREATE OR REPLACE VIEW reviews AS SELECT * FROM facts.reviews WHERE written_at IS NULL OR written_at <= {at};
CREATE OR REPLACE VIEW promotions AS SELECT * FROM facts.promotions;
CREATE OR REPLACE VIEW codes AS SELECT * FROM facts.codes;
CREATE OR REPLACE VIEW policies AS SELECT * FROM facts.policies;
CREATE OR REPLACE VIEW brand_books AS SELECT * FROM facts.brand_books;
CREATE OR REPLACE VIEW campaigns AS SELECT * FROM facts.campaigns WHERE sent_at <= {at};
CREATE OR REPLACE VIEW campaign_products AS
    SELECT p.* FROM facts.campaign_products p JOIN campaigns c USING (campaign_id);
CREATE OR REPLACE VIEW outcomes AS
    SELECT o.* FROM facts.outcomes o JOIN campaigns c USING (campaign_id);
CREATE OR REPLACE VIEW tickets AS SELECT * FROM facts.tickets WHERE opened_at <= {at};
CREATE OR REPLACE VIEW consents AS SELECT * FROM facts.consents WHERE given_at IS NULL OR given_at <= {at};
CREATE OR REPLACE VIEW customer_aliases AS SELECT * FROM facts.customer_aliases;
CREATE OR REPLACE VIEW stated_addresses AS SELECT * FROM facts.stated_addresses;
CREATE OR REPLACE VIEW refused_addresses AS SELECT * FROM facts.refused_addresses;
