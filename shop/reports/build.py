"""Puts a report together: sales, groups, the behaviour funnel, campaigns, and causes of churn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time

from shop.reports.breakdown import add_breakdowns
from shop.reports.campaigns import add_campaigns
from shop.reports.causes import Cause, add_causes
from shop.reports.figures import Ledger, Report
from shop.reports.funnel import add_funnel
from shop.reports.period import Period, Span, Step, before, span, usual_step, year_before
from shop.reports.sales import add_sales, add_series
from shop.store.view import ShopView


def report(
    view: ShopView,
    period: Period,
    step: Step | None = None,
    *,
    causes: Sequence[Cause] = (),
    attested: Collection[str] = (),
) -> Report:
    """Return the figures of `period` as of the view's moment; `step` cuts its series (by default what fits).

    `attested` are the sources of consent that a person has attested (openings count only with consent to tracking).
    """
    step = step or usual_step(period)
    since = _first_day(view)
    earlier = {"previous": before(period), "year_before": year_before(period)}
    known = {name: one for name, one in earlier.items() if since is not None and one.first >= since}
    ledger = Ledger(view.shop.currency, view.at, period, ("previous" in known, "year_before" in known))
    spans = [span(name, one, view.zone) for name, one in {"now": period, **known}.items()]
    _fill(view, ledger, spans, step, attested)
    add_causes(ledger, causes, view.shop.languages[0])
    _note(view, ledger, since, earlier, known)
    return Report(
        shop=view.shop.name, sample=view.shop.sample, currency=view.shop.currency, zone=view.zone.key, as_of=view.at,
        period=period, previous=known.get("previous"), year_before=known.get("year_before"), step=step,
        figures=tuple(ledger.figures), remarks=tuple(ledger.remarks),
    )  # fmt: skip


def _fill(view: ShopView, ledger: Ledger, spans: list[Span], step: Step, attested: Collection[str]) -> None:
    add_sales(view, ledger, spans)
    add_series(view, ledger, ledger.period, step)
    add_breakdowns(view, ledger, spans)
    add_funnel(view, ledger, spans)
    add_campaigns(view, ledger, spans, attested)


def _first_day(view: ShopView) -> date | None:
    """Return the day of the first order; None in a shop without any."""
    [(first,)] = view.rows("SELECT min(placed_at) FROM sales")
    return None if first is None else view.local(first).date()


def _note(
    view: ShopView, ledger: Ledger, since: date | None, earlier: dict[str, Period], known: dict[str, Period]
) -> None:
    period = ledger.period
    if since is None:
        ledger.remark("no_orders")
    for name, one in earlier.items():
        if since is not None and name not in known:
            ledger.remark(f"no_{name}", first=one.first, last=one.last, since=since)
    if not period.whole:
        ledger.remark("not_over", last=period.last)
    if period.last == view.at.date() and view.at.time() < time(23, 59, 59):
        ledger.remark("today", at=view.at.isoformat(timespec="minutes"))
