"""What to do with a built-in segment or an RFM cell: goal, reasons, deepest offer, channels; with what the cell means.

treatment("lapsing")          # Treatment or None
for cell in cells(view): …    # every RFM cell with its customers, its bounds in this shop, and its treatment
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources

from pydantic import Field

from shop.evidence import DaysValue, MoneyValue, NumberValue, Value
from shop.money import Money
from shop.reason import ReasonKind
from shop.record import Channel, Record
from shop.segments.rfm import cell_titles, ensure_rfm
from shop.store.view import ShopView

_BOUNDS = """
SELECT cell, count(*), min(days_since), max(days_since), min(orders), max(orders), min(spend), max(spend)
FROM rfm_scores GROUP BY cell
"""


class Treatment(Record):
    """How to treat a group. `most_percent` caps what an offer may take off the goods' price, in percent; 0: none."""

    goal: dict[str, str] = Field(min_length=1)
    reasons: tuple[ReasonKind, ...] = Field(min_length=1)
    most_percent: Decimal = Field(ge=0, le=100)
    channels: tuple[Channel, ...] = Field(min_length=1)


class Cell(Record):
    """An RFM cell in this shop: how many customers, and between which bounds they lie (base currency, days).

    `bounds` are least_days, most_days (since the last order), least_orders, most_orders, least_spend, most_spend;
    empty where nobody is in the cell.
    """

    name: str
    title: dict[str, str]
    customers: int
    bounds: dict[str, Value]
    treatment: Treatment


def treatment(segment: str) -> Treatment | None:
    """Return how to treat a built-in segment, or None where nothing is stated."""
    return _treatments("segment").get(segment)


def treated_segments() -> tuple[str, ...]:
    """Return the names of the built-in segments with a treatment, in the order of the data file."""
    return tuple(_treatments("segment"))


def cells(view: ShopView) -> tuple[Cell, ...]:
    """Return every RFM cell, in the order of its file."""
    ensure_rfm(view)
    known = {row[0]: row[1:] for row in view.rows(_BOUNDS)}
    return tuple(
        Cell(
            name=name, title=title, customers=known[name][0] if name in known else 0,
            bounds=_bounds(view.shop.currency, *known[name][1:]) if name in known else {},
            treatment=_treatments("cell")[name],
        )
        for name, title in cell_titles().items()
    )  # fmt: skip


def _bounds(
    currency: str, least_days: int, most_days: int, least: int, most: int, low: Decimal, high: Decimal
) -> dict[str, Value]:
    def spend(amount: Decimal) -> MoneyValue:
        return MoneyValue(money=Money(amount=amount, currency=currency).rounded().amount, currency=currency)

    return {
        "least_days": DaysValue(days=least_days),
        "most_days": DaysValue(days=most_days),
        "least_orders": NumberValue(number=Decimal(least)),
        "most_orders": NumberValue(number=Decimal(most)),
        "least_spend": spend(low),
        "most_spend": spend(high),
    }


@cache
def _treatments(kind: str) -> dict[str, Treatment]:
    text = resources.files("shop.segments").joinpath("treatments.toml").read_text(encoding="utf-8")
    return {name: Treatment.model_validate(entry) for name, entry in tomllib.loads(text)[kind].items()}
