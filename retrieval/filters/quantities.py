"""A number with what stands around it: a comparison, money or a unit, and the attribute it is about.

"memory of at least 8 GB", "8GB以上的内存", "between 20 and 40 euros", "300-500元", "4.5+ stars", "15 inch or smaller".
Everything is read from the number outwards, to the left and to the right.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from retrieval.filters.numbers import Number, numbers_in
from retrieval.filters.vocabulary import either, folded, meanings, money, pattern, units, words


class Amount(NamedTuple):
    """A number with the money sign and the unit word next to it (a word may be both: pounds)."""

    value: Decimal
    start: int
    end: int
    money: str = ""
    unit: str = ""
    star: bool = False
    plain: bool = True
    plus: bool = False


class Quantity(NamedTuple):
    """A comparison with one amount, or a range of two. `label`: the attribute word beside it; `comparison` is one of
    lt le gt ge eq about between, or empty where nothing was said. `side`: where the comparison stood."""

    start: int
    end: int
    low: Amount
    high: Amount | None
    comparison: str
    side: str
    label: str
    following: str

    @property
    def money(self) -> str:
        """The money sign of either amount."""
        return self.low.money or (self.high.money if self.high else "")

    @property
    def unit(self) -> str:
        """The unit word of either amount."""
        return self.low.unit or (self.high.unit if self.high else "")

    @property
    def star(self) -> bool:
        """Whether stars or points were counted."""
        return self.low.star or bool(self.high and self.high.star)


@cache
def _signs() -> str:
    return either(money(), glued=True)


@cache
def _unit_words() -> str:
    return either(units(), glued=True)


@cache
def _stars() -> str:
    return either(words()["stars"], glued=True)


@cache
def _compared(table: str) -> str:
    return either(meanings(table))


def quantities_in(text: str, labels: str) -> list[Quantity]:
    """Return the quantities of a folded text. `labels` is a pattern for the attribute words of the catalogue."""
    found: list[Quantity] = []
    numbers = numbers_in(text)
    amounts = [_amount(text, number) for number in numbers]
    place = 0
    while place < len(amounts):
        low = amounts[place]
        high = amounts[place + 1] if place + 1 < len(amounts) and _joined(text, low, amounts[place + 1]) else None
        done = found[-1].end if found else 0
        quantity = _around("\x00" * done + text[done:], low, high, labels)
        if quantity and not (found and quantity.start < found[-1].end):
            found.append(quantity)
        place += 2 if high else 1
    return found


def _amount(text: str, number: Number) -> Amount:
    start, end, sign, unit, star = number.start, number.end, "", "", False
    if before := pattern(rf"({either(money())})\s?$").search(text[:start]):
        sign, start = folded(before[1]), before.start()
    more = 1 if pattern(r"\+\s?[^\W\d_]").match(text, end) else 0  # "8+ GB"
    if not sign and (after := pattern(rf"[\s-]?({_signs()})").match(text, end + more)):
        sign, end = folded(after[1]), after.end()
    if after := pattern(rf"\s?-?\s?({_unit_words()})").match(text, number.end + more):
        unit, end = folded(after[1]), max(end, after.end())
    elif not sign and (after := pattern(rf"\s?-?({_stars()})").match(text, number.end + more)):
        star, end = True, after.end()
    plus = bool(more) and bool(star or unit or sign)
    return Amount(number.value, start, end, sign, unit, star, number.plain, plus)


def _joined(text: str, low: Amount, high: Amount) -> bool:
    """Return whether two amounts are the ends of one range."""
    join = pattern(rf"\s*({either(words()['joins'])})\s*").fullmatch(text, low.end, high.start)
    if not join or (low.unit and high.unit and _differ(low.unit, high.unit)):
        return False
    word = folded(join[1])
    if word in ("and", "or", "和", "与"):
        opened = pattern(rf"({either(words()['between'])})\s*$").search(text[: low.start])
        return word != "or" and bool(opened) and folded(opened[1] if opened else "") not in ("from",)
    return True


def _differ(one: str, other: str) -> bool:
    return units()[one].measure != units()[other].measure


def _around(text: str, low: Amount, high: Amount | None, labels: str) -> Quantity | None:
    start, left, label = _left(text, low, labels, ranged=high is not None)
    closed = high is not None or bool(left and left not in _WEAK)
    end, right, label_after, following = _right(text, high or low, labels, label, closed=closed)
    right = right or ("ge" if low.plus and not left else "")
    left, start = ("", low.start) if right and left in _WEAK else (_WEAK.get(left, left), start)
    comparison = "between" if high else left or right
    if high is None and not low.plain and not (comparison or low.money or low.unit or low.star):
        return None
    side = "left" if left else "right" if right else ""
    return Quantity(start, end, low, high, comparison, side, label or label_after, following)


_WEAK = {"max": "le", "min": "ge"}
"""Comparisons that are also parts of names ("12 Pro Max 256 GB or more"): one after the amount outweighs them."""


def _left(text: str, low: Amount, labels: str, *, ranged: bool) -> tuple[int, str, str]:
    """Read a comparison and a label in front of the amount; returns where they begin."""
    start, compared = low.start, ""
    opening = either(words()["between"]) if ranged else _compared("before")
    if match := pattern(rf"({opening})\s*$").search(text[:start]):
        start = match.start()
        word = folded(match[1])
        compared = "" if ranged else word if word in _WEAK else meanings("before")[word]
    elif low.money and not ranged and (match := pattern(r"\bfrom\s+$").search(text[:start])):
        start, compared = match.start(), "ge"
    if match := pattern(
        rf"({labels})\s*(?:[:：]|\b(?:is|are|of|with|has|must be|should be)\b|[是为在要有])?\s*$"
    ).search(text[:start]):
        return match.start(), compared, folded(match[1])
    return start, compared, ""


def _right(text: str, low: Amount, labels: str, label: str, *, closed: bool) -> tuple[int, str, str, str]:
    """Read a comparison (unless there is one: `closed`) and a label after the amount, in either order; returns where
    they end, and the next word."""
    compared, end = "", low.end
    ends = either(words()["between_ends"])
    for _ in range(2):
        if closed and (match := pattern(ends).match(text, end)):
            end = match.end()
        if not (compared or closed) and (match := pattern(rf"\s*({_compared('after')})").match(text, end)):
            end, compared = match.end(), meanings("after")[folded(match[1])]
        if not label and (match := pattern(rf"\s*(?:of\s+|的\s*|in\s+|\s)?({labels})").match(text, end)):
            if _of_the_next(text, match.end(), bare=not low.unit):
                break
            end, label = match.end(), folded(match[1])
    following = pattern(r"\s*([a-z][a-z-]*)").match(text, end)
    return end, compared, label, following[1] if following else ""


def _of_the_next(text: str, end: int, *, bare: bool) -> bool:
    """Return whether a label is that of a quantity behind it: "$50 以内 重量超过 2 kg". A `bare` amount, without a
    unit, leaves the label to any number behind it; "8GB RAM 256GB SSD" is read as it stands."""
    opening = f"(?:{_compared('before')}|{either(words()['between'])})" + ("?" if bare else "")
    number = rf"(?:{either(money())})?\s*(?:\d|[零〇一二两三四五六七八九十百半])"
    return pattern(rf"\s*(?:[:：]|is\b|of\b|[是为在])?\s*{opening}\s*{number}").match(text, end) is not None
