"""What is said of one customer: a churn probability, its reasons with numbers, and what is at stake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from shop.evidence import Value
from shop.money import Money
from shop.record import Moment, Record

Risk = Literal["low", "medium", "high"]

ReasonCode = Literal[
    "silent_for_n_rhythms", "silent_for_long", "single_purchase", "fewer_orders_than_before", "gaps_growing",
    "smaller_baskets", "returns_rising", "fewer_visits", "season_over", "bought_only_reduced",
]  # fmt: skip
REASON_CODES: tuple[ReasonCode, ...] = get_args(ReasonCode)


class ChurnReason(Record):
    """One cause that speaks for churn, with the numbers that prove it; each can be computed again from the store.

    Facts by code; money is in the base currency, dates and days are of the shop's zone:
    silent_for_n_rhythms: last_order, days_since, rhythm_days (median gap between order days), rhythms (their quotient)
    silent_for_long: last_order, days_since, usual_days (the shop's median gap)
    single_purchase: last_order, days_since
    fewer_orders_than_before: days, orders_now, orders_before (in the last `days`, and in as many before)
    gaps_growing: last_gap, rhythm_days (median of the gaps before it)
    smaller_baskets: last_spend, usual_spend (mean per order day before the last)
    returns_rising: days, returned_now, units_now, returned_before, units_before (ever before the last `days`)
    fewer_visits: visits_now (last 30 days), visits_before (the 30 days before)
    season_over: days, orders_past, orders_ahead (in the `days` before and after this day of last year)
    bought_only_reduced: orders, reduced
    """

    code: ReasonCode
    facts: dict[str, Value]

    def words(self, language: str) -> str:
        """Return the reason as a sentence in en or zh (any other language: en)."""
        from shop.churn.wording import reason_words

        return reason_words(self, language)


class ChurnForecast(Record):
    """One customer as of the view's moment.

    `probability` is that of no order in the next `horizon_days`, to three digits; None where `model` is the rhythm
    rule, which claims none. `expected_value` is what the customer is expected to spend in the horizon: (1 -
    probability) x expected spend if they order. `value_at_risk` is probability x expected spend if they order: what
    is lost when they stay away. Money is in the base currency.
    """

    customer_id: str
    risk: Risk
    probability: Decimal | None
    expected_value: Money | None
    value_at_risk: Money | None
    reasons: tuple[ChurnReason, ...]
    last_order: date
    horizon_days: int
    model: str
    trained_until: Moment
    """No later moment was learnt from."""


class WatchList(Record):
    """Customers at risk who may still be won, most at stake first.

    Of `buyers` (customers with an order who do not object to profiling) those who `lapsed` already (see
    shop.segments.lifecycle) and those at low risk are not listed. `objecting` customers are in nothing here.
    """

    as_of: Moment
    currency: str
    model: str
    note: str
    buyers: int
    objecting: int
    lapsed: int
    at_risk: int
    items: tuple[ChurnForecast, ...]
