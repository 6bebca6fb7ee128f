"""Reads amounts and numbers as people write them: 1.299,00 · 1,299.00 · ￥1,299 · 199元 · (12.00) · 10%."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal

from shop.importing.reading import Unreadable
from shop.importing.words import currencies, empty_words, folded, likely_currency

SCALE = Decimal("0.0001")
LARGEST = Decimal(10) ** 14
"""Columns hold 18 digits, four of them decimals."""
_PLAIN = re.compile(r"-?\d{1,13}(?:\.\d{1,4})?")
_NUMBER = re.compile(r"\d[\d.,]*|[.,]\d+")
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’_]")
_COMMA_DECIMALS = re.compile(r",\d{1,2}\D*$")
_POINT_DECIMALS = re.compile(r"\.\d{1,2}\D*$")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def uses_decimal_comma(cells: Iterable[str]) -> bool:
    """Tell from a column's cells whether ',' separates decimals: some cell ends in ,5 or ,50 and none in .50."""
    found = False
    for cell in cells:
        if _POINT_DECIMALS.search(cell):
            return False
        found = found or bool(_COMMA_DECIMALS.search(cell))
    return found


def number_reader(comma: bool = False) -> Callable[[str], Decimal | None]:
    """Return a reader of amounts and numbers; `comma`: the column uses decimal commas, so 1.299 is 1299."""

    def read(cell: str) -> Decimal | None:
        text = cell.strip()
        if _PLAIN.fullmatch(text) and not (comma and "." in text):
            return Decimal(text)
        if folded(text) in empty_words() or not text:
            return None
        return _bounded(_parse(text, comma))

    return read


def read_int(cell: str) -> int | None:
    """Read a whole number that fits 32 bits; 2.0 is 2, 2.5 is not readable."""
    text = cell.strip()
    if text.isdecimal() and text.isascii() and len(text) < 10:
        return int(text)
    value = number_reader()(cell)
    if value is None:
        return None
    if value != value.to_integral_value():
        raise Unreadable("unreadable_number")
    if abs(value) >= 2**31:
        raise Unreadable("out_of_range")
    return int(value)


def currency_in(cell: str) -> str:
    """Return the currency that an amount names without doubt ('€ 5', 'USD 12', '199元'), or an empty text."""
    return currencies().get(_signs(cell), "")


def presumed_currency(cell: str) -> str:
    """Return the currency an amount names, '$' and '¥' read as what they most often mean; or an empty text."""
    return currency_in(cell) or likely_currency(_signs(cell))


def read_currency(cell: str) -> str | None:
    """Read an ISO 4217 code or a sign that names one currency."""
    text = folded(unicodedata.normalize("NFKC", cell))
    if not text:
        return None
    if text not in currencies():
        raise Unreadable("unknown_currency")
    return currencies()[text]


def _signs(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell)
    return folded(_NUMBER.sub("", _SPACES.sub("", text)).strip("+-−()"))


def _parse(cell: str, comma: bool) -> Decimal:
    text = _SPACES.sub("", unicodedata.normalize("NFKC", cell)).replace("−", "-")
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1:
        raise Unreadable("unreadable_number")
    around = folded(text.replace(numbers[0], "", 1))
    negative = "-" in around or (around.startswith("(") and around.endswith(")"))
    sign = around.strip("+-()")
    percent = sign == "%"
    if around.count("-") > 1 or (sign and not percent and sign not in currencies() and not likely_currency(sign)):
        raise Unreadable("unreadable_number")
    value = Decimal(_with_point(numbers[0], comma))
    value = value / 100 if percent else value
    return -value if negative else value


def _with_point(digits: str, comma: bool) -> str:
    """Return the digits with '.' before the decimals and nothing between groups."""
    point, group = _separators(digits, comma)
    whole, _, decimals = digits.rpartition(point) if point and point in digits else (digits, "", "")
    if (point and point in whole) or not (whole + decimals).replace(group, "").isdecimal():
        raise Unreadable("unreadable_number")
    if group and group in whole and not _GROUPED.fullmatch(whole):
        raise Unreadable("unreadable_number")
    if group and group in decimals:
        raise Unreadable("unreadable_number")
    return f"{whole.replace(group, '') or '0'}.{decimals or '0'}"


def _separators(digits: str, comma: bool) -> tuple[str, str]:
    """Return the decimal sign (may be empty) and the grouping sign."""
    if "," in digits and "." in digits:
        return (",", ".") if digits.rfind(",") > digits.rfind(".") else (".", ",")
    sign = "," if "," in digits else "."
    other = "." if sign == "," else ","
    if digits.count(sign) > 1:
        return "", sign
    grouped = bool(_GROUPED.fullmatch(digits)) and (sign == ".") == comma
    return ("", sign) if grouped else (sign, other)


def _bounded(value: Decimal) -> Decimal:
    if abs(value) >= LARGEST:
        raise Unreadable("out_of_range")
    return value.quantize(SCALE)
