"""lapsing: the customer has been away for longer than usual in this shop, but not yet for good (see the lifecycle)."""

from __future__ import annotations

from decimal import Decimal

from shop.evidence import DaysValue, NumberValue, Value
from shop.reasons.found import About, Found, Kind, Question, day_value, found
from shop.segments.lifecycle import ensure_stages
from shop.store.view import Row, ShopView

_SQL = """
SELECT s.customer_id, b.last_day, b.days_since, b.orders
FROM stages JOIN reason_people s USING (customer_key) JOIN buyers b USING (customer_key)
WHERE stages.stage = 'lapsing'
"""


def _ask(view: ShopView) -> Question:
    ensure_stages(view)
    return Question(_SQL, {})


def _tell(_view: ShopView, row: Row) -> Found:
    customer_id, last_bought, days_since, orders = row
    facts: dict[str, Value] = {
        "last_bought": day_value(last_bought),
        "days_since": DaysValue(days=days_since),
        "orders": NumberValue(number=Decimal(orders)),
    }
    return found(About(customer_id, "lapsing", None), facts, f"orders: {orders}, last {last_bought}", last_bought)


LAPSING = Kind(_ask, _tell)
