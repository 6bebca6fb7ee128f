"""Bundles: so many for the price of so many must be what an offer says; what is free is what its proof frees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims import bundles
from guard.claims.normal import normal
from guard.reading import Judged, Reading, sentence_around
from guard.rules.model import Found, at
from shop.evidence import Evidence, NumberValue, TextValue

_THINGS = {
    "delivery": re.compile(r"shipping|deliver|postage|\bships?\b|[包免]邮|运费|邮费|配送"),
    "returns": re.compile(r"\breturn|send(?:s|ing)? (?:it|them) back|exchange|refund|退|换货"),
    "several": re.compile(
        r"\b(?:buy|second|2nd) |\bbogo\b|\bget (?:one|two|another)\b|第[二2]|买[一二三两1-9][件个]?[送赠]"
    ),
}
_FREE = re.compile(r"free|no charge|nothing|on us|complimentary|免|包|不要钱|不收")
_BARE = re.compile(
    r"free(?: of charge| [a-z]+)?|no charge|at no (?:extra |additional )?(?:cost|charge)|costs? nothing|免费\S*"
)


def wrong(reading: Reading) -> Iterator[Found]:
    """Yield the bundles that no offer has."""
    for part in reading.parts:
        for bundle in bundles.find(part.plain):
            if not any(bundle.kind in of_offer(item) for item in _offers(reading)):
                yield at(part, bundle.start, bundle.end, "so many for the price of so many as an offer says")


def named(item: Evidence, reading: Reading) -> Found | None:
    """Return where the bundle of an offer stands in the message."""
    own = of_offer(item)
    for part in reading.parts if own else ():
        for bundle in bundles.find(part.plain):
            if bundle.kind in own:
                return at(part, bundle.start, bundle.end, "")
    return None


def of_offer(item: Evidence) -> set[tuple[int, int]]:
    """Return (taken, paid) of an offer: its numbers buy and pay or get, and what its own words say."""
    numbers = {field: int(value.number) for field, value in item.fields.items() if isinstance(value, NumberValue)}
    found: set[tuple[int, int]] = set()
    if "buy" in numbers and "pay" in numbers:
        found.add((numbers["buy"], numbers["pay"]))
    if "buy" in numbers and "get" in numbers:
        found.add((numbers["buy"] + numbers["get"], numbers["buy"]))
    for value in item.fields.values():
        if isinstance(value, TextValue):
            found |= {bundle.kind for bundle in bundles.find(normal(value.text))}
    return found


def frees_another(judged: Judged, reading: Reading) -> bool:
    """Return whether the proof frees another thing than the claim: free delivery is no second pair for nothing."""
    proving = set().union(*(_things(normal(str(fact.value))) for fact in judged.match.proofs if fact.kind == "text"))
    told = _told(judged)
    return bool(told and proving and not told & proving)


def frees_the_same(judged: Judged, reading: Reading) -> bool:
    """Return whether a policy or an offer frees the thing in other words: returns "free of charge"."""
    told = _told(judged)
    if "several" in told or not told or not _BARE.fullmatch(str(judged.claim.value)):
        return False
    texts = [normal(str(fact.value)).lower() for fact in reading.facts.of("text") if fact.id[0] in "KO"]
    return any(_FREE.search(text) and told <= _things(text) for text in texts)


def of_another_sum(judged: Judged, reading: Reading) -> bool:
    """Return whether delivery is said to be free from another sum on than the one that the evidence gives for it."""
    limits = [fact for fact in reading.facts.of("money") if fact.field.startswith("free") and fact.role == "threshold"]
    if not limits or "delivery" not in _told(judged):
        return False
    first, last = sentence_around(judged.part.plain, judged.claim.start, judged.claim.end)
    sums = [
        one for one in reading.of("money")
        if one.part is judged.part and first <= one.claim.start < last and one.claim.role == "threshold"
    ]  # fmt: skip
    return bool(sums) and not any(fact in limits for one in sums for fact in one.match.proofs)


def _offers(reading: Reading) -> Iterator[Evidence]:
    return (item for item in reading.subject.evidence.evidence if item.kind == "offer")


def _told(judged: Judged) -> set[str]:
    """Return what a claim frees: what its own words say, else those around it in the same clause or sentence."""
    own = _things(judged.claim.text.lower())
    plain = judged.part.plain
    first, last = sentence_around(plain, judged.claim.start, judged.claim.end)
    return own or _things(plain[max(first, judged.claim.start - 40) : min(last, judged.claim.end + 30)])


def _things(text: str) -> set[str]:
    return {name for name, pattern in _THINGS.items() if pattern.search(text.lower())}
