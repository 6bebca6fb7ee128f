"""What `where` asks of one row (an order, a line, an event, a review …): one meaning per field of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from shop.segments.compiling.local_time import local
from shop.segments.compiling.relations import relation
from shop.segments.compiling.values import AMOUNT, NUMBER, compare, compare_known, compare_text, literal
from shop.segments.tree.nodes import Comparison

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value


class Money(NamedTuple):
    """The base currency and what one unit of every other known currency is worth in it."""

    base: str
    rates: dict[str, Decimal]


class Rows(NamedTuple):
    """Rows of one event: `moment` is when it happened, `counted` the column whose distinct values count (all rows)."""

    table: Table
    event: str
    moment: str
    counted: str = ""


LINE_FIELDS = frozenset(("product", "product_name", "variant", "category", "brand", "quantity", "price"))
"""Fields of a line of an order; the others are of the whole order."""
_BY_PRODUCT = {
    "product": ("product_key", "products", "product_id"),
    "product_name": ("product_key", "product_texts", "name"),
    "category": ("product_key", "product_texts", "category"),
    "brand": ("product_key", "products", "brand"),
    "variant": ("variant_key", "variants", "variant_id"),
    "campaign_name": ("campaign_id", "campaigns", "name"),
    "campaign_goal": ("campaign_id", "campaigns", "goal"),
    "channel": ("campaign_id", "campaigns", "channel"),
}
_PLAIN = {
    "device": "device", "arm": "arm", "ticket_status": "status", "ticket_subject": "subject",
    "order_country": "country", "order_currency": "currency", "order_status": "status",
}  # fmt: skip


def matching(rows: Rows, where: tuple[Comparison, ...], zone: ZoneInfo, money: Money) -> Rows:
    """Return the rows for which every condition holds."""
    found = [row_condition(rows, one, zone, money) for one in where]
    return rows._replace(table=rows.table.filter(found)) if found else rows


def row_condition(rows: Rows, asked: Comparison, zone: ZoneInfo, money: Money) -> BooleanValue:
    """Return one condition on the rows."""
    table, field, op, value = rows.table, asked.field, asked.op, asked.value
    if field in _BY_PRODUCT:
        key, other, column = _BY_PRODUCT[field]
        return linked(op, table[key], relation(other), key, column, value)
    if field in _PLAIN:
        return compare_text(op, table[_PLAIN[field]], value)
    if field in ("hour", "weekday"):
        clock = local(table[rows.moment], zone)
        return compare_known(op, clock.hour() if field == "hour" else clock.day_of_week.index() + 1, value)
    return _SPECIAL[field](rows, asked, money)


def linked(op: str, key: Value, other: Table, other_key: str, column: str, value: object) -> BooleanValue:
    """Compare the text that another relation holds for the row's key; several texts match if one does."""
    known = key.isin(other.filter(other[column] != "")[other_key]).fill_null(False)
    if op in ("known", "unknown"):
        return known if op == "known" else ~known
    positive = {"ne": "eq", "not_in": "in"}.get(op, op)
    same = key.isin(other.filter(compare_text(positive, other[column], value))[other_key]).fill_null(False)
    return same if positive == op else known & ~same


def _quantity(rows: Rows, asked: Comparison, money: Money) -> BooleanValue:
    return compare_known(asked.op, rows.table.quantity * _sign(rows), asked.value)


def _price(rows: Rows, asked: Comparison, money: Money) -> BooleanValue:
    """Compare total with value times quantity: no division, so no rounding. Of a return both are negative."""
    total, quantity = rows.table.total_base, rows.table.quantity
    if asked.op in ("known", "unknown"):
        return compare_known(asked.op, total, None)
    return scaled(asked.op, total * quantity.sign(), asked.value, quantity.abs())


def scaled(op: str, part: Value, value: object, whole: Value) -> BooleanValue:
    """Compare part / whole with a value, exactly: part with value times whole (which is positive)."""
    import ibis

    def times(number: object) -> Value:
        return (ibis.literal(number, type=NUMBER) * whole.cast("decimal(12,0)")).cast(AMOUNT)

    if op == "between" and isinstance(value, tuple):
        return (part >= times(value[0])) & (part <= times(value[1]))
    sides: dict[str, Callable[[Value, Value], BooleanValue]] = {
        "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b,
        "lt": lambda a, b: a < b, "le": lambda a, b: a <= b,
    }  # fmt: skip
    return sides[op](part, times(value))


def _value(rows: Rows, asked: Comparison, money: Money) -> BooleanValue:
    if rows.event == "order":
        return compare_known(asked.op, rows.table.spend_base, asked.value)
    if rows.event == "return":
        return compare_known(asked.op, -rows.table.total_base, asked.value)
    return compare_known(asked.op, in_base(rows.table.value, rows.table.currency, money), asked.value)


def in_base(amount: Value, currency: Value, money: Money) -> Value:
    """Return an amount in base currency to four decimals, NULL where no rate is known."""
    import ibis

    plain = currency.isin([literal(money.base), literal("")])
    branches = [(plain, amount.cast("decimal(24,4)"))]
    for other, rate in sorted(money.rates.items()):
        worth = (amount * ibis.literal(rate, type="decimal(18,8)")).round(4).cast("decimal(24,4)")
        branches.append((currency == literal(other), worth))
    return ibis.cases(*branches, else_=None)


def _code(rows: Rows, asked: Comparison, money: Money) -> BooleanValue:
    if rows.event != "order":
        return compare_text(asked.op, rows.table.code, asked.value)
    codes = rows.table.codes
    if asked.op in ("known", "unknown"):
        return codes.length() > 0 if asked.op == "known" else codes.length() == 0
    wanted = asked.value if isinstance(asked.value, tuple) else (asked.value,)
    folded = codes.map(lambda code: code.lower())
    found = folded.contains(literal(wanted[0]).lower())
    for one in wanted[1:]:
        found = found | folded.contains(literal(one).lower())
    return found if asked.op in ("eq", "in") else (codes.length() > 0) & ~found


def is_discounted(orders: Table) -> BooleanValue:
    """Return whether an order was bought at a discount: of its own, of a line, or by a code."""
    lines = relation("order_lines")
    reduced = orders.order_key.isin(lines.filter(lines.discount > 0).order_key)
    return (orders.discount > 0) | (orders.codes.length() > 0) | reduced


def _discounted(rows: Rows, asked: Comparison, money: Money) -> BooleanValue:
    return compare("eq", is_discounted(rows.table), asked.value)


def _campaign(rows: Rows, asked: Comparison, money: Money) -> BooleanValue:
    return compare_text(asked.op, rows.table.campaign_id.fill_null(""), asked.value)


def _rating(rows: Rows, asked: Comparison, money: Money) -> BooleanValue:
    return compare_known(asked.op, rows.table.rating, asked.value)


def _sign(rows: Rows) -> int:
    return -1 if rows.event == "return" else 1


_SPECIAL: dict[str, Callable[[Rows, Comparison, Money], BooleanValue]] = {
    "quantity": _quantity, "price": _price, "value": _value, "code": _code, "discounted": _discounted,
    "campaign": _campaign, "rating": _rating,
}  # fmt: skip
