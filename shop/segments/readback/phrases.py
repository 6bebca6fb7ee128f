"""The phrases of one language, values as a person writes them, and spans of time in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from shop.record import Language
from shop.segments.tree.windows import Ago, CalendarUnit, Dates, Rolling, Window

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


class Phrases:
    """Words of one language for one shop; amounts are in its base currency."""

    def __init__(self, language: Language, currency: str) -> None:
        self.language = language
        self.currency = currency
        self._table = _tables()[language]

    def template(self, *path: str) -> str:
        """Return a phrase with its gaps."""
        found: Any = self._table
        for step in path:
            found = found[step]
        return str(found)

    def fill(self, *path: str, **gaps: str) -> str:
        """Return a phrase with its named gaps filled."""
        return self.template(*path).format(**gaps)

    def group(self, kind: str, parts: Iterable[str], *, bracket: bool) -> str:
        """Join conditions; inside of another group they stand in brackets, and `any` always says so."""
        between, around = self._table[kind]
        joined: str = between.join(parts)
        return str(around.format(joined)) if bracket or kind == "any" else joined

    def either(self, parts: Iterable[str]) -> str:
        """Join alternatives."""
        return self.template("or").join(parts)

    def quoted(self, text: str) -> str:
        """Return a text of the shop in quotes; a closing quote inside is doubled."""
        opening, closing = self._table["quote"]
        return f"{opening}{text.replace(closing, closing * 2)}{closing}"

    def number(self, number: object, unit: str = "") -> str:
        """Return a number without needless zeros, with its unit: money, share (as percent), days."""
        exact = Decimal(str(number))
        if unit == "share":
            return f"{_plain(exact * 100)} %" if self.language == "en" else f"{_plain(exact * 100)}%"
        if unit == "money":
            return f"{_plain(exact)} {self.currency}"
        return self.template("measured", "days").format(_plain(exact)) if unit == "days" else _plain(exact)

    def day(self, day: date) -> str:
        """Return a date in full."""
        if self.language == "zh":
            return f"{day.year} 年 {day.month} 月 {day.day} 日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def within(self, window: Window | None) -> str:
        """Return a span of time; nothing for all of time."""
        if window is None:
            return ""
        if isinstance(window, Rolling):
            return self.template("last_one" if window.n == 1 else "last", window.unit).format(window.n)
        if isinstance(window, Ago):
            shape = "open" if window.most is None else "one" if window.most == window.least else "span"
            return self.template("ago", shape).format(window.least, window.most)
        if isinstance(window, Dates):
            shape = "both" if window.first and window.last else "first" if window.first else "last"
            return self.template("dates", shape).format(
                *(self.day(d) if d else "" for d in (window.first, window.last))
            )
        return self._calendar(window)

    def _calendar(self, window: CalendarUnit) -> str:
        shape = {0: "now", -1: "before"}.get(window.offset, "far")
        if window.weekday is not None:
            which = self.fill("weeks", shape, n=str(-window.offset))
            return self.fill("weekday", day=self._table["days"][window.weekday - 1], which=which)
        return self.fill("calendar", shape, unit=self.template("units", window.unit), n=str(-window.offset))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _tables() -> dict[str, dict[str, Any]]:
    import yaml

    text = resources.files("shop.segments.readback").joinpath("phrases.yaml").read_text(encoding="utf-8")
    # `no` and `yes` are words here, not truth values.
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return {language: loaded[language] for language in ("en", "zh")}
