"""The evidence of one message as flat facts: value, role and the field it came from, ready to be matched."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from guard.claims.normal import normal
from guard.claims.numbers import UNITS, unit_of
from guard.claims.numbers import find as find_numbers
from guard.claims.urls import host_of
from guard.cleaning import clean_value
from guard.errors import GuardError
from guard.formatting import last_day
from guard.remembered import remembered
from guard.resources import load
from shop.evidence import (
    BoolValue,
    CodeValue,
    DateTimeValue,
    DateValue,
    DaysValue,
    Evidence,
    EvidenceSet,
    ListValue,
    MoneyValue,
    NumberValue,
    PercentValue,
    TextValue,
    UrlValue,
    Value,
)

FactKind = Literal["money", "percent", "number", "date", "time", "text", "code", "url", "bool"]
_NO_ATTRIBUTE = frozenset(("name", "short_name", "category", "brand", "url", "picture", "alt", "code", "id"))
_WORTH_QUOTING = re.compile(r"[^\W\d_].*\d|\d.*[^\W\d_]|[^\W\d_]{2}", re.DOTALL)


class Fact(NamedTuple):
    """One value of one field. `unit` is the currency or the unit; `role` comes from data/roles.yaml."""

    id: str
    field: str
    kind: FactKind
    value: Decimal | dt.date | str | bool
    unit: str
    role: str

    @property
    def slot(self) -> str:
        """Return the slot that states this fact."""
        return f"[[{self.id}.{self.field}]]"


class Facts:
    """All facts of an evidence set, by kind; built once per message."""

    def __init__(self, evidence: EvidenceSet) -> None:
        self.evidence = evidence
        self.all = tuple(fact for item in evidence.evidence for fact in (*_facts_of(item), *_measured(item)))

    def of(self, *kinds: FactKind) -> list[Fact]:
        """Return the facts of these kinds, in the order of the evidence."""
        return [fact for kind in kinds for fact in self._by_kind.get(kind, ())]

    def named(self, prefix: str, field: str) -> list[Fact]:
        """Return the facts in `field` of evidence whose id begins with `prefix`."""
        return [fact for fact in self.all if fact.field == field and fact.id[0] == prefix]

    @cached_property
    def _by_kind(self) -> dict[FactKind, list[Fact]]:
        found: dict[FactKind, list[Fact]] = {}
        for fact in self.all:
            found.setdefault(fact.kind, []).append(fact)
        return found

    @cached_property
    def today(self) -> dt.date:
        """The day of writing: that of the newest evidence."""
        return max((item.as_of.date() for item in self.evidence.evidence), default=dt.date.min)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All text values as they may stand in a message (normalised), long ones first; bare numbers are left out."""
        texts = {str(fact.value) for fact in self.of("text") if _WORTH_QUOTING.search(str(fact.value))}
        return tuple(sorted((normal(text) for text in texts), key=lambda text: (-len(text), text)))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Units of the evidence that stand behind a number in Chinese or as a word, long ones first."""
        units = {
            fact.unit for fact in self.of("number") if fact.unit and (not fact.unit.isascii() or len(fact.unit) > 3)
        }
        return tuple(sorted(units - UNITS.keys(), key=lambda unit: (-len(unit), unit)))

    @cached_property
    def codes(self) -> frozenset[str]:
        """All codes, as written."""
        return frozenset(str(fact.value) for fact in self.of("code")) | {
            str(fact.value) for fact in self.of("text") if fact.field == "code"
        }

    @cached_property
    def urls(self) -> frozenset[str]:
        """All addresses that may be linked to."""
        return frozenset(str(fact.value) for fact in self.of("url"))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The hosts of these addresses."""
        return frozenset(host_of(url) for url in self.urls)


def _facts_of(item: Evidence) -> list[Fact]:
    facts = [fact for field, value in item.fields.items() for fact in _flat(item.id, field, value)]
    if "as_of" not in item.fields:
        facts.append(Fact(item.id, "as_of", "date", item.as_of.date(), "", "other"))
    return facts


def _measured(item: Evidence) -> Iterator[Fact]:
    """Yield the numbers inside attributes in words: "Li-Ion 1300 mAh", "720 x 1280 pixels"."""
    if item.id[0] not in "PKO":
        return
    for field, value in item.fields.items():
        for text in _attribute_texts(field, value):
            for number, unit in _numbers_in(text):
                yield Fact(item.id, field, "number", number, unit or _unit_in(field), "other")


@remembered(4096)
def _numbers_in(text: str) -> tuple[tuple[Decimal, str], ...]:
    found = find_numbers(normal(text))
    return tuple((claim.value, claim.unit) for claim in found if isinstance(claim.value, Decimal))


def _unit_in(field: str) -> str:
    """Return the unit that a field's name ends with (delivery_days, ship_hours, width_cm), or nothing."""
    return UNITS.get(field.lower().rpartition("_")[2], "") if "_" in field else ""


def _attribute_texts(field: str, value: Value) -> Iterator[str]:
    if isinstance(value, ListValue):
        for part in value.list:
            yield from _attribute_texts(field, part)
    elif isinstance(value, TextValue) and field not in _NO_ATTRIBUTE and len(value.text) <= 400:
        yield value.text


def _flat(id_: str, field: str, value: Value) -> list[Fact]:
    if isinstance(value, ListValue):
        return [fact for part in value.list for fact in _flat(id_, field, part)]
    role = load("data/roles.yaml")["fields"].get(field, "other")
    kind, plain, unit = _plain(value)
    if kind == "number" and not unit:
        unit = _unit_in(field)
    facts = [Fact(id_, field, kind, plain, unit, role)]
    if isinstance(value, DateTimeValue):
        if field == "ends":
            facts = [Fact(id_, field, kind, last_day(value.datetime), unit, role)]
        facts.append(Fact(id_, field, "time", _clock(value.datetime), "", role))
    return facts


def _clock(moment: dt.datetime) -> str:
    """Return such as 18:00-05:00; a text may leave out the offset."""
    return moment.isoformat(timespec="minutes")[11:]


def _plain(value: Value) -> tuple[FactKind, Decimal | dt.date | str | bool, str]:
    match value:
        case MoneyValue():
            return "money", value.money, value.currency
        case PercentValue():
            return "percent", value.percent, "%"
        case NumberValue():
            return "number", value.number, unit_of(value.unit)
        case DaysValue():
            return "number", Decimal(value.days), "day"
        case DateValue():
            return "date", value.date, ""
        case DateTimeValue():
            return "date", value.datetime.date(), ""
        case BoolValue():
            return "bool", value.bool, ""
        case _:
            return _words(value)


def _words(value: Value) -> tuple[FactKind, str, str]:
    match value:
        case CodeValue():
            return "code", clean_value(value.code), ""
        case UrlValue():
            return "url", clean_value(value.url), ""
        case TextValue():
            return "text", clean_value(value.text), ""
        case _:
            raise GuardError(f"A value of type {type(value).__name__} is no single fact.")
