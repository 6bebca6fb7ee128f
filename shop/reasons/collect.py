"""All kinds of reasons together, in the order in which they are used: the strongest kind, then the most recent."""

from __future__ import annotations

from collections.abc import Sequence

from shop.errors import NotFound
from shop.reason import REASON_KINDS, Reason, ReasonKind
from shop.reasons.anniversary import ANNIVERSARY
from shop.reasons.back_in_stock import BACK_IN_STOCK
from shop.reasons.campaign_running import CAMPAIGN_RUNNING
from shop.reasons.cart_left import CART_LEFT
from shop.reasons.found import Found, Kind
from shop.reasons.lapsing import LAPSING
from shop.reasons.new_in_category import NEW_IN_CATEGORY
from shop.reasons.offer_ends import OFFER_ENDS
from shop.reasons.price_fell import PRICE_FELL
from shop.reasons.replenishment_due import REPLENISHMENT_DUE
from shop.reasons.scope import prepare
from shop.store.view import ShopView

_KINDS: dict[ReasonKind, Kind] = {
    "cart_left": CART_LEFT,
    "price_fell": PRICE_FELL,
    "back_in_stock": BACK_IN_STOCK,
    "campaign_running": CAMPAIGN_RUNNING,
    "replenishment_due": REPLENISHMENT_DUE,
    "offer_ends": OFFER_ENDS,
    "lapsing": LAPSING,
    "anniversary": ANNIVERSARY,
    "new_in_category": NEW_IN_CATEGORY,
}


def reasons(view: ShopView, ids: Sequence[str]) -> dict[str, list[Reason]]:
    """Return each asked customer's reasons, strongest kind first, then most recent, then by product id.

    Every id asked is a key, also unknown ones and those without a reason. Who objects to profiling only gets what
    they asked for themselves (a stock alert).
    """
    prepare(view, ids)
    found: dict[str, list[Reason]] = {id_: [] for id_ in ids}
    for kind in REASON_KINDS:
        for reason in _answers(view, _KINDS[kind]):
            found[reason.customer_id].append(reason)
    return found


def find(view: ShopView, kind: ReasonKind) -> list[Reason]:
    """Return the reasons of one kind of all customers, most recent first; raises NotFound for an unknown kind."""
    known = _kind(kind)
    prepare(view, None)
    return _answers(view, known)


def who(view: ShopView, kind: ReasonKind) -> list[str]:
    """Return the sorted ids of all customers with a reason of the kind, without making the reasons."""
    known = _kind(kind)
    prepare(view, None)
    question = known.ask(view)
    return [
        row[0] for row in view.rows(f"SELECT DISTINCT customer_id FROM ({question.sql}) ORDER BY ALL", question.params)
    ]


def _kind(name: ReasonKind) -> Kind:
    if name not in _KINDS:
        raise NotFound("kind of reason", name, REASON_KINDS)
    return _KINDS[name]


def _answers(view: ShopView, kind: Kind) -> list[Reason]:
    """Ask, and put the reasons in order: the most recent first, then by product and customer."""
    question = kind.ask(view)
    told = [kind.tell(view, row) for row in view.rows(question.sql, question.params)]
    return [item.reason for item in sorted(told, key=_order)]


def _order(item: Found) -> tuple[int, str, str]:
    return -item.day.toordinal(), item.reason.product_id or "", item.reason.customer_id
