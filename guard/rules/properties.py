"""What a sentence says of the product beyond all classes of claims: words that neither evidence nor prose knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from guard.reading import Part, Reading
from guard.resources import load
from guard.rules.model import Found, at
from guard.vocabulary import EMPTY, prose, stem

_PREDICATE_TEXT = (
    r"(?:'s|'re|'ll|,)? ?(?P<verb>is|are|was|were|has|have|comes?|came|features?|includes?|contains?|offers?|holds?"
    r"|fits?|folds?|charges?|works?|keeps?|makes?|gives?|lasts?|runs?|packs?|resists?|repels?|dries|stays?|can|will|won't"
    r"|doesn't|don't|needs?|uses?|supports?|connects?|provides?|delivers?|pairs?|doubles|turns?|adjusts?|opens?|closes?"
    r"|protects?|stands?|handles?|lets?|allows?|ships?|smells?|tastes?|feels?|looks?|sounds?|absorbs?|locks?|stretches"
    r"|cleans?|heats?|cools?|glows?|grips?|blocks?|filters?|never|always|also|even|not|built|made)\b"
    r"(?P<rest>[^.!?;\n—]{2,160})"
)
_SUBJECT = re.compile(
    r"(?:^|(?<=[.!?;:,\n—–])|(?<= and)|(?<= but)|(?<= which)|(?<= that)|(?= (?-i:It|They|This|These|The)\b))"
    r"\s*(?:(?:and|but|so|plus|also|because)[ ,]+)?"
    r"(?P<subject>it|they|this(?: one)?|these|those|each(?: one)?|inside|both|(?:the|its|their|our) [a-z-]+"
    r"(?: [a-z-]+){0,3}?|which|that)" + _PREDICATE_TEXT,
    re.IGNORECASE,
)
_PREDICATE = re.compile(rf"(?P<subject>){_PREDICATE_TEXT}", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CLAUSE_ZH = re.compile(r"[^,。!?;:、\n()【】“”「」…~]{2,40}")
_CUE_ZH = re.compile(
    r"(?:可以?|能够?|支持|采用|内[有含置设]|[里外背前后侧面下上][侧面部]?有|[含设带]有|自带|配有?|搭载|选用|用的是|是[\u4e00-\u9fff]{1,8}[的制做款]$|[\u4e00-\u9fff]{1,6}[制款式型]$"
    r"|材质|面料|做工|工艺|手感|触感|口感|气味|香味|颜色|[\u4e00-\u9fff]{1,3}色$|尺寸|容量|续航|内衬|拉链|手柄|肩带|屏幕|电池)"
)
_ABOUT_US_ZH = re.compile(
    r"你|您|我|咱|信|看|读|话|记|办|仪式|谁|问|忘|提醒|日子|时候|天|翻|打开|想|关|意思|没|不用|买|店|单|券|码|回复|退|换货|邮|收藏|购物车|价|元|折(?!叠)|评价|链接"
)
_NO_VALUES = frozenset(("no", "none", "false", "n/a", "not available", "无", "没有", "否", "不支持"))
_DENIED = re.compile(
    r"\b(?:no|not|without|lacks?|lacking|missing|nor|neither|never|absent|excludes?)\b|n't|没有?|无|不"
)
_SENTENCE = re.compile(r"[.!?;](?=\s)|[。!?;\n]")
_ENDING = re.compile(r"'(?:s|re|ve|ll|d|m)$")
_HAN = re.compile(r"[\u3400-\u9fff]")


def unsaid(reading: Reading) -> Iterator[Found]:
    """Predicates about the product whose words stand neither in the evidence nor in everyday prose."""
    for part in reading.parts:
        if part.name in ("greeting", "signoff", "cta"):
            continue
        yield from _english(part, reading)
        yield from _chinese(part, reading)


def denied(reading: Reading) -> Iterator[Found]:
    """A feature that the evidence says the product does not have ("NFC: no"), told as if it had it."""
    had = {fact.field for fact in reading.facts.all if not _says_no(fact.value)} | {"in_stock"}
    for fact in reading.facts.all:
        if fact.id[0] != "P" or fact.field in had or not _says_no(fact.value):
            continue
        words = fact.field.replace("_", " ").strip()
        for label in dict.fromkeys((words, words.split(" ")[-1])):
            if len(label) < 3 or label in EMPTY or label in prose():
                continue
            for part in reading.parts:
                yield from _told(part, label, fact.slot)


def _says_no(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in _NO_VALUES)


def _told(part: Part, label: str, slot: str) -> Iterator[Found]:
    low = part.plain.lower()
    if label not in low:
        return
    for found in re.finditer(rf"(?<![a-z]){re.escape(label)}(?![a-z])", low):
        first = max((stop.end() for stop in _SENTENCE.finditer(part.plain, 0, found.start())), default=0)
        if not _DENIED.search(part.plain.lower(), first, found.end() + 24):
            yield at(part, *found.span(), f"{slot} says that it has none")


def _english(part: Part, reading: Reading) -> Iterator[Found]:
    stated = reading.stated(part)
    for found in (*_SUBJECT.finditer(part.plain), *_after_names(part, reading)):
        if (found["subject"] or "").lower().split(" ")[-1] in _not_products() or part.plain[
            found.end() : found.end() + 1
        ] == "?":
            continue
        start, end = found.span("rest")
        unknown = _unknown_subject(part, found, stated, reading) or _unknown(part, start, end, stated, reading)
        if unknown:
            yield at(part, *unknown, "something that the evidence says of the product")


def _unknown_subject(
    part: Part, found: re.Match[str], stated: list[tuple[int, int]], reading: Reading
) -> tuple[int, int] | None:
    """Return the place of "the lid" in "the lid closes by itself", when nothing knows of a lid."""
    words = (found["subject"] or "").lower().split(" ")
    if (
        words[0] not in ("the", "its", "their")
        or len(words) < 2
        or found["verb"].lower() in ("is", "are", "was", "were")
    ):
        return None
    return _unknown(part, *found.span("subject"), stated, reading)


def _after_names(part: Part, reading: Reading) -> Iterator[re.Match[str]]:
    """Yield what is said directly behind the name of a product."""
    low = part.plain.lower()
    for name, _ in reading.product_names:
        if name.isascii() and name in low:
            for place in re.finditer(re.escape(name), low):
                if found := _PREDICATE.match(part.plain, place.end()):
                    yield found


def _unknown(
    part: Part, start: int, end: int, stated: list[tuple[int, int]], reading: Reading
) -> tuple[int, int] | None:
    """Return the place of the first content word that nothing knows; a clause about the reader ends the search."""
    for word in _WORD.finditer(part.plain.lower(), start, end):
        text = _ENDING.sub("", word.group())
        if text.endswith("n't"):
            continue
        if text in ("you", "your", "yours", "we", "us", "our", "i", "if", "when", "so", "because"):
            return None
        if text in EMPTY or text in prose() or len(text) < 3 or _within(word.span(), stated):
            continue
        if reading.vocabulary.knows(text) or stem(text) in _prose_stems():
            continue
        return word.span()
    return None


def _chinese(part: Part, reading: Reading) -> Iterator[Found]:
    if not _HAN.search(part.plain):
        return
    stated = reading.stated(part)
    for found in _CLAUSE_ZH.finditer(part.plain):
        clause = found.group()
        cue = _CUE_ZH.search(clause)
        said = [place for place in stated if place[1] - place[0] > 1 and _meets(place, found)]
        if said and not (cue and all(_within(place, list(part.names)) for place in said)):
            if _priced(part, found, reading) and _residue(part, found.start(), found.end(), stated, reading) >= 4:
                yield at(part, *found.span(), "the price of a product that the evidence names")
            continue
        if cue is None or _ABOUT_US_ZH.search(clause) or part.is_covered(*found.span()):
            continue
        if _residue(part, found.start(), found.end(), stated, reading) >= 2:
            yield at(part, *found.span(), "something that the evidence says of the product")


def _meets(place: tuple[int, int], clause: re.Match[str]) -> bool:
    return place[0] < clause.end() and clause.start() < place[1]


def _priced(part: Part, clause: re.Match[str], reading: Reading) -> bool:
    return any(
        judged.part is part
        and clause.start() <= judged.claim.start < clause.end()
        and any(fact.id[0] in "PQ" for fact in judged.match.proofs)
        for judged in reading.of("money", "stock")
    )


def _residue(part: Part, start: int, end: int, stated: list[tuple[int, int]], reading: Reading) -> int:
    """Return the length of the longest run of characters that neither evidence nor prose knows."""
    text = part.plain[start:end]
    known = bytearray(len(text))
    for first, last in stated:
        for place in range(max(first, start), min(last, end)):
            known[place - start] = 1
    for place in range(len(text)):
        if not _HAN.match(text[place]):
            known[place] = 1
        elif place + 1 < len(text) and text[place : place + 2] in reading.vocabulary.pairs:
            known[place] = known[place + 1] = 1
    for word in prose_zh().finditer(text):
        for place in range(*word.span()):
            known[place] = 1
    return max((len(run) for run in bytes(known).split(b"\x01")), default=0)


def _within(span: tuple[int, int], places: list[tuple[int, int]]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in places)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(str(load("data/prose.yaml")[name]).split())


@cache
def _not_products() -> frozenset[str]:
    listed = _listed("not_products")
    return listed | {f"{word}s" for word in listed}


@cache
def _prose_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in prose())


@cache
def prose_zh() -> re.Pattern[str]:
    """Return everyday Chinese words that claim no property of a product (data/prose.yaml)."""
    words = sorted(str(load("data/prose.yaml")["prose_zh"]).split(), key=lambda word: -len(word))
    return re.compile("|".join(map(re.escape, words)))
