"""Windows that count back from the moment: last 30 days, 近三个月, over 60 days ago, last Wednesday, 上周三.

Conventions: the last N days roll, the last N months go calendar months back, a year is 365 days, a week runs from
Monday to Sunday. "last month" and "last week" without "the" may mean the calendar's or the rolling one: it is asked.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from shop.segments.parsing.quantities import Qty
from shop.segments.parsing.rules import Build, Matched, Rule, reduced, value
from shop.segments.parsing.tokens import Option, Pick, Sense, Token
from shop.segments.tree.windows import Ago, CalendarUnit, Dates, Rolling

_ONE = {"hours": "hour", "days": "day", "weeks": "week", "months": "month", "quarters": "quarter", "years": "year"}


class Spans(NamedTuple):
    """Windows relative to the moment; `today` is its day in the shop's zone."""

    today: date

    def windows(self, tokens: list[Token]) -> list[Token]:
        """Reduce every span of time that counts back from the moment."""
        return reduced(reduced(tokens, self._rules()), _LOOSE)

    def _rules(self) -> tuple[Rule, ...]:
        return (
            Rule("within? last:past|last:previous|last:last qty within?", _rolling),
            Rule("last:past unit within?", _rolling_one),
            Rule("last:last unit", _last_unit),
            Rule("last:previous unit", _previous_unit),
            Rule("last:this unit", _this_unit),
            Rule("last:next qty|unit", _coming),
            Rule("last:last|last:previous weekday", self._weekday),
            Rule("weekday|weekdayword", self._weekday),
            Rule("lastweekday", _chinese_weekday(-1)),
            Rule("thisweekday", _chinese_weekday(0)),
            Rule("op? qty ago", self._ago),
            Rule("qty oppost ago", self._ago_behind),
            Rule("num oppost unit ago", self._ago_plus),
            Rule("between? num|qty conj:and|to qty betweenend? ago", self._ago_between),
            Rule("within qty", _within),
            Rule("qty within", _within),
            Rule("qty since_end", _within),
            Rule("op:le qty ago", self._ago),
        )

    def _weekday(self, matched: Matched) -> Sense | None:
        token = next(t for t in reversed(matched) if t is not None)
        number = int(token.get("weekday") or token.get("weekdayword"))
        back = (self.today.isoweekday() - number) % 7 or 7
        latest = self.today - timedelta(days=back)
        week = CalendarUnit(unit="week", offset=-1, weekday=number)
        monday = self.today - timedelta(days=self.today.weekday() + 7)
        if latest == monday + timedelta(days=number - 1):
            return Sense("window", week)
        words = " ".join(t.text for t in matched if t is not None)
        options = (
            Option("latest", Dates(first=latest, last=latest), f"{words} = {latest}", f"{words} = {latest}"),
            Option("week-before", week, f"{words} of the week before", f"{words}：上一周"),
        )
        return Sense("window", Pick(words, options))

    def _ago(self, matched: Matched) -> Sense | None:
        qty, op = value(matched, 1, "qty"), value(matched, 0, "op")
        chinese = matched[1] is not None and matched[1].chinese
        return None if qty is None or qty.kind != "dur" else self._at_distance(qty, op or ("ge" if chinese else "eq"))

    def _ago_behind(self, matched: Matched) -> Sense | None:
        qty = value(matched, 0, "qty")
        return None if qty is None or qty.kind != "dur" else self._at_distance(qty, value(matched, 1, "oppost"))

    def _ago_plus(self, matched: Matched) -> Sense | None:
        qty = Qty("dur", value(matched, 0, "num"), value(matched, 2, "unit"))
        return self._at_distance(qty, value(matched, 1, "oppost"))

    def _at_distance(self, qty: Qty, op: str) -> Sense | None:
        """Return the days that lie `op` this far back."""
        days = _days(qty)
        if days is None:
            return self._months(qty, op)
        made = {
            "gt": Ago(least=days + 1), "ge": Ago(least=days), "eq": Ago(least=days, most=days),
            "lt": Ago(least=0, most=max(days - 1, 0)), "le": Ago(least=0, most=days),
        }.get(op)  # fmt: skip
        return None if made is None else Sense("window", made)

    def _months(self, qty: Qty, op: str) -> Sense | None:
        if qty.unit != "months":
            return None
        border = _months_back(self.today, int(qty.value))
        if op in ("gt", "ge"):
            return Sense("window", Dates(last=border - timedelta(days=op == "gt")))
        if op in ("lt", "le"):
            return Sense("window", Dates(first=border + timedelta(days=op == "lt")))
        return Sense("window", Dates(first=border, last=border))

    def _ago_between(self, matched: Matched) -> Sense | None:
        high, low = value(matched, 3, "qty"), value(matched, 1, "qty")
        if low is None:
            number = value(matched, 1, "num")
            low = None if number is None or high is None else Qty(high.kind, number, high.unit)
        if low is None or high is None or low.kind != "dur" or high.kind != "dur":
            return None
        near, far = _days(low), _days(high)
        if near is not None and far is not None:
            return Sense("window", Ago(least=near, most=far)) if near <= far else None
        if low.unit != "months" or high.unit != "months" or low.value > high.value:
            return None
        first, last = (_months_back(self.today, int(q.value)) for q in (high, low))
        return Sense("window", Dates(first=first, last=last))


