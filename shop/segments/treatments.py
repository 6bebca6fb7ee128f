"""What to do with a built-in segment or an RFM cell: goal, reasons, deepest offer, channels; with what the cell means.

treatment("lapsing")          # Treatment or None
for cell in cells(view): …    # every RFM cell with its customers, its bounds in this shop, and its treatment
most_percent_off("lapsing")   # the deepest offer to a segment: Decimal(15); 0 none at all, None nothing stated
most_percent_for(view, ids)   # the deepest offer to each customer, by RFM cell
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
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


def most_percent_off(segment: str) -> Decimal | None:
    """Return the deepest offer to members of a built-in segment or `cell:NAME`, in percent of the goods' price.

    0 means no offer at all; None means that nothing is stated about the segment. It limits promotions, it makes none.
    """
    kind, _, name = segment.rpartition(":")
    found = _treatments("cell").get(name) if kind == "cell" else treatment(segment)
    return None if found is None else found.most_percent


def most_percent_for(view: ShopView, customer_ids: Collection[str]) -> dict[str, Decimal]:
    """Return the deepest offer to each of these customers by the treatment of their RFM cell, in percent.

    Whoever never ordered is in no cell and is missing: nothing is stated about them.
    """
    ensure_rfm(view)
    rows = view.rows(
        """SELECT customer_id, cell FROM rfm_scores JOIN customers USING (customer_key)
           WHERE customer_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY customer_id""",
        {"ids": list(customer_ids)},
    )
    return {customer_id: _treatments("cell")[cell].most_percent for customer_id, cell in rows}


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
