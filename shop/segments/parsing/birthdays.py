"""Birthdays as conditions: a month, a day, the coming days; the year is never used."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from shop.segments.parsing.frames import Frame
from shop.segments.parsing.outcome import not_understood
from shop.segments.parsing.scene import Scene, all_of, consumed, signed
from shop.segments.tree.nodes import Attribute, Node
from shop.segments.tree.windows import CalendarUnit, Dates, Rolling


def birthday(frame: Frame, scene: Scene) -> Node:
    """A birthday in a month, today, or in the coming days; the year is never used."""
    consumed(frame, "window", "future", "qty", "cmp", "op", "num")
    today = scene.today
    if futures := frame.of("future"):
        return signed(_coming_birthday(futures[0].get("future"), today, futures[0].text), frame)
    window = scene.window(frame)
    if isinstance(window, CalendarUnit) and window.unit == "month":
        number = (today.month - 1 + window.offset) % 12 + 1
        return signed(Attribute(field="birthday_month", value=Decimal(number)), frame)
    if isinstance(window, CalendarUnit) and window.unit == "day" and window.offset == 0:
        return signed(Attribute(field="days_to_birthday", value=Decimal(0)), frame)
    if isinstance(window, Dates) and window.first and window.last:
        return signed(_named_birthday(window.first, window.last), frame)
    if isinstance(window, Rolling):
        return signed(_within_days(window, scene, frame), frame)
    raise not_understood(frame.head.text)


def _within_days(window: Rolling, scene: Scene, frame: Frame) -> Node:
    """7天内过生日, birthday within 14 days: the coming days; "the last 14 days" lie behind and are refused."""
    days = {"days": 1, "weeks": 7, "months": 30}.get(window.unit)
    said = frame.of("window")[0].text
    if days is None or any(word in said for word in ("last", "past", "近", "过去", "前")):
        raise not_understood(said)
    return Attribute(field="days_to_birthday", op="le", value=Decimal(window.n * days))


def _named_birthday(first: date, last: date) -> Node:
    month = Attribute(field="birthday_month", value=Decimal(first.month))
    if first == last:
        return all_of([month, Attribute(field="birthday_day", value=Decimal(first.day))])
    if (first.year, first.month) == (last.year, last.month) and first.day == 1 and last.day >= 28:
        return month
    raise not_understood(f"{first} – {last}")


def _coming_birthday(span: Any, today: date, text: str) -> Node:  # noqa: ANN401 - a length of time or a unit
    if text in ("next month", "下个月", "下月") or span == "months":
        return Attribute(field="birthday_month", value=Decimal(today.month % 12 + 1))
    days = getattr(span, "unit", "") and {"days": 1, "weeks": 7, "months": 30}.get(span.unit)
    if not days:
        raise not_understood(text)
    return Attribute(field="days_to_birthday", op="le", value=span.value * days)