def _days(qty: Qty) -> int | None:
    factor = {"days": 1, "weeks": 7, "years": 365}.get(qty.unit)
    return None if factor is None else int(qty.value) * factor


def _months_back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    while True:
        try:
            return date(year, month + 1, day.day)
        except ValueError:
            day -= timedelta(days=1)


def _rolling(matched: Matched) -> Sense | None:
    return _back(value(matched, 2, "qty"))


def _back(qty: Qty | None) -> Sense | None:
    if qty is None or qty.kind != "dur":
        return None
    return Sense("window", Rolling(n=int(qty.value), unit=qty.unit))


def _rolling_one(matched: Matched) -> Sense | None:
    unit = value(matched, 1, "unit")
    if unit == "quarters" and matched[0] is not None and "last" in matched[0].text:
        return _last_unit(matched)
    if unit == "days" and matched[1] is not None and matched[1].chinese:
        return None
    return Sense("window", Rolling(n=3 if unit == "quarters" else 1, unit="months" if unit == "quarters" else unit))


def _within(matched: Matched) -> Sense | None:
    return _back(value(matched, 0, "qty") or value(matched, 1, "qty"))


def _last_unit(matched: Matched) -> Sense | None:
    """`last year` is 365 days by convention; `last week` and `last month` have two meanings."""
    unit = value(matched, 1, "unit")
    if unit == "years":
        return Sense("window", Rolling(n=1, unit="years"))
    if unit not in ("weeks", "months", "quarters"):
        return None
    one = _ONE[unit]
    rolling = Rolling(n=3, unit="months") if unit == "quarters" else Rolling(n=1, unit=unit)
    title = {"week": "上一周", "month": "上个月", "quarter": "上个季度"}[one]
    options = (
        Option("calendar", CalendarUnit(unit=one, offset=-1), f"the previous calendar {one}", f"{title}（自然）"),
        Option("rolling", rolling, f"one {one} back from the moment", f"截至此刻往前一个{title[-1]}"),
    )
    return Sense("window", Pick(f"last {one}", options))


def _previous_unit(matched: Matched) -> Sense | None:
    unit = _ONE[value(matched, 1, "unit")]
    return None if unit == "hour" else Sense("window", CalendarUnit(unit=unit, offset=-1))


def _this_unit(matched: Matched) -> Sense | None:
    unit = _ONE[value(matched, 1, "unit")]
    return None if unit == "hour" else Sense("window", CalendarUnit(unit=unit))


def _coming(matched: Matched) -> Sense | None:
    return Sense("future", value(matched, 1, "qty") or value(matched, 1, "unit"))


def _chinese_weekday(offset: int) -> Build:
    def build(matched: Matched) -> Sense | None:
        number = int(value(matched, 0, "lastweekday" if offset else "thisweekday"))
        return Sense("window", CalendarUnit(unit="week", offset=offset, weekday=number))

    return build


_RECENT = tuple(
    Option(f"{days}-days", Rolling(n=days), f"recently = the last {days} days", f"近期 = 近 {days} 天")
    for days in (7, 30, 90)
)
_LONG = tuple(
    Option(f"{days}-days", Rolling(n=days), f"a long time = {days} days", f"很久 = {days} 天") for days in (60, 90, 180)
)


def _vague(matched: Matched) -> Sense | None:
    assert matched[0] is not None
    name = value(matched, 0, "vague_time")
    return Sense("window", Pick(matched[0].text, _RECENT if name == "recently" else _LONG))


def _few(matched: Matched) -> Sense | None:
    token, unit = matched[1], value(matched, 2, "unit")
    if token is None or unit is None:
        return None
    words = f"{token.text} {unit}"
    options = tuple(
        Option(str(n), Rolling(n=n, unit=unit), f"{words} = {n} {unit}", f"{words} = {n}") for n in (2, 3, 5)
    )
    return Sense("window", Pick(words, options))


_LOOSE = (
    Rule("within? vague_time within?", lambda m: _vague((m[1],))),
    Rule("last:past? vague_span unit within?", _few),
)
