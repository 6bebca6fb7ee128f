"""Who placed the orders of a piece: their facts at the order as columns, and the groups that they belong to today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shop.promotions.context import OfferContext
from shop.promotions.crowd import People, column_of
from shop.segments.lifecycle import ensure_stages
from shop.segments.rfm import ensure_rfm
from shop.simulation.past import PastOrder
from shop.store.view import ShopView

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_THEM = """
SELECT c.customer_key, c.customer_id, c.country, c.language, c.birthday, c.tier, c.tags, s.stage, r.cell
FROM customers c LEFT JOIN stages s USING (customer_key) LEFT JOIN rfm_scores r USING (customer_key)
WHERE c.customer_key IN (SELECT unnest($keys::INTEGER[]))"""


class Shopper(NamedTuple):
    """A customer of the shop, as far as promotions ask: `groups` are tier and tags, `country` that of their market."""

    customer_id: str
    country: str
    birthday: object
    groups: tuple[str, ...]
    stage: str
    cell: str


GUEST = Shopper("", "", None, (), "guest", "guest")


class Shoppers:
    """Reads the customers of orders; `members` are the ids in every segment that promotions ask about."""

    def __init__(self, view: ShopView, members: Mapping[str, Collection[str]], base: OfferContext) -> None:
        self._view, self._base = view, base
        self._members = {name: frozenset(ids) for name, ids in sorted(members.items())}
        ensure_stages(view)
        ensure_rfm(view)

    def of(self, orders: Sequence[PastOrder]) -> dict[int, Shopper]:
        """Return the customers of these orders by their key."""
        keys = sorted({order.customer_key for order in orders if order.customer_key is not None})
        found = {}
        for key, id_, country, language, birthday, tier, tags, stage, cell in self._view.rows(_THEM, {"keys": keys}):
            market = self._view.shop.market_of(country, language)
            groups = tuple(sorted({*tags, *([tier] if tier else [])}))
            here = market.country if market else ""
            found[key] = Shopper(id_, here, birthday, groups, stage or "prospect", cell or "none")
        return found

    def people(self, orders: Sequence[PastOrder], them: Mapping[int, Shopper]) -> People:
        """Return one row for every order: the moment, the place, and what was known of the customer then.

        Segments and groups are those of today. A guest's earlier orders are not known.
        """
        who = [GUEST if order.customer_key is None else them.get(order.customer_key, GUEST) for order in orders]
        columns = {
            "at": column_of(order.placed_at for order in orders),
            "currency": column_of(order.currency for order in orders),
            "country": column_of(order.country or one.country for order, one in zip(orders, who, strict=True)),
            "orders": column_of(order.earlier for order in orders),
            "birthday": column_of(one.birthday for one in who),
            "customer_id": column_of(one.customer_id for one in who),
        }
        named = sorted({name for one in who for name in one.groups})
        groups = {name: self._flags(name in one.groups for one in who) for name in named}
        segments = {name: self._flags(one.customer_id in ids for one in who) for name, ids in self._members.items()}
        return People(len(orders), self._base, columns, segments=segments, groups=groups)

    @staticmethod
    def _flags(flags: object) -> NDArray[np.bool_]:
        import numpy as np

        found: NDArray[np.bool_] = np.fromiter(flags, dtype=np.bool_)  # type: ignore[call-overload]
        return found
