"""Which product a price or a stock belongs to: the one that its sentence names, else the one of the message."""

from __future__ import annotations

import re

from guard.claims.normal import normal
from guard.facts import Fact
from guard.matching import places
from guard.reading import Judged, Part, Reading, sentence_around

_PRONOUN = re.compile(r"\s*(?:It|They|That|This|These|Those|它)\b", re.IGNORECASE)
_AT = re.compile(r"(?:^|[.!?\n] ?)At $")


def other_price(judged: Judged, reading: Reading) -> str:
    """Say which product's price stands there, when the sentence names only other products."""
    proofs = judged.match.proofs
    if judged.claim.role == "total":  # computed from a price with an offer
        proofs = tuple(fact for fact in proofs if fact.id[0] == "P")
    if (
        judged.claim.role not in ("", "price", "was", "total")
        or not proofs
        or any(fact.id[0] not in "PW" for fact in proofs)
    ):
        return ""
    part, start = judged.part, judged.claim.start
    named = named_products(part, start, judged.claim.end, reading)
    of_products = {fact.id for fact in proofs if fact.id[0] == "P"}
    if len(named) == len(of_products) == 2 and of_products != set(named):
        return f"the sum of {' and '.join(sorted(named))}, not of {' and '.join(sorted(of_products))}"
    if not named and _PRONOUN.match(part.plain[sentence_around(part.plain, start, judged.claim.end)[0] : start]):
        named = {_last_named(part.plain[:start].lower(), reading): 0}
    if not named and (ordered := _in_order(judged, reading)):
        named = {ordered: 0}
    if len(named) > 1 and _AT.search(part.plain, max(0, start - 8), start):
        return ""  # "At €118, the Pico …": the name follows
    if len(named) > 1 and (paired := _paired(judged, reading)):
        named = {paired: 0}
    elif len(named) > 1 and judged.part.slot_at(judged.claim.start, judged.claim.end) is None:
        named = {max(named, key=lambda id_: named[id_]): 0}  # a written price belongs to the name before it
    if not named or any(about(fact.id) in named for fact in proofs):
        return ""
    return f"the price of {', '.join(sorted(named))}, which the sentence names, not of {proofs[0].id}"


def _paired(judged: Judged, reading: Reading) -> str:
    """Return the product of a price in a sentence with as many prices as names: each with the name at its side.

    Names and prices in turn go together (A 1, B 2 · 1 for A and 2 for B); names all before or all behind go in order.
    """
    part = judged.part
    first, last = sentence_around(part.plain, judged.claim.start, judged.claim.end)
    low = part.plain[first:last].lower()
    names: list[tuple[int, int, str]] = []
    for fact in _names(reading):
        for start, end in places(low, normal(str(fact.value)).lower()):
            if not any(start < b and a < end for a, b, _ in names):
                names.append((start, end, fact.id))
    prices = sorted(
        other.claim.start - first
        for other in reading.of("money")
        if other.part is part and first <= other.claim.start < last and _of_a_product(other)
    )
    order = sorted([(start, id_) for start, _, id_ in names] + [(start, "") for start in prices])
    pattern = "".join("n" if id_ else "p" for _, id_ in order)
    if len(prices) != len(names) or pattern not in _orders(len(prices)) or judged.claim.start - first not in prices:
        return ""
    return [id_ for _, id_ in order if id_][prices.index(judged.claim.start - first)]


def _in_order(judged: Judged, reading: Reading) -> str:
    """Return the product of a price in a sentence without names that has as many prices as products were named."""
    part, start = judged.part, judged.claim.start
    first, last = sentence_around(part.plain, start, judged.claim.end)
    low = part.plain[:first].lower()
    places_of: dict[str, int] = {}
    for fact in _names(reading):
        place = low.find(normal(str(fact.value)).lower())
        if place >= 0:
            places_of[fact.id] = min(place, places_of.get(fact.id, place))
    prices = sorted(
        other.claim.start
        for other in reading.of("money")
        if other.part is part and first <= other.claim.start < last and _of_a_product(other)
    )
    if any(other.claim.role == "was" for other in reading.of("money") if other.claim.start in prices):
        return ""  # "from 291 to 260": one product's two prices
    order = sorted(places_of, key=lambda id_: places_of[id_])
    return order[prices.index(start)] if len(prices) == len(order) > 1 and start in prices else ""


def _of_a_product(judged: Judged) -> bool:
    proofs = judged.match.proofs
    return judged.claim.role in ("", "price", "was") and any(fact.id[0] in "PW" for fact in proofs)


def _orders(count: int) -> tuple[str, ...]:
    return "np" * count, "pn" * count, "n" * count + "p" * count, "p" * count + "n" * count


def about(id_: str) -> str:
    """A reason is about the product of the message, which is P1."""
    return "P1" if id_[0] == "W" else id_


def named_products(part: Part, start: int, end: int, reading: Reading) -> dict[str, int]:
    """Return the products named in the sentence around [start, end), with their last place before it (-1: after)."""
    names = _names(reading)
    if len({fact.id for fact in names}) < 2:
        return {}
    first, last = sentence_around(part.plain, start, end)
    sentence = part.plain[first:last].lower()
    found: dict[str, int] = {}
    for fact in names:
        name = normal(str(fact.value)).lower()
        if name and name in sentence:
            place = sentence.rfind(name, 0, start - first)
            found[fact.id] = max(place, found.get(fact.id, -1))
            sentence = sentence.replace(name, " " * len(name))
    return found


def other_stock(judged: Judged, reading: Reading) -> str:
    """Say whose stock proves the claim, when the sentence is about another product."""
    part, start = judged.part, judged.claim.start
    named = named_products(part, start, judged.claim.end, reading)
    if len(named) > 1:
        named = {max(named, key=lambda id_: named[id_]): 0}
    meant = set(named) or {_last_named(part.plain[:start].lower(), reading)}
    if meant & {about(fact.id) for fact in judged.match.proofs}:
        return ""
    return f"the stock of {', '.join(sorted(meant))}, not of {judged.match.proofs[0].id}"


def _last_named(before: str, reading: Reading) -> str:
    """Return the product named last before a place; a message that names none so far is about P1."""
    places = [(before.rfind(normal(str(fact.value)).lower()), fact.id) for fact in _names(reading)]
    place, last = max(places, default=(-1, "P1"))
    return last if place >= 0 else "P1"


def _names(reading: Reading) -> list[Fact]:
    """Return the names of products, long ones first: a short name may stand inside of a longer one."""
    named = (fact for fact in reading.facts.all if fact.id[0] == "P" and fact.field in ("name", "short_name"))
    return sorted(named, key=lambda fact: -len(str(fact.value)))
