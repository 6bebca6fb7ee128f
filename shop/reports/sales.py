"""Orders and money of stretches of time. An order is paid and not cancelled; a document of negative total only takes
back, it is no order. Sales are what was paid after discounts, minus refunds, without shipping, in the base currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from shop.reports.figures import Earlier, Ledger
from shop.reports.period import Period, Span, Step, span, steps
from shop.store.view import ShopView

_HUNDRED = Decimal(100)

SPANS = """
span AS (SELECT unnest($names::VARCHAR[]) AS name, unnest($starts::TIMESTAMP[]) AS starts,
                unnest($ends::TIMESTAMP[]) AS ends),
rate AS (SELECT unnest($currencies::VARCHAR[]) AS currency, unnest($rates::DECIMAL(18,8)[]) AS rate)
"""
"""Relations that a question about spans begins with; `params` fills them."""

_SALES = f"""
WITH {SPANS}
SELECT s.name, {{part}} AS part, count(*) FILTER (o.total >= 0),
       count(*) FILTER (o.total >= 0 AND o.spend_base IS NOT NULL), coalesce(sum(o.spend_base), 0),
       count(DISTINCT o.customer_key) FILTER (o.total >= 0),
       coalesce(sum(o.refunded * r.rate), 0) - coalesce(sum(o.spend_base) FILTER (o.total < 0), 0)
FROM sales o JOIN span s ON o.placed_at >= s.starts AND o.placed_at < s.ends
LEFT JOIN rate r USING (currency) LEFT JOIN customers c USING (customer_key)
GROUP BY ALL
"""
_REPEAT = f"""
WITH {SPANS}, bought AS (
  SELECT s.name, s.starts, o.customer_key, count(*) AS orders, min(o.placed_at) AS first, max(o.placed_at) AS last
  FROM sales o JOIN span s ON o.placed_at < s.ends
  WHERE o.total >= 0 AND o.customer_key IS NOT NULL GROUP BY ALL
)
SELECT name, count(*), count(*) FILTER (orders >= 2), count(*) FILTER (first >= starts)
FROM bought WHERE last >= starts GROUP BY ALL
"""
_UNITS = f"""
WITH {SPANS}
SELECT s.name, coalesce(sum(l.quantity) FILTER (l.quantity > 0), 0),
       coalesce(-sum(l.quantity) FILTER (l.quantity < 0), 0)
FROM order_lines l JOIN span s ON l.placed_at >= s.starts AND l.placed_at < s.ends WHERE l.is_sale GROUP BY ALL
"""
_UNRATED = f"""
WITH {SPANS}
SELECT o.currency, count(*) FROM sales o JOIN span s ON o.placed_at >= s.starts AND o.placed_at < s.ends
WHERE o.spend_base IS NULL AND o.total >= 0 AND s.name = 'now' GROUP BY ALL ORDER BY ALL
"""


class Sold(NamedTuple):
    """Orders of one stretch: all, those with a rate, their spend, customers with an order, what went back."""

    orders: int = 0
    rated: int = 0
    spend: Decimal = Decimal(0)
    customers: int = 0
    returned: Decimal = Decimal(0)

    @property
    def per_order(self) -> Decimal | None:
        """Average order value, over orders with a rate; None without any."""
        return self.spend / self.rated if self.rated else None


class Repeat(NamedTuple):
    """Customers with an order in a stretch; how many have two by its end; how many had their first in it."""

    customers: int = 0
    repeated: int = 0
    new: int = 0


class Units(NamedTuple):
    """Units sold and taken back."""

    sold: int = 0
    returned: int = 0


def params(view: ShopView, spans: Iterable[Span]) -> dict[str, object]:
    """Fill the relations `span` and `rate`."""
    wanted = list(spans)
    rates = {view.shop.currency: Decimal(1), **view.shop.rates}
    return {
        "names": [one.name for one in wanted],
        "starts": [one.starts for one in wanted],
        "ends": [one.ends for one in wanted],
        "currencies": list(rates),
        "rates": list(rates.values()),
    }


def sold(view: ShopView, spans: Sequence[Span], part: str = "''") -> dict[tuple[str, str], Sold]:
    """Return the orders of each span and part of the shop; `part` is SQL of this package over orders and customers."""
    rows = view.rows(_SALES.format(part=part), params(view, spans))
    return {(row[0], row[1]): Sold(*row[2:]) for row in rows}


def add_sales(view: ShopView, ledger: Ledger, spans: Sequence[Span]) -> None:
    """Add the shop's figures of the span `now`, compared with the spans `previous` and `year_before`."""
    asked = params(view, spans)
    money = {name: found for (name, _), found in sold(view, spans).items()}
    again = {row[0]: Repeat(*row[1:]) for row in view.rows(_REPEAT, asked)}
    units = {row[0]: Units(*row[1:]) for row in view.rows(_UNITS, asked)}
    amounts = {
        name: _amounts(money.get(name, Sold()), again.get(name, Repeat()), units.get(name, Units()))
        for name in ("now", "previous", "year_before")
    }
    for name, amount in amounts["now"].items():
        ledger.add("sales", name, amount, earlier=Earlier(amounts["previous"][name], amounts["year_before"][name]))
    for currency, count in view.rows(_UNRATED, asked):
        ledger.remark("no_rate", count=count, currency=currency)


def add_series(view: ShopView, ledger: Ledger, period: Period, step: Step) -> None:
    """Add sales and orders of every day, week or month of the period, those without an order too."""
    parts = steps(period, step)
    found = sold(view, [span(part.name, part, view.zone) for part in parts])
    for part in parts:
        amount = found.get((part.name, ""), Sold())
        ledger.add("series", "sales", amount.spend, group=part.name, days=part)
        ledger.add("series", "orders", amount.orders, group=part.name, days=part)


def share(part: int, whole: int) -> Decimal | None:
    """Return `part` in % of `whole`; None of nothing."""
    return _HUNDRED * part / whole if whole else None


def _amounts(money: Sold, again: Repeat, units: Units) -> Mapping[str, Decimal | int | None]:
    return {
        "sales": money.spend,
        "orders": money.orders,
        "aov": money.per_order,
        "customers": money.customers,
        "new_customers": again.new,
        "repeat_rate": share(again.repeated, again.customers),
        "units": units.sold,
        "returned": money.returned,
        "returned_units": units.returned,
        "return_rate": share(units.returned, units.sold),
    }
