"""Reads everybody of a shop as columns: the facts by which a promotion's conditions on a customer are judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from shop.promotions.context import OfferContext
from shop.promotions.crowd.people import Column, People, column_of
from shop.promotions.crowd.profile import ATTRIBUTES, NOBODY, Profile, profiles
from shop.promotions.usage import times_used_by_anybody
from shop.record import Channel
from shop.store.view import ShopView
from shop.types import Promotion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_EVERYBODY = """
SELECT c.customer_id, dense_rank() OVER (ORDER BY c.country, c.language) - 1 AS home, coalesce(b.orders, 0) AS orders
FROM customers c LEFT JOIN buyers b USING (customer_key)
WHERE $ids IS NULL OR c.customer_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY c.customer_id"""
_HOMES = """
SELECT DISTINCT country, language FROM customers
WHERE $ids IS NULL OR customer_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY country, language"""


def read_people(
    view: ShopView,
    promotions: Iterable[Promotion],
    channel: Channel,
    members: Mapping[str, Collection[str]],
    ids: Sequence[str] | None = None,
) -> People:
    """Return all customers, or those of `ids`, sorted by id, as of `view.at`, addressed through `channel`.

    `members` are the ids in every segment that the promotions ask about. Uses are seen from the codes on orders.
    """
    from shop.segments.history import ensure_buyers

    ensure_buyers(view)
    wanted = {"ids": None if ids is None else list(ids)}
    rows = view.rows(_EVERYBODY, wanted)
    places = {row[0]: place for place, row in enumerate(rows)}
    asked = list(promotions)
    limited = [item for item in asked if item.limits.per_customer is not None]
    known = profiles(view, asked, ids)
    them = [known.get(row[0], NOBODY) for row in rows] if known else []
    return People(
        size=len(rows),
        base=OfferContext(at=view.at, currency=view.shop.currency, channel=channel),
        columns={**_columns(view, rows, view.rows(_HOMES, wanted)), **birthdays(them)},
        attributes=attributes(them),
        segments={name: _inside(found, places) for name, found in members.items()},
        groups=groups(them),
        used=_used(view, limited, places),
    )


def birthdays(them: Sequence[Profile]) -> dict[str, Column]:
    """Return the birthday of every row as the column of People; nothing for no rows."""
    return {"birthday": column_of(one.birthday for one in them)} if them else {}


def attributes(them: Sequence[Profile]) -> dict[str, Column]:
    """Return the attributes of every row as columns; nothing for no rows."""
    columns = enumerate(ATTRIBUTES) if them else ()
    return {name: column_of(one.attributes[place] for one in them) for place, name in columns}


def groups(them: Sequence[Profile]) -> dict[str, NDArray[np.bool_]]:
    """Return for every group that occurs which rows are in it."""
    import numpy as np

    rows: dict[str, list[int]] = {}
    for row, one in enumerate(them):
        for name in one.groups:
            rows.setdefault(name, []).append(row)
    found = {name: np.zeros(len(them), dtype=np.bool_) for name in sorted(rows)}
    for name, inside in found.items():
        inside[rows[name]] = True
    return found


def _columns(
    view: ShopView, rows: Sequence[tuple[str, int, int]], homes: Sequence[tuple[str, str]]
) -> dict[str, Column]:
    """Everybody's id, market and orders; who has no market sees the shop's own currency and no country."""
    import numpy as np

    markets = [view.shop.market_of(country, language) for country, language in homes]
    home = np.fromiter((row[1] for row in rows), dtype=np.int64, count=len(rows))
    orders = np.fromiter((row[2] for row in rows), dtype=np.int64, count=len(rows))
    counts, places = np.unique(orders, return_inverse=True)
    return {
        "customer_id": Column([row[0] for row in rows], np.arange(len(rows))),
        "country": Column([market.country if market else "" for market in markets], home),
        "currency": Column([market.currency if market else view.shop.currency for market in markets], home),
        "orders": Column([int(count) for count in counts], places),
        "returning": Column([False, True], (orders > 0).astype(np.int64)),
    }


def _inside(ids: Collection[str], places: Mapping[str, int]) -> NDArray[np.bool_]:
    import numpy as np

    inside = np.zeros(len(places), dtype=np.bool_)
    inside[[places[id_] for id_ in ids if id_ in places]] = True
    return inside


def _used(view: ShopView, promotions: Sequence[Promotion], places: Mapping[str, int]) -> dict[str, NDArray[np.int64]]:
    import numpy as np

    used = {item.id: np.zeros(len(places), dtype=np.int64) for item in promotions}
    for customer, promotion, count in times_used_by_anybody(view, promotions) if promotions else ():
        if customer in places:
            used[promotion][places[customer]] = count
    return used
