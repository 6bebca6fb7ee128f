"""Hours of the day: after 8pm, before 9:00, between 9am and 5pm, 晚上8点以后, 上午10点到12点.

The end of a span is not in it: "between 9am and 5pm" is 9:00 to 16:59. A bare "8点" may be morning or evening: it is
asked. Minutes other than :00 are refused, an hour is the finest that is known of a habit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from shop.segments.parsing.numerals import number_at
from shop.segments.parsing.rules import Matched, Rule, reduced
from shop.segments.parsing.tokens import Option, Pick, Sense, Token

_ENGLISH = re.compile(r"(\d{1,2})(?::00)?\s?(am|pm|a\.m\.|p\.m\.|o'clock|h(?![a-z]))|(\d{1,2}):00|noon|midnight")
_CHINESE = re.compile(
    r"(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚)?(\d{1,2}|[一二两三四五六七八九十]{1,3})点(?:钟|整)?"
)
_LATE = ("下午", "傍晚", "晚上", "夜里", "晚")


class Hours(NamedTuple):
    """Hours of the day as a comparison: ge 20, lt 9, or between two that both belong to it."""

    op: str
    first: int
    last: int | None = None


def clocks(text: str, start: int) -> Iterator[Token]:
    """Yield the hour of the day that begins here."""
    if start and (text[start - 1].isdigit() or text[start - 1] in ":."):
        return
    if (found := _ENGLISH.match(text, start)) and (hour := _english(found)) is not None:
        yield Token(found[0], (Sense("clock", hour),), start, found.end())
    if (chinese := _CHINESE.match(text, start)) and (read := _chinese(chinese)) is not None:
        yield Token(chinese[0], (Sense("clock", read),), start, chinese.end())


def _english(found: re.Match[str]) -> int | None:
    if found[0] in ("noon", "midnight"):
        return 12 if found[0] == "noon" else 0
    hour, half = int(found[1] or found[3]), found[2] or ""
    if half.startswith(("a", "p")):
        return None if not 1 <= hour <= 12 else hour % 12 + (12 if half.startswith("p") else 0)
    return hour if 0 <= hour <= 23 and not (half.startswith("o") and hour <= 12) else None


def _chinese(found: re.Match[str]) -> int | Pick | None:
    number = number_at(found[2], 0)
    if number is None or number[1] != len(found[2]) or not 0 <= number[0] <= 24:
        return None
    hour = int(number[0]) % 24
    if found[1] in _LATE:
        return hour + 12 if 1 <= hour < 12 else hour if hour >= 12 else None
    if found[1] == "中午":
        return 13 if hour == 1 else hour
    if found[1] or hour > 12 or hour == 0:
        return hour
    options = tuple(Option(str(h), h, f"{found[0]} = {h}:00", f"{found[0]} = {h}:00") for h in (hour, (hour + 12) % 24))
    return Pick(found[0], options)


def hours(tokens: list[Token]) -> list[Token]:
    """Reduce hours with the words around them."""
    return reduced(tokens, _RULES)


def _after(matched: Matched) -> Sense | None:
    return _open(matched, "ge")


def _before(matched: Matched) -> Sense | None:
    return _open(matched, "lt")


def _open(matched: Matched, op: str) -> Sense | None:
    hour = next((token.get("clock") for token in matched if token is not None and token.has("clock")), None)
    if isinstance(hour, Pick):
        return Sense("hours", Pick(hour.phrase, tuple(o._replace(value=Hours(op, o.value)) for o in hour.options)))
    return None if hour is None else Sense("hours", Hours(op, hour))


def _from_to(matched: Matched) -> Sense | None:
    found = [token.get("clock") for token in matched if token is not None and token.has("clock")]
    if len(found) != 2 or not isinstance(found[0], int):
        return None
    first, last = found
    if isinstance(last, Pick):  # 晚上8点到10点: the later one of the same half of the day
        last = next((o.value for o in last.options if o.value > first), None)
    if last is None or not first < (last or 24):
        return None
    return Sense("hours", Hours("between", first, (last or 24) - 1))


_RULES = (
    Rule("after|fromword|since clock", _after),
    Rule("clock onwards|since_end|after_end|oppost:ge|then", _after),
    Rule("since clock since_end|after_end", _after),
    Rule("before|until clock", _before),
    Rule("clock ago", _before),
    Rule("within? between|fromword|since? clock to|conj:and clock betweenend? within?", _from_to),
    Rule("clock to clock betweenend? within?", _from_to),
)
