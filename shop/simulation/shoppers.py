"""Who placed the orders of a piece: their facts at the order as columns, and the groups that they belong to today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shop.promotions.context import OfferContext
from shop.promotions.crowd import People, column_of
from shop.promotions.crowd.profile import NOBODY, Profile, profiles
from shop.promotions.crowd.reading import attributes, birthdays, groups
from shop.segments.lifecycle import ensure_stages
from shop.segments.rfm import ensure_rfm
from shop.simulation.past import PastOrder
from shop.store.view import ShopView
from shop.types import Promotion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_THEM = """
SELECT c.customer_key, c.customer_id, c.country, c.language, s.stage, r.cell
FROM customers c LEFT JOIN stages s USING (customer_key) LEFT JOIN rfm_scores r USING (customer_key)
WHERE c.customer_key IN (SELECT unnest($keys::INTEGER[]))"""


class Shopper(NamedTuple):
    """A customer of the shop, as far as promotions ask; `country` is that of their market."""

    customer_id: str
    country: str
    profile: Profile
    stage: str
    cell: str


GUEST = Shopper("", "", NOBODY, "guest", "guest")


class Shoppers:
    """Reads the customers of orders; `members` are the ids in every segment that `promotions` ask about."""

    def __init__(
        self,
        view: ShopView,
        promotions: Sequence[Promotion],
        members: Mapping[str, Collection[str]],
        base: OfferContext,
    ) -> None:
        self._view, self._promotions, self._base = view, promotions, base
        self._members = {name: frozenset(ids) for name, ids in sorted(members.items())}
        ensure_stages(view)
        ensure_rfm(view)

    def of(self, orders: Sequence[PastOrder]) -> dict[int, Shopper]:
        """Return the customers of these orders by their key."""
        keys = sorted({order.customer_key for order in orders if order.customer_key is not None})
        found = {}
        rows = self._view.rows(_THEM, {"keys": keys})
        known = profiles(self._view, self._promotions, [row[1] for row in rows])
        for key, id_, country, language, stage, cell in rows:
            market = self._view.shop.market_of(country, language)
            here, profile = market.country if market else "", known.get(id_, NOBODY)
            found[key] = Shopper(id_, here, profile, stage or "prospect", cell or "none")
        return found

    def people(self, orders: Sequence[PastOrder], them: Mapping[int, Shopper]) -> People:
        """Return one row for every order: the moment, the place, and what was known of the customer then.

        Segments, groups and attributes are those of today. A guest's earlier orders are not known.
        """
        who = [GUEST if order.customer_key is None else them.get(order.customer_key, GUEST) for order in orders]
        them_now = [one.profile for one in who]
        columns = {
            "at": column_of(order.placed_at for order in orders),
            "currency": column_of(order.currency for order in orders),
            "country": column_of(order.country or one.country for order, one in zip(orders, who, strict=True)),
            "orders": column_of(order.earlier for order in orders),
            "customer_id": column_of(one.customer_id for one in who),
            **birthdays(them_now),
        }
        segments = {name: self._flags(one.customer_id in ids for one in who) for name, ids in self._members.items()}
        return People(
            len(orders), self._base, columns, attributes(them_now), segments=segments, groups=groups(them_now)
        )  # fmt: skip

    @staticmethod
    def _flags(flags: object) -> NDArray[np.bool_]:
        import numpy as np

        found: NDArray[np.bool_] = np.fromiter(flags, dtype=np.bool_)  # type: ignore[call-overload]
        return found
