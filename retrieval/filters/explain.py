"""When nothing meets all conditions: which of them excludes most, and what comes nearest."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.filters.records import Condition, Filters
from retrieval.filters.resolve import matching
from shop.record import Record
from shop.store.view import ShopView

MOST_NEAR = 3


class NearMiss(Record):
    """A condition without which something matches: `missed` is the condition, `product_ids` what then matches."""

    missed: Condition
    count: int
    product_ids: tuple[str, ...]


def near_misses(view: ShopView, filters: Filters, ranked: Iterable[str] = ()) -> tuple[NearMiss, ...]:
    """Return, for each condition that alone stands between the query and a product, the products that meet all the
    others; those that `ranked` (ids by fit with the query's words) names first come first. Empty where two or more
    conditions exclude everything."""
    order = {id_: place for place, id_ in enumerate(ranked)}
    found = []
    for place, condition in enumerate(filters.conditions):
        others = (*filters.conditions[:place], *filters.conditions[place + 1 :])
        ids = matching(view, others) if others else _all(view)
        if ids:
            nearest = sorted(ids, key=lambda id_: (order.get(id_, len(order)), id_))[:MOST_NEAR]
            found.append(NearMiss(missed=condition, count=len(ids), product_ids=tuple(nearest)))
    return tuple(found)


def _all(view: ShopView) -> list[str]:
    return [id_ for (id_,) in view.rows("SELECT product_id FROM products ORDER BY product_id")]
