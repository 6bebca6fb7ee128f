"""Who bought a product again, and after how many days: made once per view, in slices, so that memory stays bounded.

Nearly every pair of customer and product is bought on one day only. The pairs are therefore counted slice by slice of
the customers, and only those bought on several days are looked at closely.

bought_again   customer_key, product_key, last_bought, days (of purchase), gap (median of the days between)
rhythms        product_key, gap (median over all gaps of all customers), people (who bought it again)
bought_once    customer_key, product_key, last_bought: pairs of one day since `oldest`

Days are calendar days in the shop's zone; lines that take back are left out.
"""

from __future__ import annotations

from datetime import timedelta

from shop.segments.history import derive, local_day, made
from shop.store.view import ShopView

SLICE = 2_000_000
"""Lines per slice: about 150 MB while they are counted."""
_BOUGHT = "is_sale AND quantity > 0 AND customer_key IS NOT NULL AND product_key IS NOT NULL"


def ensure_rhythms(view: ShopView) -> None:
    """Make `bought_again` and `rhythms`."""
    if made(view, "rhythms"):
        return
    _keep_gaps(view)
    derive(
        view,
        "bought_again",
        """SELECT customer_key, product_key, max(day) AS last_bought, count(*) AS days, median(gap) AS gap
           FROM rebought GROUP BY ALL""",
    )
    derive(
        view,
        "rhythms",
        """SELECT product_key, median(gap) AS gap, count(DISTINCT customer_key) AS people
           FROM rebought WHERE gap IS NOT NULL GROUP BY ALL""",
    )
    view.rows("DROP TABLE rebought")


def ensure_bought_once(view: ShopView, days: int) -> None:
    """Make `bought_once` of the last `days` days."""
    ensure_rhythms(view)
    derive(
        view,
        "bought_once",
        f"""SELECT customer_key, product_key, max({local_day(view, "placed_at")}) AS last_bought
            FROM order_lines l WHERE {_BOUGHT} AND placed_at >= $oldest
              AND NOT EXISTS (FROM bought_again a
                              WHERE a.customer_key = l.customer_key AND a.product_key = l.product_key)
            GROUP BY ALL""",
        {"oldest": view.utc - timedelta(days=days + 2)},
    )


def _keep_gaps(view: ShopView) -> None:
    """Make `rebought`: one row per customer, product and day of the pairs of several days, with the gap before it."""
    [(lines,)] = view.rows("SELECT count(*) FROM facts.order_lines")
    slices = 1 + lines // SLICE
    view.rows("CREATE OR REPLACE TEMP TABLE pairs (customer_key INTEGER, product_key INTEGER)")
    for place in range(slices):
        view.rows(
            f"""INSERT INTO pairs SELECT customer_key, product_key FROM order_lines
                WHERE {_BOUGHT} AND customer_key % $slices::INTEGER = $place::INTEGER
                GROUP BY ALL HAVING min(placed_at) <> max(placed_at)""",
            {"slices": slices, "place": place},
        )
    derive(
        view,
        "rebought",
        f"""SELECT *, day - lag(day) OVER (PARTITION BY customer_key, product_key ORDER BY day) AS gap
            FROM (SELECT DISTINCT customer_key, product_key, {local_day(view, "placed_at")} AS day
                  FROM order_lines SEMI JOIN pairs USING (customer_key, product_key) WHERE {_BOUGHT})
            QUALIFY count(*) OVER (PARTITION BY customer_key, product_key) > 1""",
    )
    view.rows("DROP TABLE pairs")
