"""Who is said to have done what: the reader (you saved it, 您收藏过), other people (one customer says, 老顾客都说).

A claim about a person needs its own proof: the day of an order proves "you ordered", not "you told us". Does not know
what is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from guard.claims.normal import has_chinese
from guard.remembered import remembered
from guard.resources import load

_ADVERBS = r"(?: (?:[a-z]+ly|just|already|also|last|once|first|both|even|still|ever|always|often|never))*"
_READER = re.compile(
    rf"\byou(?:'ve| have|'d| had)?{_ADVERBS} (?P<verb>[a-z]+)\b(?P<rest>[^.!?;\n]{{0,110}})", re.IGNORECASE
)
_YOUR = re.compile(
    r"\byour (?:last|previous|first|second|third|recent|latest|earlier|past) (?P<verb>[a-z]+)(?P<rest>[^.!?;\n]{0,32})"
    r"|\bthank(?:s| you) (?:again )?for (?:your (?:recent |last )?)?(?P<verb2>[a-z]+)(?P<rest2>[^.!?;\n]{0,32})",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether|when|once|should|unless|in case|what|where|how|whatever|whenever|until|than|as|did|do|have)\b"
    r"[^.!?;,\n]{0,24}$",
    re.IGNORECASE,
)
_READER_ZH = re.compile(
    r"[您你](?:们)?(?P<when>[^,。!?;:、\n]{0,8}?)(?P<verb>加购|加进|加入|放进|放入|收藏|下单|购买|登记|咨询|浏览|搜索?|点开|打开|告诉|反馈"
    r"|留言|评价|提到|说|问|看|买|退|换|来)(?P<rest>[^,。!?;\n]{0,14})"
)
_PAST_ZH = re.compile(r"[过了的]|是在")
_PAST_WORDS_ZH = re.compile(
    r"上次|上回|昨[天日晚]|前天|刚才|刚刚|最近|之前|以前|曾|已|本周|这周|上周|上个?月|去年|[一二三四五六七八九十\d]+月"
)
_SUPPOSED_ZH = re.compile(
    r"(?:如果|要是|若|假如|想|可以|请|欢迎|等|不用|需要|让|帮|给|当|只要|记得|建议|为)[^,。!?;\n]{0,6}$"
)


class Deed(NamedTuple):
    """What somebody is said to have done: a kind of data/actors.yaml, "" when it is of none, and its place."""

    kind: str
    start: int
    end: int


def of_reader(plain: str) -> Iterator[Deed]:
    """Yield what a normalised text says that its reader did."""
    low = plain.lower()
    if "you" in low:
        for pattern in (_READER, _YOUR):
            for found in pattern.finditer(low):
                yield from _english(low, found)
    if "您" in plain or "你" in plain:
        for found in _READER_ZH.finditer(plain):
            yield from _chinese(plain, found)


@remembered(4096)
def of_others(plain: str) -> tuple[Deed, ...]:
    """Return what a normalised text says that other people do, think or own."""
    low = plain.lower()
    languages = ("en", "zh") if has_chinese(plain) else ("en",)
    return tuple(Deed("", *found.span()) for language in languages for found in _others(language).finditer(low))


def _english(low: str, found: re.Match[str]) -> Iterator[Deed]:
    groups = found.groupdict()
    verb, rest = groups["verb"] or groups.get("verb2") or "", groups["rest"] or groups.get("rest2") or ""
    if _SUPPOSED.search(low, max(0, found.start() - 40), found.start()) or _asks(low, found.end()):
        return
    known = _deeds("en")
    kind = next((kind for kind, pattern in known.items() if pattern.match(f"{verb} {rest.strip()}")), None)
    if kind is None and (verb in _harmless() or not _is_past(verb)):
        return
    if kind != "harmless":
        yield Deed(kind or "", found.start(), found.end("verb") if groups["verb"] else found.end("verb2"))


def _chinese(plain: str, found: re.Match[str]) -> Iterator[Deed]:
    words = found["when"] + found["verb"] + found["rest"]
    past = _PAST_ZH.match(found["rest"]) or _PAST_WORDS_ZH.search(words)
    if not past or _SUPPOSED_ZH.search(plain, max(0, found.start() - 10), found.start()):
        return
    if re.search(r"可以|能|会|想|要|不|别|请|再|如|是否|有没有|自己|的[\u4e00-\u9fff]", found["when"]):
        return
    kind = next((kind for kind, pattern in _deeds("zh").items() if pattern.search(words)), "")
    if kind != "harmless":
        yield Deed(kind, found.start(), found.end("verb"))


def _asks(low: str, end: int) -> bool:
    return low[end : end + 1] == "?"


def _is_past(verb: str) -> bool:
    return verb in _irregular() or (verb.endswith("ed") and len(verb) > 4 and verb not in ("need", "indeed"))


@cache
def _deeds(language: str) -> dict[str, re.Pattern[str]]:
    listed: dict[str, dict[str, list[str]]] = load("data/actors.yaml")["reader"]
    return {
        kind: re.compile("|".join(f"(?:{item})" for item in patterns[language]))
        for kind, patterns in listed.items()
        if language in patterns
    }


@cache
def _irregular() -> frozenset[str]:
    return frozenset(str(load("data/actors.yaml")["irregular"]).split())


@cache
def _harmless() -> frozenset[str]:
    return frozenset(str(load("data/actors.yaml")["harmless"]).split())


@cache
def _others(language: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{item})" for item in load("data/actors.yaml")["others"][language]))
