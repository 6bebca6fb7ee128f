"""Buying history as relations inside the view: made once per view, read by segments, portraits and reasons.

A view stands at one moment, so a relation derived from it never goes stale. Days are calendar days in the shop's zone.
An order is one that is paid and not cancelled (the view's `sales`). A document of negative total only takes back: it
lowers the spend and is no order.
"""

from __future__ import annotations

from collections.abc import Mapping

from shop.store.view import ShopView


def local_day(view: ShopView, column: str) -> str:
    """Return SQL for the calendar day, in the shop's zone, of a column that holds naive UTC."""
    return f"timezone('{view.zone.key}', timezone('UTC', {column}))::DATE"


def derive(view: ShopView, name: str, query: str, params: Mapping[str, object] | None = None) -> None:
    """Keep the result of `query` as the relation `name` of this view, unless it is there already."""
    view.rows(f"CREATE TEMP TABLE IF NOT EXISTS {name} AS {query}", params or {})


def made(view: ShopView, name: str) -> bool:
    """Return whether the view has the relation `name` already."""
    return bool(view.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = $name", {"name": name}))


def ensure_bought_days(view: ShopView) -> None:
    """Make `bought_days`: one row per customer and day with an order; `gap` is the days since the day before it."""
    derive(
        view,
        "bought_days",
        f"""SELECT customer_key, day, day - lag(day) OVER (PARTITION BY customer_key ORDER BY day) AS gap
            FROM (SELECT DISTINCT customer_key, {local_day(view, "placed_at")} AS day
                  FROM sales JOIN customers USING (customer_key) WHERE total >= 0)""",
    )


def ensure_buyers(view: ShopView) -> None:
    """Make `buyers`: one row per customer with at least one order.

    Columns: orders, first_day, last_day, days_since (last order until today), spend (base currency; orders without a
    rate are left out of it), median_gap (days between order days, NULL without a repeat), gaps (their number).
    """
    ensure_bought_days(view)
    derive(
        view,
        "buyers",
        """WITH money AS (SELECT customer_key, count(*) FILTER (total >= 0) AS orders,
                                 coalesce(sum(spend_base), 0) AS spend
                          FROM sales GROUP BY customer_key),
           rhythm AS (SELECT customer_key, min(day) AS first_day, max(day) AS last_day, median(gap) AS median_gap,
                             count(gap) AS gaps FROM bought_days GROUP BY customer_key)
           SELECT r.*, m.orders, m.spend, $today::DATE - r.last_day AS days_since
           FROM rhythm r JOIN money m USING (customer_key)""",
        {"today": view.at.date()},
    )


def ensure_categories(view: ShopView) -> None:
    """Make `categories`: the category of each product in the shop's first language, else in another it has."""
    derive(
        view,
        "categories",
        """SELECT product_key, arg_min(category, (language <> $first, language)) AS category
           FROM product_texts WHERE category <> '' GROUP BY product_key""",
        {"first": view.shop.languages[0]},
    )
