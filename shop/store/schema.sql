-- One imported shop. Layout: dense integer keys inside, string ids at the borders, moments as naive UTC timestamps,
-- money as DECIMAL(18,4) in its own currency and, where customers are compared, in the shop's base currency (*_base,
-- NULL when no rate is known). `source_row` is the row in the file that the record came from.

CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);

CREATE TABLE customers (
    customer_key INTEGER NOT NULL, customer_id VARCHAR NOT NULL,
    first_name VARCHAR NOT NULL DEFAULT '', last_name VARCHAR NOT NULL DEFAULT '', nickname VARCHAR NOT NULL DEFAULT '',
    email VARCHAR NOT NULL DEFAULT '', phone VARCHAR NOT NULL DEFAULT '', wecom_id VARCHAR NOT NULL DEFAULT '',
    language VARCHAR NOT NULL DEFAULT '', country VARCHAR NOT NULL DEFAULT '', city VARCHAR NOT NULL DEFAULT '',
    zone VARCHAR NOT NULL DEFAULT '', birthday DATE, joined_at TIMESTAMP, acquisition VARCHAR NOT NULL DEFAULT '',
    tier VARCHAR NOT NULL DEFAULT '', tags VARCHAR[] NOT NULL DEFAULT [], staff_owner VARCHAR NOT NULL DEFAULT '',
    objects_to_profiling BOOLEAN NOT NULL DEFAULT FALSE, source_row INTEGER
);
-- `given_by` (here and below): the source that the row came from, in a shop of several sources; else empty.
CREATE TABLE consents (
    customer_key INTEGER NOT NULL, channel VARCHAR NOT NULL, state VARCHAR NOT NULL,
    given_at TIMESTAMP, source VARCHAR NOT NULL, wording VARCHAR NOT NULL DEFAULT '',
    given_by VARCHAR NOT NULL DEFAULT '',
    elsewhere BOOLEAN NOT NULL DEFAULT FALSE,  -- said of another address than the one that the customer has here
    country VARCHAR  -- that of the person who said it, where it is not the customer's; NULL: it is
);
-- What joins several sources' customers into one person. Other ids that the customer has (in a source, or earlier):
CREATE TABLE customer_aliases (customer_id VARCHAR NOT NULL, customer_key INTEGER NOT NULL);
-- which sources state the address and country that the customer has here (filled in a shop of several sources),
CREATE TABLE stated_addresses (customer_key INTEGER NOT NULL, channel VARCHAR NOT NULL, given_by VARCHAR NOT NULL);
-- and addresses of people who said no in a source, where they are nobody's or another person's here.
CREATE TABLE refused_addresses (channel VARCHAR NOT NULL, address VARCHAR NOT NULL);

CREATE TABLE products (
    product_key INTEGER NOT NULL, product_id VARCHAR NOT NULL, brand VARCHAR NOT NULL DEFAULT '',
    status VARCHAR NOT NULL DEFAULT 'active', launched_on DATE, discontinued_on DATE, url VARCHAR NOT NULL DEFAULT '',
    cost DECIMAL(18,4), currency VARCHAR NOT NULL, rating DECIMAL(4,2), rating_count INTEGER NOT NULL DEFAULT 0,
    source_file VARCHAR NOT NULL DEFAULT 'products.csv', source_row INTEGER
);
CREATE TABLE product_texts (
    product_key INTEGER NOT NULL, language VARCHAR NOT NULL, name VARCHAR NOT NULL,
    short_name VARCHAR NOT NULL DEFAULT '', category VARCHAR NOT NULL DEFAULT '', description VARCHAR NOT NULL DEFAULT ''
);
CREATE TABLE product_attributes (
    product_key INTEGER NOT NULL, position INTEGER NOT NULL, name VARCHAR NOT NULL, label VARCHAR NOT NULL DEFAULT '',
    text VARCHAR NOT NULL DEFAULT '', number DECIMAL(18,4), unit VARCHAR NOT NULL DEFAULT '',
    language VARCHAR NOT NULL DEFAULT ''
);
CREATE TABLE pictures (
    product_key INTEGER NOT NULL, position INTEGER NOT NULL, ref VARCHAR NOT NULL,
    language VARCHAR NOT NULL DEFAULT '', alt VARCHAR NOT NULL DEFAULT ''
);
CREATE TABLE variants (
    variant_key INTEGER NOT NULL, variant_id VARCHAR NOT NULL, product_key INTEGER NOT NULL,
    title VARCHAR NOT NULL DEFAULT '', sku VARCHAR NOT NULL DEFAULT ''
);
-- Every price a variant had: from starts_at on (NULL: since always) until the next row of the same currency.
CREATE TABLE prices (
    product_key INTEGER NOT NULL, variant_key INTEGER NOT NULL, currency VARCHAR NOT NULL,
    price DECIMAL(18,4) NOT NULL, list_price DECIMAL(18,4), starts_at TIMESTAMP
);
-- Every count of stock (counted_at NULL: as of the import).
CREATE TABLE stock (
    product_key INTEGER NOT NULL, variant_key INTEGER NOT NULL, quantity INTEGER NOT NULL, counted_at TIMESTAMP
);

