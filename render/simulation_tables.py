"""A simulation as tables of words, in English or Chinese: what the terminal and the page both show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from render.values import shown
from shop.evidence import MoneyValue
from shop.record import Language
from shop.segments.rfm import cell_titles
from shop.simulation import CurrencyTotals, GroupGain, PromotionResult, Simulation
from shop.simulation.words import phrase, phrases

_LOCALES: dict[Language, str] = {"en": "en", "zh": "zh_Hans_CN"}
MOST_ROWS = 30
_DASH = "–"


class Line(NamedTuple):
    """Cells as text; `weight` from 0 to 1 is how long the row's bar is, None without one."""

    cells: tuple[str, ...]
    weight: float | None = None


class Table(NamedTuple):
    """One table; the first column is text, the others are mostly numbers. `name` says which plots go with it."""

    name: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[Line, ...]


def tables(found: Simulation, language: Language, *, names: bool = True) -> tuple[Table, ...]:
    """Return the tables that have rows; without `names` promotions are called by their id alone."""
    made = [*(_totals(item, found, language) for item in found.totals), _promotions(found, language, names=names)]
    made += [_why_not(found, language), *_gains(found, language), _rivals(found, language), _worst(found, language)]
    return tuple(table for table in made if table.rows)


def named(result: PromotionResult, language: Language) -> str:
    """Return a promotion's id with its name."""
    name = result.name.get(language) or next(iter(result.name.values()))
    return result.promotion_id if name == result.promotion_id else f"{result.promotion_id}: {name}"


def group_name(group: GroupGain, language: Language) -> str:
    """Return what a group of customers is called."""
    known = phrases(language)
    if group.kind == "rfm":
        return cell_titles().get(group.name, {}).get(language) or known.get(group.name, group.name)
    if group.kind == "lifecycle" and group.name == "new":
        return "new" if language == "en" else "新客"
    return known.get(group.name, group.name)


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """Return a share as text."""
    return f"{100 * Decimal(part) / Decimal(whole):.1f} %" if whole else _DASH


def _money(amount: Decimal, currency: str, language: Language, *, signed: bool = False) -> str:
    text = shown(MoneyValue(money=amount, currency=currency), _LOCALES[language])
    return f"+{text}" if signed and amount > 0 else text


def _totals(item: CurrencyTotals, found: Simulation, language: Language) -> Table:
    words = phrases(language)

    def money(title: str, before: Decimal, after: Decimal) -> Line:
        change = _money(after - before, item.currency, language, signed=True)
        amounts = (_money(amount, item.currency, language) for amount in (before, after))
        return Line((title, *amounts, f"{change} ({percent(after - before, before)})"))

    def count(title: str, before: str, after: int) -> Line:
        return Line((title, before, f"{after:,}", percent(after, item.orders)))

    least = phrase("below_margin", language, percent=format(found.terms.min_margin.normalize(), "f"))
    rows = [
        Line((words["orders"], f"{item.orders:,}", f"{item.orders:,}", "")),
        count(words["helped"], _DASH, item.helped),
        money(words["revenue"], item.revenue_before, item.revenue_after),
        money(words["shipping"], item.shipping_before, item.shipping_after),
    ]
    if item.cost_known:
        rows += [
            money(words["margin"], item.margin_before, item.margin_after),
            count(least, f"{item.below_margin_before:,}", item.below_margin),
            count(words["below_cost"], _DASH, item.below_cost),
        ]
    rows += [count(words["free"], _DASH, item.free)]
    rows += [Line((words["recorded"], _money(item.recorded_discount, item.currency, language), _DASH, ""))]
    headers = (words["what"], words["without"], words["with"], words["change"])
    return Table("totals", f"{words['title']} · {item.currency}", headers, tuple(rows))


def _promotions(found: Simulation, language: Language, *, names: bool) -> Table:
    words = phrases(language)
    heads = ("promotion", "uses", "share", "cost", "gifts", "near", "short", "ran_out")
    most = max((item.discount + item.shipping for item in found.promotions), default=Decimal(0))
    rows = []
    for place, item in enumerate(found.promotions, 1):
        spent = item.discount + item.shipping
        cost = _money(spent, item.currency, language)
        short = _DASH if item.near_missing is None else _money(item.near_missing, item.currency, language)
        called = named(item, language) if names else item.promotion_id
        cells = (
            f"{place}. {called}", f"{item.uses:,}", percent(item.uses, found.orders),
            f"{cost} ({words['platform_pays']})" if item.paid_by_platform else cost, f"{item.gifts:,}",
            f"{item.near:,}", short, f"{item.ran_out_at:%Y-%m-%d %H:%M}" if item.ran_out_at else _DASH,
        )  # fmt: skip
        rows.append(Line(cells, float(spent / most) if most else None))
    return Table("promotions", words["promotions"], _heads(words, heads), tuple(rows))


def _why_not(found: Simulation, language: Language) -> Table:
    words = phrases(language)
    rows = [
        Line((item.promotion_id, kind, f"{count:,}", percent(count, found.orders)))
        for item in found.promotions
        for kind, count in list(item.why_not.items())[:3]
    ]
    headers = (words["promotion"], words["reason"], words["orders"], words["share"])
    return Table("why_not", words["why_not"], headers, tuple(rows))


def _gains(found: Simulation, language: Language) -> Iterator[Table]:
    words = phrases(language)
    names = ("group", "orders", "helped", "customers", "gain", "share_of_gain", "share_of_revenue")
    for currency in (item.currency for item in found.totals):
        for kind in ("buyer", "lifecycle", "rfm"):
            groups = [group for group in found.gains if (group.kind, group.currency) == (kind, currency)]
            gain = sum((group.gain for group in groups), Decimal(0))
            revenue = sum((group.revenue_before for group in groups), Decimal(0))
            rows = tuple(_gain(place, group, gain, revenue, language) for place, group in enumerate(groups, 1))
            yield Table(kind, f"{words[kind]} · {currency}", _heads(words, names), rows)


def _gain(place: int, group: GroupGain, gain: Decimal, revenue: Decimal, language: Language) -> Line:
    cells = (
        f"{place}. {group_name(group, language)}",
        f"{group.orders:,}", f"{group.helped:,}", f"{group.customers_helped:,}",
        _money(group.gain, group.currency, language), percent(group.gain, gain),
        percent(group.revenue_before, revenue),
    )  # fmt: skip
    return Line(cells, float(group.gain / gain) if gain else None)


def _rivals(found: Simulation, language: Language) -> Table:
    words = phrases(language)
    rows = tuple(
        Line((item.promotion_id, item.because_of, f"{item.orders:,}", percent(item.orders, found.orders)))
        for item in found.rivals[:MOST_ROWS]
    )
    return Table("rivals", words["rivals"], _heads(words, ("promotion", "because_of", "orders", "share")), rows)


def _worst(found: Simulation, language: Language) -> Table:
    words = phrases(language)
    rows = tuple(
        Line(
            (
                item.order_id, _money(item.revenue, item.currency, language),
                _money(item.margin, item.currency, language), ", ".join(item.promotions),
            )
        )
        for item in found.worst
    )  # fmt: skip
    return Table("worst", words["worst"], _heads(words, ("order", "revenue", "margin", "promotions")), rows)


def _heads(words: dict[str, str], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(words[name] for name in names)
