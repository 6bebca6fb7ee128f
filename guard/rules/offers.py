"""Offers: one that is named is named with its conditions, and none is named that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.normal import normal
from guard.reading import Reading
from guard.rules import bundles
from guard.rules.model import Found, at
from guard.vocabulary import EMPTY, stem
from shop.evidence import Evidence, ListValue, NumberValue, TextValue, Value

_ENGLISH = re.compile(
    r"(?<![A-Za-z])(?:discount(?:s|ed)?|(?:on|our|the|flash|big|mega|summer|winter|spring|autumn|holiday"
    r"|clearance|end-of-season|black friday) sale|sale (?:ends|starts|price|items)|coupons?|vouchers?"
    r"|promo(?:s|tions?|tional)?|special offers?|(?:an|this|the|your|our) offer(?! to)|great deals?(?! (?:of|more|less|to|about|longer|better))"
    r"|(?:a|best|hot|this) deals?(?! of)|marked down|price (?:drop|cut)s?"
    r"|(?:dropped|reduced|down|cut|slashed) to(?= ?(?:us)?[$£€¥])|bargains?|half[- ]price|money off"
    r"|off your (?:next )?order)(?![A-Za-z])",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"优惠|折扣|打折|[一二三四五六七八九\d]折(?!叠|伞)|特价|促销|立减|满减|[领用有送发这]券|代金券|礼券|红包|降价|降到|降了|直降|大促|甩卖|让利|秒杀|折上折"
)
_NO_ENGLISH = re.compile(
    r"(?:\b(?:no|not|without|never|nor|isn't|aren't|don't|doesn't)\b|n't)[^.!?]{0,24}$", re.IGNORECASE
)
_NO_CHINESE = re.compile(r"(?:没有?|无|不|非|别|未)[^。!?;,]{0,4}$")
_TAKES_OFF = re.compile(r"\d ?%|half|off\b|free|半价|折|减|免|赠|送", re.IGNORECASE)
_EXCLUDES = re.compile(
    r"(?:(?:is|are) )?(?:excluded|not included|exempt|left out|not part of (?:it|this))|(?:not|never|no use) (?:on|for|with)|(?:do|does)(?:n't| not) (?:count|apply|qualify)|not valid (?:on|for)"
    r"|except(?:ing)?(?: for)?|exclud(?:es|ing)|without|doesn't apply to|除外|不参[加与]|不适用|不含|不包括"
)
_SEVERAL = re.compile(
    r"\b(?:two|second|both|pairs?|three|third|four|several|2|3|4|2nd|3rd|twice|another)\b|[两二三四2-9] ?[件本双瓶罐只个套盒袋支条包]|第[二三2-9]|[二两]者",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:[,;、]|\band\b|\bor\b|与|和|及|或)\s*")
_CLAUSE = re.compile(r"[.;:!?()\n]")
_REFUSES = re.compile(r"\b(?:not|no|never|cannot|without|except|only)\b|n't|exclu")
_REFUSING = frozenset(
    ("cannot", "never", "excluded", "excludes", "excluding", "valid", "applies", "apply", "except", "without", "only")
)
_WORD = re.compile(r"[a-z]+")
_EDGES = " .,;:!?。,;:!?()"


def exists(reading: Reading) -> Iterator[Found]:
    """Words of a price advantage need an offer, a priced saving or a former price in the evidence."""
    if _has_advantage(reading):
        return
    for part in reading.parts:
        for pattern, negation in ((_ENGLISH, _NO_ENGLISH), (_CHINESE, _NO_CHINESE)):
            for found in pattern.finditer(part.plain):
                start, end = found.span()
                if negation.search(part.plain, max(0, start - 30), start) or part.is_covered(start, end):
                    continue
                yield at(part, start, end, "no offer is in the evidence: do not speak of one")


def whole(reading: Reading) -> Iterator[Found]:
    """An offer whose code or reduction is named states its end, threshold, ceiling and exclusions; one that not everybody
    may have also the published rule for it."""
    for item in reading.subject.evidence.evidence:
        if item.kind != "offer" or not (place := _named(item, reading)):
            continue
        missing: list[str] = [
            field
            for field in ("ends", "threshold", "ceiling")
            if field in item.fields and not _states(item, field, reading)
        ]
        missing += [
            field for field in ("exclusions", "personal_rule")
            if field in item.fields and not _stands_there(item.fields[field], reading.joined)
        ]  # fmt: skip
        if _forgets_how_many(item, reading.joined):
            missing.append("quantity" if "quantity" in item.fields else "min_quantity")
        for field in missing:
            yield place._replace(expected=f"the same message states [[{item.id}.{field}]]")


def _has_advantage(reading: Reading) -> bool:
    facts = reading.facts.all
    return any(
        fact.id[0] == "O" or fact.role == "was" or (fact.id[0] in "QW" and fact.role == "reduction") for fact in facts
    )


def _named(item: Evidence, reading: Reading) -> Found | None:
    for part, claim, match in reading.judged:
        if any(fact.id == item.id and fact.field in ("code", "reduction") for fact in match.proofs):
            return at(part, claim.start, claim.end, "")
    return _named_in_words(item, reading) or bundles.named(item, reading)


def _named_in_words(item: Evidence, reading: Reading) -> Found | None:
    """An offer whose own words say what it takes off (第二件半价) is named where they stand."""
    for field in ("terms", "name"):
        value = item.fields.get(field)
        words = normal(value.text) if isinstance(value, TextValue) else ""
        if not _TAKES_OFF.search(words):
            continue
        for part in reading.parts:
            start = part.plain.lower().find(words.lower())
            if start >= 0:
                return at(part, start, start + len(words), "")
    return None


def _forgets_how_many(item: Evidence, joined: str) -> bool:
    """Return whether an offer for two or more is told without a word of two, a second or a pair."""
    counts = [
        value.number
        for field in ("quantity", "min_quantity")
        if isinstance(value := item.fields.get(field), NumberValue)
    ]
    return any(count >= 2 for count in counts) and not _SEVERAL.search(joined)


def _states(item: Evidence, field: str, reading: Reading) -> bool:
    return any(fact.id == item.id and fact.field == field for judged in reading.judged for fact in judged.match.proofs)


def _stands_there(value: Value, joined: str) -> bool:
    if isinstance(value, ListValue):
        return all(_stands_there(item, joined) for item in value.list)
    if not isinstance(value, TextValue):
        return True
    words = normal(value.text).strip(_EDGES).lower()
    return words in joined.lower() or _says_the_same(words, joined.lower())


def _says_the_same(words: str, joined: str) -> bool:
    """Return whether every thing that is excluded is named beside a word of exclusion, in whatever words."""
    things = [thing for thing in _AND.split(_EXCLUDES.sub(" ", words)) if thing.strip(_EDGES)]
    if bool(things) and bool(_EXCLUDES.search(joined)) and all(thing.strip(_EDGES) in joined for thing in things):
        return True
    wanted = _stems(words)
    return len(wanted) > 1 and any(wanted <= _stems(one) for one in _CLAUSE.split(joined) if _REFUSES.search(one))


def _stems(words: str) -> set[str]:
    """Return the stems of the content words; combined and combinable are of one family."""
    return {stem(word)[:6] for word in _WORD.findall(words) if word not in EMPTY and word not in _REFUSING}
