"""Whether the facts of a composed message still hold: they are looked up again before anything leaves.

Compared are product, price, reference price, stock, offer, code and priced basket, and the amounts that the reason for
writing names.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from campaigns.offers import lost_codes, named_offer
from campaigns.plan import CampaignPlan
from shop.evidence import Evidence, MoneyValue, PercentValue, Value
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
    "price": ("price", "from_price", "list_price", "reference_price", "reference_since", "reference_percent"),
    "stock": ("stock", "in_stock"),
}
"""What is asked first, by role: another product would be shown today, then its price, then its stock."""


def stale(view: ShopView, state: sqlite3.Connection, plan: CampaignPlan, messages: Sequence[Message]) -> dict[str, Why]:
    """Return by message id what no longer holds as of the view; messages that still hold are not in it.

    What is offered is not chosen anew: the promotion that a message names is judged and priced again, and its code must
    still be the customer's.
    """
    found: dict[str, Why] = {}
    fresh = _gathered_again(view, plan, messages)
    lost = lost_codes(view, state, messages)
    for message in messages:
        brief = fresh.get(message.customer_id)
        why = "reason" if brief is None else _difference(message, brief)
        if why is None and message.id in lost:
            why = "code"
        if why:
            found[message.id] = why
    return found


def _gathered_again(view: ShopView, plan: CampaignPlan, messages: Sequence[Message]) -> dict[str, MessageBrief]:
    """Gather the evidence for the same reasons and offers as the messages have, by customer."""
    pinned = {message.customer_id: named_offer(message) for message in messages}
    found: dict[str, MessageBrief] = {}
    for reason, ids in _by_reason(messages):
        request = BriefRequest.model_validate({
            "campaign_id": plan.id, "segment": plan.segment, "channel": plan.channel, "reason": reason,
            "language": plan.language, "offers": plan.offers,
        })  # fmt: skip
        found |= {brief.customer_id: brief for brief in gather(view, ids, request, pinned=pinned).briefs}
    return found


def _by_reason(messages: Sequence[Message]) -> Iterator[tuple[str, list[str]]]:
    kinds: dict[str, list[str]] = {}
    for message in messages:
        kinds.setdefault(message.goal, []).append(message.customer_id)
    for kind, ids in kinds.items():
        yield from ((kind, ids[start : start + _BATCH]) for start in range(0, len(ids), _BATCH))


def _difference(message: Message, brief: MessageBrief) -> Why | None:
    return next((why for item in message.evidence if (why := _changed(item, brief.evidence.get(item.id)))), None)


def _changed(then: Evidence, now: Evidence | None) -> Why | None:
    """Return what differs between two states of one piece of evidence."""
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
    if item.kind == "product":
        return dict(item.fields)
    if item.kind in ("offer", "basket"):
        return {**item.fields, "source": item.source}
    return {role: value for role, value in item.fields.items() if item.kind == "reason" and _is_amount(value)}


def _is_amount(value: Value) -> bool:
    return isinstance(value, MoneyValue | PercentValue)
