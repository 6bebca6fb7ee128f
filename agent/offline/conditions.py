"""What holds for one brief: the conditions that phrases may ask for, each proven by a field of the evidence."""

from __future__ import annotations

from decimal import Decimal

from shop.evidence import BoolValue, DateValue, EvidenceSet, MoneyValue, NumberValue, PercentValue, Value
from tools.message_brief import MessageBrief

CRITICAL_RATING = Decimal(3)
"""A review of three stars or fewer names a drawback; it is introduced as such."""

CONDITIONS: dict[str, str] = {
    "in_stock": "P1 is in stock, by count or else by flag",
    "percent_off": "the offer is a percentage",
    "money_off": "the offer is an amount of money",
    "automatic_promotion": "a promotion without code runs for P1 and this customer",
    "one_use": "a customer may use the offer once",
    "several_uses": "a customer may use the offer more than once, and not without limit",
    "every": "the offer repeats for every multiple of its threshold",
    "saves": "P1 alone, with the offer, costs less than without",
    "short_of_threshold": "P1 alone does not reach the offer's threshold",
    "bought_together": "other people's orders hold P1 and P2 together",
    "critical_review": "the quoted review has three stars or fewer",
    "several_orders": "the customer ordered more than once",
    "due_passed": "the day on which a refill was due is over",
    "brand_line": "the brand book has an approved line",
}
"""Every condition besides evidence ids (`O1`: there is an offer), fields (`R1.author`) and the reason (`lapsing`)."""


def conditions(brief: MessageBrief) -> frozenset[str]:
    """Return the names of all conditions that hold for `brief`."""
    evidence = brief.evidence
    present = {item.id for item in evidence.evidence} | {brief.reason}
    return frozenset(present | _product(evidence) | _offer(evidence) | _people(evidence) | _moment(evidence))


def _field(evidence: EvidenceSet, id_: str, field: str) -> Value | None:
    item = evidence.get(id_)
    return item.fields.get(field) if item else None


def _amount(value: Value | None) -> Decimal | None:
    if isinstance(value, MoneyValue):
        return value.money
    return value.number if isinstance(value, NumberValue) else None


def _more_than(value: Value | None, least: int) -> bool:
    amount = _amount(value)
    return amount is not None and amount > least


def _true(value: Value | None) -> bool:
    return isinstance(value, BoolValue) and value.bool


def _product(evidence: EvidenceSet) -> set[str]:
    count = _amount(_field(evidence, "P1", "stock"))
    held = {
        "in_stock": count > 0 if count is not None else _true(_field(evidence, "P1", "in_stock")),
        "automatic_promotion": _true(_field(evidence, "P1", "automatic_promotion")),
        "bought_together": _true(_field(evidence, "P2", "bought_together")),
        "brand_line": any(item.id[0] == "B" and "line" in item.fields for item in evidence.evidence),
    }
    return {name for name, holds in held.items() if holds}


def _offer(evidence: EvidenceSet) -> set[str]:
    reduction = _field(evidence, "O1", "reduction")
    price = _amount(_field(evidence, "P1", "price"))
    threshold = _amount(_field(evidence, "O1", "threshold"))
    uses = _amount(_field(evidence, "O1", "per_customer"))
    held = {
        "one_use": uses == 1,
        "several_uses": uses is not None and uses > 1,
        "percent_off": isinstance(reduction, PercentValue),
        "money_off": isinstance(reduction, MoneyValue),
        "every": _true(_field(evidence, "O1", "every")),
        "saves": _more_than(_field(evidence, "Q1", "saving"), 0),
        "short_of_threshold": price is not None and threshold is not None and price < threshold,
    }
    return {name for name, holds in held.items() if holds}


def _people(evidence: EvidenceSet) -> set[str]:
    rating = _amount(_field(evidence, "R1", "rating"))
    orders = _field(evidence, "W1", "orders") or _field(evidence, "C", "orders")
    held = {
        "critical_review": rating is not None and rating <= CRITICAL_RATING,
        "several_orders": _more_than(orders, 1),
    }
    return {name for name, holds in held.items() if holds}


def _moment(evidence: EvidenceSet) -> set[str]:
    reason = evidence.get("W1")
    due = (reason.fields.get("due_on") or reason.fields.get("usual_due_on")) if reason else None
    passed = reason is not None and isinstance(due, DateValue) and due.date < reason.as_of.date()
    return {"due_passed"} if passed else set()
