"""Days, months, quarters and years of the calendar as spans (first day, last day), and windows made of them.

A date without a year is the latest one that has begun by the day of the moment. `since` and `until` include the day
that is named, `before` and `after` do not.
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from shop.segments.parsing.calendar_windows import WINDOWS, year_span
from shop.segments.parsing.lexer import number_of, slashed
from shop.segments.parsing.rules import Matched, Rule, reduced, value
from shop.segments.parsing.tokens import Option, Pick, Sense, Token
from shop.segments.tree.windows import Dates


class Calendar(NamedTuple):
    """The day of the moment in the shop's zone; makes the rules that depend on it."""

    today: date

    def spans(self, tokens: list[Token]) -> list[Token]:
        """Reduce dates to spans."""
        return reduced(reduced(tokens, self._points()), self._ranges())

    def windows(self, tokens: list[Token]) -> list[Token]:
        """Reduce spans with the words around them to windows."""
        return reduced(tokens, WINDOWS)

    def _points(self) -> tuple[Rule, ...]:
        return (
            Rule("yearmonth", lambda m: self._month(*value(m, 0, "yearmonth"))),
            Rule("slashed", self._slashed),
            Rule("num|yearnum unit:years num unit:months num unit:days|daymark", self._chinese),
            Rule("num|yearnum unit:years num unit:months", self._chinese),
            Rule("yearnum unit:years", lambda m: year_span(int(value(m, 0, "num")))),
            Rule("cal num unit:months num unit:days", self._chinese_relative),
            Rule("cal num unit:months", self._chinese_relative),
            Rule("cal month", self._relative_month),
            Rule("num unit:months num unit:days", self._chinese_day),
            Rule("num unit:months", self._chinese_month),
            Rule("month num yearnum", self._english_day),
            Rule("month num conj:comma yearnum", self._english_day),
            Rule("num month yearnum", self._day_english),
            Rule("month yearnum", lambda m: self._month(int(value(m, 1, "num")), int(value(m, 0, "month")))),
            Rule("month num", self._english_day),
            Rule("num month", self._day_english),
            Rule("last:last month", self._last_month),
            Rule("month last:last|last:previous unit:years", self._month_of_last_year),
            Rule("month cal", self._month_of_year),
            Rule("last:this month", self._this_month),
            Rule("month", self._bare_month),
            Rule("quarter yearnum", self._quarter_of),
            Rule("quarter", self._bare_quarter),
        )

    def _ranges(self) -> tuple[Rule, ...]:
        return (
            Rule("between? num conj:and|to span", self._first_to_span),
            Rule("span to num unit:days", self._span_to_day),
            Rule("span to num", self._span_to_day),
            Rule("between span conj:and num yearnum?", self._span_and_day),
        )

    def _month(self, year: int, month: int) -> Sense | None:
        if not 1 <= month <= 12:
            return None
        return Sense("span", (date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])))

    def _bare(self, month: int) -> Sense | None:
        """Return the latest month of that number that has begun."""
        return self._month(self.today.year - (month > self.today.month), month)

    def _bare_month(self, matched: Matched) -> Sense | None:
        return self._bare(int(value(matched, 0, "month")))

    def _this_month(self, matched: Matched) -> Sense | None:
        return self._month(self.today.year, int(value(matched, 1, "month")))

    def _last_month(self, matched: Matched) -> Sense | None:
        month = int(value(matched, 1, "month"))
        latest, before = self._bare(month), self._month(self.today.year - 1, month)
        if latest is None or before is None or latest == before or month == self.today.month:
            return before
        words = (matched[0].text if matched[0] else "") + " " + (matched[1].text if matched[1] else "")
        options = tuple(
            Option(key, sense.value, f"{words} = {sense.value[0]:%Y-%m}", f"{words} = {sense.value[0]:%Y-%m}")
            for key, sense in (("latest", latest), ("year-before", before))
        )
        return Sense("span", Pick(words, options))

    def _relative_month(self, matched: Matched) -> Sense | None:
        unit, _, offset = value(matched, 0, "cal").partition(":")
        return self._month(self.today.year + int(offset), int(value(matched, 1, "month"))) if unit == "year" else None

    def _month_of_last_year(self, matched: Matched) -> Sense | None:
        """November last year is the month of the calendar year before."""
        return self._month(self.today.year - 1, int(value(matched, 0, "month")))

    def _month_of_year(self, matched: Matched) -> Sense | None:
        return self._relative_month((matched[1], matched[0]))

    def _slashed(self, matched: Matched) -> Sense | None:
        assert matched[0] is not None
        found = slashed(matched[0], self.today)
        return None if found is None else Sense("span", found)

    def _chinese(self, matched: Matched) -> Sense | None:
        year, month = number_of(value(matched, 0, "num")), number_of(value(matched, 2, "num"))
        if year is None or month is None or not 1900 <= year <= 2200:
            return None
        return self._month(year, month) if len(matched) < 6 else _day(year, month, value(matched, 4, "num"))

    def _chinese_relative(self, matched: Matched) -> Sense | None:
        unit, _, offset = value(matched, 0, "cal").partition(":")
        month = number_of(value(matched, 1, "num"))
        if unit != "year" or month is None:
            return None
        year = self.today.year + int(offset)
        return self._month(year, month) if len(matched) < 5 else _day(year, month, value(matched, 3, "num"))

    def _chinese_month(self, matched: Matched) -> Sense | None:
        month = number_of(value(matched, 0, "num"))
        if month is None or matched[1] is None or not 1 <= month <= 12 or matched[1].text not in ("月", "月份"):
            return None
        return self._bare(month)

    def _chinese_day(self, matched: Matched) -> Sense | None:
        month = number_of(value(matched, 0, "num"))
        if month is None or matched[1] is None or matched[1].text not in ("月", "月份"):
            return None
        return self._latest_day(month, value(matched, 2, "num"))

    def _latest_day(self, month: int, day: object) -> Sense | None:
        found = _day(self.today.year, month, day)
        if found is not None and found.value[0] > self.today:
            found = _day(self.today.year - 1, month, day)
        return found

    def _english_day(self, matched: Matched) -> Sense | None:
        month, day = int(value(matched, 0, "month")), value(matched, 1, "num")
        if len(matched) > 2:
            return _day(int(value(matched, -1, "num")), month, day)
        return self._latest_day(month, day)

    def _day_english(self, matched: Matched) -> Sense | None:
        day, month = value(matched, 0, "num"), int(value(matched, 1, "month"))
        if matched[0] is not None and matched[0].text in ("a", "an"):
            return None
        return _day(int(value(matched, 2, "num")), month, day) if len(matched) > 2 else self._latest_day(month, day)

    def _quarter_of(self, matched: Matched) -> Sense | None:
        return _quarter(int(value(matched, 1, "num")), int(value(matched, 0, "quarter")))

    def _bare_quarter(self, matched: Matched) -> Sense | None:
        number = int(value(matched, 0, "quarter"))
        return _quarter(self.today.year - (number > (self.today.month + 2) // 3), number)

    def _first_to_span(self, matched: Matched) -> Sense | None:
        """Between 1 and 15 November: the first day takes month and year of the second."""
        last, day = value(matched, 3, "span"), number_of(value(matched, 1, "num"))
        if isinstance(last, Pick) or day is None or last[0] != last[1]:
            return None
        first = _day(last[0].year, last[0].month, day)
        return (
            None
            if first is None or first.value[0] > last[1]
            else Sense("window", Dates(first=first.value[0], last=last[1]))
        )

    def _span_to_day(self, matched: Matched) -> Sense | None:
        """11月1日到15日, 1 November to 15."""
        first, day = value(matched, 0, "span"), value(matched, 2, "num")
        if isinstance(first, Pick) or first[0] != first[1]:
            return None
        last = _day(first[0].year, first[0].month, day)
        return (
            None
            if last is None or last.value[0] < first[0]
            else Sense("window", Dates(first=first[0], last=last.value[0]))
        )

    def _span_and_day(self, matched: Matched) -> Sense | None:
        return self._span_to_day((matched[1], None, matched[3]))


def _day(year: int, month: int, day: object) -> Sense | None:
    try:
        found = date(year, month, int(day))  # type: ignore[call-overload]
    except (ValueError, TypeError):
        return None
    return Sense("span", (found, found))


def _quarter(year: int, number: int) -> Sense:
    last = calendar.monthrange(year, number * 3)[1]
    return Sense("span", (date(year, number * 3 - 2, 1), date(year, number * 3, last)))
