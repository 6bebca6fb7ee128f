"""Relations of a view that conditions read and that are made once per view, when a condition needs them.

The SQL here is the package's own text; values go in as parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources

from shop.segments.history import derive, ensure_bought_days, ensure_categories, local_day
from shop.segments.lifecycle import ensure_stages
from shop.segments.rfm import ensure_rfm
from shop.store.view import ShopView


def ensure(view: ShopView, relation: str) -> None:
    """Make a derived relation of the view unless it is there; names of imported tables need nothing."""
    maker = _MAKERS.get(relation)
    if maker is not None:
        maker(view)


def _orders(view: ShopView) -> None:
    derive(
        view,
        "segment_orders",
        """SELECT customer_key, count(*) FILTER (total >= 0) AS orders,
                  coalesce(sum(spend_base), 0)::DECIMAL(24,4) AS spend,
                  max(spend_base) FILTER (total >= 0) AS largest, min(placed_at) FILTER (total >= 0) AS first_at,
                  max(placed_at) FILTER (total >= 0) AS last_at
           FROM sales WHERE customer_key IS NOT NULL GROUP BY customer_key""",
    )


def _interest(view: ShopView) -> None:
    """Make the attention per customer and product in whole millionths, as portraits weigh it."""
    from shop.portraits.taste import HALF_LIFE_DAYS, WEIGHTS

    ensure_categories(view)
    derive(
        view,
        "segment_interest",
        f"""WITH signals AS (
              SELECT customer_key, product_key, 'purchase' AS kind, {local_day(view, "placed_at")} AS day
              FROM order_lines WHERE is_sale AND quantity > 0 AND product_key IS NOT NULL
              UNION ALL
              SELECT customer_key, product_key, kind, {local_day(view, "happened_at")} AS day FROM events
              WHERE kind IN ('cart', 'wishlist', 'view') AND product_key IS NOT NULL)
            SELECT customer_key, product_key,
                   sum(round(1000000 * weight * pow(0.5, ($today::DATE - day) / $half_life::DOUBLE))::BIGINT)::BIGINT
                   AS score
            FROM signals JOIN categories USING (product_key) JOIN customers c USING (customer_key)
            JOIN (SELECT unnest($kinds::VARCHAR[]) AS kind, unnest($weights::INTEGER[]) AS weight) USING (kind)
            WHERE NOT c.objects_to_profiling GROUP BY customer_key, product_key""",
        {"today": view.at.date(), "half_life": HALF_LIFE_DAYS, "kinds": list(WEIGHTS),
         "weights": list(WEIGHTS.values())},
    )  # fmt: skip


def _watched(view: ShopView) -> None:
    from shop.reasons.scope import currency_of

    homes = view.rows("SELECT DISTINCT country, language FROM customers ORDER BY ALL")
    derive(
        view,
        "segment_watched",
        _script("watched.sql"),
        {
            "now": view.utc, "countries": [country for country, _ in homes],
            "languages": [language for _, language in homes],
            "currencies": [currency_of(view, country, language) for country, language in homes],
        },
    )  # fmt: skip


def _coupons(view: ShopView) -> None:
    from shop.promotions.document import load

    windows = [
        (one.code.lower(), one.code_pool, one.policy.starts_at, one.policy.ends_at)
        for one in load(view)
        if one.code or one.code_pool
    ]
    naive = [(code, pool, _naive(starts), _naive(ends)) for code, pool, starts, ends in windows]
    derive(
        view,
        "segment_coupons",
        _script("coupons.sql"),
        {
            "now": view.utc, "today": view.at.date(), "codes": [row[0] for row in naive],
            "pools": [row[1] for row in naive], "starts": [row[2] for row in naive], "ends": [row[3] for row in naive],
        },
    )  # fmt: skip


def _naive(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def _script(name: str) -> str:
    return resources.files("shop.segments.compiling").joinpath(name).read_text(encoding="utf-8")


_MAKERS: dict[str, Callable[[ShopView], None]] = {
    "segment_orders": _orders,
    "segment_interest": _interest,
    "segment_watched": _watched,
    "segment_coupons": _coupons,
    "bought_days": ensure_bought_days,
    "rfm_scores": ensure_rfm,
    "stages": ensure_stages,
}
