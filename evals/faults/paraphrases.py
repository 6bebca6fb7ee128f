"""True texts in many paraphrases: templates filled from the evidence of every world that has their fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

from evals.faults.worlds import GoodText, data, evidence_of, written
from shop.evidence import DateTimeValue, DateValue, DaysValue, EvidenceSet, MoneyValue, NumberValue, PercentValue, Value

CHANNELS = ("email", "sms", "wecom")
_PLACE = re.compile(r"\{([A-Z]\d?)\.(\w+)(?::(\w+))?\}")
_SYMBOLS = {"USD": "$", "GBP": "£", "EUR": "€", "CNY": "¥"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HAN = "零一二三四五六七八九"


class _DoesNotFit(Exception):
    """A field that the world does not have, or a form that its value has not."""


@cache
def paraphrased() -> tuple[GoodText, ...]:
    """Return every template filled from every world of its language, the channels in turn."""
    found: list[GoodText] = []
    templates = data("paraphrases.yaml")["templates"]
    for name, language, evidence in _worlds():
        for template in templates[language]:
            if _forgets_the_ceiling(template, evidence):
                continue
            try:
                text = _PLACE.sub(lambda place: _said(evidence, place, language), template)  # noqa: B023
            except _DoesNotFit:
                continue
            found.append(GoodText(name, language, text, evidence, CHANNELS[len(found) % len(CHANNELS)]))
    return tuple(found)


def _worlds() -> Iterator[tuple[str, str, EvidenceSet]]:
    seen = set()
    for good in written():
        if good.world not in seen:
            seen.add(good.world)
            yield good.world, good.language, good.evidence
    for world in data("paraphrases.yaml")["worlds"]:
        yield world["name"], world["language"], evidence_of(world)


def _forgets_the_ceiling(template: str, evidence: EvidenceSet) -> bool:
    capped = any(item.id == "O1" and "ceiling" in item.fields for item in evidence.evidence)
    return capped and "{O1.reduction" in template + template.replace("code", "reduction") and "ceiling" not in template


def _said(evidence: EvidenceSet, place: re.Match[str], language: str) -> str:
    item = next((item for item in evidence.evidence if item.id == place[1]), None)
    value = item.fields.get(place[2]) if item else None
    if value is None:
        raise _DoesNotFit
    return _form(value, place[3] or "", language)


def _form(value: Value, form: str, language: str) -> str:
    if form == "unsaid":
        return ""
    match value:
        case MoneyValue():
            return _money(value, form, language)
        case PercentValue():
            if form not in ("short", "") or language != "en":
                raise _DoesNotFit
            return f"{value.percent:f}%"
        case DateValue() | DateTimeValue():
            return _day(value, form, language)
        case DaysValue():
            return str(value.days) if form == "number" else f"{value.days}{'天' if language == 'zh' else ' days'}"
        case NumberValue():
            return _number(value, form, language)
        case _:
            return str(getattr(value, "text", None) or getattr(value, "code", None) or getattr(value, "url", ""))


def _money(value: MoneyValue, form: str, language: str) -> str:
    amount = value.money
    whole = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    if language == "zh":
        words: dict[str, Callable[[], str]] = {
            "words": lambda: f"{_han(int(amount))}元", "han": lambda: _full(amount, int(amount)), 
            "number": lambda: whole, "symbol": lambda: f"¥{whole}", "": lambda: f"{whole}元",
        }  # fmt: skip
        if form == "words" and amount != int(amount):
            raise _DoesNotFit
        return words[form]()
    if form == "words":
        if amount != int(amount) or amount >= 1000 or value.currency != "USD":
            raise _DoesNotFit
        return f"{_english(int(amount)).capitalize()} dollars"
    return f"{_SYMBOLS[value.currency]}{whole if form == 'short' else f'{amount:,.2f}'}"


def _full(amount: Decimal, whole: int) -> str:
    if amount != whole:
        raise _DoesNotFit
    return ("满" if whole >= 100 else "") + _han(whole)


def _day(value: DateValue | DateTimeValue, form: str, language: str) -> str:
    from guard.formatting import last_day

    if isinstance(value, DateTimeValue):
        day = last_day(value.datetime) if form == "last" else value.datetime.date()
    else:
        day = value.date
    if language == "zh":
        return f"{day.month}月{day.day}日"
    month = _MONTHS[day.month - 1]
    return f"{day.day} {month}" if form == "day_first" else f"{month} {day.day}"


def _number(value: NumberValue, form: str, language: str) -> str:
    number = f"{value.number:,}"
    if form == "times":
        return {"1": "once", "2": "twice"}.get(number, f"{number} times")
    if form == "number" or not value.unit:
        return number
    return f"{number}{value.unit}" if language == "zh" else f"{number} {value.unit}"


def _han(number: int) -> str:
    if number < 10:
        return _HAN[number]
    for size, name in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            zero = "零" if rest and rest < size // 10 else ""
            return f"{_HAN[head]}{name}{zero}{_han(rest) if rest else ''}"
    raise AssertionError(number)


def _english(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    return f"{_ONES[hundreds]} hundred" + (f" and {_english(rest)}" if rest else "")
