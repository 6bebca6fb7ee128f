"""People: the greeting has the reader's own name or none, and a quotation is what somebody really wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from guard.claims.normal import normal
from guard.fill import neutral_greetings
from guard.quotes import EDGES, quotations, spoken
from guard.reading import Part, Reading
from guard.resources import load
from guard.rules.model import Found, at

_NAME_END = re.compile(r"[,!:。;—\n]|\.(?=\s|$)| -|\|")
_SIGN = re.compile(r"^\s*【[^】]{1,30}】\s*")
_EMOJI = re.compile(r"[^\w\s'.-]+")
_NAME_AFTER = 40
_ONLY_A_NAME = re.compile(r" ?[A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?=[!,.]?(?:\s|$))(?:[!,.]?$|!)")
_REPLY = re.compile(r"(?:回复?|发送?|reply|text|send|with)\s?$", re.IGNORECASE)


def own_name(reading: Reading) -> Iterator[Found]:
    """Whoever is greeted is the customer of this message, by first name or nick, or nobody in particular."""
    known = {normal(str(fact.value)).lower() for fact in reading.facts.all if _is_name(fact.id, fact.field)}
    for part, name, place in _greeted(reading):
        if name.lower() not in known and name.lower() not in neutral_greetings():
            yield at(part, *place, "[[C.first_name|there]], [[C.nick|您好]] or a neutral greeting")


def verbatim(reading: Reading) -> Iterator[Found]:
    """A quotation stands in a review or brand line, or is the whole of another text in the evidence."""
    lines = [normal(line.text).lower() for line in (reading.subject.brand.lines if reading.subject.brand else ())]
    said = (*spoken(reading.facts), *lines)
    whole = {normal(str(fact.value)).lower().strip(EDGES) for fact in reading.facts.of("text", "code")}
    for part in reading.parts:
        for words, start, end in quotations(part.plain):
            if _is_mention(words, part.plain, start) or words in whole or any(words in text for text in said):
                continue
            yield at(part, start, end, "a quotation that stands in the evidence, such as [[R1.quote]]")


def _is_mention(words: str, plain: str, start: int) -> bool:
    """One word, or what to answer with (reply "STOP"), quotes nobody."""
    short = len(words) <= 2 or (words.isascii() and " " not in words)
    return short or (len(words) <= 8 and bool(_REPLY.search(plain, max(0, start - 12), start)))


class _Greeting(NamedTuple):
    part: Part
    name: str
    place: tuple[int, int]


def _greeted(reading: Reading) -> Iterator[_Greeting]:
    """Yield who is greeted: all of a greeting part up to its first stop, or the opening words of a text."""
    for part in reading.parts:
        if part.name == "greeting":
            start, end = 0, _end_of_name(part.plain, 0)
        elif part.name in ("text", "body.1", "subject", "preheader"):
            opening = _opening(part.plain)
            if opening is None:
                continue
            start, end = opening
        else:
            continue
        name = _bare_name(part.plain[start:end])
        if not name and _is_short(part.plain[end + 1 : end + _NAME_AFTER]):
            start, end = end + 1, _end_of_name(part.plain, end + 1)
            name = _bare_name(part.plain[start:end])
        if name:
            yield _Greeting(part, name, (start, end))


def _is_short(behind: str) -> bool:
    """Return whether nothing but a name can follow a salutation: "Good morning, Anna!" and not "Hello, it is back."."""
    return bool(_ONLY_A_NAME.match(behind))


def _opening(plain: str) -> tuple[int, int] | None:
    """Return the place of an opening such as "Hi Anna," or "小雨,您好", or None."""
    sign = _SIGN.match(plain)
    start = sign.end() if sign else 0
    before = _salutations("before").match(plain, start)
    if before:
        return before.start(), _end_of_name(plain, before.end())
    after = _salutations("after").match(plain, start)
    return (after.start(), after.end()) if after else None


def _end_of_name(plain: str, start: int) -> int:
    stop = _NAME_END.search(plain, start)
    return stop.start() if stop else len(plain)


def _bare_name(words: str) -> str:
    """Return the greeted words without salutation and title; empty when only they were there."""
    words = _EMOJI.sub(" ", words).strip()
    if words.lower() in neutral_greetings():
        return ""
    for kind in ("start", "end"):
        words = _salutations(kind).sub("", words).strip()
    return words


def _is_name(id_: str, field: str) -> bool:
    return id_[0] == "C" and field in load("data/greetings.yaml")["name_fields"]


@cache
def _salutations(kind: str) -> re.Pattern[str]:
    data = load("data/greetings.yaml")
    latin = "|".join(re.escape(word) for word in data["salutations"]["en"])
    titles = "|".join(data["honorifics"]["en"])
    chinese = "|".join(data["salutations"]["zh"])
    chinese_titles = "|".join(data["honorifics"]["zh"])
    name = r"[^\s,!.]{1,40}(?: [^\s,!.]{1,30}){0,2}"
    patterns = {
        "before": rf"\s*(?:(?:{latin})(?![A-Za-z])(?= ?{name} ?[,!.—])|亲爱的|尊敬的)",
        "after": r"\s*[^\s,!.:。]{1,12}?[, ]?(?:您好|你好|早上好|中午好|下午好|晚上好)",
        "start": rf"^(?:(?:(?:{latin})(?![A-Za-z])|亲爱的|尊敬的|嗨|哈喽|嘿)\s*)+(?:(?:{titles})\.?\s)?",
        "end": rf"(?:{chinese_titles})?[, ]*(?:{chinese})?$",
    }
    return re.compile(patterns[kind], re.IGNORECASE)
