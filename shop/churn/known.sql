-- What was known of every buyer at the moment $cut (naive UTC), whose day in the shop's zone is $day. One row per
-- customer with at least one order until then, in the order of customer ids. $horizon is the number of days that is
-- looked ahead. Sums are exact (integers, decimals) until the end: they do not depend on the order of rows.
WITH asked AS (
    SELECT customer_key, customer_id FROM churn_people
    WHERE place <= $most AND ($everyone OR customer_id IN (SELECT unnest($ids::VARCHAR[])))
),
known AS (
    SELECT o.* FROM churn_orders o JOIN asked USING (customer_key) WHERE o.placed_at <= $cut
),
-- Days with an order: the rhythm counts days, as the lifecycle and the portraits do.
bought AS (
    SELECT *, day - lag(day) OVER (PARTITION BY customer_key ORDER BY day) AS gap,
           row_number() OVER (PARTITION BY customer_key ORDER BY day DESC) AS back
    FROM (SELECT customer_key, day, sum(spend) AS spend FROM known WHERE is_order GROUP BY ALL)
),
rhythm AS (
    SELECT customer_key, count(*) AS days, min(day) AS first_day, max(day) AS last_day, median(gap) AS median_gap,
           max(gap) AS longest_gap, arg_max(gap, day) AS last_gap, median(gap) FILTER (back > 1) AS earlier_gap,
           sum(gap * gap) AS gap_squares, sum(gap) FILTER (back <= 3) AS late_gaps,
           count(gap) FILTER (back <= 3) AS late_gap_count, arg_max(spend, day) AS last_spend,
           sum(spend) FILTER (back > 1) AS earlier_spend
    FROM bought GROUP BY customer_key
),
volume AS (
    SELECT customer_key, count(*) FILTER (is_order) AS orders, sum(spend) AS spend,
           count(*) FILTER (is_order AND $day - day < $horizon // 3) AS orders_third,
           count(*) FILTER (is_order AND $day - day < $horizon) AS orders_now,
           count(*) FILTER (is_order AND $day - day >= $horizon AND $day - day < 2 * $horizon) AS orders_before,
           coalesce(sum(spend) FILTER ($day - day < $horizon), 0) AS spend_now,
           -- The days ahead and the days just gone by, a year ago.
           count(*) FILTER (is_order AND $day - day < 365 AND $day - day >= 365 - $horizon) AS season_ahead,
           count(*) FILTER (is_order AND $day - day < 365 + $horizon AND $day - day >= 365) AS season_past,
           sum(lines) AS lines, arg_max(lines, (placed_at, order_key)) FILTER (is_order) AS last_lines,
           sum(units) AS units, sum(returned) AS returned,
           coalesce(sum(units) FILTER ($day - day < $horizon), 0) AS units_now,
           coalesce(sum(returned) FILTER ($day - day < $horizon), 0) AS returned_now,
           count(*) FILTER (is_order AND reduced) AS reduced
    FROM known GROUP BY customer_key
),
breadth AS (
    SELECT customer_key, count(*) FILTER (kind = 'product') AS products,
           count(*) FILTER (kind = 'category') AS categories
    FROM churn_firsts JOIN asked USING (customer_key) WHERE first_at <= $cut GROUP BY customer_key
),
visits AS (
    SELECT customer_key, max(day) AS last_visit, count(*) FILTER ($day - day < 30) AS visits_now,
           count(*) FILTER ($day - day >= 30 AND $day - day < 60) AS visits_before
    FROM churn_visits JOIN asked USING (customer_key) WHERE happened_at <= $cut GROUP BY customer_key
)
SELECT a.customer_id, r.days::DOUBLE, v.orders::DOUBLE, ($day - r.last_day)::DOUBLE, ($day - r.first_day)::DOUBLE,
       r.median_gap::DOUBLE, r.longest_gap::DOUBLE, r.last_gap::DOUBLE, r.earlier_gap::DOUBLE, r.gap_squares::DOUBLE,
       r.late_gaps::DOUBLE, r.late_gap_count::DOUBLE, v.orders_third::DOUBLE, v.orders_now::DOUBLE,
       v.orders_before::DOUBLE, v.season_ahead::DOUBLE, v.season_past::DOUBLE, v.spend::DOUBLE, v.spend_now::DOUBLE,
       r.last_spend::DOUBLE, r.earlier_spend::DOUBLE, v.lines::DOUBLE, v.last_lines::DOUBLE, v.units::DOUBLE,
       v.returned::DOUBLE, v.units_now::DOUBLE, v.returned_now::DOUBLE, v.reduced::DOUBLE,
       coalesce(b.products, 0)::DOUBLE, coalesce(b.categories, 0)::DOUBLE, ($day - s.last_visit)::DOUBLE,
       coalesce(s.visits_now, 0)::DOUBLE, coalesce(s.visits_before, 0)::DOUBLE
FROM rhythm r JOIN volume v USING (customer_key) JOIN asked a USING (customer_key)
LEFT JOIN breadth b USING (customer_key) LEFT JOIN visits s USING (customer_key)
ORDER BY a.customer_id
