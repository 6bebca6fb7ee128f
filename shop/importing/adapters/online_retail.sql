-- Computes orders, customers, products and prices of an Online Retail file from its rows (table source).
-- moment is local time. A stock code of five digits, with or without letters, is an article (as the data set's
-- documentation says); any other code is a charge, a discount or a correction and no product.
CREATE TABLE sold AS
    WITH typed AS (
        SELECT "row", upper(trim(InvoiceNo)) AS invoice, upper(trim(StockCode)) AS code, trim(Description) AS name,
               try_cast(Quantity AS DOUBLE)::INTEGER AS quantity, try_cast(UnitPrice AS DECIMAL(18,4)) AS price,
               coalesce(try_cast(InvoiceDate AS TIMESTAMP),
                        try_strptime(InvoiceDate, ['%m/%d/%Y %H:%M', '%m/%d/%y %H:%M'])) AS moment,
               InvoiceDate AS stated, regexp_replace(trim(CustomerID), '\.0$', '') AS customer, trim(Country) AS country
        FROM source
    )
    SELECT *, regexp_full_match(code, '\d{5}[A-Z]{0,3}') AS is_article,
           -- Neither an invoice nor a cancellation, a negative price, or nothing paid by nobody.
           invoice <> '' AND (NOT regexp_full_match(invoice, 'C?\d+') OR coalesce(price < 0, FALSE)
                              OR (customer = '' AND coalesce(price = 0, FALSE))) AS is_booking
    FROM typed;

CREATE TABLE invoices AS
    SELECT invoice, max(customer) AS customer,
           coalesce(strftime(min(moment), '%Y-%m-%dT%H:%M:%S'), min(stated)) AS placed_at, min(moment) AS moment,
           min(country) AS country, sum(quantity * price) AS total,
           sum(quantity * price) FILTER (NOT is_article AND regexp_matches(name, '(?i)postage|carriage|shipping|delivery'))
               AS shipping
    FROM sold WHERE NOT is_booking AND invoice <> '' GROUP BY invoice;

CREATE TABLE priced AS
    SELECT code, name, price, moment, date_trunc('month', moment) AS month
    FROM sold WHERE is_article AND NOT is_booking AND quantity > 0 AND price > 0 AND moment IS NOT NULL;

-- The usual price of a month is the one asked most often in it; it is known when the month is over.
CREATE TABLE monthly AS
    SELECT code, month, price FROM (SELECT code, month, price, count(*) AS times FROM priced GROUP BY ALL)
    QUALIFY row_number() OVER (PARTITION BY code, month ORDER BY times DESC, price) = 1;
CREATE TABLE price_steps AS
    SELECT code, price, month + INTERVAL 1 MONTH AS starts_at FROM monthly
    WHERE month < (SELECT max(month) FROM monthly)
    QUALIFY price IS DISTINCT FROM lag(price) OVER (PARTITION BY code ORDER BY month);

CREATE TABLE articles AS
    SELECT n.code, n.name, m.price
    FROM (SELECT code, name FROM (SELECT code, name, count(*) AS times, max(moment) AS latest FROM priced GROUP BY ALL)
          QUALIFY row_number() OVER (PARTITION BY code ORDER BY name = '', times DESC, latest DESC, name) = 1) n
    JOIN (SELECT code, price FROM monthly QUALIFY row_number() OVER (PARTITION BY code ORDER BY month DESC) = 1) m
        USING (code);

CREATE TABLE people AS
    SELECT customer, arg_max(country, (moment, invoice)) AS country FROM invoices WHERE customer <> '' GROUP BY customer;
