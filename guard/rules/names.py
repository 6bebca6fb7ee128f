"""Names of people, places and makers that nothing in the evidence knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from guard.claims.normal import has_chinese, normal
from guard.fill import neutral_greetings
from guard.reading import Part, Reading
from guard.resources import load
from guard.rules import goods
from guard.rules.model import Found, at
from guard.vocabulary import EMPTY, Vocabulary, prose

_CAPITAL = re.compile(r"(?<![\w'@/.-])[A-Z][a-z'\u00e0-\u024f]{1,24}(?:-[A-Z][a-z]+)?(?![\w@/-]|\.[a-z])")
_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
_FIRST_WORD = re.compile(r"(?:^|[.!?:…\n]|[\"“”'‘(\[•*–—|]|- )\s*$")
_VOCATIVE = re.compile(
    r"(?:^[ \t]*|(?<=[.!?] ))([A-Z][a-z'\u00e0-\u024f]{1,24}(?: [A-Z][a-z]{1,24})?)(?=[,!] ?\S)", re.MULTILINE
)
_CHINESE_VOCATIVES = (
    re.compile(r"(?:^|(?<=[\n】]))[ \t]*([^\s,。:!?、【】]{2,5})(?=[,:!](?:你|您|我是|好久|这里))", re.MULTILINE),
    re.compile(
        r"(?:^|(?<=[\n】]))[ \t]*([\u4e00-\u9fff]{2,3})(?=:\s*$|,(?=[A-Za-z\u4e00-\u9fff]{0,8}(?:你|您|我)))",
        re.MULTILINE,
    ),
    re.compile(r"(?:^|(?<=[\n】:]))[ \t]*(?:您好|你好|嗨|哈喽)[, ]{1,2}([^\s,。:!?、]{1,6})(?=[,:!。])", re.MULTILINE),
)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_CHINESE_NAMES = (
    re.compile(
        rf"(?<![\u4e00-\u9fff])([{_SURNAMES}][\u4e00-\u9fff]{{0,2}})(?=先生|女士|小姐|太太|阿姨|叔叔|大哥|大姐)"
    ),
    re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{1,2}(?:姐|哥|总|嫂|老师|阿姨|叔))(?=,)"),
    re.compile(r"(?:作者|著者|译者|编者|绘者|导演|设计师)(?:是|为|:)? ?([\u4e00-\u9fff]{2,4})(?=[,。;、)]|$)"),
    re.compile(r"(?<=[,。;)》\s])([\u4e00-\u9fff]{2,4})(?=[著译绘编][,。;、])"),
    re.compile(r"(?:亲爱的|尊敬的)([\u4e00-\u9fff]{2,4})(?=[,!。:])"),
    re.compile(rf"(?<![\u4e00-\u9fff])([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=您好|你好|早上好|下午好|晚上好)"),
    re.compile(rf"(?:朋友|同事|邻居|家人)([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=[也都说买])"),
    re.compile(r"(?:谢谢|感谢|多谢)(?:您|你)?,([\u4e00-\u9fff]{2,3})(?=[。!])"),
)
_ENGLISH_NAME = re.compile(r"(?:Hi|Hello|Hey),? ?([A-Z][a-z]{1,20})(?=[,!。.])")
_ALONE_CHINESE = re.compile(r"(?:^|(?<=[\n】,。!]))([\u4e00-\u9fff]{2,3})(?=,(?!\d))")
"""Two or three characters between commas: a name, unless it is a word of prose."""
_NO_NAME = re.compile(
    r"[的了在是有把给去来想看买用说等到过这那又还就也都和与你您我他她它们吗呢吧啊哦好先再后新老提醒谢抱歉翻订单本店页图价码券货逛刚只别没不开头隔早晚件满减券元共合双天]"
)
_OF_A_NAME = re.compile(r" (?:[A-Z][a-z]+ [A-Z][a-z]+|\d{1,3}\b(?! ?%)[ ,])")
"""Behind the first word of a sentence: more words of one name (Veya 5 Compact, Harrow Rain Shell)."""
_GIVEN = re.compile(
    "[婷妍萱涵怡琳雯倩颖娜丽娟燕芳敏静洁莹佳欣悦瑶琪璐薇梦诗雨雪晨宇轩浩博文杰伟强磊军勇涛明超鹏飞俊峰辉斌凯瑞泽豪睿航思远建国志华"
    "立昊晗梓可嘉子墨若溪宁帆岚禾阳]$"
)
"""Characters that given names end with."""
_TITLE_SHARE = 0.6


def unknown(reading: Reading) -> Iterator[Found]:
    """A capitalised word inside a sentence, or somebody addressed, that the evidence does not name."""
    fields = (fact.field.replace("_", " ") for fact in reading.facts.all)
    known = cache(
        lambda: Vocabulary(
            [*(str(fact.value) for fact in reading.facts.all if fact.kind in ("text", "code", "url")), *fields]
        )
    )
    brand = reading.subject.brand
    said = " ".join(normal(str(fact.value)) for fact in reading.facts.of("text")).lower()
    if brand:
        said += " ".join((brand.brand, brand.voice, *(line.text for line in brand.lines))).lower()
    for part in reading.parts:
        yield from _latin(part, known, said)
        yield from _chinese(part, said)
        if part.name in ("text", "rest", "greeting"):
            yield from _alone(part, said)
    yield from goods.unknown(reading)


def _latin(part: Part, known: Callable[[], Vocabulary], said: str) -> Iterator[Found]:
    found = [*_inside(part), *_addressed(part)]
    for start, end in dict.fromkeys(found):
        pieces = part.plain[start:end].split(" ")
        if part.is_covered(start, end) or all(_is_known(piece, known, said) for piece in pieces):
            continue
        yield at(part, start, end, "a name that the evidence knows, or none")


def _inside(part: Part) -> Iterator[tuple[int, int]]:
    capitals = list(_CAPITAL.finditer(part.plain))
    if part.name in ("subject", "cta") or not capitals:
        return
    words = len(_LATIN_WORD.findall(part.plain))
    if len(capitals) > _TITLE_SHARE * max(words, 1):
        return
    for found in capitals:
        first = _FIRST_WORD.search(part.plain, max(0, found.start() - 6), found.start())
        if not first or _OF_A_NAME.match(part.plain, found.end()):
            yield found.span()


def _addressed(part: Part) -> Iterator[tuple[int, int]]:
    for found in _VOCATIVE.finditer(part.plain):
        yield found.span(1)


def _chinese(part: Part, said: str) -> Iterator[Found]:
    chinese = (*_CHINESE_VOCATIVES, *_CHINESE_NAMES) if has_chinese(part.plain) else ()
    for pattern in (*chinese, _ENGLISH_NAME):
        for found in pattern.finditer(part.plain):
            name = found[1].lower()
            if name in said or name in neutral_greetings() or not name.isalpha():
                continue
            if _NO_NAME.search(name) or name in load("data/names.yaml")["zh"] or part.is_covered(*found.span(1)):
                continue
            start, end = found.span(1)
            yield at(part, start, end, "[[C.nick|您好]] or a neutral greeting")


def _alone(part: Part, said: str) -> Iterator[Found]:
    from guard.rules.properties import prose_zh

    for found in _ALONE_CHINESE.finditer(part.plain):
        name = found[1]
        if name in said or _NO_NAME.search(name) or name in load("data/names.yaml")["zh"] or prose_zh().search(name):
            continue
        if not part.is_covered(*found.span(1)) and _GIVEN.search(name):
            start, end = found.span(1)
            yield at(part, start, end, "[[C.nick|您好]] or a neutral greeting")


def _is_known(word: str, known: Callable[[], Vocabulary], said: str) -> bool:
    low = word.lower().removesuffix("'s").removesuffix("'ll")
    return low in _plain() or low in EMPTY or low in prose() or low in said or known().says(low)


@cache
def _plain() -> frozenset[str]:
    return frozenset(str(load("data/names.yaml")["en"]).split())
