"""Conditions that the law wants beside an advantage: what is limited, free, drawn by lot, personal, or cut in price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from guard.claims.normal import normal
from guard.facts import Fact
from guard.matching import places
from guard.reading import Part, Reading, sentence_around
from guard.rules.model import Found, at, unproven
from shop.evidence import Evidence, TextValue

_LIMITED_TIME = re.compile(
    r"limited[- ]time|(?:for|only) a (?:short|limited) (?:time|period|while)|time[- ]limited|flash sale"
    r"|限时|限期|期间限定",
    re.IGNORECASE,
)
_LIMITED_NUMBER = re.compile(
    r"limited (?:quantit(?:y|ies)|stocks?|numbers?|supply|availability)|(?:while|until) (?:stocks?|supplies) lasts?"
    r"|限量|数量有限|先到先得|售完即止|送完为止|赠完即止",
    re.IGNORECASE,
)
_LIMIT_HINTS = ("limited", "only a ", "for a ", "flash", "lasts", "last", "限", "先到先得", "即止")
"""One of these is in every text that either pattern finds."""
_NO_LIMIT = re.compile(r"(?:\b(?:no|not|never|without)\b[a-z ]{0,8}|不|无|没有|并非)$", re.IGNORECASE)
_DRAW = re.compile(
    r"prize|draw\b|raffle|lotter|sweepstake|\bwin\b|jackpot"
    r"|抽奖|中奖|大奖|抽取|刮刮|转盘|奖金|奖品|摇奖|[一二三特头]等奖",
    re.IGNORECASE,
)
MOST_PRIZE = Decimal(50_000)
"""Yuan: the largest prize of a draw that comes with a sale (反不正当竞争法 (2025) 11(3), 规范促销行为暂行规定 17)."""
_PERSONAL = re.compile(
    r"personali[sz]ed|tailored (?:to|for) you|based on (?:your|what you)|automated|algorithm|calculated for you"
    r"|为(?:您|你)(?:个性化|定制)"
    r"|个性化(?:定价|价格|推荐|优惠)|根据(?:您|你)的?|自动(?:化)?(?:决策|生成|计算)|算法",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"\bfree\b|gift(?! ?cards?)|complimentary|on us|赠|免费|包邮|送")


def limited(reading: Reading) -> Iterator[Found]:
    """ "Limited time" stands with its last day, "limited quantity" with the quantity."""
    low = reading.joined.lower()
    if not any(hint in low for hint in _LIMIT_HINTS):
        return
    dated = any(one.match.proven for one in reading.of("date"))
    counted = any(one.match.proven and isinstance(one.claim.value, Decimal) for one in reading.of("stock", "number"))
    for pattern, told, expected in (
        (_LIMITED_TIME, dated, "the last day of it, such as [[O1.ends]]"),
        (_LIMITED_NUMBER, counted, "how many there are, such as [[P1.stock]]"),
    ):
        for part in reading.parts if not told else ():
            for found in pattern.finditer(part.plain):
                start, end = found.span()
                if not part.is_covered(start, end) and not _NO_LIMIT.search(part.plain, max(0, start - 14), start):
                    yield at(part, start, end, expected)


def free(reading: Reading) -> Iterator[Found]:
    """What an offer gives for nothing is told in the same breath with the offer's conditions."""
    for judged in reading.of("free"):
        if judged.match.proofs and all(fact.id[0] == "O" for fact in judged.match.proofs):
            ids = sorted({fact.id for fact in judged.match.proofs})
            yield from _far(judged.part, (judged.claim.start, judged.claim.end), ids, reading)
    for item in reading.subject.evidence.evidence:
        gifts = [words for words in _texts(item) if _GIVEN.search(words)] if item.kind == "offer" else []
        for part, words in ((part, words) for part in reading.parts for words in gifts):
            for start, end in places(part.plain.lower(), words):
                yield from _far(part, (start, end), [item.id], reading)


def _far(part: Part, place: tuple[int, int], ids: list[str], reading: Reading) -> Iterator[Found]:
    """Yield the conditions of offers that do not stand beside a place."""
    first, last = _beside(part.plain, *place)
    near = {
        (fact.id, fact.field)
        for one in reading.judged
        if one.part is part and first <= one.claim.start and one.claim.end <= last
        for fact in one.match.proofs
    }
    for id_ in ids:
        item = reading.subject.evidence.get(id_)
        for field in ("threshold", "ends") if item else ():
            if item and field in item.fields and (id_, field) not in near:
                yield at(part, *place, f"[[{id_}.{field}]] in the same or the next sentence")


def _beside(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence of a place together with the one before and the one behind it."""
    first, last = sentence_around(plain, start, end)
    before = sentence_around(plain, max(0, first - 2), max(0, first - 2))[0] if first else first
    behind = min(len(plain), last + 2)
    return before, sentence_around(plain, behind, behind)[1]


def _texts(item: Evidence) -> list[str]:
    """Return what an offer says of itself, but for what it excludes."""
    return [
        normal(value.text).lower()
        for field, value in item.fields.items()
        if isinstance(value, TextValue) and field != "exclusions"
    ]


def prize(reading: Reading) -> Iterator[Found]:
    """In China a prize that is drawn by lot is worth at most 50,000 yuan."""
    for judged in reading.of("money"):
        value = judged.claim.value
        if not isinstance(value, Decimal) or value <= MOST_PRIZE or "CNY" not in (judged.claim.unit or "CNY"):
            continue
        first, last = sentence_around(judged.part.plain, judged.claim.start, judged.claim.end)
        if _DRAW.search(judged.part.plain, first, last):
            yield unproven(judged)._replace(expected="a prize of at most 50,000 yuan")


def personal(reading: Reading) -> Iterator[Found]:
    """A price or offer that was made for this person by automated means is called so."""
    marked = [fact for fact in reading.facts.of("bool") if fact.field == "personalised" and fact.value is True]
    if not marked or _PERSONAL.search(reading.joined) or _PERSONAL.search(reading.whole):
        return
    ids = {fact.id for fact in marked}
    for judged in reading.judged:
        if any(fact.id in ids and fact.role in ("price", "reduction", "total") for fact in judged.match.proofs):
            yield unproven(judged)._replace(expected="a notice that it was personalised by automated means")
            return


def prior_price(reading: Reading) -> Iterator[Found]:
    """In the EU a product's price cut is announced with the lowest price of the 30 days before."""
    stated = {fact.id for one in reading.of("money") for fact in one.match.proofs if _is_prior(fact)}
    for judged in reading.of("percent", "money"):
        cut = [fact for fact in judged.match.proofs if fact.id[0] == "P" and fact.role == "reduction"]
        if cut and not any(fact.id in stated for fact in cut):
            yield unproven(judged)._replace(expected=f"the price before: [[{cut[0].id}.reference_price]]")


def _is_prior(fact: Fact) -> bool:
    return fact.id[0] == "P" and fact.field == "reference_price"
