"""Spans whose unit is left out ("nothing in the last 30"), and named days with their dates in brackets."""

from __future__ import annotations

from shop.segments.parsing.outcome import not_understood
from shop.segments.parsing.tokens import Option, Pick, Sense, Token, joined
from shop.segments.tree.windows import CalendarUnit, Rolling

_OPENS, _CLOSES = ("(",), (")",)


def with_elided_units(items: list[Token]) -> list[Token]:
    """Return the items with "the last 30" at the end of a clause as a span; its unit is asked."""
    found: list[Token] = []
    for place, item in enumerate(items):
        ahead = items[place + 1] if place + 1 < len(items) else None
        if item.has("num") and ahead is not None and ahead.text == "点":
            raise not_understood(f"{item.text}{ahead.text}")  # 8点: an hour of the day
        ends = ahead is None or ahead.has("conj") or ahead.has("neg")
        if found and found[-1].has("last", "past") and item.kind == "num" and ends and _whole(item):
            found[-1] = _asked(joined([found[-1], item], "window", None), int(item.get("num")))
        else:
            found.append(item)
    return found


def _whole(item: Token) -> bool:
    return item.text not in ("a", "an") and item.get("num") == int(item.get("num")) and 1 <= item.get("num") <= 3650


def _asked(token: Token, number: int) -> Token:
    options = tuple(
        Option(unit, Rolling(n=number, unit=unit), f"{token.text} = {number} {unit}", f"{token.text} = {number} {zh}")
        for unit, zh in (("days", "天"), ("weeks", "周"), ("months", "个月"))
    )
    return Token(token.text, (Sense("window", Pick(token.text, options)),), token.start, token.end)


def beside_this_year(items: list[Token]) -> list[Token]:
    """Return the items with "last year" beside "this year" asked: the year before it, or 365 days back."""
    this, year = CalendarUnit(unit="year"), Rolling(n=1, unit="years")
    if not any(item.get("window") == this for item in items):
        return items
    options = (
        Option("calendar", CalendarUnit(unit="year", offset=-1), "the previous calendar year", "上一自然年"),
        Option("rolling", year, "365 days back from the moment", "截至此刻往前 365 天"),
    )
    asked = Sense("window", Pick("last year beside this year", options))
    return [
        Token(item.text, (asked,), item.start, item.end)
        if item.text == "last year" and item.get("window") == year
        else item
        for item in items
    ]


def without_named_days(items: list[Token]) -> list[Token]:
    """Return the items without a named day that says its dates itself: 双11期间（11月1日-11月11日）."""
    found: list[Token] = []
    place = 0
    while place < len(items):
        end = place + 1
        while end < len(items) and items[end].kind in ("within", "skip"):
            end += 1
        bracket = items[end : end + 3]
        dated = len(bracket) == 3 and bracket[0].text in _OPENS and bracket[2].text in _CLOSES
        if items[place].kind == "undated" and dated and bracket[1].has("window"):
            found.append(bracket[1])
            place = end + 3
        else:
            found.append(items[place])
            place += 1
    return found
