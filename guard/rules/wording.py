"""Words: absolute terms, words the brand does not use, and languages the guard does not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from guard.claims.normal import normal
from guard.errors import UnreadableText
from guard.reading import Part, Reading
from guard.remembered import remembered
from guard.resources import load
from guard.rules.model import Found, at
from shop.record import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]{1,2})?")
_SENTENCE = re.compile(r"[^.!?。!?\n]{1,1000}")
_FOREIGN = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z]")
_CJK = re.compile(r"[\u3400-\u9fff]")


class _Term(NamedTuple):
    hints: re.Pattern[str]
    """One of these is in every text that has a term: most texts need no search."""
    pattern: re.Pattern[str]
    excepted: re.Pattern[str]


def absolute_zh(reading: Reading) -> Iterator[Found]:
    """Absolute terms in Chinese (广告法 9(3)) outside their exceptions."""
    return _absolute(reading, "zh")


def absolute_en(reading: Reading) -> Iterator[Found]:
    """Superlatives and guarantees in English that nobody can prove."""
    return _absolute(reading, "en")


def banned(reading: Reading) -> Iterator[Found]:
    """Words that the brand book refuses; what the evidence says verbatim stays."""
    brand = reading.subject.brand
    low = reading.joined.lower()
    for word in brand.banned if brand else ():
        if normal(word).lower() not in low:
            continue
        pattern = _whole_word(normal(word))
        for part in reading.parts:
            for found in pattern.finditer(part.plain):
                if not part.is_covered(*found.span()):
                    yield at(part, *found.span(), "a word that the brand book does not ban")


def readable(reading: Reading) -> Iterator[Found]:
    """Raises UnreadableText for anything but English and Chinese prose; verbatim evidence is not looked at."""
    if reading.subject.language and reading.subject.language not in LANGUAGES:
        raise UnreadableText(f"The guard does not read {reading.subject.language!r}.", hint="It reads en and zh.")
    if not any(part.text.strip() for part in reading.parts):
        raise UnreadableText("There is no text to read.", hint="An empty text proves nothing and does not pass.")
    for part in reading.parts:
        prose = _without_evidence(part)
        if foreign := _FOREIGN.search(prose):
            raise UnreadableText(f"{part.name}: {foreign.group()!r} belongs to a script the guard does not read.")
        for sentence in _SENTENCE.findall(prose):
            _must_be_readable(sentence, part.name, reading.language)
    yield from ()


def _must_be_readable(sentence: str, part: str, language: str) -> None:
    words = [word.lower() for word in _WORD.findall(sentence) if word.isascii() or _LATIN.search(word)]
    if len(words) < 3:
        return
    known, other = _stop_words()
    foreign = sum(word in other for word in words)
    if foreign >= 2 and foreign > sum(word in known for word in words):
        raise UnreadableText(f"{part}: {sentence.strip()[:60]!r} is neither English nor Chinese.")
    if language == "zh" and len(words) >= 8 and not _CJK.search(sentence):
        raise UnreadableText(f"{part}: {sentence.strip()[:60]!r} is not Chinese, as the message says it is.")


def _without_evidence(part: Part) -> str:
    prose = part.plain
    for start, end in part.covered:
        prose = prose[:start] + " " * (end - start) + prose[end:]
    return prose


def _absolute(reading: Reading, language: str) -> Iterator[Found]:
    for part in reading.parts:
        for start, end in absolute_terms(part.plain, language):
            if not part.is_covered(start, end):
                yield at(part, start, end, "what can be shown, without a superlative or a promise")


@remembered(4096)
def absolute_terms(plain: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the places of absolute terms in a normalised text, outside their exceptions."""
    term = _terms(language)
    low = plain.lower()
    if not term.hints.search(low):
        return ()
    places = (found.span() for found in term.pattern.finditer(plain))
    return tuple(place for place in places if not _is_excepted(term, plain, *place))


def _is_excepted(term: _Term, plain: str, start: int, end: int) -> bool:
    first = max(0, start - 16)
    return any(found.start() < end and start < found.end() for found in term.excepted.finditer(plain, first, end + 16))


@cache
def _terms(language: str) -> _Term:
    terms = load("data/terms.yaml")[language]
    start = "(?<![A-Za-z])" if language == "en" else ""
    patterns = (re.compile(f"{start}(?:{'|'.join(terms[kind])})", re.IGNORECASE) for kind in ("terms", "exceptions"))
    return _Term(re.compile("|".join(map(re.escape, terms["hints"]))), *patterns)


@cache
def _stop_words() -> tuple[frozenset[str], frozenset[str]]:
    words = load("data/stopwords.yaml")
    known = frozenset(words["en"].split())
    return known, frozenset(" ".join(words["other"].values()).split()) - known


@cache
def _whole_word(word: str) -> re.Pattern[str]:
    escaped = re.escape(word)
    latin = word[:1].isascii() and word[-1:].isascii()
    return re.compile(rf"(?<![A-Za-z]){escaped}(?![A-Za-z])" if latin else escaped, re.IGNORECASE)
