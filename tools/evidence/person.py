"""Evidence C and W: the customer of this message, and the one reason for writing now."""

from __future__ import annotations

from datetime import datetime

from shop.evidence import DateValue, DaysValue, Evidence, NumberValue, TextValue, Value
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


def reason_evidence(reason: Reason, at: datetime) -> Evidence:
    """Return the reason with the facts that it rests on."""
    fields: dict[str, Value] = {"kind": TextValue(text=reason.kind), **reason.facts}
    return Evidence(id="W1", kind="reason", fields=fields, source=reason.source, as_of=at)
