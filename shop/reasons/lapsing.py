"""lapsing: the customer has been away for longer than usual in this shop, but not yet for good (see the lifecycle)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from shop.evidence import DaysValue, NumberValue
from shop.reasons.found import About, Found, day_value, found
from shop.segments.lifecycle import ensure_stages
from shop.store.view import ShopView

_SQL = """
SELECT s.customer_id, b.last_day, b.days_since, b.orders
FROM stages JOIN reason_people s USING (customer_key) JOIN buyers b USING (customer_key)
WHERE stages.stage = 'lapsing' ORDER BY ALL
"""


def lapsing(view: ShopView) -> list[Found]:
    """Find who of the people in scope is lapsing."""
    ensure_stages(view)
    return [_found(*row) for row in view.rows(_SQL)]


def _found(customer_id: str, last_bought: date, days_since: int, orders: int) -> Found:
    facts = {
        "last_bought": day_value(last_bought),
        "days_since": DaysValue(days=days_since),
        "orders": NumberValue(number=Decimal(orders)),
    }
    source = f"orders: {orders}, last {last_bought.isoformat()}"
    return found(About(customer_id, "lapsing", None), facts, source, last_bought)
