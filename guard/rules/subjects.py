"""Which product a fact is told of: attributes, reasons and baskets belong to the product that the clause names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from guard.claims.normal import normal
from guard.matching import places
from guard.quotes import EDGES
from guard.reading import Judged, Part, Reading, sentence_around
from guard.rules.model import Found, at

_CLAUSE = re.compile(r"[,;:,;:、(]| (?:and|but|while|whereas) ")
_OF = re.compile(r"[- ]?(?:的|之)?")
_EXCLUDED = re.compile(r"\s*(?:除外|不参[加与]|不适用|(?:is|are) (?:excluded|not included))")
_SEVERAL = re.compile(
    r"\b(?:both|together|total|altogether|and|with|plus|basket|cart|two|three)\b|一共|合计|总共|共计|加|和|与|各|两|三|用",
    re.IGNORECASE,
)
"""Words of a sentence that may speak of more than the product it names."""
_RATINGS = ("rating_mean", "review_count", "rating")
_ABOUT_THE_FIRST = "WQ"


class _Mention(NamedTuple):
    start: int
    end: int
    id: str


def other_product(reading: Reading) -> Iterator[Found]:
    """Facts that only another product (or a reason or basket of the first) has than the one their clause names."""
    products = {fact.id for fact in reading.facts.all if fact.id[0] == "P"}
    if len(products) < 2:
        return
    for part in reading.parts:
        mentions = _mentions(part, reading)
        for start, end, owners in (
            *_claimed(part, reading),
            *_quoted(part, reading),
            *_worded(part, reading, mentions),
        ):
            meant = _meant(part, mentions, start, end)
            if owners & meant or not meant:
                continue
            yield at(part, start, end, f"a fact of {', '.join(sorted(meant))}, not of {', '.join(sorted(owners))}")


def _claimed(part: Part, reading: Reading) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield the proven numbers, amounts and days that belong to products, reasons and baskets alone."""
    for judged in reading.of("number", "money", "date"):
        if judged.part is not part or not judged.match.proofs:
            continue
        owners = {fact.id for fact in judged.match.proofs}
        if judged.claim.kind == "money" and any(id_[0] == "P" for id_ in owners):
            continue  # prices are looked at by rule facts.money
        if all(id_[0] in "PWQ" or _of_one(id_, reading) or _rated(judged, reading) for id_ in owners):
            about = frozenset(_about(id_, reading) for id_ in owners)
            if "" not in about or _as_price(judged, reading):
                yield judged.claim.start, judged.claim.end, about - {""} or frozenset(owners)


def _of_one(id_: str, reading: Reading) -> bool:
    """Return whether a rating, an order or a review is that of one product which the evidence names."""
    return id_[0] in "XRD" and bool(_named_in(id_, reading))


def _rated(judged: Judged, reading: Reading) -> bool:
    """Return whether it is a rating or a count of reviews, which are those of P1, beside the name of one product."""
    if not all(fact.id[0] in "XR" and fact.field in _RATINGS for fact in judged.match.proofs):
        return False
    part, claim = judged.part, judged.claim
    first, last = sentence_around(part.plain, claim.start, claim.end)
    return len({one.id for one in _mentions(part, reading) if first <= one.start < last}) == 1


def _named_in(id_: str, reading: Reading) -> str:
    """Return the product that the field `product` of a piece of evidence names; empty when it names none."""
    told = {normal(str(fact.value)).lower() for fact in reading.facts.named(id_[0], "product") if fact.id == id_}
    names = ((fact.id, normal(str(fact.value)).lower()) for fact in reading.facts.named("P", "name"))
    return next((product for product, name in names if name in told), "")


def _as_price(judged: Judged, reading: Reading) -> bool:
    """Return whether the sum of a basket of several is told as if it were the price of the one product named."""
    part, claim = judged.part, judged.claim
    first, last = sentence_around(part.plain, claim.start, claim.end)
    if claim.role not in ("", "price", "total") or _SEVERAL.search(part.plain, first, last):
        return False
    return len({one.id for one in _mentions(part, reading) if first <= one.start < last}) == 1


def _quoted(part: Part, reading: Reading) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield the quotations of reviews that the evidence says to be of one product."""
    for fact in reading.facts.named("R", "quote"):
        about = _named_in(fact.id, reading)
        words = normal(str(fact.value)).strip(EDGES).lower()
        for start, end in places(part.plain.lower(), words) if about and words else ():
            yield start, end, frozenset((about,))


def _about(id_: str, reading: Reading) -> str:
    """Return the product that a piece of evidence is about; empty for a basket of which nothing says it."""
    if id_[0] in "XRWD" and (named := _named_in(id_, reading)):
        return named
    if id_[0] != "Q":
        return "P1" if id_[0] in _ABOUT_THE_FIRST or id_[0] in "XR" else id_
    of_basket = {fact.field: fact.value for fact in reading.facts.all if fact.id == id_}
    amounts = {of_basket.get("list_total"), of_basket.get("total")}
    total, saving = of_basket.get("total"), of_basket.get("saving")
    if isinstance(total, Decimal) and isinstance(saving, Decimal):
        amounts.add(total + saving)
    fits = {
        fact.id
        for fact in reading.facts.all
        if fact.id[0] == "P" and fact.field == "price" and isinstance(fact.value, Decimal)
        and any(fact.value * times in amounts for times in (1, 2, 3))
    }  # fmt: skip
    return next(iter(fits)) if len(fits) == 1 else ""


def _worded(part: Part, reading: Reading, mentions: list[_Mention]) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield the places of attribute values that are words: material, colour, origin …"""
    low = part.plain.lower()
    taken: list[tuple[int, int]] = []
    for value, owners in sorted(reading.attribute_words.items(), key=lambda item: (-len(item[0]), item[0])):
        for start, end in places(low, value) if value in low else ():
            inside = any(mention.start <= start and end <= mention.end for mention in mentions)
            if not inside and not any(a < end and start < b for a, b in taken):
                taken.append((start, end))
                yield start, end, owners


def _mentions(part: Part, reading: Reading) -> list[_Mention]:
    low = part.plain.lower()
    taken: list[_Mention] = []
    for name, id_ in reading.product_names:
        for start, end in places(low, name) if name in low else ():
            if not any(one.start < end and start < one.end for one in taken):
                taken.append(_Mention(start, end, id_))
    return sorted(one for one in taken if not _EXCLUDED.match(low, one.end))


def _meant(part: Part, mentions: list[_Mention], start: int, end: int) -> frozenset[str]:
    """Return the products that a place may be about; empty when nothing says so."""
    following = [one for one in mentions if one.start >= end and _OF.fullmatch(part.plain[end : one.start])]
    if following:
        return frozenset((following[0].id,))  # "the 305-gram Marmot", 提花的初雪
    first, last = sentence_around(part.plain, start, end)
    inside = [one for one in mentions if first <= one.start < last]
    if not inside and part.plain[last : last + 1] == "?":
        return frozenset()  # "Green or grey?" tells of no product
    if not inside:
        before = [one for one in mentions if one.end <= start]
        return frozenset((before[-1].id if before else "P1",))
    clause = max((stop.end() for stop in _CLAUSE.finditer(part.plain, first, start)), default=first)
    close = [one for one in inside if clause <= one.start and one.end <= start]
    if close:
        return frozenset((close[-1].id,))
    if len({one.id for one in inside}) == 1 and inside[0].end <= start:
        return frozenset((inside[0].id,))
    return frozenset(one.id for one in inside) | {"P1"} | {one.id for one in mentions if one.end <= start}
