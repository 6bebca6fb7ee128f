"""Hard facts: each amount, percentage, day, number, code, address and stock claim must be proven in its role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.claims.normal import normal
from guard.claims.urls import host_of
from guard.reading import Judged, Reading, sentence_around
from guard.rules import bundles
from guard.rules.comparisons import turned
from guard.rules.model import Found, unproven
from guard.rules.products import other_price, other_stock

_DELIVERY = re.compile(r"shipping|delivery|postage|[包免]邮|运费|邮费", re.IGNORECASE)
_FREE_DELIVERY = re.compile(
    r"free(?: of charge| (?:on|from|over|above|for|if|when|delivery|shipping|postage))?"
    r"|[包免]邮费?|免运费|costs? nothing"
)
_OTHER_WAY = "the comparison the other way round"
_LISTED = re.compile(r"list price|rrp|msrp|regular(?:ly)? price|定价|划线价|吊牌价|建议零售价|市场价|标价|指导价")


def money(reading: Reading) -> Iterator[Found]:
    """Amounts, and prices that belong to another product than the one their sentence names."""
    for judged in reading.of("money"):
        if not judged.match.proven:
            if not _is_sum_before(judged, reading):
                yield unproven(judged)
        elif turned(judged, reading):
            yield unproven(judged)._replace(expected=_OTHER_WAY)
        elif wrong := other_price(judged, reading):
            yield unproven(judged)._replace(expected=wrong)


def _is_sum_before(judged: Judged, reading: Reading) -> bool:
    """Return whether it is the sum of a basket before its saving, beside what is left to pay of it."""
    claim = judged.claim
    baskets = {
        fact.id for fact in reading.facts.of("money") if fact.field == "list_total" and fact.value == claim.value
    }
    first, last = sentence_around(judged.part.plain, claim.start, claim.end)
    return claim.role in ("total", "several") and any(
        other.part is judged.part and first <= other.claim.start < last and fact.id in baskets and fact.role == "total"
        for other in reading.of("money")
        for fact in other.match.proofs
    )


def former(reading: Reading) -> Iterator[Found]:
    """A former price ("was", 原价) rests on a price that was asked, not on a list price alone."""
    for judged in reading.of("money"):
        proofs = judged.match.proofs
        if judged.claim.role != "was" or not proofs or any(fact.field != "list_price" for fact in proofs):
            continue
        before = judged.part.plain[max(0, judged.claim.start - 24) : judged.claim.start].lower()
        if not _LISTED.search(before):
            yield unproven(judged)._replace(expected="a reference price by law or what was asked before, no list price")


def percent(reading: Reading) -> Iterator[Found]:
    """Percentages and Chinese discounts."""
    return _unproven(reading, "percent")


def date(reading: Reading) -> Iterator[Found]:
    """Days, deadlines and times."""
    return _unproven(reading, "date", "time")


def number(reading: Reading) -> Iterator[Found]:
    """Every other number; the stars of one review are those of its author, whom the sentence names."""
    for judged in reading.of("number"):
        if _is_scale(judged):
            continue
        if not judged.match.proven:
            yield unproven(judged)
        elif turned(judged, reading):
            yield unproven(judged)._replace(expected=_OTHER_WAY)
        elif judged.claim.role == "rating" and _of_nobody(judged, reading):
            yield unproven(judged)._replace(expected="the mean of all ratings, or the reviewer's name beside it")


def code(reading: Reading) -> Iterator[Found]:
    """Promotion codes and names that look like one."""
    return _unproven(reading, "code")


def stock(reading: Reading) -> Iterator[Found]:
    """Availability and scarcity, of the product that the sentence is about."""
    for judged in reading.of("stock"):
        if not judged.match.proven:
            yield unproven(judged)
        elif wrong := other_stock(judged, reading):
            yield unproven(judged)._replace(expected=wrong)


def free(reading: Reading) -> Iterator[Found]:
    """What is said to cost nothing, or nothing from a sum on that stands in the same sentence."""
    for judged in reading.of("free"):
        if judged.match.proven:
            if bundles.frees_another(judged, reading) or bundles.of_another_sum(judged, reading):
                yield unproven(judged)._replace(expected="an offer or policy that frees just this")
        elif not _free_from(judged, reading) and not bundles.frees_the_same(judged, reading):
            yield unproven(judged)
    yield from bundles.wrong(reading)


def url(reading: Reading) -> Iterator[Found]:
    """Addresses: one of the evidence, or of an allowed host; a host with foreign letters never is."""
    allowed = {host.lower().removeprefix("www.") for host in reading.subject.allowed_hosts} | reading.facts.hosts
    for judged in reading.of("url", "email"):
        address = judged.claim.text
        host = host_of(address)
        if judged.claim.kind == "url" and host in allowed and host.isascii() and not _is_script(address):
            continue
        if not judged.match.proven:
            yield unproven(judged)


def _is_script(address: str) -> bool:
    scheme = address.partition("://")[0].lower() if "://" in address else "https"
    return scheme not in ("http", "https")


def _is_scale(judged: Judged) -> bool:
    """Return whether it is the top of a scale: 4.6 out of 5, 4/5, 满分5分."""
    before = judged.part.plain[max(0, judged.claim.start - 8) : judged.claim.start].lower()
    return judged.claim.value in (5, 10) and before.endswith(("out of ", "/", "满分", "满分是", "满分为"))


def _of_nobody(judged: Judged, reading: Reading) -> bool:
    ids = {fact.id for fact in judged.match.proofs}
    if any(id_[0] != "R" for id_ in ids):
        return False
    first, last = sentence_around(judged.part.plain, judged.claim.start, judged.claim.end)
    authors = (normal(str(fact.value)) for fact in reading.facts.named("R", "author") if fact.id in ids)
    return not any(author in judged.part.plain[first:last] for author in authors)


def _free_from(judged: Judged, reading: Reading) -> bool:
    """Return whether the sentence says from which sum on the delivery is free, as the evidence does."""
    if not _FREE_DELIVERY.fullmatch(str(judged.claim.value)):
        return False
    first, last = sentence_around(judged.part.plain, judged.claim.start, judged.claim.end)
    return bool(_DELIVERY.search(judged.part.plain, first, last)) and any(
        fact.field.startswith("free") and fact.role == "threshold"
        for other in reading.of("money")
        if other.part is judged.part and first <= other.claim.start < last
        for fact in other.match.proofs
    )


def _unproven(reading: Reading, *kinds: str) -> Iterator[Found]:
    return (unproven(judged) for judged in reading.of(*kinds) if not judged.match.proven)
