"""Amounts of money: $1,299.00 · US$20 · 5,99 € · USD 20 · 199元 · ¥199 · 199块 · 1.2万元 · 一百九十九元 · 20 bucks.

Also the bare amounts of 满300减50 and 到手价129, whose currency the text leaves open. Amounts in English words: see
guard.claims.words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from guard.claims.model import Claim
from guard.claims.normal import has_chinese, has_digit
from guard.claims.numerals import CHINESE, DIGITS, from_chinese, from_digits

DOLLARS = "USD|CAD|AUD|NZD|HKD|SGD"
"""The currencies that a plain $ may mean."""
_CODES = "USD|EUR|GBP|CNY|RMB|CAD|AUD|NZD|HKD|SGD|JPY|CHF"
_UNITS = {
    "$": DOLLARS, "us$": "USD", "usd": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "hk$": "HKD", "£": "GBP",
    "€": "EUR", "¥": "CNY|JPY", "cn¥": "CNY", "rmb": "CNY", "元": "CNY", "块": "CNY", "块钱": "CNY", "人民币": "CNY",
    "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港元": "HKD", "港币": "HKD", 
    "加元": "CAD",
    "澳元": "AUD", "dollar": DOLLARS, "dollars": DOLLARS, "buck": DOLLARS, "bucks": DOLLARS, "euro": "EUR",
    "euros": "EUR", "quid": "GBP", "pounds sterling": "GBP", "yuan": "CNY", "renminbi": "CNY",
}  # fmt: skip
_BEFORE = r"US\$|CN¥|CA\$|HK\$|A\$|C\$|\$|£|€|¥"
_NAMES = "美元|美金|欧元|英镑|日元|港元|港币|加元|澳元|人民币|元"
_WORDS = "dollars?|bucks?|euros?|quid|pounds sterling|yuan|renminbi"
# "3块巧克力" are pieces, not money: 块 counts as money only where no noun can follow.
_KUAI = r"块钱|块(?![\u4e00-\u9fff])|块(?=[就的起以左多包到拿封钱一])"

_SYMBOL_FIRST = re.compile(rf"({_BEFORE})\s?({DIGITS})(?:\s?(万|[kK](?![A-Za-z])))?(?:\s?(?:{_NAMES}|{_CODES}))?")
_CODE_FIRST = re.compile(rf"({_CODES})(?<![A-Za-z]...)\s?({DIGITS})(?![\d%])")
_NUMBER_FIRST = re.compile(
    rf"({DIGITS})(?:\s?(万))?(?:\s?({_BEFORE}(?!\s?\d)|{_NAMES}|{_KUAI}|(?:{_CODES})(?![A-Za-z]))"
    rf"|[ -]({_WORDS})(?![A-Za-z]))",
    re.IGNORECASE,
)
_CHINESE_FIRST = re.compile(rf"({CHINESE})({_NAMES}|块钱|(?<=[一-龥][一二三四五六七八九十])块)")
_WITH_TENTHS = re.compile(
    rf"({DIGITS}|{CHINESE})块([一二两三四五六七八九])(?:毛|角)?(?![十百千万件个双瓶本支包盒罐套只条袋张台份斤杯副把盏枚片\d])"
)
_FULL = re.compile(
    rf"(?:满|超过?)\s?({DIGITS}|{CHINESE})(?:\s?元)?\s?[,,]?\s?(?:可|再|就|立|直|即)?(?:立?减|省|返|抵|优惠)\s?({DIGITS}|{CHINESE})"
)

_PRICED = re.compile(
    rf"(?:原价|现价|售价|标价|到手价?|券后价?|划线价|吊牌价|活动价|仅需|立减|直降|降到|降了)\s?[::]?\s?({DIGITS})(?![\d.]|\s?[%折件天个年月日号万])"
)
_FROM = re.compile(
    rf"满\s?({DIGITS}|{CHINESE})(?=\s?[,,]?\s?(?:元|块)?\s?[,,]?\s?(?:可用|可享?|打|享|即|就|立|再|[)。;!]|$))"
)
_LESS = re.compile(
    rf"(?:立?减|直降|便宜|优惠)\s?({DIGITS}|[一二两三四五六七八九][百千][零一二三四五六七八九十]{{0,4}}|[一二三四五六七八九]十[一二三四五六七八九]?)(?![\d.]|\s?[%折件天个年月日号万斤公克千毫升gGkKmM小分])"
)


def find(text: str) -> Iterator[Claim]:
    """Yield the amounts of `text` (normalised); the same place may be found more than once."""
    if has_digit(text):
        yield from _in_digits(text)
    if has_chinese(text):
        for found in _CHINESE_FIRST.finditer(text):
            yield _claim(found, from_chinese(found[1]), _UNITS[found[2]])
        for found in _WITH_TENTHS.finditer(text):
            whole = from_digits(found[1]) if found[1][0].isdigit() else from_chinese(found[1])
            yield _claim(found, whole + from_chinese(found[2]) / 10, "CNY")
        yield from _bare(text)


def _in_digits(text: str) -> Iterator[Claim]:
    for found in _SYMBOL_FIRST.finditer(text):
        unit = found[1].lower()
        yield _claim(found, _digits(found[2], unit, found[3] or ""), _UNITS[unit])
    for found in _CODE_FIRST.finditer(text):
        yield _claim(found, _digits(found[2], "", ""), _UNITS.get(found[1].lower(), found[1]))
    for found in _NUMBER_FIRST.finditer(text):
        unit = (found[3] or found[4]).lower().strip()
        yield _claim(found, _digits(found[1], unit, found[2] or ""), _UNITS.get(unit, unit.upper()))


def _bare(text: str) -> Iterator[Claim]:
    for found in _FULL.finditer(text):
        for group in (1, 2):
            value = _any_number(found[group])
            yield Claim("money", value, found.start(group), found.end(group), found[group])
    for pattern in (_FROM, _LESS):
        for found in pattern.finditer(text):
            yield Claim("money", _any_number(found[1]), found.start(1), found.end(1), found[1])
    for found in _PRICED.finditer(text):
        yield Claim("money", from_digits(found[1]), found.start(1), found.end(1), found[1])


def _any_number(text: str) -> Decimal:
    return from_digits(text) if text[0].isdigit() else from_chinese(text)


def _digits(text: str, unit: str, scale: str) -> Decimal:
    value = from_digits(text, comma_decimals=unit in {"€", "eur", "euro", "euros", "欧元"})
    return value * {"万": 10000, "k": 1000, "K": 1000}.get(scale, 1)


def _claim(found: re.Match[str], value: Decimal, unit: str) -> Claim:
    return Claim("money", value, found.start(), found.end(), found.group(), unit)
