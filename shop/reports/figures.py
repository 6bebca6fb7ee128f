"""What a report is made of: figures that are evidence, and remarks on what they leave out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from shop.evidence import DateValue, Evidence, MoneyValue, NumberValue, TextValue, Value
from shop.money import Money
from shop.record import Record
from shop.reports.period import Period, Step
from shop.reports.words import Words, measure, remark

Section = Literal["sales", "series", "country", "channel", "category", "product", "funnel", "campaign", "churn"]
SECTIONS: tuple[Section, ...] = (
    "sales", "series", "country", "channel", "category", "product", "funnel", "campaign", "churn",
)  # fmt: skip
TENTH = Decimal("0.1")
MOST_GROUPS = 50
"""Countries, channels, categories of one section; a report is read by a person."""


class Figure(Record):
    """One figure of one group (a country, a product, an arm; empty: unknown, or the whole shop in `sales`).

    Fields of the evidence: measure, group, first, last (days), value; `previous` and `change` against the period
    before, `previous_year` and `change_year` against last year; `low` and `high` of a 95 % interval; `no_comparison`
    where there is nothing to compare with. Money is in the base currency; a change is in % of the earlier value, or
    in percentage points (unit pp) where the value itself is a percentage.
    """

    section: Section
    measure: str
    group: str = ""
    title: str = ""
    """What a person calls the group: a product's name. The group itself where empty."""
    evidence: Evidence

    @property
    def value(self) -> Value:
        """The figure itself."""
        return self.evidence.fields["value"]


class Remark(Record):
    """Something a reader must know, in words by language."""

    code: str
    words: dict[str, str]


class Report(Record):
    """A period in figures. `previous` and `year_before` are None where the data do not reach back so far."""

    shop: str
    sample: bool
    currency: str
    zone: str
    as_of: datetime
    period: Period
    previous: Period | None
    year_before: Period | None
    step: Step
    figures: tuple[Figure, ...]
    remarks: tuple[Remark, ...]

    def of(self, section: Section) -> tuple[Figure, ...]:
        """Return the figures of one section, in order."""
        return tuple(figure for figure in self.figures if figure.section == section)


class Earlier(NamedTuple):
    """The same amount in the period before and a year before; None: that period had nothing to measure it on."""

    previous: Decimal | int | None = None
    year_before: Decimal | int | None = None


class Interval(NamedTuple):
    """A 95 % interval."""

    low: Decimal
    high: Decimal


class Ledger:
    """Collects the figures of one report and numbers them F1, F2 …"""

    def __init__(self, currency: str, at: datetime, period: Period, compared: tuple[bool, bool]) -> None:
        """Start empty; `compared` says whether there is a period before, and one a year before."""
        self.currency = currency
        self.at = at
        self.period = period
        self.compared = compared
        self.figures: list[Figure] = []
        self.remarks: list[Remark] = []

    def add(
        self,
        section: Section,
        name: str,
        amount: Decimal | int | None,
        *,
        group: str = "",
        title: str = "",
        earlier: Earlier | None = None,
        interval: Interval | None = None,
        days: Period | None = None,
    ) -> None:
        """Add a figure; nothing to measure (None) is no figure. Without `earlier` nothing is compared."""
        if amount is None:
            return
        days = days or self.period
        typed = self._typer(measure(name).kind)
        fields: dict[str, Value] = {
            "measure": TextValue(text=name),
            **({"group": TextValue(text=group)} if group else {}),
            "first": DateValue(date=days.first),
            "last": DateValue(date=days.last),
            "value": typed(Decimal(amount)),
        }
        if interval is not None:
            fields |= {"low": typed(interval.low), "high": typed(interval.high)}
        if earlier is not None:
            fields |= self._compared(Decimal(amount), earlier, typed, measure(name).kind)
        evidence = Evidence(
            id=f"F{len(self.figures) + 1}", kind="figure", fields=fields, source=measure(name).how, as_of=self.at
        )
        self.figures.append(Figure(section=section, measure=name, group=group, title=title, evidence=evidence))

    def remark(self, code: str, **values: object) -> None:
        """Add a remark; `values` fill its words."""
        words: Words = remark(code)
        self.remarks.append(Remark(code=code, words={key: text.format(**values) for key, text in words.items()}))

    def _compared(
        self, amount: Decimal, earlier: Earlier, typed: Callable[[Decimal], Value], kind: str
    ) -> dict[str, Value]:
        fields: dict[str, Value] = {}
        if self.compared[0]:
            fields |= _against(amount, earlier.previous, typed, kind, "")
        else:
            fields["no_comparison"] = TextValue(text="no_data")
        if self.compared[1]:
            fields |= _against(amount, earlier.year_before, typed, kind, "_year")
        return fields

    def _typer(self, kind: str) -> Callable[[Decimal], Value]:
        if kind == "money":
            return lambda amount: MoneyValue(
                money=Money(amount=amount, currency=self.currency).rounded().amount, currency=self.currency
            )
        if kind == "count":
            return lambda amount: NumberValue(number=amount)
        unit = {"percent": "%", "points": "pp"}[kind]
        return lambda amount: NumberValue(number=amount.quantize(TENTH, ROUND_HALF_UP), unit=unit)


def _against(
    amount: Decimal, other: Decimal | int | None, typed: Callable[[Decimal], Value], kind: str, suffix: str
) -> dict[str, Value]:
    """Compare with an earlier amount; with nothing, or in % of zero, there is no comparison."""
    if other is None:
        return {f"no_comparison{suffix}": TextValue(text="nothing_to_measure")}
    other = Decimal(other)
    fields = {f"previous{suffix}": typed(other)}
    if kind == "percent":
        difference = (amount - other).quantize(TENTH, ROUND_HALF_UP)
        return {**fields, f"change{suffix}": NumberValue(number=difference, unit="pp")}
    if other <= 0:
        return {**fields, f"no_comparison{suffix}": TextValue(text="was_zero" if other == 0 else "was_negative")}
    change = (100 * (amount - other) / other).quantize(TENTH, ROUND_HALF_UP)
    return {**fields, f"change{suffix}": NumberValue(number=change, unit="%")}
