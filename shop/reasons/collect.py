"""All kinds of reasons together, in the order in which they are used: the strongest kind, then the most recent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from shop.errors import NotFound
from shop.reason import REASON_KINDS, Reason, ReasonKind
from shop.reasons.back_in_stock import back_in_stock
from shop.reasons.cart_left import cart_left
from shop.reasons.found import Found
from shop.reasons.lapsing import lapsing
from shop.reasons.new_in_category import new_in_category
from shop.reasons.price_fell import price_fell
from shop.reasons.replenishment_due import replenishment_due
from shop.reasons.scope import prepare
from shop.store.view import ShopView

_FINDERS: dict[ReasonKind, Callable[[ShopView], list[Found]]] = {
    "cart_left": cart_left,
    "price_fell": price_fell,
    "back_in_stock": back_in_stock,
    "replenishment_due": replenishment_due,
    "lapsing": lapsing,
    "new_in_category": new_in_category,
}


def reasons(view: ShopView, ids: Sequence[str]) -> dict[str, list[Reason]]:
    """Return each asked customer's reasons, strongest kind first, then most recent, then by product id.

    Every id asked is a key, also unknown ones and those without a reason. Who objects to profiling only gets what
    they asked for themselves (a stock alert).
    """
    prepare(view, ids)
    found: dict[str, list[Reason]] = {id_: [] for id_ in ids}
    for kind in REASON_KINDS:
        for reason in _newest_first(_FINDERS[kind](view)):
            found[reason.customer_id].append(reason)
    return found


def find(view: ShopView, kind: ReasonKind) -> list[Reason]:
    """Return the reasons of one kind of all customers, most recent first; raises NotFound for an unknown kind."""
    if kind not in _FINDERS:
        raise NotFound("kind of reason", kind, REASON_KINDS)
    prepare(view, None)
    return _newest_first(_FINDERS[kind](view))


def _newest_first(found: Iterable[Found]) -> list[Reason]:
    def order(item: Found) -> tuple[int, str, str]:
        return -item.day.toordinal(), item.reason.product_id or "", item.reason.customer_id

    return [item.reason for item in sorted(found, key=order)]
