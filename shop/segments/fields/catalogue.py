"""Reads catalogue.yaml: fields with type, operators, words in English and Chinese, and what is refused by name."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, Literal

from shop.errors import InvalidInput, NotFound
from shop.record import Record
from shop.segments.tree.nodes import EVENTS, MEASURES
from shop.segments.tree.values import Op

FieldType = Literal["text", "code", "list", "number", "money", "date", "bool"]
Vocabulary = Literal["product", "variant", "category", "brand", "campaign"]
VOCABULARIES: tuple[Vocabulary, ...] = ("product", "variant", "category", "brand", "campaign")

_ORDERED: tuple[Op, ...] = ("eq", "ne", "gt", "ge", "lt", "le", "between", "in", "not_in", "known", "unknown")
_OPERATORS: dict[FieldType, tuple[Op, ...]] = {
    "text": ("eq", "ne", "in", "not_in", "contains", "known", "unknown"),
    "code": ("eq", "ne", "in", "not_in", "known", "unknown"),
    "list": ("eq", "in", "contains", "known", "unknown"),
    "number": _ORDERED,
    "money": tuple(op for op in _ORDERED if op not in ("in", "not_in")),
    "date": tuple(op for op in _ORDERED if op not in ("in", "not_in")),
    "bool": ("eq",),
}
_OF_PRODUCTS = ("order", "return", "view", "cart", "cart_removed", "wishlist", "checkout", "stock_alert", "review")
_OF_VARIANTS = tuple(event for event in _OF_PRODUCTS if event != "review")
_EVENT_GROUPS = {"products": _OF_PRODUCTS, "variants": _OF_VARIANTS, "dated": EVENTS}
WATCHED_FIELDS = ("product", "product_name", "variant", "category", "brand")
COUPON_FIELDS = ("code", "campaign", "campaign_name", "product", "category", "brand")
INTEREST_FIELDS = ("category",)


class FieldSpec(Record):
    """A field: `type` decides its operators; `vocabulary` says which values of the shop it takes, `choices` lists them.

    `events` are those that carry it (empty for an attribute of the customer); `least` and `most` bound whole numbers.
    """

    name: str
    type: FieldType
    title: dict[str, str]
    names: dict[str, tuple[str, ...]]
    about: dict[str, str]
    example: str
    events: tuple[str, ...] = ()
    vocabulary: Vocabulary | None = None
    choices: tuple[str, ...] = ()
    case: Literal["", "upper", "lower", "fold"] = ""
    least: int | None = None
    most: int | None = None

    @property
    def operators(self) -> tuple[Op, ...]:
        """The operators that the field takes."""
        return _OPERATORS[self.type]


class MeasureSpec(Record):
    """A figure of a customer; `type` share is a part of 1, `where` says whether lines may be narrowed."""

    name: str
    type: Literal["number", "money", "share", "days"]
    title: dict[str, str]
    names: dict[str, tuple[str, ...]]
    about: dict[str, str]
    example: str
    where: bool = False
    model: bool = False


class EventWords(Record):
    """An event in words: what one did, one of them, several of them; and other words for it."""

    name: str
    did: dict[str, str]
    one: dict[str, str]
    many: dict[str, str]
    names: dict[str, tuple[str, ...]]


class Refused(Record):
    """What is asked for and never answered: the words that ask for it, and what it is."""

    name: str
    words: tuple[str, ...]
    about: dict[str, str]


class Catalogue(Record):
    """Everything a segment may ask about, by name."""

    attributes: dict[str, FieldSpec]
    event_fields: dict[str, FieldSpec]
    events: dict[str, EventWords]
    measures: dict[str, MeasureSpec]
    refused: tuple[Refused, ...]
    absent: tuple[Refused, ...]

    def attribute(self, name: str) -> FieldSpec:
        """Return an attribute of customers; raises InvalidInput for special categories, NotFound with the nearest."""
        return self._known("customer field", name, self.attributes)

    def event_field(self, event: str, name: str) -> FieldSpec:
        """Return a field that `event` carries."""
        carried = {field.name: field for field in self.event_fields.values() if event in field.events}
        return self._known(f"field of the event {event!r}", name, carried)

    def field_among(self, of: str, name: str, allowed: tuple[str, ...]) -> FieldSpec:
        """Return one of the `allowed` event fields, where a condition `of` products or coupons takes only those."""
        return self._known(f"field of {of}", name, {one: self.event_fields[one] for one in allowed})

    def special(self, name: str) -> Refused | None:
        """Return the special category that a name asks for, if it does."""
        asked = re.sub(r"[\W_]+", "_", name.casefold())
        parts = {asked, *asked.split("_")}
        return next((one for one in self.refused if _asks(one, asked, parts)), None)

    def refuse_special(self, name: str) -> None:
        """Raise InvalidInput when a name asks for a special category."""
        found = self.special(name)
        if found is not None:
            raise InvalidInput(
                f"{name!r} asks for {found.about['en']}: people are never chosen by that (GDPR 9, PIPL 28).",
                hint="Use what they did or said in the shop: orders, views, tags, language, country.",
            )

    def _refuse_absent(self, name: str) -> None:
        """Raise InvalidInput when a name asks for what no source delivers."""
        asked = re.sub(r"[\W_]+", "_", name.casefold())
        found = next((one for one in self.absent if asked in one.words), None)
        if found is not None:
            raise InvalidInput(
                f"{name!r}: this shop has no such data ({found.about['en']}); no source delivers it.",
                hint="Use a tag that your own system sets, and import it with the customers.",
            )

    def _known(self, kind: str, name: str, known: dict[str, FieldSpec]) -> FieldSpec:
        if name in known:
            return known[name]
        self.refuse_special(name)
        self._refuse_absent(name)
        raise NotFound(kind, name, known, hint=f"There are: {', '.join(known)}.")


def _asks(one: Refused, asked: str, parts: set[str]) -> bool:
    return any(word in parts if word.isascii() else word in asked for word in one.words) or any(
        "_" in word and re.search(rf"(^|_){re.escape(word)}($|_)", asked) for word in one.words
    )


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of the package."""
    import yaml

    text = resources.files("shop.segments.fields").joinpath("catalogue.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return Catalogue(
        attributes={name: _field(name, entry) for name, entry in data["attributes"].items()},
        event_fields={name: _field(name, entry) for name, entry in data["event_fields"].items()},
        events={name: _event(name, data["events"][name]) for name in EVENTS},
        measures={name: _measure(name, data["measures"][name]) for name in MEASURES},
        refused=tuple(Refused(name=name, **entry) for name, entry in data["refused"].items()),
        absent=tuple(Refused(name=name, **entry) for name, entry in data["absent"].items()),
    )


def _field(name: str, entry: dict[str, Any]) -> FieldSpec:
    values = entry.get("values", ())
    named = values if isinstance(values, str) else None
    bounds = entry.get("whole", (None, None))
    events = entry.get("events", ())
    return FieldSpec(
        name=name, type=entry["type"], title=entry["title"], names=entry["names"], about=entry["about"],
        example=_plain(entry["example"]), case=entry.get("case", ""), least=bounds[0], most=bounds[1],
        vocabulary=named, choices=() if named else tuple(values),
        events=_EVENT_GROUPS[events] if isinstance(events, str) else tuple(events),
    )  # fmt: skip


def _measure(name: str, entry: dict[str, Any]) -> MeasureSpec:
    return MeasureSpec(name=name, **{**entry, "example": _plain(entry["example"])})


def _event(name: str, entry: dict[str, Any]) -> EventWords:
    english, chinese = entry["en"], entry["zh"]
    return EventWords(
        name=name, did={"en": english[0], "zh": chinese[0]}, one={"en": english[1], "zh": chinese[1]},
        many={"en": english[2], "zh": chinese[1]}, names=entry["names"],
    )  # fmt: skip


def _plain(example: object) -> str:
    return str(example).lower() if isinstance(example, bool) else str(example)
