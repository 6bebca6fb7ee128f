"""People: nobody's personal data in a message, quotations by whom they are from, and texts by machines marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.normal import normal
from guard.pii import Pii, find
from guard.quotes import quotations
from guard.reading import Part, Reading, sentence_around
from guard.remembered import remembered
from guard.rules.model import Found, at

_MAY_BE = re.compile(r"@|\d{3}|\d{2}[ .-]\d{2}|路|街|道|巷|弄|\b(?:Street|St|Road|Rd|Ave|Lane|Drive|Box)\b")
_AI_MARK = re.compile(
    r"AI[- ]?(?:generated|written|assisted)|(?:written|generated|drafted) (?:by|with)"
    r"(?: the help of)? (?:an? )?(?:AI|artificial intelligence|language model)"
    r"|(?:由|经)?(?:AI|人工智能|大模型)(?:辅助)?(?:生成|撰写|合成|创作)|本(?:文|内容|信息|短信|邮件)由AI",
    re.IGNORECASE,
)
_LONG_ENOUGH = 8
"""Characters of an own address that tell it from others."""
_NAME = r"[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’.-]{0,20})?"
_BEFORE = re.compile(rf"({_NAME}) (?:wrote|writes|says|said|told us|puts it|put it)[^.!?]{{0,12}}$|({_NAME}): ?$")
_BEHIND = re.compile(rf"^[\s,.]{{0,3}}(?:[—–-]{{1,2}} ?|(?:wrote|writes|says|said) |by )({_NAME})")
_BEFORE_ZH = re.compile(
    r"(?:^|[,。!?;\s])(?:来自|顾客|买家)?([\u4e00-\u9fffA-Za-z]{1,8}?)(?:写的是|写道|说的是|说|写|评价道?|留言)[::]?\s?$"
)
_BEHIND_ZH = re.compile(r"^[,。]?\s?(?:[—–-]{1,2}\s?)(?:来自|顾客|买家)?([\u4e00-\u9fff]{1,6})")
_NOBODY = frozenset(
    ("she", "he", "they", "it", "we", "us", "you", "who", "one", "someone", "somebody", "customer", "buyer", "reader",
     "as", "the", "a", "an", "有人", "她", "他", "有位顾客", "一位顾客", "顾客", "买家", "我们", "您", "你",
     "ta", "还", "也", "就", "都", "是")
)  # fmt: skip


def personal_data(reading: Reading) -> Iterator[Found]:
    """Addresses, phones and numbers of people are in a message only when they are the shop's own."""
    _ = reading.judged  # a text with more claims than any message is refused before it is searched again
    known: list[str] | None = None
    for part in reading.parts:
        for one in _personal(part.text):
            flat, known = _flat(one.text), _own(reading) if known is None else known
            if part.is_covered(one.start, one.end) or any(_is_in(flat, text) for text in known):
                continue
            yield at(part, one.start, one.end, f"no {one.kind.replace('_', ' ')} but the shop's own")


@remembered(2048)
def _personal(text: str) -> tuple[Pii, ...]:
    return find(text) if _MAY_BE.search(text) else ()


def author(reading: Reading) -> Iterator[Found]:
    """A quotation is told of the person who wrote it."""
    reviews = [item for item in reading.subject.evidence.evidence if item.kind == "review"]
    for part in reading.parts:
        for words, start, end in quotations(part.plain):
            writers = [
                normal(str(fact.value)).lower()
                for item in reviews
                if any(
                    fact.id == item.id and words in normal(str(fact.value)).lower()
                    for fact in reading.facts.of("text")
                    if fact.field != "author"
                )
                for fact in reading.facts.named("R", "author")
                if fact.id == item.id
            ]
            named = _named(part, start, end)
            if writers and named and not any(_is_same(named[0], writer) for writer in writers):
                yield at(part, named[1], named[2], "the name of whoever wrote it, such as [[R1.author]]")


def ai_mark(reading: Reading) -> Iterator[Found]:
    """A model's text says that a machine wrote it, where the recipient's law asks for it."""
    if not _AI_MARK.search(normal(reading.whole)):
        yield Found(reading.whole[-30:], "a mark such as AI生成 or AI-generated")


def shop_name(reading: Reading) -> Iterator[Found]:
    """An SMS says who sends it."""
    whole = normal(reading.whole).lower()
    names = [normal(str(fact.value)).lower() for fact in reading.facts.named("S", "name")]
    if not any(name in whole for name in names):
        yield Found(reading.whole[:20], "the shop's name [[S.name]]")


def _own(reading: Reading) -> list[str]:
    """Return the texts of the evidence in which an address or number may stand, but those of customers' own words."""
    facts = (fact for fact in reading.facts.of("text", "url", "code", "number") if fact.id[0] not in "UR")
    return [_flat(str(fact.value)) for fact in facts]


def _is_in(flat: str, text: str) -> bool:
    """Return whether one holds the other: an address may be found with a word too many before it."""
    return flat in text or (len(text) > _LONG_ENOUGH and text in flat)


def _named(part: Part, start: int, end: int) -> tuple[str, int, int] | None:
    """Return the name that stands before or behind a quotation as its author's, with its place."""
    first, _ = sentence_around(part.plain, start, end)
    before = part.plain[first:start]
    for pattern in (_BEFORE, _BEFORE_ZH):
        if found := pattern.search(before):
            place = next(number for number in range(1, found.re.groups + 1) if found[number])
            if any(a < first + found.end(place) and first + found.start(place) < b for a, b in part.names):
                continue  # "The Fellside Boots: …" tells of what, not by whom
            return _unless_nobody(found[place], first + found.start(place))
    for pattern in (_BEHIND, _BEHIND_ZH):
        if found := pattern.search(part.plain[end : end + 40]):
            return _unless_nobody(found[1], end + found.start(1))
    return None


def _unless_nobody(name: str, start: int) -> tuple[str, int, int] | None:
    return None if name.lower() in _NOBODY else (name, start, start + len(name))


def _is_same(name: str, writer: str) -> bool:
    low = name.lower().strip(". ")
    return low in writer or writer in low


@remembered(4096)
def _flat(text: str) -> str:
    return re.sub(r"[\s,()-]", "", normal(text)).lower()
