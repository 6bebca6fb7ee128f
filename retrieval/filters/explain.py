"""When nothing meets all conditions: which of them excludes the rest, and what comes nearest to it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from retrieval.filters.records import Bounded, Condition, Filters, MeasureWithin, PriceWithin, RatingWithin
from retrieval.filters.resolve import matching
from retrieval.filters.vocabulary import unit_of
from shop.catalogue import price_of, products
from shop.record import Record
from shop.store.view import ShopView
from shop.types import Product

MOST_NEAR = 3
MOST_COMPARED = 2000
"""Products whose distance to the condition is computed."""


class NearMiss(Record):
    """A condition that alone excludes everything: `count` products meet all the others, the nearest come first."""

    missed: Condition
    count: int
    product_ids: tuple[str, ...]


def near_misses(view: ShopView, filters: Filters, ranked: Iterable[str] = ()) -> tuple[NearMiss, ...]:
    """Return, for each condition that alone stands between the query and a product, the products that meet all the
    others: nearest to its bounds first, then in the order of `ranked` (ids by fit with the query's words).

    Empty where two or more conditions exclude everything.
    """
    order = {id_: place for place, id_ in enumerate(ranked)}
    found = []
    for place, condition in enumerate(filters.conditions):
        others = (*filters.conditions[:place], *filters.conditions[place + 1 :])
        ids = matching(view, others) if others else list(products(view))
        if not ids:
            continue
        known = products(view, ids[:MOST_COMPARED])
        far = {id_: _distance(product, condition) for id_, product in known.items()}
        nearest = sorted(known, key=lambda id_: (far[id_], order.get(id_, len(order)), id_))[:MOST_NEAR]
        found.append(NearMiss(missed=condition, count=len(ids), product_ids=tuple(nearest)))
    return tuple(found)


def _distance(product: Product, condition: Condition) -> Decimal:
    """Return how far a product is outside of the bounds; what has no such number is farthest."""
    if not isinstance(condition, Bounded):
        return Decimal(0)
    value = _value(product, condition)
    if value is None:
        return Decimal("Infinity")
    below = condition.low - value if condition.low is not None else Decimal(0)
    above = value - condition.high if condition.high is not None else Decimal(0)
    return max(below, above, Decimal(0))


def _value(product: Product, condition: Bounded) -> Decimal | None:
    if isinstance(condition, PriceWithin):
        quoted = price_of(product, condition.currency)
        return quoted.price.amount if quoted else None
    if isinstance(condition, RatingWithin):
        return product.rating
    if isinstance(condition, MeasureWithin):
        asked = unit_of(condition.unit)
        for attribute in product.attributes:
            unit = unit_of(attribute.unit)
            if attribute.name in condition.names and attribute.number is not None and unit.measure == asked.measure:
                return attribute.number * unit.factor / asked.factor
    return None
