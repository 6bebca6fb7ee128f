"""The evidence of a portrait: which figures, and which rows of the shop prove them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from shop.evidence import DateValue, Evidence, ListValue, MoneyValue, NumberValue, TextValue, Value
from shop.money import Money
from shop.portraits.attention import WITHIN, Attention
from shop.portraits.history import History
from shop.portraits.portrait import PROFILE, Forecast, PurchaseWindow
from shop.portraits.taste import HALF_LIFE_DAYS, Pricing, Taste
from shop.segments.lifecycle import Thresholds

MOST_GAPS = 24
"""Gaps that a proof lists; of more the last ones."""


class Shop(NamedTuple):
    """What proofs need of the shop: its moment, base currency, thresholds, and the customers with an order."""

    at: datetime
    currency: str
    limits: Thresholds
    buyers: int


class Proven(NamedTuple):
    """Some figures that the same rows prove: roles with values, and the rows in words."""

    fields: Mapping[str, Value]
    source: str


def numbered(proven: list[Proven], at: datetime) -> tuple[Evidence, ...]:
    """Return them as evidence C1, C2 … Their values are typed already; checking those again takes most of the time."""
    return tuple(
        Evidence.model_construct(
            id=f"C{place}", kind="customer", fields=dict(item.fields), source=item.source, as_of=at
        )
        for place, item in enumerate(proven, 1)
    )


def of_orders(history: History, spend: Money) -> Proven:
    """Orders, spend, and the days of the first and last."""
    fields: dict[str, Value] = {
        "orders": _number(history.orders),
        "spend": MoneyValue(money=spend.amount, currency=spend.currency),
    }
    if history.first_day is None or history.last_day is None:
        return Proven(fields, "orders: none that is paid and not cancelled")
    fields["first_bought"], fields["last_bought"] = _day(history.first_day), _day(history.last_day)
    days = f"{history.orders} paid and not cancelled, {history.first_day} to {history.last_day}"
    return Proven(fields, f"orders: {days}; spend after discounts and refunds, without shipping")


def of_scores(history: History, shop: Shop) -> Proven:
    """The three scores and their cell."""
    scores = {"recency_score": history.r, "frequency_score": history.f, "monetary_score": history.m}
    fields: dict[str, Value] = {role: _number(score or 0) for role, score in scores.items()}
    fields["cell"] = _text(history.cell or "")
    held = f"{history.days_since} days since, {history.orders} orders, {history.spend:.2f} {shop.currency}"
    return Proven(fields, f"orders: {held}, ranked among {shop.buyers} customers with an order")


def of_stage(history: History, shop: Shop) -> Proven:
    """The stage, with the thresholds that decided."""
    limits = shop.limits
    from_ = "from the shop's gaps" if limits.from_data else "defaults, too few repeat orders"
    said = "no order" if history.days_since is None else f"last order {history.days_since} days ago"
    rule = f"active until {limits.usual_days} days, lapsing until {limits.late_days} ({from_})"
    return Proven({"lifecycle": _text(history.stage)}, f"orders: {said}; {rule}")


def of_rhythm(rhythm: Decimal, window: PurchaseWindow, gaps: list[int]) -> Proven:
    """The rhythm and the window of the next purchase, with every gap."""
    fields: dict[str, Value] = {
        "rhythm_days": NumberValue(number=rhythm, unit="days"),
        "next_earliest": _day(window.earliest),
        "next_latest": _day(window.latest),
    }
    shown = ", ".join(map(str, gaps[-MOST_GAPS:]))
    left = f" (the last {MOST_GAPS} of {len(gaps)})" if len(gaps) > MOST_GAPS else ""
    return Proven(
        fields, f"orders on {len(gaps) + 1} days, gaps {shown} days{left}; next after 0.8 to 1.6 of the median"
    )


def of_taste(taste: Taste) -> Proven:
    """The interests, strongest first, and their weights in the same order."""
    names = tuple(_text(one.category) for one in taste.interests)
    weights = tuple(NumberValue(number=one.weight, unit="") for one in taste.interests)
    fields: dict[str, Value] = {
        "interests": ListValue(list=names),
        "interest_weights": ListValue(list=weights),
    }
    return Proven(fields, f"order_lines and events: {taste.proof}; half after {HALF_LIFE_DAYS} days")


def of_prices(pricing: Pricing) -> Proven:
    """The price band, and the share bought reduced."""
    share = NumberValue(number=pricing.discount_share, unit="")
    fields: dict[str, Value] = {"discount_share": share}
    if pricing.band is not None:
        fields["price_band"] = MoneyValue(money=pricing.band.amount, currency=pricing.band.currency)
    return Proven(fields, f"order_lines: {pricing.lines} bought, {pricing.reduced} of them reduced; median per unit")


def of_attention(found: Attention) -> Proven:
    """The preferred hour and channel."""
    fields: dict[str, Value] = {}
    told = []
    if found.hour is not None:
        fields["preferred_hour"] = _number(found.hour)
        told.append(f"{found.hour_times} of them from {found.hour:02d}:00 to {found.hour:02d}:59")
    if found.channel is not None:
        fields["preferred_channel"] = _text(found.channel)
        told.append(f"{found.channel_times} by {found.channel}")
    source = f"events: {found.signals} openings and clicks in {WITHIN.days} days, {', '.join(told)}"
    return Proven(fields, source)


def of_forecast(forecast: Forecast) -> Proven:
    """What the churn model says."""
    fields: dict[str, Value] = {}
    if forecast.probability is not None:
        fields["churn_probability"] = NumberValue(number=forecast.probability, unit="")
    if forecast.expected_value is not None:
        worth = forecast.expected_value
        fields["expected_value"] = MoneyValue(money=worth.amount, currency=worth.currency)
    return Proven(fields, f"churn model {forecast.model}, trained until {forecast.trained_until.isoformat()}")


def why_unknown(held: Mapping[str, object], reasons: Mapping[str, str], *, profiled: bool) -> dict[str, str]:
    """Return for every figure of the profile that is not held why it is not."""
    missing = (name for name in PROFILE if held.get(name) in (None, ()))
    return {name: reasons[name] if profiled else "objects_to_profiling" for name in missing}


@lru_cache(maxsize=8192)
def _number(value: int) -> NumberValue:
    return NumberValue(number=Decimal(value))


@lru_cache(maxsize=8192)
def _day(day: date) -> DateValue:
    return DateValue(date=day)


@lru_cache(maxsize=8192)
def _text(words: str) -> TextValue:
    return TextValue(text=words)
