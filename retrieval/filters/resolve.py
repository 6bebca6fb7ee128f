"""From conditions to the ids of the products that meet them, exactly, in the store. Values go in as parameters."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from retrieval.filters.catalogue import catalogue_of
from retrieval.filters.named import carries
from retrieval.filters.options import title_has
from retrieval.filters.quotes import OFFERED, QUOTED, priced_within
from retrieval.filters.records import (
    Bounded,
    BrandIs,
    CategoryIs,
    Condition,
    Filters,
    InStock,
    MeasureWithin,
    OptionIs,
    PriceWithin,
    RatingWithin,
    ValueIs,
    Without,
)
from retrieval.filters.statements import free_of
from retrieval.filters.vocabulary import folded, unit_signed, words
from shop.store.view import ShopView

FEW = 200
"""Up to here the database looks at the chosen products only."""
_MEASURE = """
SELECT product_key FROM (
    SELECT a.product_key,
           a.number * CASE WHEN u.memory AND a.number % 1024 = 0 THEN u.factor * 0.9765625 ELSE u.factor END
           AS amount  -- 0.9765625 is 1000 / 1024; decimals all the way, a division would make it a float
    FROM product_attributes a
    JOIN (SELECT unnest($units) AS unit, unnest($factors::DECIMAL(24,10)[]) AS factor,
                 unnest($memory::BOOLEAN[]) AS memory) u USING (unit)
    WHERE a.number IS NOT NULL AND list_contains($names, a.name))
