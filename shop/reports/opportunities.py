"""Opportunities: whom there is a reason to write to now, how many may be contacted, and what they are worth."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from shop.consent import Funnel, eligible
from shop.evidence import Evidence, MoneyValue, NumberValue, TextValue, Value
from shop.money import Money
from shop.portraits import Forecast
from shop.reason import REASON_KINDS, Reason, ReasonKind
from shop.reasons import find
from shop.record import CHANNELS, Channel, Record
from shop.reports.words import reason_words
from shop.segments.history import ensure_buyers
from shop.store.view import ShopView

MOST_EXAMPLES = 3
EVERYONE = "everyone"
_SEGMENTS: dict[ReasonKind, str] = {
    "cart_left": "cart_left",
    "price_fell": "wishlist_price_fell",
    "back_in_stock": "back_in_stock",
    "replenishment_due": "replenishment_due",
    "lapsing": "lapsing",
}
"""The built-in segment of a reason; of others a campaign to everyone with that reason writes to the same people."""

Forecasts = Callable[[Sequence[str]], Mapping[str, Forecast]]
"""Returns what a churn model says of customers, by id; who has no forecast is missing."""


class Opportunity(Record):
    """One reason to write now, and its audience.

    `first` of the customers have no stronger reason. `spend` is what they spent so far; `expected` what the churn
    model expects of those `forecast` in its horizon, None without a model. Both in the base currency. The figures
    stand in evidence F1 …, examples of the reason in W1 … (`example_ids` are their customers, in order).
    """

    kind: ReasonKind
    title: dict[str, str]
    customers: int
    first: int
    funnels: tuple[Funnel, ...]
    spend: Money
    expected: Money | None
    forecast: int
    segment: str
    command: str
    evidence: tuple[Evidence, ...]
    example_ids: tuple[str, ...]


class Opportunities(Record):
    """All of them, the strongest reason first."""

    as_of: datetime
    sample: bool
    items: tuple[Opportunity, ...]


def opportunities(
    view: ShopView, state: sqlite3.Connection, channels: Sequence[Channel] = CHANNELS, churn: Forecasts | None = None
) -> Opportunities:
    """Return every reason that somebody has now; `channels` are those whose funnels are asked for."""
    found = {kind: find(view, kind) for kind in REASON_KINDS}
    people = {kind: sorted({reason.customer_id for reason in reasons}) for kind, reasons in found.items()}
    spent = _spent(view, sorted({id_ for ids in people.values() for id_ in ids}))
    forecasts = churn(sorted(spent)) if churn is not None else None
    items, stronger = [], set[str]()
    for kind in REASON_KINDS:
        if people[kind]:
            funnels = tuple(eligible(view, state, people[kind], channel).funnel for channel in channels)
            worth = _worth(view, people[kind], spent, forecasts)
            first = len(set(people[kind]) - stronger)
            items.append(_opportunity(view, kind, found[kind], funnels, worth, first))
            stronger |= set(people[kind])
    return Opportunities(as_of=view.at, sample=view.shop.sample, items=tuple(items))


class Worth(Record):
    """What an audience is worth; `spend` and `expected` as in Opportunity."""

    customers: int
    spend: Money
    expected: Money | None
    forecast: int


def _worth(
    view: ShopView, ids: Collection[str], spent: Mapping[str, Decimal], forecasts: Mapping[str, Forecast] | None
) -> Worth:
    currency = view.shop.currency
    spend = sum((spent[id_] for id_ in ids), Decimal(0))
    values = [forecasts[id_].expected_value for id_ in ids if id_ in forecasts] if forecasts else []
    known = [value.amount for value in values if value is not None]
    expected = Money(amount=sum(known, Decimal(0)), currency=currency).rounded() if known else None
    total = Money(amount=spend, currency=currency).rounded()
    return Worth(customers=len(ids), spend=total, expected=expected, forecast=len(known))


def _opportunity(
    view: ShopView,
    kind: ReasonKind,
    found: Sequence[Reason],
    funnels: tuple[Funnel, ...],
    worth: Worth,
    first: int,
) -> Opportunity:
    segment = _SEGMENTS.get(kind, EVERYONE)
    best = max(funnels, key=lambda one: one.eligible, default=None)
    channel = f" --channel {best.channel}" if best else ""
    examples = _examples(found)
    proofs = [_figures(view, worth, funnels, first), *(_proof(view, n, one) for n, one in enumerate(examples, 1))]
    return Opportunity(
        kind=kind, title=reason_words(kind), customers=worth.customers, first=first, funnels=funnels,
        spend=worth.spend, expected=worth.expected, forecast=worth.forecast, segment=segment,
        command=f"copilot campaign create {kind.replace('_', '-')} --segment {segment}{channel} --reason {kind}",
        evidence=tuple(proofs), example_ids=tuple(one.customer_id for one in examples),
    )  # fmt: skip


def _examples(found: Sequence[Reason]) -> list[Reason]:
    """Return the most recent reasons, of different customers."""
    by_customer: dict[str, Reason] = {}
    for reason in found:
        by_customer.setdefault(reason.customer_id, reason)
    return list(by_customer.values())[:MOST_EXAMPLES]


def _figures(view: ShopView, worth: Worth, funnels: Sequence[Funnel], first: int) -> Evidence:
    fields: dict[str, Value] = {
        "customers": NumberValue(number=Decimal(worth.customers)),
        "first": NumberValue(number=Decimal(first)),
        "spend": MoneyValue(money=worth.spend.amount, currency=worth.spend.currency),
        **{f"eligible_{one.channel}": NumberValue(number=Decimal(one.eligible)) for one in funnels},
    }
    source = "reasons of the store; consent funnel; orders paid and not cancelled, after refunds, without shipping"
    if worth.expected is not None:
        fields["expected"] = MoneyValue(money=worth.expected.amount, currency=worth.expected.currency)
        source += f"; churn forecasts of {worth.forecast} customers"
    return Evidence(id="F1", kind="figure", fields=fields, source=source, as_of=view.at)


def _proof(view: ShopView, number: int, reason: Reason) -> Evidence:
    about: dict[str, Value] = {"product": TextValue(text=reason.product_id)} if reason.product_id else {}
    fields = {"kind": TextValue(text=reason.kind), **about, **reason.facts}
    return Evidence(id=f"W{number}", kind="reason", fields=fields, source=reason.source, as_of=view.at)


def _spent(view: ShopView, ids: Sequence[str]) -> dict[str, Decimal]:
    """Return the spend of each customer, 0 of who never bought."""
    ensure_buyers(view)
    rows = view.rows(
        """SELECT customer_id, coalesce(b.spend, 0) FROM customers LEFT JOIN buyers b USING (customer_key)
           WHERE customer_id IN (SELECT unnest($ids::VARCHAR[]))""",
        {"ids": list(ids)},
    )
    return dict(rows)
