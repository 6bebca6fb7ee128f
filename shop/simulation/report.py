"""Writes the sums of a replay down, in an order that depends on nothing but the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from shop.money import quantum
from shop.promotions.reasons import WhyNotKind
from shop.record import Language
from shop.simulation.limits import Counts
from shop.simulation.records import CurrencyTotals, GroupGain, PromotionResult, Rival, Simulation, WorstOrder
from shop.simulation.tally import Sums, Tally
from shop.simulation.terms import Terms
from shop.simulation.words import remark
from shop.store.view import ShopView

_KINDS = ("buyer", "lifecycle", "rfm")


class Run(NamedTuple):
    """What is to be said about a run beside the sums; `why_not` counts orders that were never priced, by reason."""

    orders: int
    situations: int
    skipped: int
    rounded: int
    why_not: Mapping[str, Mapping[WhyNotKind, int]]


def simulation_of(view: ShopView, terms: Terms, tally: Tally, counts: Counts, run: Run) -> Simulation:
    """Return the simulation."""
    totals = tuple(_totals(currency, sums) for currency, sums in sorted(tally.totals.items()))
    promotions = tuple(_result(id_, tally, counts, run) for id_ in sorted(tally.results))
    return Simulation(
        shop=view.shop.name,
        sample=view.shop.sample,
        as_of=view.at,
        zone=view.shop.zone,
        terms=terms,
        orders=run.orders,
        situations=run.situations,
        heuristic=tally.heuristic,
        skipped=run.skipped,
        totals=totals,
        promotions=tuple(sorted(promotions, key=_by_cost)),
        gains=tuple(_gains(tally)),
        rivals=_rivals(tally),
        worst=_worst(tally),
        remarks=tuple(_remarks(terms, totals, promotions, tally, run)),
    )  # fmt: skip


def _by_cost(item: PromotionResult) -> tuple[str, Decimal, str]:
    return (item.currency, -item.discount - item.shipping, item.promotion_id)


def _totals(currency: str, sums: Sums) -> CurrencyTotals:
    unit = quantum(currency)
    money = {name: amount.quantize(unit) for name, amount in sums.money.items()}
    before, discount = money["revenue_before"], money["discount"]
    margin = {name: sums.money[name] - sums.money["cost"] for name in ("cost_known", "known_after")}
    return CurrencyTotals(
        currency=currency,
        orders=sums.count["orders"],
        helped=sums.count["helped"],
        revenue_before=before,
        discount=discount,
        revenue_after=before - discount,
        platform_discount=money["platform_discount"],
        shipping_before=money["shipping_before"],
        shipping_after=money["shipping_before"] - money["shipping_discount"],
        cost_known=money["cost_known"],
        cost=money["cost"],
        gift_cost=money["gift_cost"],
        gifts_without_cost=sums.count["gifts_without_cost"],
        margin_before=margin["cost_known"].quantize(unit),
        margin_after=(margin["known_after"] - sums.money["gift_cost"]).quantize(unit),
        recorded_discount=money["recorded_discount"],
        below_margin_before=sums.count["below_margin_before"],
        below_margin=sums.count["below_margin"],
        below_cost=sums.count["below_cost"],
        free=sums.count["free"],
    )


def _result(id_: str, tally: Tally, counts: Counts, run: Run) -> PromotionResult:
    promotion, sums = tally.promotions[id_], tally.results[id_]
    unit = quantum(promotion.currency)
    reasons = {**sums.why_not}
    for kind, number in run.why_not[id_].items():
        reasons[kind] = reasons.get(kind, 0) + number
    short = sums.count["short"]
    return PromotionResult(
        promotion_id=id_,
        name=promotion.name,
        currency=promotion.currency,
        uses=sums.count["uses"],
        discount=sums.money["discount"].quantize(unit),
        shipping=sums.money["shipping"].quantize(unit),
        paid_by_platform=bool(promotion.external),
        gifts=sums.count["gifts"],
        near=sums.count["near"],
        near_missing=(sums.money["short"] / short).quantize(unit) if short else None,
        why_not=dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        ran_out_at=counts.ran_out.get(id_),
    )


def _gains(tally: Tally) -> Iterator[GroupGain]:
    ranked = sorted(
        tally.groups.items(),
        key=lambda item: (item[0].currency, _KINDS.index(item[0].kind), -item[1].money["gain"], item[0].name),
    )
    for group, sums in ranked:
        unit = quantum(group.currency)
        yield GroupGain(
            kind=group.kind,
            name=group.name,
            currency=group.currency,
            orders=sums.count["orders"],
            helped=sums.count["helped"],
            customers_helped=tally.customers_helped(group),
            revenue_before=sums.money["revenue_before"].quantize(unit),
            gain=sums.money["gain"].quantize(unit),
        )


def _rivals(tally: Tally) -> tuple[Rival, ...]:
    ranked = sorted(tally.rivals.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Rival(promotion_id=one, because_of=other, orders=count) for (one, other), count in ranked)


def _worst(tally: Tally) -> tuple[WorstOrder, ...]:
    return tuple(
        WorstOrder(
            order_id=item.order.order_id,
            currency=item.order.currency,
            revenue=item.outcome.known_after,
            margin=item.margin.quantize(quantum(item.order.currency)),
            promotions=tuple(one.promotion_id for one in item.outcome.taken),
        )
        for item in sorted(tally.worst, reverse=True)
    )


def _remarks(
    terms: Terms,
    totals: tuple[CurrencyTotals, ...],
    promotions: tuple[PromotionResult, ...],
    tally: Tally,
    run: Run,
) -> Iterator[dict[Language, str]]:
    """What the figures assume, then what is missing in them."""
    yield remark("replay")
    yield remark(terms.windows)
    if any(not item.automatic for item in tally.promotions.values()):
        yield remark(terms.codes)
    yield remark("prices")
    if any(item.limits != type(item.limits)() for item in tally.promotions.values()):
        yield remark("limits")
    for item in totals:
        yield from _of_margins(item)
    counted = {"skipped": run.skipped, "rounded": run.rounded, "heuristic": tally.heuristic}
    for code, count in counted.items():
        if count:
            yield remark(code, count=f"{count:,}")
    idle = [item.promotion_id for item in promotions if not item.uses]
    if idle:
        yield remark("idle", names=", ".join(idle))


def _of_margins(item: CurrencyTotals) -> Iterator[dict[Language, str]]:
    if not item.cost_known and item.revenue_before:
        yield remark("no_cost", currency=item.currency)
    elif item.cost_known < item.revenue_before:
        known, all_ = f"{item.cost_known:,}", f"{item.revenue_before:,}"
        yield remark("some_cost", known=known, all=all_, currency=item.currency)
    if item.gifts_without_cost:
        yield remark("gifts", count=f"{item.gifts_without_cost:,}")
    if item.platform_discount > Decimal(0):
        yield remark("platform", amount=f"{item.platform_discount:,}", currency=item.currency)
