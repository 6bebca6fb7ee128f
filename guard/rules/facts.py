"""Hard facts: each amount, percentage, day, number, code, address and stock claim must be proven in its role."""

from __future__ import annotations

from collections.abc import Iterator

from guard.claims.normal import normal
from guard.claims.urls import host_of
from guard.reading import Judged, Part, Reading, sentence_around
from guard.rules.model import Found, unproven


def money(reading: Reading) -> Iterator[Found]:
    """Amounts, and prices that belong to another product than the one their sentence names."""
    for judged in reading.of("money"):
        if not judged.match.proven:
            yield unproven(judged)
        elif wrong := _other_product(judged, reading):
            yield unproven(judged)._replace(expected=wrong)


def percent(reading: Reading) -> Iterator[Found]:
    """Percentages and Chinese discounts."""
    return _unproven(reading, "percent")


def date(reading: Reading) -> Iterator[Found]:
    """Days, deadlines and times."""
    return _unproven(reading, "date", "time")


def number(reading: Reading) -> Iterator[Found]:
    """Every other number."""
    return _unproven(reading, "number")


def code(reading: Reading) -> Iterator[Found]:
    """Promotion codes and names that look like one."""
    return _unproven(reading, "code")


def stock(reading: Reading) -> Iterator[Found]:
    """Availability and scarcity."""
    return _unproven(reading, "stock")


def free(reading: Reading) -> Iterator[Found]:
    """What is said to cost nothing."""
    return _unproven(reading, "free")


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


def _unproven(reading: Reading, *kinds: str) -> Iterator[Found]:
    return (unproven(judged) for judged in reading.of(*kinds) if not judged.match.proven)


def _other_product(judged: Judged, reading: Reading) -> str:
    """Say which product's price stands there, when the sentence names only other products."""
    proofs = judged.match.proofs
    if judged.claim.role not in ("", "price", "was") or any(fact.id[0] not in "PW" for fact in proofs):
        return ""
    named = _named_products(judged.part, judged.claim.start, judged.claim.end, reading)
    if len(named) > 1 and judged.part.slot_at(judged.claim.start, judged.claim.end) is None:
        named = {max(named, key=lambda id_: named[id_]): 0}  # a written price belongs to the name before it
    if not named or any(_about(fact.id) in named for fact in proofs):
        return ""
    return f"the price of {', '.join(sorted(named))}, which the sentence names, not of {proofs[0].id}"


def _about(id_: str) -> str:
    """A reason is about the product of the message, which is P1."""
    return "P1" if id_[0] == "W" else id_


def _named_products(part: Part, start: int, end: int, reading: Reading) -> dict[str, int]:
    """Return the products named in the sentence around [start, end), with their last place before it (-1: after)."""
    names = [fact for fact in reading.facts.all if fact.id[0] == "P" and fact.field in ("name", "short_name")]
    if len({fact.id for fact in names}) < 2:
        return {}
    first, last = sentence_around(part.plain, start, end)
    sentence = part.plain[first:last].lower()
    found: dict[str, int] = {}
    for fact in sorted(names, key=lambda fact: -len(str(fact.value))):
        name = normal(str(fact.value)).lower()
        if name and name in sentence:
            place = sentence.rfind(name, 0, start - first)
            found[fact.id] = max(place, found.get(fact.id, -1))
            sentence = sentence.replace(name, " " * len(name))
    return found
