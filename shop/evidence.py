"""Evidence: what a tool found out, typed, with its source and moment. The only thing a message may state.

The JSON form is a contract with the outside: a value is an object whose key is its type.

    {"id": "P1", "kind": "product", "fields": {"price": {"money": "199.00", "currency": "CNY"}},
     "source": "products.csv:17", "as_of": "2026-11-21T00:00:00+08:00"}

The field name is the role: price, list_price, reference_price, threshold, reduction, ceiling, total, code, starts,
ends, exclusions, stock … An id's letter is its kind: P product, O offer, Q priced basket, W reason, R review quote,
K policy, B brand line, X catalogue statistic, C customer, S shop, D order, F figure, U the customer's own words.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Discriminator, Field, Tag, field_serializer, model_validator

from shop.errors import InvalidInput
from shop.record import Record

PREFIXES: dict[str, str] = {
    "P": "product", "O": "offer", "Q": "basket", "W": "reason", "R": "review", "K": "policy", "B": "brand",
    "X": "statistic", "C": "customer", "S": "shop", "D": "order", "F": "figure", "U": "words",
}  # fmt: skip


class TextValue(Record):
    """Words, quoted as they stand."""

    text: str


class MoneyValue(Record):
    """An amount of money, exact."""

    money: Decimal
    currency: str = Field(pattern=r"^[A-Z]{3}$")

    @field_serializer("money")
    def _plain(self, value: Decimal) -> str:
        return format(value, "f")


class NumberValue(Record):
    """A number with its unit (empty for a plain count)."""

    number: Decimal
    unit: str = ""

    @field_serializer("number")
    def _plain(self, value: Decimal) -> str:
        return format(value, "f")


class PercentValue(Record):
    """A reduction in percent: 8折 is 20."""

    percent: Decimal

    @field_serializer("percent")
    def _plain(self, value: Decimal) -> str:
        return format(value, "f")


class DateValue(Record):
    """A calendar day in the shop's zone."""

    date: dt.date


class DateTimeValue(Record):
    """A moment with its offset."""

    datetime: AwareDatetime


class DaysValue(Record):
    """A span of whole days."""

    days: int


class CodeValue(Record):
    """A promotion code, quoted exactly."""

    code: str


class UrlValue(Record):
    """An address a message may link to."""

    url: str


class BoolValue(Record):
    """Something that is so, or is not."""

    bool: bool


class ListValue(Record):
    """Several values of one role."""

    list: tuple[Value, ...]


_KEYS = ("text", "money", "number", "percent", "date", "datetime", "days", "code", "url", "bool", "list")


def _kind_of(value: object) -> str | None:
    """Name the type of a value by its key, which is the first field of its model."""
    if isinstance(value, Record):
        return next(iter(type(value).model_fields))
    return next((key for key in _KEYS if key in value), None) if isinstance(value, dict) else None


Value = Annotated[
    Annotated[TextValue, Tag("text")]
    | Annotated[MoneyValue, Tag("money")]
    | Annotated[NumberValue, Tag("number")]
    | Annotated[PercentValue, Tag("percent")]
    | Annotated[DateValue, Tag("date")]
    | Annotated[DateTimeValue, Tag("datetime")]
    | Annotated[DaysValue, Tag("days")]
    | Annotated[CodeValue, Tag("code")]
    | Annotated[UrlValue, Tag("url")]
    | Annotated[BoolValue, Tag("bool")]
    | Annotated[ListValue, Tag("list")],
    Discriminator(_kind_of),
]
ListValue.model_rebuild()


class Evidence(Record):
    """One proven thing. `fields` maps a role to its value; `source` says where it came from, `as_of` when."""

    id: str = Field(pattern=r"^([POQWRKXDFU][1-9]\d*|[CSB][1-9]\d*|[CSB])$")
    kind: str
    fields: dict[str, Value]
    source: str
    as_of: AwareDatetime

    @model_validator(mode="after")
    def _id_names_its_kind(self) -> Evidence:
        if PREFIXES[self.id[0]] != self.kind:
            raise ValueError(f"evidence {self.id} must be of kind {PREFIXES[self.id[0]]!r}, not {self.kind!r}")
        return self


class EvidenceSet(Record):
    """All evidence of one message to one customer; nothing of another customer can be in it."""

    customer: str
    evidence: tuple[Evidence, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> EvidenceSet:
        ids = [item.id for item in self.evidence]
        twice = sorted({item for item in ids if ids.count(item) > 1})
        if twice:
            raise ValueError(f"evidence ids appear twice: {', '.join(twice)}")
        return self

    def get(self, id_: str) -> Evidence | None:
        """Return the evidence with this id, or None."""
        return next((item for item in self.evidence if item.id == id_), None)

    def value(self, id_: str, field: str) -> Value:
        """Return one field's value; raises InvalidInput that names what exists."""
        item = self.get(id_)
        if item is None:
            raise InvalidInput(f"No evidence {id_!r}.", hint=f"Known: {', '.join(e.id for e in self.evidence)}.")
        if field not in item.fields:
            raise InvalidInput(f"{id_} has no field {field!r}.", hint=f"It has: {', '.join(item.fields)}.")
        return item.fields[field]
