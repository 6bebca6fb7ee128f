"""How often customers used a promotion before: what a limit per customer is measured against."""

from __future__ import annotations

from collections.abc import Iterable

from shop.store.view import ShopView
from shop.types import Promotion

_USES = """
WITH entered AS (
    SELECT DISTINCT o.order_key, c.customer_id, unnest(o.codes) AS code
    FROM sales o JOIN customers c USING (customer_key)
    WHERE $ids IS NULL OR c.customer_id IN (SELECT unnest($ids::VARCHAR[]))
),
owners AS (
    SELECT unnest($codes::VARCHAR[]) AS code, unnest($promotions::VARCHAR[]) AS promotion_id
    UNION SELECT k.code, p.promotion_id FROM codes k
    JOIN (SELECT unnest($pools::VARCHAR[]) AS pool, unnest($pooled::VARCHAR[]) AS promotion_id) p USING (pool)
)
SELECT customer_id, promotion_id, count(DISTINCT order_key) FROM entered JOIN owners USING (code)
GROUP BY ALL ORDER BY ALL"""


def times_used(
    view: ShopView, promotions: Iterable[Promotion], customer_ids: Iterable[str]
) -> dict[str, dict[str, int]]:
    """Return for each customer in how many orders up to `view.at` they used each promotion, by its id.

    Seen from the codes noted on orders that were paid and not cancelled; promotions without a code leave no trace.
    """
    used: dict[str, dict[str, int]] = {id_: {} for id_ in customer_ids}
    for customer, promotion, count in _uses(view, promotions, list(used)):
        used[customer][promotion] = count
    return used


def times_used_by_anybody(view: ShopView, promotions: Iterable[Promotion]) -> list[tuple[str, str, int]]:
    """Return customer, promotion and number of orders like `times_used`, for everybody who used one at all."""
    return _uses(view, promotions, None)


def _uses(view: ShopView, promotions: Iterable[Promotion], ids: list[str] | None) -> list[tuple[str, str, int]]:
    known = list(promotions)
    shared = {item.id: item.code for item in known if item.code}
    pools = {item.id: item.code_pool for item in known if item.code_pool}
    params = {
        "ids": ids,
        "codes": list(shared.values()),
        "promotions": list(shared),
        "pools": list(pools.values()),
        "pooled": list(pools),
    }
    return [(customer, promotion, count) for customer, promotion, count in view.rows(_USES, params)]
