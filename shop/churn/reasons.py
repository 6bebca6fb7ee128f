"""Why a customer is at risk: causes that are true in the store, in the order in which they moved the model.

Each code has a condition on what is known of the customer, and belongs to a family of columns. A code is told when its
condition holds and its family raised the customer's log-odds by at least LEAST_PUSH over what is usual among customers
who stay. Where no family did, the strongest that raised it at all and has a condition that holds is told alone. So a
reason is never a guess about the model alone: its numbers are facts of the customer. Where none is true, none is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from shop.churn.design import Family
from shop.churn.forecast import ChurnReason, ReasonCode
from shop.evidence import DateValue, DaysValue, MoneyValue, NumberValue, Value
from shop.money import Money

MOST_REASONS = 3
LEAST_PUSH = 0.1
"""Log-odds: a tenth moves a probability of a half by 2.5 points; less is not worth a sentence."""
LEAST_GAPS = 2
"""As for portraits: two gaps are the beginning of a rhythm."""
GROWN_GAP = 1.5
SMALLER_BASKET = 0.7


class Shop(NamedTuple):
    """What a reason needs of the shop: today, the days ahead, its usual gap, its base currency."""

    today: date
    horizon: int
    usual_days: int
    currency: str


Row = Mapping[str, float]
"""What is known of one customer (columns of shop.churn.features)."""
Proof = Callable[[Row, Shop], dict[str, Value] | None]
"""Returns the facts of a reason where its condition holds, else None."""


def reasons_of(row: Row, shop: Shop, pushes: Mapping[Family, float]) -> tuple[ChurnReason, ...]:
    """Return the strongest reasons, at most one per family; a weak one only where there is no other."""
    found: list[ChurnReason] = []
    for family in sorted(pushes, key=lambda name: (-pushes[name], name)):
        if pushes[family] <= 0 or (found and pushes[family] < LEAST_PUSH):
            break
        reason = _true_of(family, row, shop)
        if reason is not None:
            found.append(reason)
    return tuple(found[:MOST_REASONS])


def _true_of(family: Family, row: Row, shop: Shop) -> ChurnReason | None:
    for code, proof in _PROOFS.get(family, ()):
        facts = proof(row, shop)
        if facts is not None:
            return ChurnReason(code=code, facts=facts)
    return None


def last_day(row: Row, shop: Shop) -> date:
    """Return the day of the last order."""
    return shop.today - timedelta(days=int(row["days_since"]))


def _rhythms(row: Row, shop: Shop) -> dict[str, Value] | None:
    rhythm = row["median_gap"]
    if row["days"] <= LEAST_GAPS or not row["days_since"] > rhythm > 0:
        return None
    days, exact = Decimal(int(row["days_since"])), _decimal(rhythm)
    times = (days / exact).quantize(Decimal("0.1"), ROUND_DOWN)
    return _since(row, shop) | {"rhythm_days": NumberValue(number=exact), "rhythms": NumberValue(number=times)}


def _long(row: Row, shop: Shop) -> dict[str, Value] | None:
    if row["days_since"] <= shop.usual_days:
        return None
    return _since(row, shop) | {"usual_days": DaysValue(days=shop.usual_days)}


def _single(row: Row, shop: Shop) -> dict[str, Value] | None:
    return _since(row, shop) if row["orders"] == 1 else None


def _fewer_orders(row: Row, shop: Shop) -> dict[str, Value] | None:
    if row["orders_now"] >= row["orders_before"]:
        return None
    return {"days": DaysValue(days=shop.horizon), **_counts(row, "orders_now", "orders_before")}


def _gaps(row: Row, shop: Shop) -> dict[str, Value] | None:
    if row["days"] <= LEAST_GAPS + 1 or row["last_gap"] <= GROWN_GAP * row["earlier_gap"]:
        return None
    return {
        "last_gap": DaysValue(days=int(row["last_gap"])),
        "rhythm_days": NumberValue(number=_decimal(row["earlier_gap"])),
    }


def _baskets(row: Row, shop: Shop) -> dict[str, Value] | None:
    if row["days"] <= LEAST_GAPS:
        return None
    usual = row["earlier_spend"] / (row["days"] - 1)
    if not 0 <= row["last_spend"] < SMALLER_BASKET * usual:
        return None
    return {"last_spend": _money(row["last_spend"], shop), "usual_spend": _money(usual, shop)}


def _returns(row: Row, shop: Shop) -> dict[str, Value] | None:
    units_before, returned_before = row["units"] - row["units_now"], row["returned"] - row["returned_now"]
    if row["returned_now"] * max(units_before, 1) <= returned_before * max(row["units_now"], 1):
        return None
    counts = {**row, "units_before": units_before, "returned_before": returned_before}
    facts = _counts(counts, "returned_now", "units_now", "returned_before", "units_before")
    return {"days": DaysValue(days=shop.horizon), **facts}


def _visits(row: Row, shop: Shop) -> dict[str, Value] | None:
    return _counts(row, "visits_now", "visits_before") if row["visits_now"] < row["visits_before"] else None


def _season(row: Row, shop: Shop) -> dict[str, Value] | None:
    if row["season_ahead"] >= row["season_past"]:
        return None
    counts = {"orders_past": row["season_past"], "orders_ahead": row["season_ahead"]}
    return {"days": DaysValue(days=shop.horizon), **_counts(counts, *counts)}


def _reduced(row: Row, shop: Shop) -> dict[str, Value] | None:
    return _counts(row, "orders", "reduced") if row["orders"] == row["reduced"] > 1 else None


_PROOFS: dict[Family, tuple[tuple[ReasonCode, Proof], ...]] = {
    "silence": (("silent_for_n_rhythms", _rhythms), ("silent_for_long", _long)),
    "orders": (("single_purchase", _single), ("fewer_orders_than_before", _fewer_orders)),
    "pace": (("gaps_growing", _gaps),),
    "baskets": (("smaller_baskets", _baskets),),
    "returns": (("returns_rising", _returns),),
    "visits": (("fewer_visits", _visits),),
    "season": (("season_over", _season),),
    "offers": (("bought_only_reduced", _reduced),),
}


def _since(row: Row, shop: Shop) -> dict[str, Value]:
    return {"last_order": DateValue(date=last_day(row, shop)), "days_since": DaysValue(days=int(row["days_since"]))}


def _counts(row: Mapping[str, float], *names: str) -> dict[str, Value]:
    return {name: NumberValue(number=Decimal(int(row[name]))) for name in names}


def _decimal(days: float) -> Decimal:
    """Return a median of whole days: a whole number or a half."""
    return Decimal(str(days)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _money(amount: float, shop: Shop) -> MoneyValue:
    held = Money(amount=Decimal(str(round(amount, 4))), currency=shop.currency).rounded()
    return MoneyValue(money=held.amount, currency=held.currency)
