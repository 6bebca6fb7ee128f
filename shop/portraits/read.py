"""Builds portraits: for a few customers at once, or for all of them one after another in bounded memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from shop.money import Money
from shop.portraits import proofs
from shop.portraits.attention import LEAST_SIGNALS, Attention, attention
from shop.portraits.chunks import CHUNK, Reader, chunks
from shop.portraits.history import History, gaps, histories, prepare
from shop.portraits.portrait import Forecast, Portrait, PurchaseWindow, RfmScore
from shop.portraits.taste import Pricing, Taste, pricing, tastes
from shop.segments.lifecycle import thresholds
from shop.store.view import ShopView

LEAST_GAPS = 2
"""One gap is an incident, two are the beginning of a rhythm."""
EARLIEST, LATEST = Decimal("0.8"), Decimal("1.6")
"""The window of the next purchase in rhythms after the last: as for replenishment (see shop.reasons)."""
Forecasts = Mapping[str, Forecast]


class Known(NamedTuple):
    """What the store says of one customer; None where it says nothing."""

    history: History
    gaps: list[int]
    taste: Taste | None
    pricing: Pricing | None
    attention: Attention | None
    forecast: Forecast | None
    modelled: bool


def portraits(
    view: ShopView, ids: Sequence[str], *, churn: Forecasts | None = None, attested: Collection[str] = ()
) -> dict[str, Portrait]:
    """Return the portraits of the known ones of `ids`, in the order asked; arguments as of `iter_portraits`."""
    return {one.customer_id: one for one in iter_portraits(view, ids, churn=churn, attested=attested)}


def iter_portraits(
    view: ShopView,
    ids: Sequence[str] | None = None,
    *,
    churn: Forecasts | None = None,
    attested: Collection[str] = (),
) -> Iterator[Portrait]:
    """Yield the portraits of the known ones of `ids` in that order, or of all customers; the store is read once.

    `churn` are forecasts by customer id, None without a model. `attested` are the sources of consent that a person
    attested: openings are only read of those who allowed it.
    """
    shop = proofs.Shop(view.at, view.shop.currency, thresholds(view), prepare(view))
    reader = Reader(view, whole=ids is None or len(ids) > CHUNK)
    for keys in chunks(view, ids):
        for known in _known(reader, keys, churn, attested):
            yield _portrait(known, shop)


def _known(reader: Reader, keys: Sequence[int], churn: Forecasts | None, attested: Collection[str]) -> Iterator[Known]:
    """Ask every question once for the whole chunk."""
    found, apart = histories(reader, keys), gaps(reader, keys)
    liked, paid, opened = tastes(reader, keys), pricing(reader, keys), attention(reader, keys, attested)
    for key in keys:
        history = found[key]
        yield Known(
            history, apart.get(key, []), liked.get(key), paid.get(key), opened.get(key),
            (churn or {}).get(history.customer_id), churn is not None,
        )  # fmt: skip


def _portrait(known: Known, shop: proofs.Shop) -> Portrait:
    history = known.history
    spend = Money(amount=history.spend, currency=shop.currency).rounded()
    profile = _profile(known) if history.profiled else {}
    proven = [proofs.of_orders(history, spend), *(_proven(known, shop, profile) if history.profiled else [])]
    return Portrait.model_construct(
        customer_id=history.customer_id, country=history.country, language=history.language,
        profiled=history.profiled, orders=history.orders, spend=spend,
        first_order=history.first_day, last_order=history.last_day, **profile,
        evidence=proofs.numbered(proven, shop.at),
        unknown=proofs.why_unknown(profile, _why_not(known), profiled=history.profiled),
    )  # fmt: skip


def _profile(known: Known) -> dict[str, Any]:
    history, attention, forecast = known.history, known.attention, known.forecast
    rhythm = Decimal(str(history.median_gap)) if len(known.gaps) >= LEAST_GAPS else None
    habit = attention if attention is not None and attention.habit else None
    return {
        "lifecycle": history.stage,
        "rfm": _scores(history),
        "rhythm_days": rhythm,
        "next_purchase": _window(history.last_day, rhythm) if rhythm and history.last_day else None,
        "interests": known.taste.interests if known.taste else (),
        "price_band": known.pricing.band if known.pricing else None,
        "discount_share": known.pricing.discount_share if known.pricing else None,
        "preferred_hour": habit.hour if habit else None,
        "preferred_channel": habit.channel if habit else None,
        "churn_probability": forecast.probability if forecast else None,
        "expected_value": forecast.expected_value if forecast else None,
    }


def _proven(known: Known, shop: proofs.Shop, profile: Mapping[str, Any]) -> list[proofs.Proven]:
    found = [proofs.of_stage(known.history, shop)]
    if profile["rfm"] is not None:
        found.append(proofs.of_scores(known.history, shop))
    if profile["next_purchase"] is not None:
        found.append(proofs.of_rhythm(profile["rhythm_days"], profile["next_purchase"], known.gaps))
    if known.taste is not None:
        found.append(proofs.of_taste(known.taste))
    if known.pricing is not None:
        found.append(proofs.of_prices(known.pricing))
    if known.attention is not None and known.attention.habit:
        found.append(proofs.of_attention(known.attention))
    if known.forecast is not None and (known.forecast.probability, known.forecast.expected_value) != (None, None):
        found.append(proofs.of_forecast(known.forecast))
    return found


def _why_not(known: Known) -> dict[str, str]:
    bought = "never_bought" if known.history.last_day is None else ""
    rhythm = bought or f"fewer_than_{LEAST_GAPS}_gaps"
    opened = "no_tracking_consent" if known.attention is None else f"fewer_than_{LEAST_SIGNALS}_openings"
    if known.attention is not None and known.attention.habit:
        opened = "openings_name_no_channel"
    model = "no_claim_of_the_model" if known.forecast else "no_forecast" if known.modelled else "no_churn_model"
    return {
        "lifecycle": bought, "rfm": bought, "rhythm_days": rhythm, "next_purchase": rhythm,
        "interests": "no_attention_to_a_category", "price_band": "no_rate" if known.pricing else bought or "no_lines",
        "discount_share": bought or "no_lines", "preferred_hour": opened, "preferred_channel": opened,
        "churn_probability": model, "expected_value": model,
    }  # fmt: skip


def _scores(history: History) -> RfmScore | None:
    if history.r is None or history.f is None or history.m is None or history.cell is None:
        return None
    return RfmScore(r=history.r, f=history.f, m=history.m, cell=history.cell)


def _window(last: date, rhythm: Decimal) -> PurchaseWindow:
    """Return whole days that surely lie inside 0.8 to 1.6 rhythms after the last order."""
    early = int((rhythm * EARLIEST).to_integral_value(ROUND_CEILING))
    late = int((rhythm * LATEST).to_integral_value(ROUND_FLOOR))
    return PurchaseWindow(earliest=last + timedelta(days=early), latest=last + timedelta(days=max(early, late)))