CREATE TABLE orders (
    order_key INTEGER NOT NULL, order_id VARCHAR NOT NULL, customer_key INTEGER, placed_at TIMESTAMP NOT NULL,
    status VARCHAR NOT NULL, is_sale BOOLEAN NOT NULL, currency VARCHAR NOT NULL, total DECIMAL(18,4) NOT NULL,
    discount DECIMAL(18,4) NOT NULL DEFAULT 0, shipping DECIMAL(18,4) NOT NULL DEFAULT 0,
    refunded DECIMAL(18,4) NOT NULL DEFAULT 0,
    spend_base DECIMAL(18,4),  -- total - shipping - refunded, in base currency; only meaningful where is_sale
    country VARCHAR NOT NULL DEFAULT '', codes VARCHAR[] NOT NULL DEFAULT [], source_row INTEGER,
    given_by VARCHAR NOT NULL DEFAULT ''
);
-- Sorted by placed_at. quantity < 0 is a return.
CREATE TABLE order_lines (
    order_key INTEGER NOT NULL, customer_key INTEGER, product_key INTEGER, variant_key INTEGER,
    placed_at TIMESTAMP NOT NULL, is_sale BOOLEAN NOT NULL, line_no INTEGER NOT NULL, quantity INTEGER NOT NULL,
    currency VARCHAR NOT NULL, unit_price DECIMAL(18,4) NOT NULL, discount DECIMAL(18,4) NOT NULL DEFAULT 0,
    total DECIMAL(18,4) NOT NULL, total_base DECIMAL(18,4)
);
-- Sorted by happened_at.
CREATE TABLE events (
    customer_key INTEGER NOT NULL, kind VARCHAR NOT NULL, happened_at TIMESTAMP NOT NULL, product_key INTEGER,
    variant_key INTEGER, campaign_id VARCHAR, value DECIMAL(18,4), currency VARCHAR NOT NULL DEFAULT '',
    device VARCHAR NOT NULL DEFAULT '', code VARCHAR NOT NULL DEFAULT '', given_by VARCHAR NOT NULL DEFAULT ''
);

CREATE TABLE reviews (
    review_id VARCHAR NOT NULL, product_key INTEGER NOT NULL, customer_key INTEGER, rating INTEGER NOT NULL,
    body VARCHAR NOT NULL, author VARCHAR NOT NULL DEFAULT '', language VARCHAR NOT NULL DEFAULT '',
    written_at TIMESTAMP, source_row INTEGER
);
CREATE TABLE promotions (promotion_id VARCHAR NOT NULL, position INTEGER NOT NULL, document VARCHAR NOT NULL);
CREATE TABLE codes (
    pool VARCHAR NOT NULL, code VARCHAR NOT NULL, assigned_to VARCHAR NOT NULL DEFAULT '', used_at TIMESTAMP
);
CREATE TABLE policies (policy_id VARCHAR NOT NULL, language VARCHAR NOT NULL, document VARCHAR NOT NULL);
CREATE TABLE brand_books (language VARCHAR NOT NULL, document VARCHAR NOT NULL);
CREATE TABLE campaigns (
    campaign_id VARCHAR NOT NULL, name VARCHAR NOT NULL, channel VARCHAR NOT NULL, goal VARCHAR NOT NULL DEFAULT '',
    sent_at TIMESTAMP NOT NULL, arms VARCHAR[] NOT NULL DEFAULT [], holdout_share DECIMAL(5,4) NOT NULL DEFAULT 0,
    ends_on DATE  -- last local day on which what it announced holds; NULL: not stated
);
-- Products that a campaign is about; `code` is the coupon that covers them there. What it gives is not known here.
CREATE TABLE campaign_products (
    campaign_id VARCHAR NOT NULL, product_key INTEGER NOT NULL, code VARCHAR NOT NULL DEFAULT ''
);
CREATE TABLE outcomes (
    campaign_id VARCHAR NOT NULL, customer_key INTEGER NOT NULL, arm VARCHAR NOT NULL, held_out BOOLEAN NOT NULL,
    delivered BOOLEAN NOT NULL, opened BOOLEAN NOT NULL, clicked BOOLEAN NOT NULL, ordered BOOLEAN NOT NULL,
    revenue DECIMAL(18,4), currency VARCHAR NOT NULL DEFAULT ''
);
CREATE TABLE tickets (
    ticket_id VARCHAR NOT NULL, customer_key INTEGER, opened_at TIMESTAMP NOT NULL,
    subject VARCHAR NOT NULL DEFAULT '', body VARCHAR NOT NULL DEFAULT '', status VARCHAR NOT NULL DEFAULT '',
    given_by VARCHAR NOT NULL DEFAULT ''
);

-- One row per customer with at least one sale, as of the end of the data.
CREATE TABLE customer_features (
    customer_key INTEGER NOT NULL, orders INTEGER NOT NULL, first_order_at TIMESTAMP NOT NULL,
    last_order_at TIMESTAMP NOT NULL, spend_base DECIMAL(18,4) NOT NULL, returned_units INTEGER NOT NULL,
    median_gap_days DOUBLE
);
