"""Numbers in a query: 1,299.00 · 49,99 · 1.5k · 1.5万 · 两百 · 四点五 · twenty five, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from shop.segments.parsing.numerals import chinese_number, number_at

_DIGITS = re.compile(
    r"(?<![a-z0-9_.,])(?:(\d{1,3}(?:\.\d{3})+,\d{2})|(\d{1,7},\d{1,2})(?![\d,])|(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d+)?))"
    r"(?!\d)(?:\s?(k(?![a-z])|千(?!克|米|瓦)|百|万(?!像素)|亿))?"
)
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?|半")
_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|one|two|three|four|five|"
    r"six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"a(?= hundred| thousand))(?![a-z]))"
)
_HALF = re.compile(r"(?<![a-z])half an? ?(?=[a-z])")
_SCALE = {"k": 1000, "千": 1000, "百": 100, "万": 10_000, "亿": 10**8}


class Number(NamedTuple):
    """A number and the span it stands in. `plain`: written in digits, so that it is a number whatever is around it."""

    value: Decimal
    start: int
    end: int
    plain: bool


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of a folded text from left to right."""
    found = [*_in_digits(text)]
    for other in (*_in_chinese(text), *_in_english(text)):
        if not any(number.start < other.end and other.start < number.end for number in found):
            found.append(other)
    return sorted(found, key=lambda number: number.start)


def _in_digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        thousands, comma, usual, scale = match.groups()
        if thousands:
            value = Decimal(thousands.replace(".", "").replace(",", "."))
        elif comma:
            value = Decimal(comma.replace(",", "."))
        else:
            value = Decimal(usual.replace(",", ""))
        yield Number(_whole(value * _SCALE.get(scale or "", 1)), match.start(), match.end(), True)


def _whole(value: Decimal) -> Decimal:
    """Return 15000.0 as 15000; 4.50 stays as it was written."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _in_chinese(text: str) -> Iterator[Number]:
    for match in _CHINESE.finditer(text):
        whole, point, fraction = match[0].partition("点")
        value = Decimal("0.5") if match[0] == "半" else chinese_number(whole)
        if value is None:
            continue
        if point:
            value += Decimal("0." + "".join(str(chinese_number(sign)) for sign in fraction))
        yield Number(value, match.start(), match.end(), False)


def _in_english(text: str) -> Iterator[Number]:
    end = 0
    yield from (Number(Decimal("0.5"), m.start(), m.end(), False) for m in _HALF.finditer(text))
    for match in _ENGLISH.finditer(text):
        if match.start() < end:
            continue
        article = text.startswith("a ", match.start())
        read = number_at(text, match.start() + 2 * article)
        if read:
            end = read[1]
            yield Number(read[0], match.start(), end, False)
