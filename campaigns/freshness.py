"""Whether the facts of a composed message still hold: they are looked up again before anything leaves.

Compared are product, price, stock, offer, code and priced basket, and the amounts that the reason for writing names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from campaigns.plan import CampaignPlan
from campaigns.reservations import codes_of, taken_codes
from shop.evidence import CodeValue, Evidence, MoneyValue, PercentValue, Value
from shop.types import Message
from tools.brief import BriefRequest, gather

if TYPE_CHECKING:
    from shop.store.view import ShopView
    from tools.message_brief import MessageBrief

Why = Literal["price", "stock", "offer", "code", "product", "reason"]
"""What differs now; `reason`: there is none of that kind any more to write to this person."""

_BATCH = 200
_ROLES: Mapping[Why, tuple[str, ...]] = {
    "product": ("name", "variant"),
    "price": ("price", "from_price", "list_price"),
    "stock": ("stock", "in_stock"),
}
"""What is asked first, by role: another product would be shown today, then its price, then its stock."""
_FREE = "SELECT code, pool, assigned_to FROM codes WHERE used_at IS NULL"


class _Codes:
    """Single-use codes that nobody used yet."""

    def __init__(self, view: ShopView) -> None:
        self._free = {code: (pool, owner) for code, pool, owner in view.rows(_FREE)}

    def stand(self, then: str, now: str, customer: str) -> bool:
        """Return whether a promised code may still be used where another one might be given out today."""
        if then == now:
            return True
        pool, owner = self._free.get(then, ("", ""))
        return bool(pool) and owner in ("", customer) and self._free.get(now, ("", ""))[0] == pool


def stale(view: ShopView, state: sqlite3.Connection, plan: CampaignPlan, messages: Sequence[Message]) -> dict[str, Why]:
    """Return by message id what no longer holds as of the view; messages that still hold are not in it."""
    codes, found = _Codes(view), {}
    fresh = _gathered_again(view, state, plan, messages)
    for message in messages:
        brief = fresh.get(message.customer_id)
        why = "reason" if brief is None else _difference(message, brief, codes)
        if why:
            found[message.id] = why
    return found


def _gathered_again(
    view: ShopView, state: sqlite3.Connection, plan: CampaignPlan, messages: Sequence[Message]
) -> dict[str, MessageBrief]:
    """Gather the evidence for the same reasons as the messages have, by customer."""
    taken = taken_codes(state, plan.id)
    found: dict[str, MessageBrief] = {}
    for reason, ids in _by_reason(messages):
        request = BriefRequest.model_validate({
            "campaign_id": plan.id, "segment": plan.segment, "channel": plan.channel, "reason": reason,
            "language": plan.language, "offers": plan.offers, "taken_codes": taken,
        })  # fmt: skip
        briefs = gather(view, ids, request).briefs
        taken += codes_of(briefs)
        found |= {brief.customer_id: brief for brief in briefs}
    return found


def _by_reason(messages: Sequence[Message]) -> Iterator[tuple[str, list[str]]]:
    kinds: dict[str, list[str]] = {}
    for message in messages:
        kinds.setdefault(message.goal, []).append(message.customer_id)
    for kind, ids in kinds.items():
        yield from ((kind, ids[start : start + _BATCH]) for start in range(0, len(ids), _BATCH))


def _difference(message: Message, brief: MessageBrief, codes: _Codes) -> Why | None:
    for item in message.evidence:
        now = brief.evidence.get(item.id)
        why = _changed(item, now)
        if why is None and now is not None and not _codes_stand(item, now, message.customer_id, codes):
            why = "code"
        if why:
            return why
    return None


def _changed(then: Evidence, now: Evidence | None) -> Why | None:
    """Return what differs between two states of one piece of evidence, codes aside."""
    before, after = _facts(then), _facts(now) if now else {}
    if before == after:
        return None
    if then.kind != "product":
        return "price" if then.kind == "reason" else "offer"
    return next((why for why, roles in _ROLES.items() if _part(before, roles) != _part(after, roles)), "product")


def _part(facts: Mapping[str, object], roles: Sequence[str]) -> dict[str, object]:
    return {role: facts[role] for role in roles if role in facts}


def _facts(item: Evidence) -> dict[str, object]:
    """Return what is compared: all of a product and an offer, the amounts of a reason, nothing else."""
    told = {role: value for role, value in item.fields.items() if not isinstance(value, CodeValue)}
    if item.kind == "product":
        return dict(told)
    if item.kind in ("offer", "basket"):
        return {**told, "source": item.source}
    return {role: value for role, value in told.items() if item.kind == "reason" and _is_amount(value)}


def _is_amount(value: Value) -> bool:
    return isinstance(value, MoneyValue | PercentValue)


def _codes_stand(then: Evidence, now: Evidence, customer: str, codes: _Codes) -> bool:
    after = {role: value.code for role, value in now.fields.items() if isinstance(value, CodeValue)}
    before = {role: value.code for role, value in then.fields.items() if isinstance(value, CodeValue)}
    return before.keys() == after.keys() and all(
        codes.stand(code, after[role], customer) for role, code in before.items()
    )
