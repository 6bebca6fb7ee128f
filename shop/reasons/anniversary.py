"""anniversary: the day of the customer's first order came round again within the last seven days.

Birthdays are no reason here: a birthday given for one purpose is not a consent to be written to about it.
"""

from __future__ import annotations

from decimal import Decimal

from shop.evidence import NumberValue, Value
from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.segments.history import ensure_buyers
from shop.store.view import Row, ShopView

DAYS = 7
"""The day itself and the six after it."""

# Of a first order on 29 February the day is 28 February in other years. Early in January last year's day counts too.
_SQL = """
WITH dates AS (
  SELECT b.customer_key, b.first_day, b.orders, year($today::DATE) - year(b.first_day) - earlier.years AS years,
         (b.first_day + to_years((year($today::DATE) - year(b.first_day) - earlier.years)::INTEGER))::DATE AS day
  FROM buyers b CROSS JOIN (VALUES (0), (1)) earlier(years)
)
SELECT s.customer_id, d.first_day, d.years, d.orders, d.day
FROM dates d JOIN reason_people s USING (customer_key)
WHERE d.years >= 1 AND $today::DATE - d.day BETWEEN 0 AND $days - 1
"""


def _ask(view: ShopView) -> Question:
    ensure_buyers(view)
    return Question(_SQL, {"today": view.at.date(), "days": DAYS})


def _tell(_view: ShopView, row: Row) -> Found:
    customer_id, first_day, years, orders, day = row
    facts: dict[str, Value] = {
        "first_bought": day_value(first_day),
        "years": NumberValue(number=Decimal(years)),
        "orders": NumberValue(number=Decimal(orders)),
    }
    return found(About(customer_id, "anniversary", None), facts, f"orders: {orders}, first {first_day}", day)


ANNIVERSARY = Kind(_ask, _tell)
