"""A report as tables of words, in English or Chinese: what the terminal and the page both show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from render.values import shown
from shop.evidence import MoneyValue, NumberValue, TextValue, Value
from shop.money import Money
from shop.record import Language
from shop.reports import Figure, Report
from shop.reports.figures import SECTIONS, Section
from shop.reports.words import measure, phrase, section_title

_LOCALES: dict[Language, str] = {"en": "en", "zh": "zh_Hans_CN"}
_DASH = "–"


class Row(NamedTuple):
    """Cells as text; `weight` from 0 to 1 is how long the row's bar is, None without one; `ids` are the figures."""

    cells: tuple[str, ...]
    ids: tuple[str, ...]
    weight: float | None = None


class Grid(NamedTuple):
    """One section as a table; the first column is text, the others are numbers."""

    section: Section
    title: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def grids(report: Report, language: Language) -> tuple[Grid, ...]:
    """Return the sections that have figures."""
    found = ((section, report.of(section)) for section in SECTIONS)
    return tuple(_MAKERS[section](report, section, figures, language) for section, figures in found if figures)


def period_words(report: Report, language: Language) -> str:
    """Return the days of the report, such as 2026-11-09 to 2026-11-15."""
    return f"{report.period.first} {phrase('until', language)} {report.period.last}"


def value_words(value: Value, language: Language, *, signed: bool = False) -> str:
    """Return a value as text; `signed` puts a plus before what grew."""
    text = shown(value, _LOCALES[language])
    grew = signed and isinstance(value, NumberValue | MoneyValue) and _amount(value) > 0
    return f"+{text}" if grew else text


def money_words(amount: Money, language: Language) -> str:
    """Return an amount as text."""
    return value_words(MoneyValue(money=amount.amount, currency=amount.currency), language)


def _overview(report: Report, section: Section, figures: Sequence[Figure], language: Language) -> Grid:
    """Return one row per measure with what it is compared with."""
    fields = ["value", "previous", "change", *(("previous_year", "change_year") if report.year_before else ())]
    headers = (phrase("what", language), *(phrase(name, language) for name in fields))
    rows = tuple(
        Row((_title(figure, language), *(_cell(figure, name, language) for name in fields)), (figure.evidence.id,))
        for figure in figures
    )
    return Grid(section, _heading(section, language), headers, rows)


def _groups(report: Report, section: Section, figures: Sequence[Figure], language: Language) -> Grid:
    """Return one row per group, a column per measure, and the change of the first."""
    measures = list(dict.fromkeys(figure.measure for figure in figures))
    groups: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.group, {})[figure.measure] = figure
    compared = any("change" in figure.evidence.fields for figure in figures)
    headers = ["", *(measure(name).title[language] for name in measures)]
    if compared:
        headers.insert(2, phrase("change", language))
    most = max((_amount(one[measures[0]].value) for one in groups.values() if measures[0] in one), default=Decimal(0))
    rows = []
    for group, found in groups.items():
        cells = [_value(found.get(name), language) for name in measures]
        first = found.get(measures[0])
        if compared:
            cells.insert(1, _cell(first, "change", language) if first else _DASH)
        weight = float(max(_amount(first.value), Decimal(0)) / most) if first and most > 0 else None
        ids = tuple(figure.evidence.id for figure in found.values())
        rows.append(Row((_group_title(section, group, found, language), *cells), ids, weight))
    title = _heading(section, language)
    if section == "series":
        title = f"{title} ({phrase(f'by_{report.step}', language)})"
    return Grid(section, title, tuple(headers), tuple(rows))


def _group_title(section: Section, group: str, found: dict[str, Figure], language: Language) -> str:
    if section == "funnel":
        return phrase(group, language)
    title = next(iter(found.values())).title
    if section == "product" and title:
        return f"{title} ({group})"
    return title or group or phrase("unknown", language)


_MAKERS: dict[Section, Callable[[Report, Section, Sequence[Figure], Language], Grid]] = {
    **dict.fromkeys(SECTIONS, _groups),
    "sales": _overview,
}


def _heading(section: Section, language: Language) -> str:
    return section_title(section)[language]


def _title(figure: Figure, language: Language) -> str:
    return measure(figure.measure).title[language]


def _value(figure: Figure | None, language: Language) -> str:
    """Return the value, with its interval where it has one."""
    if figure is None:
        return _DASH
    fields = figure.evidence.fields
    signed = figure.measure.startswith("lift")
    text = value_words(figure.value, language, signed=signed)
    if "low" not in fields:
        return text
    low, high = (value_words(fields[name], language, signed=signed) for name in ("low", "high"))
    return f"{text} [{low} … {high}]"


def _cell(figure: Figure, name: str, language: Language) -> str:
    value = figure.evidence.fields.get(name)
    if value is not None and not isinstance(value, TextValue):
        return value_words(value, language, signed=name.startswith("change"))
    return phrase("no_comparison", language) if name.startswith("change") else _DASH


def _amount(value: Value) -> Decimal:
    if isinstance(value, MoneyValue):
        return value.money
    return value.number if isinstance(value, NumberValue) else Decimal(0)