GROUP BY product_key HAVING bool_and({bounds})"""


def resolve(view: ShopView, filters: Filters) -> list[str] | None:
    """Return the ids, ascending, of the products that meet every condition; None where there is no condition.

    The list is empty where nothing does. What was unclear is not a condition: it holds nothing back.
    """
    if not filters.conditions:
        return None
    return matching(view, filters.conditions)


def matching(view: ShopView, conditions: tuple[Condition, ...]) -> list[str]:
    """Return the ids, ascending, of the products that meet all these conditions."""
    keys: set[int] | None = None
    for condition in conditions:
        found = _products(view, condition)
        if found is not None:
            keys = found if keys is None else keys & found
    prices = [condition for condition in conditions if isinstance(condition, PriceWithin)]
    if prices and not any(isinstance(condition, OptionIs | InStock) for condition in conditions):
        return _by_price(view, prices, keys)
    offered = _variants(view, conditions, keys)
    return sorted(offered)


def _by_price(view: ShopView, prices: Sequence[PriceWithin], keys: set[int] | None) -> list[str]:
    """Return the ids of the products, among `keys`, whose price over all their variants meets every condition."""
    first, *others = (priced_within(view, condition) for condition in prices)
    for other in others:
        wanted = {key for key, _ in other}
        keys = wanted if keys is None else keys & wanted
    return sorted(id_ for key, id_ in first if keys is None or key in keys)


def _products(view: ShopView, condition: Condition) -> set[int] | None:
    """Return the keys of the products that meet a condition on the product; None for a condition on its variants."""
    if isinstance(condition, CategoryIs | BrandIs):
        return _called(view, condition)
    if isinstance(condition, RatingWithin):
        return _rated(view, condition)
    if isinstance(condition, MeasureWithin):
        return _measured(view, condition)
    if isinstance(condition, ValueIs):
        return _valued(view, condition)
    if isinstance(condition, Without):
        return free_of(view, condition)
    return None


def _keys(view: ShopView, sql: str, params: dict[str, object]) -> set[int]:
    return {key for (key,) in view.rows(sql, params)}


def _called(view: ShopView, condition: CategoryIs | BrandIs) -> set[int]:
    names: dict[str, object] = {"names": list(condition.names)}
    if isinstance(condition, BrandIs):
        found = _keys(view, "SELECT product_key FROM products WHERE list_contains($names, brand)", names)
    else:
        found = _keys(view, "SELECT product_key FROM product_texts WHERE list_contains($names, category)", names)
    return _every(view) - found if condition.negated else found


def _every(view: ShopView) -> set[int]:
    return _keys(view, "SELECT product_key FROM products", {})


def _bounds(condition: Bounded, column: str, factor: Decimal = Decimal(1)) -> tuple[str, dict[str, object]]:
    """Return SQL for a column within the bounds, and its parameters."""
    parts, params = [], dict[str, object]()
    if condition.low is not None:
        parts.append(f"{column} {'>' if condition.low_open else '>='} $low::DECIMAL(38,16)")
        params["low"] = condition.low * factor
    if condition.high is not None:
        parts.append(f"{column} {'<' if condition.high_open else '<='} $high::DECIMAL(38,16)")
        params["high"] = condition.high * factor
    return " AND ".join(parts) or "TRUE", params


def _rated(view: ShopView, condition: RatingWithin) -> set[int]:
    bounds, params = _bounds(condition, "rating")
    sql = f"""
        SELECT product_key FROM (
            SELECT p.product_key, coalesce(p.rating::DOUBLE, avg(r.rating)) AS rating
            FROM products p LEFT JOIN reviews r USING (product_key) GROUP BY p.product_key, p.rating)
        WHERE {bounds}"""
    return _keys(view, sql, params)


def _measured(view: ShopView, condition: MeasureWithin) -> set[int]:
    """Every attribute of these names that the product states in this measure must lie within the bounds."""
    asked = unit_signed(condition.unit)
    known = {
        stated.stored: stated.unit
        for name in condition.names
        for stated in catalogue_of(view).measures.get(name, ())
        if stated.unit.measure == asked.measure
    }
    if not known:
        return set()
    bounds, params = _bounds(condition, "amount", asked.factor)
    params |= {
        "names": list(condition.names),
        "units": list(known),
        "factors": [unit.factor for unit in known.values()],
        "memory": [unit.sign in ("MB", "KB") for unit in known.values()],
    }
    return _keys(view, _MEASURE.format(bounds=bounds), params)


def _valued(view: ShopView, condition: ValueIs) -> set[int]:
    sure = {key: {folded(str(word)) for word in words()[key]} for key in ("yes", "no")}.get(condition.value)
    texts = [
        text
        for name in condition.names
        for text in catalogue_of(view).texts.get(name, ())
        if (folded(text) in sure if sure else carries(condition.value, folded(text)))
    ]
    found = _keys(
        view,
        "SELECT product_key FROM product_attributes WHERE list_contains($names, name) AND list_contains($texts, text)",
        {"names": list(condition.names), "texts": texts},
    )
    return _every(view) - found if condition.negated else found


def _variants(view: ShopView, conditions: tuple[Condition, ...], keys: set[int] | None) -> list[str]:
    """Return the ids of the products that have a variant which meets all conditions on variants."""
    sql, params = "SELECT * FROM offered WHERE TRUE", dict[str, object]()
    few = keys is not None and len(keys) <= FEW
    params = {"keys": sorted(keys or ())} if few else params
    steps = [f"offered AS ({OFFERED}{' WHERE list_contains($keys, p.product_key)' if few else ''})"]
    for place, condition in enumerate(conditions):
        if isinstance(condition, OptionIs):
            text, added = _optional(view, condition, place)
            sql += f" AND {text}"
            params |= added
        elif isinstance(condition, InStock):
            sql += " AND " + ("status = 'active' AND quantity > 0" if condition.in_stock else _SOLD_OUT)
    steps.append(f"chosen AS ({sql})")
    final = "SELECT DISTINCT product_key, product_id FROM chosen"
    for place, condition in enumerate(conditions):
        if isinstance(condition, PriceWithin):
            text, added = _priced(condition, place)
            final += (" AND " if " WHERE " in final else " WHERE ") + f"product_key IN ({text})"
            params |= added
    rows = view.rows(f"WITH {', '.join(steps)} {final}", params)
    return [id_ for key, id_ in rows if keys is None or key in keys]


_SOLD_OUT = """product_key IN (SELECT product_key FROM offered GROUP BY product_key
               HAVING count(quantity) > 0 AND sum(quantity) <= 0)"""


def _priced(condition: PriceWithin, place: int) -> tuple[str, dict[str, object]]:
    """The price of the chosen variants lies within the bounds."""
    bounds, params = _bounds(condition, "quoted")
    for name in list(params):
        bounds = bounds.replace(f"${name}::", f"${name}{place}::")
        params[f"{name}{place}"] = params.pop(name)
    params[f"currency{place}"] = condition.currency
    quoted = QUOTED.format(chosen="chosen", currency=f"currency{place}")
    return f"SELECT product_key FROM ({quoted}) WHERE {bounds}", params


def _optional(view: ShopView, condition: OptionIs, place: int) -> tuple[str, dict[str, object]]:
    """A variant whose title states the option; or any variant of a product that states it as a whole."""
    catalogue = catalogue_of(view)
    names = catalogue.concepts.get(condition.option, ())
    titles = [title for title in catalogue.titles if title_has(condition.option, condition.value, title)]
    stated_texts = (text for name in names for text in catalogue.texts.get(name, ()))
    texts = [text for text in stated_texts if title_has(condition.option, condition.value, text)]
    params: dict[str, Any] = {f"titles{place}": titles, f"names{place}": list(names), f"texts{place}": texts}
    stated = f"list_contains($texts{place}, a.text)"
    if condition.option == "size" and condition.value.replace(".", "", 1).isdigit():
        stated += f" OR a.number = $number{place}::DECIMAL(18,4)"
        params[f"number{place}"] = Decimal(condition.value)
    text = f"""(list_contains($titles{place}, title) OR product_key IN (
        SELECT a.product_key FROM product_attributes a WHERE list_contains($names{place}, a.name) AND ({stated})))"""
    return (f"NOT {text}" if condition.negated else text), params
