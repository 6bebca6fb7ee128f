"""Campaigns sent in the period, by arm, against those who were held out.

Rates are over everybody assigned to the arm, delivered or not: only so the hold-out, which nothing was delivered to,
is like it. Openings and clicks are counted only among people who allowed tracking; where nobody did, not at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from shop.portraits.tracking import TRACKABLE, tracking_params
from shop.reports.figures import Interval, Ledger
from shop.reports.intervals import Range, bootstrap, newcombe, wilson
from shop.reports.period import Span
from shop.reports.sales import SPANS, params, share
from shop.store.view import ShopView

LEAST_BUYERS = 5
"""With fewer in the arm or the hold-out, resampling what they spent would look far surer than it is."""

_SQL = f"""
WITH {SPANS}, {TRACKABLE}
SELECT c.campaign_id, c.name, o.arm, o.held_out, count(*), count(*) FILTER (o.delivered),
       count(t.customer_key), count(*) FILTER (t.customer_key IS NOT NULL AND o.opened),
       count(*) FILTER (t.customer_key IS NOT NULL AND o.clicked), count(*) FILTER (o.ordered),
       count(*) FILTER (o.revenue IS NOT NULL AND r.rate IS NULL),
       list(coalesce(o.revenue * r.rate, 0) ORDER BY coalesce(o.revenue * r.rate, 0))
FROM outcomes o JOIN campaigns c USING (campaign_id)
JOIN span s ON s.name = 'now' AND c.sent_at >= s.starts AND c.sent_at < s.ends
LEFT JOIN rate r USING (currency) LEFT JOIN trackable t USING (customer_key)
GROUP BY ALL ORDER BY min(c.sent_at), c.campaign_id, o.held_out, o.arm
"""


class Arm(NamedTuple):
    """One arm of one campaign; `revenue` is that of each person in base currency, 0 without an order."""

    campaign_id: str
    name: str
    arm: str
    held_out: bool
    people: int
    delivered: int
    trackable: int
    opened: int
    clicked: int
    ordered: int
    unrated: int
    revenue: list[Decimal]


def add_campaigns(view: ShopView, ledger: Ledger, spans: Sequence[Span], attested: Collection[str]) -> None:
    """Add the arms of every campaign sent in the span `now`; `attested`: sources of consent that count."""
    campaigns: defaultdict[str, list[Arm]] = defaultdict(list)
    for row in view.rows(_SQL, {**params(view, spans), **tracking_params(view, attested)}):
        campaigns[row[0]].append(Arm(*row))
    for arms in campaigns.values():
        _add_campaign(ledger, arms)
    found = [arm for arms in campaigns.values() for arm in arms]
    if found and not any(arm.trackable for arm in found):
        ledger.remark("no_tracking")
    if unrated := sum(arm.unrated for arm in found):
        ledger.remark("no_rate_campaign", count=unrated)


def _add_campaign(ledger: Ledger, arms: Sequence[Arm]) -> None:
    held = [arm for arm in arms if arm.held_out]
    for arm in arms:
        group, title = f"{arm.campaign_id}/{arm.arm}", f"{arm.name} · {arm.arm}"
        for name, amount in _counts(arm).items():
            ledger.add("campaign", name, amount, group=group, title=title)
        rate = wilson(arm.ordered, arm.people)
        ledger.add(
            "campaign", "order_rate", share(arm.ordered, arm.people), group=group, title=title, interval=_percent(rate)
        )
        if not arm.held_out and held:
            _add_lift(ledger, arm, held, group, title)
    if not held:
        ledger.remark("no_holdout", campaign=arms[0].name)


def _add_lift(ledger: Ledger, arm: Arm, held: Sequence[Arm], group: str, title: str) -> None:
    """Add how much more of the arm ordered than of the hold-out, and how much more each was worth."""
    people, ordered = sum(one.people for one in held), sum(one.ordered for one in held)
    revenue = [amount for one in held for amount in one.revenue]
    difference = Decimal(100 * arm.ordered) / arm.people - Decimal(100 * ordered) / people
    apart = newcombe(arm.ordered, arm.people, ordered, people)
    ledger.add("campaign", "lift", difference, group=group, title=title, interval=_percent(apart))
    more = sum(arm.revenue, Decimal(0)) / arm.people - sum(revenue, Decimal(0)) / people
    interval = None
    if min(arm.ordered, ordered) >= LEAST_BUYERS:
        worth = bootstrap(arm.revenue, revenue)
        interval = Interval(Decimal(repr(worth.low)), Decimal(repr(worth.high)))
    else:
        ledger.remark("few_buyers", arm=title, least=LEAST_BUYERS)
    ledger.add("campaign", "lift_revenue", more, group=group, title=title, interval=interval)


def _counts(arm: Arm) -> dict[str, Decimal | int | None]:
    followed = bool(arm.trackable) and not arm.held_out
    return {
        "people": arm.people,
        "delivered": None if arm.held_out else arm.delivered,
        "trackable": arm.trackable if followed else None,
        "opened": arm.opened if followed else None,
        "clicked": arm.clicked if followed else None,
        "ordered": arm.ordered,
        "revenue": sum(arm.revenue, Decimal(0)),
    }


def _percent(found: Range) -> Interval:
    return Interval(Decimal(repr(100 * found.low)), Decimal(repr(100 * found.high)))
