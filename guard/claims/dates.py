"""Days and times: November 30 · 2026-11-30 · 30/11/2026 · 11月30日 · until Sunday · ends tonight · 今天截止 · 18:00."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.model import Claim, Day
from guard.claims.normal import has_chinese, has_digit
from guard.claims.numerals import from_chinese

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_MONTH = rf"({_MONTHS}|{_MONTHS.upper()}|(?:{_SHORT}|{_SHORT.upper()})(?:\.|(?![A-Za-z])))"
_NUMBER_OF = {name.lower()[:3]: number for number, name in enumerate(_MONTHS.split("|"), 1)}
_SAYS_MONTH = re.compile(f"{_MONTHS}|{_MONTHS.upper()}|{_SHORT}|{_SHORT.upper()}")
_DAY = r"(\d(?<!\d\d)\d?)(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:,? (\d{4})(?!\d))?"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH_FIRST = re.compile(rf"{_MONTH} {{0,2}}(?:the )?{_DAY}{_YEAR}")
_DAY_FIRST = re.compile(rf"{_DAY} (?:of )?{_MONTH}{_YEAR}")
_MONTH_ALONE = re.compile(
    rf"(?:\b(?:in|since|from|of|last|this|until|during|early|late|mid|before|after)[ -])(?:the )?({_MONTHS})"
    r"(?! ?\d| the \d)(?![A-Za-z])"
)
_CHINESE_WORDS = re.compile(
    r"(?<![个每一二三四五六七八九十几\d])(十[一二]?|[一二三四五六七八九])月(?!份?[一两]次)(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_ISO = re.compile(r"(\d(?<!\d\d)\d{3})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(\d(?<!\d\d)\d?)([/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_SHORT_SLASHED = re.compile(r"(\d(?<![\d/.]\d)\d?)[/.](\d{1,2})(?![\d/.])")
_BY = re.compile(
    r"(?:(?:until|till|through|by|before|ends?|expires?|deadline|to)(?: is)?(?: on)?(?: this| next)? |[至到止]\s?)$",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"(?:(\d{4})年\s?)?(\d{1,2})月\s?(?:(\d{1,2})[日号]?|(?!\d))")
_CHINESE_DAY = re.compile(r"(?<!\d)(?<!\d月)(\d{1,2})[日号](?!线|码|店|楼|机)")
_WEEKDAY = re.compile("|".join(_WEEKDAYS), re.IGNORECASE)
_BY_CHINESE_WEEKDAY = re.compile(
    r"(?:(?:截止到?|截至|到|至|止于)(?:本|这|下)?(?:周|星期|礼拜)([一二三四五六日天]))|(?:(?:本|这)?(?:周|星期|礼拜)([一二三四五六日天])(?:截止|前|结束|止))"
)
_TODAY = re.compile(
    r"today only|only today|(?:until|till|ends?|expires?|by|over)(?: at)? (?:today|tonight|midnight)|tonight only"
    rf"|(?:last|final) day(?!,?:? (?:is |was |to \w+ is |on )?(?:the )?(?:{_MONTHS}|\d|of\b))|last chance|final hours"
    r"|(?:今天|今日|今晚|今夜)(?:24点|零点|12点|午夜)?(?:就|即)?(?:截止|结束|止|到期|前)"
    r"|(?:仅限|只限|限|仅|只在)(?:今天|今日|今晚)|(?:截止到?|到|至)(?:今天|今日|今晚)|最后一天|最后机会|最后几小时",
    re.IGNORECASE,
)
_TOMORROW = re.compile(
    r"(?:until|till|ends?|expires?|by) tomorrow"
    r"|(?:明天|明日|明晚)(?:就)?(?:截止|结束|止|到期|前)|(?:截止到?|到|至)(?:明天|明日|明晚)",
    re.IGNORECASE,
)
_YESTERDAY = re.compile(r"(?<![A-Za-z])yesterday(?!'s)|昨[天日晚]", re.IGNORECASE)
_NEAR_HINTS = ("yesterday", "昨", "today", "tonight", "midnight", "tomorrow", "last ", "final ", "今", "明", "最后")
_TIME = re.compile(
    r"(\d(?<![\d:]\d)\d?):(\d{2})(?!\d)(?: ?([aApP])\.?[mM]\.?)?(?: ?\((?:UTC|GMT)([+-]\d{1,2}(?::\d{2})?)\))?"
    r"|(\d(?<![\d:.$£€¥]\d)\d?) ?([aApP])\.?[mM](?![A-Za-z])"
)


def find(text: str) -> Iterator[Claim]:
    """Yield the days and times of `text` (normalised); the same place may be found more than once."""
    if has_digit(text):
        if _SAYS_MONTH.search(text):
            yield from _with_month(text)
        yield from _in_digits(text)
        if has_chinese(text):
            yield from _in_chinese(text)
        for found in _TIME.finditer(text):
            yield Claim("time", _clock(found), found.start(), found.end(), found.group())
    yield from _months(text)
    yield from _near(text)


def _with_month(text: str) -> Iterator[Claim]:
    for found in _MONTH_FIRST.finditer(text):
        yield _claim(found, _day(found[3], _month(found[1]), found[2]))
    for found in _DAY_FIRST.finditer(text):
        yield _claim(found, _day(found[3], _month(found[2]), found[1]))


def _months(text: str) -> Iterator[Claim]:
    """Yield months without a day: in May, since October, 三月."""
    for found in _MONTH_ALONE.finditer(text) if _SAYS_MONTH.search(text) else ():
        yield Claim("date", Day(month=_month(found[1])), found.start(1), found.end(1), found[1])
    if "月" in text:
        for found in _CHINESE_WORDS.finditer(text):
            yield _claim(
                found, Day(month=int(from_chinese(found[1])), day=int(from_chinese(found[2])) if found[2] else 0)
            )


def _in_digits(text: str) -> Iterator[Claim]:
    for found in _ISO.finditer(text):
        yield _claim(found, _day(found[1], int(found[2]), found[3]))
    for found in _SLASHED.finditer(text):
        year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
        yield _claim(found, _day(year, int(found[3]), found[1])._replace(swapped=True))
    for found in _SHORT_SLASHED.finditer(text):
        if _BY.search(text, max(0, found.start() - 24), found.start()):
            yield _claim(found, Day(month=int(found[1]), day=int(found[2]), swapped=True), "deadline")


def _in_chinese(text: str) -> Iterator[Claim]:
    for found in _CHINESE.finditer(text):
        yield _claim(found, _day(found[1], int(found[2]), found[3]))
    for found in _CHINESE_DAY.finditer(text):
        yield _claim(found, Day(day=int(found[1])))


def _near(text: str) -> Iterator[Claim]:
    low = text.lower()
    for found in _WEEKDAY.finditer(text) if "day" in low else ():
        if _BY.search(text, max(0, found.start() - 24), found.start()):
            yield _claim(found, Day(weekday=_WEEKDAYS.index(found.group().lower()) + 1), "deadline")
    for found in _BY_CHINESE_WEEKDAY.finditer(text) if has_chinese(text) else ():
        number = "一二三四五六日".index((found[1] or found[2]).replace("天", "日")) + 1
        yield _claim(found, Day(weekday=number), "deadline")
    if not any(hint in low for hint in _NEAR_HINTS):
        return
    for found in _YESTERDAY.finditer(text):
        yield _claim(found, Day(offset=-1), "past")
    for offset, pattern in enumerate((_TODAY, _TOMORROW)):
        for found in pattern.finditer(text):
            yield _claim(found, Day(offset=offset), "deadline")


def _month(name: str) -> int:
    return _NUMBER_OF[name.lower()[:3]]


def _day(year: str | None, month: int, day: str | None) -> Day:
    return Day(year=int(year or 0), month=month, day=int(day or 0))


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1] or found[5]), int(found[2] or 0)
    half = (found[3] or found[6] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{minute:02d}{found[4] or ''}"


def _claim(found: re.Match[str], day: Day, role: str = "") -> Claim:
    return Claim("date", day, found.start(), found.end(), found.group(), "", role)
