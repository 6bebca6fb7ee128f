"""What a claim is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["money", "percent", "date", "time", "number", "code", "url", "email", "stock", "free"]


class Day(NamedTuple):
    """A calendar day as far as the text says it: 0 for what it leaves open.

    `weekday` (Monday 1) and `offset` (days from the day of writing) stand for "until Sunday" and "tonight".
    """

    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = 0
    offset: int | None = None
    swapped: bool = False
    """Day and month may be the other way round (30/11, 11/30)."""

    def may_be(self, day: dt.date, today: dt.date) -> bool:
        """Return whether the words can mean `day` when written on `today`."""
        if self.offset is not None:
            return day == today + dt.timedelta(days=self.offset)
        if self.weekday:
            return 0 <= (day - today).days <= 7 and day.isoweekday() == self.weekday
        if self.year and self.year != day.year:
            return False
        pairs = [(self.month, self.day)] + ([(self.day, self.month)] if self.swapped else [])
        return any(month in (0, day.month) and number in (0, day.day) for month, number in pairs)


class Claim(NamedTuple):
    """One hard fact that a text states. [start, end) are characters of the text; `role` is "" when nothing says it.

    `value` is an amount, a Day, or the words themselves; `unit` holds the currencies (`USD|CAD`) or the unit.
    """

    kind: Kind
    value: Decimal | Day | str
    start: int
    end: int
    text: str
    unit: str = ""
    role: str = ""
