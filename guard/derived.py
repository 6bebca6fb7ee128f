"""Amounts and numbers that follow from the evidence: differences, sums, shares and what an offer leaves to pay, where
the words say that they are.

"£25 more", 便宜90元, "seventeen dollars sits between them", 一共336元, "88.50 € a pair", "under $150 each".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from guard import offered
from guard.claims import Claim
from guard.claims.numbers import in_base
from guard.facts import Fact, Facts

_WINDOW = 36
"""Characters on each side in which the words stand that say what an amount follows from."""
_DIFFERENCE = re.compile(
    r"\b(?:difference|between|apart|more|less|fewer|cheaper|dearer|lighter|heavier|longer|shorter|thicker|thinner|taller"
    r"|smaller|larger|bigger|lower|higher|extra|beyond|versus|than|gap|saves?|below|above|down)\b"
    r"|差|比|降|减|便宜|贵|多|少|轻|重|厚|薄|长|短|高|低|大|小|省",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:together|total|altogether|both|two|three|comes? to|sum|in all|makes?|adds? up to|plus)\b"
    r"|一共|合计|总共|共计|各|共(?=[\d¥ ])|两[件瓶罐本套双盒只个]|[三四]件|加起来",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:each|apiece|a pair|per pair|a piece|a bag|every one)\b|每[件瓶罐本套双盒只个]|一[件瓶罐本套双盒只个]|单[件价]",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(r"(?:\beach(?: (?:is|costs|comes to))?|每[件瓶罐本双盒只]|单[件价]) ?$", re.IGNORECASE)
_EACH_BEHIND = re.compile(
    r" ?(?:each|apiece|a pair|per pair|a piece|a bag|every one)\b|[/一每][件瓶罐本双盒只]", re.IGNORECASE
)
_BOUND = re.compile(r"(?:\b(?:under|below|less than|not even|no more than)|不到|低于|不足) ?[$£€¥]?$", re.IGNORECASE)
_REDUCED = re.compile(r"after|with the (?:code|coupon)|discounted|券后|到手|折后|优惠后|减后", re.IGNORECASE)
_FEW = (2, 3)


def follows(claim: Claim, plain: str, facts: Facts) -> tuple[Fact, ...]:
    """Return the facts that an unproven amount or number follows from; empty when nothing says so."""
    if not isinstance(claim.value, Decimal) or claim.kind not in ("money", "number", "percent"):
        return ()
    if claim.kind == "percent":
        return offered.share_off(claim.value, plain, facts) if claim.role in ("", "price", "reduction") else ()
    if claim.kind == "money" and (proofs := offered.follows(claim, plain, facts)):
        return proofs
    return _computed(claim, claim.value, plain, facts)


def _computed(claim: Claim, amount: Decimal, plain: str, facts: Facts) -> tuple[Fact, ...]:
    around = plain[max(0, claim.start - _WINDOW) : claim.start] + " | " + plain[claim.end : claim.end + _WINDOW]
    known = [fact for fact in facts.of("money" if claim.kind == "money" else "number") if _comparable(claim, fact)]
    if _BOUND.search(plain, max(0, claim.start - 16), claim.start):
        prices = [fact for fact in known if fact.id[0] == "P"]
        return tuple(prices) if prices and all(_value(fact) < amount for fact in prices) else ()
    if _EACH_BEFORE.search(plain, max(0, claim.start - 12), claim.start) or _EACH_BEHIND.match(plain, claim.end):
        return _equal(amount, _shares(known, facts))
    if _REDUCED.search(plain[max(0, claim.start - 12) : claim.start] + "|" + plain[claim.end : claim.end + 24]):
        known = [fact for fact in known if fact.id[0] != "P"]
    found: tuple[Fact, ...] = ()
    if _DIFFERENCE.search(around):
        found = _equal(in_base(amount, claim.unit)[0], _differences(known, facts))
    for cue, pairs in ((_SUM, _sums), (_EACH, _shares)) if claim.role != "reduction" else ():
        found = found or (_equal(amount, pairs(known, facts)) if cue.search(around) else ())
    return found


def _equal(amount: Decimal, derived: Iterable[tuple[Decimal, tuple[Fact, ...]]]) -> tuple[Fact, ...]:
    return next((proofs for value, proofs in derived if value == amount), ())


def _comparable(claim: Claim, fact: Fact) -> bool:
    if not isinstance(fact.value, Decimal) or fact.id[0] not in "PQWO":
        return False
    if claim.kind == "money":
        return not claim.unit or fact.unit in claim.unit.split("|")
    return bool(claim.unit) and in_base(fact.value, fact.unit)[1] == in_base(fact.value, claim.unit)[1]


def _value(fact: Fact) -> Decimal:
    return fact.value if isinstance(fact.value, Decimal) else Decimal(0)


def _measure(fact: Fact) -> Decimal:
    return in_base(_value(fact), fact.unit)[0]


def _differences(known: list[Fact], facts: Facts) -> Iterator[tuple[Decimal, tuple[Fact, ...]]]:
    """Differences of the same field of two products, and of a price and what it was."""
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            if one.field == other.field and one.id[0] == other.id[0] == "P" and one.id != other.id:
                yield abs(_measure(one) - _measure(other)), (one, other)
            elif one.id == other.id and {one.role, other.role} == {"price", "was"} and not _listed(one, other):
                yield abs(_value(one) - _value(other)), (one, other)


def _listed(*facts: Fact) -> bool:
    return any(fact.field == "list_price" for fact in facts)


def _sums(known: list[Fact], facts: Facts) -> Iterator[tuple[Decimal, tuple[Fact, ...]]]:
    for fact in known:
        if fact.role == "total":
            yield _value(fact), (fact,)
    prices = [fact for fact in known if fact.id[0] == "P" and fact.role == "price"]
    for place, one in enumerate(prices):
        for times in _FEW:
            yield _value(one) * times, (one,)
        for other in prices[place + 1 :]:
            yield _value(one) + _value(other), (one, other)


def _shares(known: list[Fact], facts: Facts) -> Iterator[tuple[Decimal, tuple[Fact, ...]]]:
    counts = [fact for fact in facts.of("number") if fact.id[0] == "Q" and fact.field in ("quantity", "units", "count")]
    for total in known:
        if total.role == "total":
            for count in [_value(fact) for fact in counts] or [Decimal(times) for times in _FEW]:
                if count > 1:
                    yield _value(total) / count, (total,)
