"""The period by country, acquisition channel, category and product: the groups of the most money first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from shop.reports.figures import MOST_GROUPS, Earlier, Ledger, Section
from shop.reports.period import Span
from shop.reports.sales import SPANS, Sold, params, sold
from shop.segments.history import ensure_categories
from shop.store.view import ShopView

TOP_PRODUCTS = 10
_ORDER_PARTS: dict[Section, str] = {
    "country": "coalesce(nullif(o.country, ''), c.country, '')",
    "channel": "coalesce(c.acquisition, '')",
}
_LINE_PARTS: dict[Section, str] = {"category": "coalesce(g.category, '')", "product": "p.product_id"}
_LINES = f"""
WITH {SPANS}
SELECT s.name, {{part}} AS part, coalesce(sum(l.total_base), 0),
       coalesce(sum(l.quantity) FILTER (l.quantity > 0), 0)
FROM order_lines l JOIN span s ON l.placed_at >= s.starts AND l.placed_at < s.ends
LEFT JOIN categories g USING (product_key) LEFT JOIN facts.products p USING (product_key)
WHERE l.is_sale AND part IS NOT NULL
GROUP BY ALL
"""
_NAMES = """
SELECT p.product_id, arg_min(t.name, (t.language <> $first, t.language))
FROM facts.products p JOIN product_texts t USING (product_key)
WHERE p.product_id IN (SELECT unnest($ids::VARCHAR[])) GROUP BY ALL
"""

Amounts = Mapping[str, Decimal | int | None]
"""The amounts of one group by measure; the first one ranks it."""


class Groups(NamedTuple):
    """Amounts by span and group, and those of a group that is not there."""

    found: Mapping[tuple[str, str], Amounts]
    nothing: Amounts

    def of(self, name: str) -> set[str]:
        """Return the groups of a span."""
        return {part for span_name, part in self.found if span_name == name}

    def amounts(self, name: str, part: str) -> Amounts:
        """Return the amounts of a group in a span."""
        return self.found.get((name, part), self.nothing)

    def weight(self, part: str) -> Decimal:
        """Return what ranks a group: its first amount in the span `now`."""
        return Decimal(next(iter(self.amounts("now", part).values())) or 0)


def add_breakdowns(view: ShopView, ledger: Ledger, spans: Sequence[Span]) -> None:
    """Add country, channel, category and the top products, each group compared as the shop is."""
    for section, part in _ORDER_PARTS.items():
        found = {key: _of_orders(one) for key, one in sold(view, spans, part).items()}
        _add(ledger, section, Groups(found, _of_orders(Sold())), MOST_GROUPS)
    ensure_categories(view)
    for section, part in _LINE_PARTS.items():
        rows = view.rows(_LINES.format(part=part), params(view, spans))
        groups = Groups({(row[0], row[1]): _of_lines(*row[2:]) for row in rows}, _of_lines(Decimal(0), 0))
        if section == "product":
            _add(ledger, section, groups, TOP_PRODUCTS, _names(view, groups))
        else:
            _add(ledger, section, groups, MOST_GROUPS)


def _add(
    ledger: Ledger, section: Section, groups: Groups, most: int, titles: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Add every group of the span `now`, the one of the most money first."""
    ranked = sorted(groups.of("now"), key=lambda part: (-groups.weight(part), part))
    for part in ranked[:most]:
        now, previous, year = (groups.amounts(name, part) for name in ("now", "previous", "year_before"))
        for name, amount in now.items():
            title = titles.get(part, "")
            ledger.add(section, name, amount, group=part, title=title, earlier=Earlier(previous[name], year[name]))
    if len(ranked) > most and section != "product":
        ledger.remark("more_groups", section=section, shown=most, all=len(ranked))


def _names(view: ShopView, groups: Groups) -> dict[str, str]:
    return dict(view.rows(_NAMES, {"ids": sorted(groups.of("now")), "first": view.shop.languages[0]}))


def _of_orders(found: Sold) -> Amounts:
    return {"sales": found.spend, "orders": found.orders, "aov": found.per_order, "customers": found.customers}


def _of_lines(goods: Decimal, units: int) -> Amounts:
    return {"goods": goods, "units": units}
