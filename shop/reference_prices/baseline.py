"""The one function that says what a reduction may be measured from; pure, for one variant in one currency.

The reduction began when the present price did: a lower price than the one before it. Where every one of several
falling steps was announced, the first of them counts (art. 6a(5): progressive reductions); else each step stands alone,
which never gives a higher reference. A fall that was only a price change and was never shown as reduced is thus not
joined with what follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shop.money import Money, quantum
from shop.reference_prices.answer import Basis, NoReferenceKind, ReferencePrice, WhyNone
from shop.reference_prices.history import (
    Contradiction,
    Deal,
    PricePoint,
    Stretch,
    days_before,
    stretches,
    utc,
    within,
)
from shop.reference_prices.rules import PriceRule, rule_of


class _Reduction(NamedTuple):
    """The present price, the prices before the reduction, and what else was asked."""

    price: Decimal
    since: datetime
    before: Sequence[Stretch]
    row: Sequence[Stretch]
    at: datetime
    zone: ZoneInfo
    deals: Sequence[Deal] | None
    stated: Decimal | None


class _Baseline(NamedTuple):
    amount: Decimal
    basis: Basis
    start: datetime
    end: datetime


class _None(Exception):
    """There is no baseline."""

    def __init__(self, kind: NoReferenceKind) -> None:
        super().__init__(kind)
        self.kind: NoReferenceKind = kind


def reference_price(
    history: Iterable[PricePoint],
    at: datetime,
    jurisdiction: str,
    *,
    currency: str,
    zone: ZoneInfo,
    deals: Iterable[Deal] | None = None,
    stated: Decimal | None = None,
) -> ReferencePrice | WhyNone:
    """Return what the price at `at` (aware) may be compared with under the law of `jurisdiction`, or why nothing.

    `history` and `deals` are of one variant and all in `currency`; days begin at 00:00 in `zone`. `deals`: None where
    orders are not known. `stated` is a basis that the shop writes next to the price; only laws that ask for one use it.
    What lies after `at` is not looked at. Raises InvalidInput for moments without a zone and negative prices.
    """
    rule = rule_of(jurisdiction)
    if rule is None:
        return WhyNone(kind="unknown_jurisdiction", jurisdiction=jurisdiction)
    known_deals = None if deals is None else [deal._replace(sold_at=utc(deal.sold_at)) for deal in deals]
    try:
        reduction = _reduction(history, utc(at), zone)._replace(deals=known_deals, stated=stated)
        baseline = _by_rule(rule, reduction)
        return _answer(rule, jurisdiction, reduction, baseline, currency)
    except _None as none:
        return WhyNone(kind=none.kind, jurisdiction=jurisdiction, rule=rule.id)


def _reduction(history: Iterable[PricePoint], at: datetime, zone: ZoneInfo) -> _Reduction:
    try:
        row = stretches(history, at)
    except Contradiction:
        raise _None("contradictory") from None
    if not row:
        raise _None("no_history")
    price = row[-1].price
    if price is None:
        raise _None("not_offered")
    first = _first_step(row)
    since = row[first].start
    if since is None or first == 0:
        raise _None("not_reduced")
    if row[first - 1].price is None:
        raise _None("gap")
    if not _falls(row, first):
        raise _None("not_reduced")
    return _Reduction(price, since, row[:first], row, at, zone, None, None)


def _first_step(row: Sequence[Stretch]) -> int:
    """Return where the series of announced, falling steps that the last stretch ends began."""
    step = len(row) - 1
    while row[step].announced and row[step - 1].announced and _falls(row, step) and _falls(row, step - 1):
        step -= 1
    return step


def _falls(row: Sequence[Stretch], index: int) -> bool:
    if index < 1:
        return False
    before, after = row[index - 1].price, row[index].price
    return before is not None and after is not None and after < before


def _by_rule(rule: PriceRule, asked: _Reduction) -> _Baseline:
    if rule.longest_days and asked.since < days_before(asked.at, rule.longest_days, asked.zone):
        raise _None("too_long_ago")
    if rule.kind == "lowest":
        return _lowest_offered(rule, asked)
    if rule.kind == "deal":
        return _deal(rule, asked)
    return _former(rule, asked)


def _lowest_offered(rule: PriceRule, asked: _Reduction) -> _Baseline:
    start = days_before(asked.since, rule.window_days, asked.zone)
    first_known = asked.row[0].start
    if first_known is not None and first_known > start:
        raise _None("history_too_short")
    prices = [item.price for item in within(asked.before, start, asked.since)]
    offered = [price for price in prices if price is not None]
    if len(offered) < len(prices):
        raise _None("gap")
    return _Baseline(min(offered), "lowest_offered", start, asked.since)


def _deal(rule: PriceRule, asked: _Reduction) -> _Baseline:
    start = days_before(asked.since, rule.window_days, asked.zone)
    if asked.stated is not None:
        return _stated(rule, asked, asked.stated)
    earlier = [deal for deal in asked.deals or () if deal.sold_at < asked.since and deal.price > 0]
    recent = [deal.price for deal in earlier if deal.sold_at >= start]
    if recent:
        return _Baseline(min(recent), "lowest_deal", start, asked.since)
    if earlier:
        last = max(deal.sold_at for deal in earlier)
        price = min(deal.price for deal in earlier if deal.sold_at == last)
        return _Baseline(price, "last_deal", last, asked.since)
    return _lowest_offered(rule, asked)


def _stated(rule: PriceRule, asked: _Reduction, stated: Decimal) -> _Baseline:
    start = days_before(asked.since, rule.stated_days, asked.zone)
    held = [item.price for item in within(asked.before, start, asked.since) if item.price is not None]
    if not stated.is_finite() or stated > max(held):
        raise _None("stated_unproven")
    return _Baseline(stated, "stated", start, asked.since)


def _former(rule: PriceRule, asked: _Reduction) -> _Baseline:
    start = days_before(asked.at, rule.window_days, asked.zone)
    former = asked.before[-1].price
    assert former is not None  # else the reduction would have been refused as a gap
    held = timedelta()
    for item in within(asked.row, start, asked.at):
        counts = item.price == former or (rule.or_more and item.price is not None and item.price > former)
        if counts and item.start is not None:
            held += item.end - item.start
    if held < timedelta(days=rule.least_days):
        raise _None("not_long_enough")
    return _Baseline(former, "former", start, asked.at)


def _answer(
    rule: PriceRule, jurisdiction: str, asked: _Reduction, baseline: _Baseline, currency: str
) -> ReferencePrice:
    unit = quantum(currency)
    amount = baseline.amount.quantize(unit, ROUND_FLOOR)
    price = asked.price.quantize(unit, ROUND_CEILING)
    if amount <= price:
        raise _None("not_lower")
    return ReferencePrice(
        amount=Money(amount=amount, currency=currency), price=Money(amount=price, currency=currency),
        percent_off=int(100 * (amount - price) // amount), basis=baseline.basis, jurisdiction=jurisdiction,
        rule=rule.id, source=rule.source, reduced_since=asked.since.astimezone(asked.zone),
        window_from=baseline.start.astimezone(asked.zone), window_until=baseline.end.astimezone(asked.zone),
    )  # fmt: skip
