"""What finished messages promise: whether their codes are still their recipients', and giving it for good at export."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from shop.budgets import CodePools, RowOffer, RunRows, fill_from, take_over
from shop.budgets.decision import decision
from shop.evidence import CodeValue, Evidence, MoneyValue
from shop.money import Money
from shop.promotions import load
from shop.promotions.stated import most_off
from shop.types import Message, Promotion

if TYPE_CHECKING:
    from campaigns.freshness import Why
    from shop.store.view import ShopView

_SOURCE = "promotions.json:"


class _Promised(NamedTuple):
    message: Message
    promotion: Promotion
    code: str
    row: RowOffer


def named_offer(message: Message) -> tuple[str, str] | None:
    """Return the promotion that a message offers and its code ("" for none), or None where it offers nothing."""
    item = _evidence(message, "offer")
    if item is None:
        return None
    code = item.fields.get("code")
    return item.source.removeprefix(_SOURCE), code.code if isinstance(code, CodeValue) else ""


def tells_offer(message: Message) -> bool:
    """Return whether the text names its offer: a short one may have no room for it, and then promises nothing."""
    return "[[O1." in message.draft.model_dump_json()


def lost_codes(view: ShopView, state: sqlite3.Connection, messages: Sequence[Message]) -> set[str]:
    """Return the messages (their ids) whose single-use code is used by now, or another's.

    A code that nobody holds because its time ran out is not lost yet: giving it decides.
    """
    fill_from(view, state)
    take_over(state)
    pools = CodePools(state)
    lost = set()
    for one in _promised(view, messages):
        pool = one.promotion.code_pool
        if pool and pools.code_of(pool, one.message.customer_id) != one.code and not pools.is_free(pool, one.code):
            lost.add(one.message.id)
    return lost


def settle_offers(
    view: ShopView, state: sqlite3.Connection, run: str, messages: Sequence[Message], at: datetime
) -> dict[str, Why]:
    """Give what the messages offer for good, in one transaction; by message id what could not be given."""
    rows = RunRows(state, view.zone, run)
    gone: dict[str, Why] = {}
    with decision(state):
        for one in _promised(view, messages):
            if rows.settle(one.row, one.code, at) is not None:
                gone[one.message.id] = "code" if one.promotion.code_pool else "offer"
    return gone


def _promised(view: ShopView, messages: Sequence[Message]) -> Iterator[_Promised]:
    promotions = {item.id: item for item in load(view)}
    for message in messages:
        named = named_offer(message)
        promotion = promotions.get(named[0]) if named else None
        if named and promotion and tells_offer(message):
            row = RowOffer(message.customer_id, promotion, _amount(message, promotion))
            yield _Promised(message, promotion, named[1], row)


def _amount(message: Message, promotion: Promotion) -> Money:
    """Return what was reserved: the most that the promotion takes off, else what it takes off the product told."""
    most, basket = most_off(promotion), _evidence(message, "basket")
    saving = basket.fields.get("saving") if basket else None
    if most is None and isinstance(saving, MoneyValue):
        most = saving.money
    return Money(amount=most or 0, currency=promotion.currency)


def _evidence(message: Message, kind: str) -> Evidence | None:
    return next((item for item in message.evidence if item.kind == kind), None)
