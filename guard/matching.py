"""Whether a claim is proven: an evidence field of the right role has exactly its value.

Numbers inside a text value that stands in the message whole (a product name, a quoted review) are proven by it. A
value that a slot put there is checked as well: the words around it must not give it another role.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from guard.claims import Claim, Day
from guard.claims.normal import normal
from guard.claims.numbers import COUNT_UNITS, in_base
from guard.claims.urls import host_of
from guard.facts import Fact, FactKind, Facts
from guard.resources import load

SCARCE = 5
"""From this many units down a shop may say that little is left."""
FEW = 10
"""The most that "only … left" may count."""

_ENDING = "OKQ"
"""Only an offer, a policy or a priced basket ends today; a usual day to buy again does not."""

_ROLE_WORDS = {
    "price": "the price", "was": "a former or list price", "threshold": "the least order", "total": "the amount to pay",
    "reduction": "the reduction",
    "ceiling": "the largest reduction", "fee": "a cost of delivery", "deadline": "the last day", "": "a price",
    "below": "an upper bound", "several": "the price of several",
    "start": "the first day", "since": "a first day", "past": "a day in this customer's past", "other": "another fact",
    "cart": "the day it was put into the basket", "asked": "the day it was asked for", "wished": "the day it was saved",
    "bought": "the day of the last order", "launched": "the day it came out", "arrived": "the day it arrived",
    "restocked": "the day it was back",
}  # fmt: skip


class Match(NamedTuple):
    """The facts that prove a claim (none: unproven), and what could stand there instead."""

    proofs: tuple[Fact, ...]
    expected: str = ""

    @property
    def proven(self) -> bool:
        """Return whether anything proves the claim."""
        return bool(self.proofs)


def match(claim: Claim, facts: Facts, slot: tuple[str, str] | None = None, noun: str = "") -> Match:
    """Match one claim; `slot` is (evidence id, field) when a slot put the value there.

    `noun` is what a number without a unit counts, as far as the text says it: 40 (页) is no number of hours.
    """
    match claim.kind:
        case "money" | "percent" | "date":
            return _by_role(claim, facts, slot)
        case "time":
            times = facts.of("time")
            return _result([fact for fact in times if str(fact.value).startswith(str(claim.value))], times)
        case "number":
            return _number(claim, facts, noun)
        case "stock":
            return _stock(claim, facts)
        case "code":
            return _code(claim, facts)
        case _:
            return _address_or_gift(claim, facts)


def covers(text: str, facts: Facts) -> list[tuple[int, int]]:
    """Return the places of `text` (normalised) where a whole text value of the evidence stands."""
    return [place for value in facts.texts if value in text for place in places(text, value)]


def places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield where `words` stand in `text`, not inside of a longer Latin word or number."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if _stands_alone(text, start, end):
            yield start, end
        start = text.find(words, end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    glued_before = before.isascii() and before.isalnum() and text[start].isascii() and text[start].isalnum()
    glued_after = after.isascii() and after.isalnum() and text[end - 1].isascii() and text[end - 1].isalnum()
    return not glued_before and not glued_after


def _by_role(claim: Claim, facts: Facts, slot: tuple[str, str] | None) -> Match:
    equal = [fact for fact in facts.of(*_kinds(claim)) if _same_value(claim, fact, facts.today)]
    own = [fact for fact in equal if slot == (fact.id, fact.field)]
    right = [fact for fact in own or equal if fact.role in _roles(claim, facts, bool(own))]
    if right:
        return Match(tuple(right))
    if equal:
        return Match((), f"{equal[0].slot} is {_ROLE_WORDS[equal[0].role]}, not {_ROLE_WORDS[claim.role]}")
    wanted = _roles(claim, facts, False)
    return Match((), _slots(fact for fact in facts.of(*_kinds(claim)) if fact.role in wanted))


def _kinds(claim: Claim) -> tuple[FactKind, ...]:
    kinds: dict[str, tuple[FactKind, ...]] = {"percent": ("percent", "number"), "date": ("date",), "money": ("money",)}
    return kinds[claim.kind]


def _roles(claim: Claim, facts: Facts, from_slot: bool) -> list[str]:
    table = load("data/roles.yaml")
    if claim.kind == "date":
        return _date_roles(claim.role)
    if claim.kind == "percent" and claim.role != "ceiling":
        return ["reduction", "other"] if claim.role == "" else [claim.role]
    roles = list(table["proves_slot" if from_slot and claim.role == "" else "proves"][claim.role])
    if claim.role == "total" and not any(fact.role == "total" for fact in facts.of("money")):
        roles.append("price")
    return roles


def _date_roles(role: str) -> list[str]:
    table = load("data/roles.yaml")
    return list(table["proves_day"] if role == "" else table["proves"][role])


def _same_value(claim: Claim, fact: Fact, today: dt.date) -> bool:
    if isinstance(claim.value, Day):
        if claim.value.offset is not None and claim.value.offset >= 0 and fact.id[0] not in _ENDING:
            return False
        return isinstance(fact.value, dt.date) and claim.value.may_be(fact.value, today)
    if claim.kind == "percent":
        return fact.value == claim.value and fact.unit == "%"
    return fact.value == claim.value and (not claim.unit or fact.unit in claim.unit.split("|"))


def _number(claim: Claim, facts: Facts, noun: str) -> Match:
    if isinstance(claim.value, str):
        return _token(claim, facts)
    numbers = [fact for fact in facts.of("number") if _counts(claim.role, fact.field)]
    proofs = [fact for fact in numbers if fact.value == claim.value and _same_unit(claim.unit, fact)]
    if not proofs and claim.unit and isinstance(claim.value, Decimal):
        proofs = [fact for fact in numbers if _same_quantity(claim.value, claim.unit, fact)]
    if noun and not claim.unit:
        proofs = [fact for fact in proofs if not fact.unit or _counted(fact.unit, noun)]
    if claim.role == "orders" and not claim.text[0].isdigit():
        proofs += [fact for fact in numbers if isinstance(fact.value, Decimal) and fact.value + 1 == claim.value]
    if claim.role:
        return _result(proofs, numbers)
    proofs += [fact for fact in facts.of("text") if _is_number(str(fact.value), claim.value)]
    proofs += [fact for fact in facts.of("date") if isinstance(fact.value, dt.date) and fact.value.year == claim.value]
    return _result(proofs, [fact for fact in numbers if _same_unit(claim.unit, fact)])


def _counted(unit: str, noun: str) -> bool:
    return noun.startswith(unit) or unit.startswith(noun[:1] if noun > "\u2fff" else noun.rstrip("s"))


def _same_unit(unit: str, fact: Fact) -> bool:
    if not unit or unit == fact.unit:
        return True
    return not fact.unit and unit in COUNT_UNITS


def _same_quantity(value: Decimal, unit: str, fact: Fact) -> bool:
    """Return whether it is the same in another unit: two years are 730 days."""
    known = fact.value
    return isinstance(known, Decimal) and fact.unit != unit and in_base(value, unit) == in_base(known, fact.unit)


def _counts(role: str, field: str) -> bool:
    """Return whether a field may prove a number in this role; a number without a role is not asked what it counts."""
    return not role or any(re.fullmatch(named, field) for named in load("data/roles.yaml")["proves_number"][role])


def _is_number(text: str, value: object) -> bool:
    return isinstance(value, Decimal) and text.isdecimal() and len(text) < 20 and Decimal(text) == value


def _stock(claim: Claim, facts: Facts) -> Match:
    counts = [fact for fact in facts.of("number") if fact.field == "stock"]
    if isinstance(claim.value, Decimal):
        if claim.role == "scarce" and claim.value > FEW:
            return Match((), f"no word of scarcity for more than {FEW}")
        return _result([fact for fact in counts if fact.value == claim.value], counts)
    if claim.value == "low":
        scarce = [fact for fact in counts if isinstance(fact.value, Decimal) and 0 < fact.value <= SCARCE]
        return Match(tuple(scarce), "" if scarce else f"a stock of {SCARCE} or fewer")
    there = [fact for fact in facts.of("bool") if fact.field == "in_stock" and fact.value is True]
    there += [fact for fact in counts if isinstance(fact.value, Decimal) and fact.value > 0]
    sold_out = any(fact.id == "P1" and fact.field == "in_stock" and fact.value is False for fact in facts.of("bool"))
    there += [fact for fact in facts.of("date") if fact.field == "restocked_on" and not sold_out]
    return Match(tuple(there), "" if there else "evidence that it is in stock")


def _code(claim: Claim, facts: Facts) -> Match:
    codes = [fact for fact in facts.all if fact.kind == "code" or fact.field == "code"]
    proofs = [fact for fact in codes if fact.value == claim.value]
    if proofs or claim.role == "code":
        return _result(proofs, codes)
    return _token(claim, facts)


def _token(claim: Claim, facts: Facts) -> Match:
    """A name with digits in it is proven when it is a whole word of any text value."""
    token = normal(str(claim.value)).lower()
    proofs = [fact for fact in facts.of("text", "code") if token in str(fact.value).lower()]
    proofs = [fact for fact in proofs if _is_word(token, str(fact.value).lower())]
    return Match(tuple(proofs), "" if proofs else "a name or code from the evidence")


def _is_word(token: str, text: str) -> bool:
    start = text.find(token)
    while start >= 0:
        if _stands_alone(text, start, start + len(token)):
            return True
        start = text.find(token, start + 1)
    return False


def _address_or_gift(claim: Claim, facts: Facts) -> Match:
    value = str(claim.value)
    if claim.kind == "url":
        return _result([fact for fact in facts.of("url") if _same_address(value, str(fact.value))], facts.of("url"))
    if claim.kind == "email":
        return _token(claim, facts)
    proofs = [fact for fact in facts.of("text") if fact.id[0] in "OKSBQ" and value in normal(str(fact.value)).lower()]
    proofs += [fact for fact in facts.of("bool") if fact.value is True and fact.field.startswith("free")]
    return Match(tuple(proofs), "" if proofs else "an offer or policy that says so")


def _same_address(written: str, known: str) -> bool:
    return written in (known, known.partition("://")[2]) or (host_of(known) == host_of(written) == written.lower())


def _result(proofs: list[Fact], candidates: list[Fact]) -> Match:
    return Match(tuple(proofs), "" if proofs else _slots(candidates))


def _slots(facts: Iterable[Fact]) -> str:
    names = list(dict.fromkeys(fact.slot for fact in facts))
    return f"one of {', '.join(names[:6])}" if names else "nothing of this kind is in the evidence"
