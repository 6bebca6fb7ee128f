"""How customers of the shop stand towards its promotions: the one place where their contexts are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shop.promotions.conditions import segments_asked
from shop.promotions.context import OfferContext
from shop.promotions.crowd.reading import read_people
from shop.record import Channel
from shop.store.view import ShopView
from shop.types import Promotion


def asked_members(view: ShopView, promotions: Iterable[Promotion]) -> dict[str, list[str]]:
    """Return the members of every segment that the promotions ask about, saved ones included.

    Raises NotFound for a segment that does not exist.
    """
    from shop.segments.builtin import members

    asked = sorted({name for promotion in promotions for name in segments_asked(promotion)})
    return {name: members(view, name, view.state) for name in asked}


def standing(
    view: ShopView, promotions: Sequence[Promotion], customer_ids: Sequence[str], channel: Channel
) -> dict[str, OfferContext]:
    """Return by id what promotions may ask about each of these customers as of `view.at`.

    Market, orders, segments, groups (tier and tags), birthday, attributes, and uses as seen from the codes on orders.
    Budgets and what was promised elsewhere are not looked at; who is not a customer is missing.
    """
    ids = sorted(set(customer_ids))
    people = read_people(view, promotions, channel, asked_members(view, promotions), ids)
    found = (people.context(row) for row in range(people.size))
    return {context.customer_id: context for context in found}
