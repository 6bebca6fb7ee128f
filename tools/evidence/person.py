"""Evidence C and W: the customer of this message, and the one reason for writing now."""

from __future__ import annotations

from datetime import datetime

from shop.evidence import BoolValue, DateValue, DaysValue, Evidence, NumberValue, TextValue, Value
from shop.people import greeting_name
from shop.portraits import Portrait
from shop.reason import Reason
from shop.record import Language
from shop.types import Customer


def customer_evidence(customer: Customer, portrait: Portrait | None, language: Language, at: datetime) -> Evidence:
    """Return what may be said to the customer about themselves: a usable name, and their own orders."""
    fields: dict[str, Value] = {}
    name = greeting_name(customer, language)
    if name:
        fields = {"first_name": TextValue(text=name), "nick": TextValue(text=name)}
    if portrait is not None and portrait.last_order is not None:
        fields["last_bought"] = DateValue(date=portrait.last_order)
        fields["orders"] = NumberValue(number=portrait.orders)
        if portrait.rhythm_days is not None:
            fields["rhythm_days"] = DaysValue(days=round(portrait.rhythm_days))
    return Evidence(id="C", kind="customer", fields=fields, source="customers, orders", as_of=at)


OTHERS_RHYTHM = {"rhythm_days": "usual_days", "due_on": "usual_due_on"}
"""Roles of a rhythm that is not the customer's own but that of all buyers: "you buy it every …" would be untrue."""


OF_THE_OFFER = frozenset(("code", "promotion"))
"""Facts of a reason that only the offer may state, next to its conditions."""


def reason_evidence(reason: Reason, at: datetime) -> Evidence:
    """Return the reason with the facts that it rests on."""
    facts = reason.facts
    if facts.get("own_rhythm") == BoolValue(bool=False):
        facts = {OTHERS_RHYTHM.get(role, role): value for role, value in facts.items()}
    told = {role: value for role, value in facts.items() if role not in OF_THE_OFFER}
    fields: dict[str, Value] = {"kind": TextValue(text=reason.kind), **told}
    return Evidence(id="W1", kind="reason", fields=fields, source=reason.source, as_of=at)
