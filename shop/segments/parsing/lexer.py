"""Cuts normalised words into tokens: the cheapest way to cover the text with forms that mean something.

Every form of the lexicons, every name of the shop, every number and date is an edge between two places of the text;
a part of a product's name costs more, a word that nothing knows costs most and stays visible as `unknown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from shop.segments.parsing.hours import clocks
from shop.segments.parsing.lexicon import lexicon, longest, ordinary_words, single_words
from shop.segments.parsing.normalise import Normalised
from shop.segments.parsing.numerals import number_at
from shop.segments.parsing.shop_names import ShopNames
from shop.segments.parsing.tokens import Option, Pick, Sense, Token

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])")
_YEAR_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])(?![\d-])")
_WORD = re.compile(r"[^\W\d_\u4e00-\u9fff]+\d*|\d+[a-z]+\d*|\S")
_RFM_EACH = re.compile(
    r"rfm ?(?:scores?|得分|分数|评分)? ?(?:of |is |是|为)?([1-5]) ?[-/, ]? ?([1-5]) ?[-/, ]? ?([1-5])(?!\d)"
)
_RFM_ALL = re.compile(
    r"rfm ?的?(?:三项|三个|各项|三值)?(?:得分|分数|评分)?(?:全都|都|全|均)(?:是|为)? ?([1-5])分?(?!\d)"
)
_COST, _NAME_COST, _UNKNOWN_COST = 10, 16, 200
_TYPO_COST = 40
_LEAST_MENDED = 7


def tokens(text: Normalised, names: ShopNames) -> list[Token]:
    """Return the tokens of the cheapest cover; of equal ones, the one whose first tokens are longer."""
    end = len(text.text)
    best: list[tuple[int, int, Token | None]] = [(0, end, None)] * (end + 1)
    for start in range(end - 1, -1, -1):
        if text.text[start] == " ":
            best[start] = (best[start + 1][0], start + 1, None)
            continue
        found: tuple[int, int, Token | None] | None = None
        for cost, token in _edges(text, start, names):
            total = cost + best[token.end][0]
            if found is None or (total, -token.end) < (found[0], -found[1]):
                found = (total, token.end, token)
        best[start] = found or (_UNKNOWN_COST + best[start + 1][0], start + 1, None)
    return _walked(best, end)


def _walked(best: list[tuple[int, int, Token | None]], end: int) -> list[Token]:
    found: list[Token] = []
    place = 0
    while place < end:
        _, after, token = best[place]
        if token is not None:
            found.append(token)
        place = after
    return found


def _edges(text: Normalised, start: int, names: ShopNames) -> Iterator[tuple[int, Token]]:
    yield from _dates(text.text, start)
    for token in clocks(text.text, start):
        yield _COST, token
    yield from _scores(text.text, start)
    number = _number(text.text, start)
    for cost, token in _forms(text, start, names):
        if number is not None and number.end == token.end:
            token, number = Token(token.text, (*token.senses, *number.senses), start, token.end), None
        yield cost, token
    if number is not None:
        yield _COST, number
    yield from _parts(text.text, start, names)


def _scores(text: str, start: int) -> Iterator[tuple[int, Token]]:
    """Yield the three scores of RFM said at once: RFM 5-5-5, RFM 三项都是5分."""
    for pattern in (_RFM_EACH, _RFM_ALL):
        if (found := pattern.match(text, start)) and _free_before(text, start):
            digits = [int(digit) for digit in found.groups()]
            scores = tuple(digits * 3 if len(digits) == 1 else digits)
            yield _COST, Token(found[0], (Sense("rfm", ("rfm", scores)),), start, found.end())


def _number(text: str, start: int) -> Token | None:
    found = number_at(text, start)
    if found is None:
        return None
    value, end = found
    senses = [Sense("num", value)]
    if value == int(value) and 2000 <= value <= 2100 and end - start == 4:
        senses.append(Sense("yearnum", value))
    return Token(text[start:end], tuple(senses), start, end)


def _forms(text: Normalised, start: int, names: ShopNames) -> Iterator[tuple[int, Token]]:
    """Yield the forms of the lexicons and the names of the shop that begin here, merged where they are equal."""
    if not _free_before(text.text, start):
        return
    table = lexicon()
    for end in range(start + 1, min(len(text.text), start + max(longest(), 60)) + 1):
        if not _free_after(text.text, end) or _compares(text.text, end):
            continue
        form = text.text[start:end]
        senses = list(table.get(form, ()))
        entities = names.exact.get(form, [])
        if form in ("us", "it", "in", "to", "no", "me", "is") and text.cased[start:end] == form.upper():
            entities = [*entities]
            if form == "us":
                senses = [Sense("place", "US")]
        if entities:
            senses.append(Sense("entity", tuple(entities)))
        elif not senses and form.endswith("s") and form[:-1] in names.exact and len(form) > 4:
            senses.append(Sense("entity", tuple(names.exact[form[:-1]])))
        elif not senses and f"{form}s" in names.exact and len(form) > 3:
            senses.append(Sense("entity", tuple(names.exact[f"{form}s"])))
        if senses:
            yield _COST, Token(form, tuple(senses), start, end)


def _parts(text: str, start: int, names: ShopNames) -> Iterator[tuple[int, Token]]:
    """Yield parts of product names, and the word or sign that nothing knows."""
    if length := names.longest_part(text, start):
        for size in range(2, length + 1):
            piece = text[start : start + size]
            yield _NAME_COST, Token(piece, (Sense("name", piece),), start, start + size)
    found = _WORD.match(text, start)
    if found is None or not _free_before(text, start):
        return
    word = found[0]
    if word.isascii() and len(word) >= 3 and names.knows_word(word):
        yield _NAME_COST, Token(word, (Sense("name", word),), start, found.end())
    elif word.isascii() and word.isalpha() and len(word) >= _LEAST_MENDED - 1:
        meant = _near(word)
        if meant:
            yield _TYPO_COST, Token(word, (*lexicon()[meant], Sense("typo", meant)), start, found.end())
    yield _UNKNOWN_COST, Token(word, (Sense("unknown", word),), start, found.end())


def _near(word: str) -> str | None:
    """Return the one form that differs by a single slip inside the word; an ordinary word is never a mistyped one.

    The first three letters and the last are kept (shipped is not shopped, browser not browsed), and a word that is
    refused is never guessed.
    """
    if word in ordinary_words():
        return None
    near = [
        form
        for form in single_words()
        if form[:3] == word[:3] and form[-1] == word[-1] and len(form) >= _LEAST_MENDED and _one_slip(word, form)
    ]
    return near[0] if len(near) == 1 else None


def _one_slip(word: str, form: str) -> bool:
    """Say whether one letter is missing, doubled, wrong, or two neighbours are exchanged."""
    if abs(len(word) - len(form)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(word, form, strict=False)) if a != b), min(len(word), len(form)))
    left, right = word[start:], form[start:]
    exchanged = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or exchanged


def _free_before(text: str, start: int) -> bool:
    return start == 0 or not (_latin(text[start - 1]) and _latin(text[start]))


def _free_after(text: str, end: int) -> bool:
    return end == len(text) or not (_latin(text[end - 1]) and (_latin(text[end]) or text[end].isdigit()))


def _compares(text: str, end: int) -> bool:
    """Say whether 于 follows an adjective, which it belongs to: 流失概率|高于, not 流失概率高|于."""
    return text[end : end + 1] == "于" and text[end - 1] in "高低大小多少早晚长短"


def _latin(sign: str) -> bool:
    return sign.isalpha() and not "\u4e00" <= sign <= "\u9fff"


def _dates(text: str, start: int) -> Iterator[tuple[int, Token]]:
    if start and text[start - 1].isdigit():
        return
    if found := _ISO.match(text, start):
        day = _day(int(found[1]), int(found[2]), int(found[3]))
        if day is not None:
            yield _COST, Token(found[0], (Sense("span", (day, day)),), start, found.end())
    if found := _YEAR_MONTH.match(text, start):
        yield _COST, Token(found[0], (Sense("yearmonth", (int(found[1]), int(found[2]))),), start, found.end())
    if found := _SLASHED.match(text, start):
        first, second, year = int(found[1]), int(found[2]), found[3]
        token = Token(found[0], (Sense("slashed", (first, second, year)),), start, found.end())
        if 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12:
            yield _COST, token


def slashed(token: Token, today: date) -> Pick | tuple[date, date] | None:
    """Return the day of 5/6/2026: one span where only one order makes a date, else a choice of the two."""
    first, second, given = token.get("slashed")
    year = today.year if given is None else int(given) + (2000 if len(given) == 2 else 0)
    options: list[Option] = []
    for key, month, day in (("month-day", first, second), ("day-month", second, first)):
        found = _day(year, month, day)
        if found is not None and all(o.value != (found, found) for o in options):
            shown = f"{token.text} = {found.isoformat()}"
            options.append(Option(key, (found, found), shown, shown))
    if not options:
        return None
    return options[0].value if len(options) == 1 else Pick(token.text, tuple(options))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def number_of(value: Decimal) -> int | None:
    """Return a whole number, None for a fraction."""
    return int(value) if value == int(value) else None
