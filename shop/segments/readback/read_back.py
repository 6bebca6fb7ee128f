"""Reads a tree back: every kind of condition in words of its own, groups in brackets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shop.record import Language
from shop.segments.fields import FieldSpec, catalogue
from shop.segments.fields.check import checked
from shop.segments.readback.phrases import Phrases
from shop.segments.rfm import cell_titles
from shop.segments.tree.nodes import (
    All,
    AnyOf,
    Attribute,
    Bucket,
    Comparison,
    Consent,
    Did,
    Everyone,
    HasReason,
    HoldsCoupon,
    InSegment,
    Last,
    Lifecycle,
    Measure,
    Never,
    Node,
    Not,
    Rfm,
    Top,
    Watched,
)

_UNITS = {"money": "money", "share": "share", "days": "days"}


def read_back(tree: Node, currency: str, language: Language) -> str:
    """Return the tree as one sentence; `currency` is the shop's base currency. Raises InvalidInput for a bad tree."""
    phrases = Phrases(language, currency)
    return phrases.template("head").format(_node(phrases, checked(tree), bracket=False))


def _node(phrases: Phrases, node: Node, *, bracket: bool) -> str:
    if isinstance(node, All | AnyOf):
        inside = [_node(phrases, child, bracket=True) for child in node.of]
        return phrases.group(node.kind, inside, bracket=bracket)
    if isinstance(node, Not):
        return phrases.template("not").format(_node(phrases, node.of, bracket=True))
    return _LEAVES[type(node)](phrases, node)


def _attribute(phrases: Phrases, node: Attribute) -> str:
    return _compared(phrases, node, catalogue().attributes[node.field], "attribute", "yes", "no")


def _compared(phrases: Phrases, asked: Any, spec: FieldSpec, phrase: str, yes: str, no: str) -> str:  # noqa: ANN401
    field = spec.title[phrases.language]
    if spec.type == "bool":
        return phrases.fill(yes if asked.value else no, field=field)
    values = [_value(phrases, value, spec) for value in _several(asked.value)]
    kind = "date" if spec.type == "date" else "number" if spec.type in ("number", "money") else "text"
    if asked.op in ("in", "not_in"):
        values = [phrases.either(values)]
    return phrases.fill(phrase, field=field, compared=phrases.template(kind, asked.op).format(*values))


def _value(phrases: Phrases, value: Any, spec: FieldSpec) -> str:  # noqa: ANN401
    if spec.type == "date":
        return phrases.day(value)
    if spec.type in ("number", "money"):
        return phrases.number(value, _UNITS.get(spec.type, ""))
    return phrases.quoted(str(value))


def _several(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _only(phrases: Phrases, where: tuple[Comparison, ...]) -> str:
    if not where:
        return ""
    fields = catalogue().event_fields
    parts = [_compared(phrases, one, fields[one.field], "condition", "condition_yes", "condition_no") for one in where]
    return phrases.template("only").format(phrases.template("semicolon").join(parts))


def _did(phrases: Phrases, node: Did) -> str:
    within = phrases.within(node.within) or phrases.template("always", "did")
    times = phrases.template("once" if node.times == 1 else "times", node.op).format(node.times)
    did = catalogue().events[node.event].did[phrases.language]
    return phrases.fill("did", did=did, only=_only(phrases, node.where), times=times, within=within)


def _never(phrases: Phrases, node: Never) -> str:
    within = phrases.within(node.within) or phrases.template("always", "never")
    did = catalogue().events[node.event].did[phrases.language]
    return phrases.fill("never", did=did, only=_only(phrases, node.where), within=within)


def _last(phrases: Phrases, node: Last) -> str:
    did = catalogue().events[node.event].did[phrases.language]
    within = phrases.within(node.within)
    return phrases.fill("last_did", node.which, did=did, only=_only(phrases, node.where), within=within)


def _measure(phrases: Phrases, node: Measure) -> str:
    spec = catalogue().measures[node.measure]
    values = [phrases.number(value, _UNITS.get(spec.type, "")) for value in _several(node.value)]
    return phrases.fill(
        "measure", measure=spec.title[phrases.language], within=phrases.within(node.within),
        only=_only(phrases, node.where), compared=phrases.template("number", node.op).format(*values),
    )  # fmt: skip


def _top(phrases: Phrases, node: Top) -> str:
    return phrases.fill(
        "lowest" if node.lowest else "top", percent=phrases.number(node.percent),
        measure=catalogue().measures[node.measure].title[phrases.language], within=phrases.within(node.within),
    )  # fmt: skip


def _rfm(phrases: Phrases, node: Rfm) -> str:
    titles = {name: title[phrases.language] for name, title in cell_titles().items()}
    asked = {
        "r": [str(score) for score in sorted(set(node.r))], "f": [str(score) for score in sorted(set(node.f))],
        "m": [str(score) for score in sorted(set(node.m))], "cells": [titles[cell] for cell in sorted(set(node.cells))],
    }  # fmt: skip
    parts = [
        phrases.template("rfm_scores", name).format(phrases.either(values)) for name, values in asked.items() if values
    ]
    return phrases.template("rfm").format(phrases.template("and").join(parts))


def _lifecycle(phrases: Phrases, node: Lifecycle) -> str:
    return phrases.template("lifecycle").format(phrases.either(phrases.template("stages", one) for one in node.stages))


def _consent(phrases: Phrases, node: Consent) -> str:
    return phrases.template("consent", node.state).format(phrases.template("channels", node.channel))


def _watched(phrases: Phrases, node: Watched) -> str:
    return phrases.fill(
        "watched", by=phrases.either(phrases.template("by", one) for one in node.by),
        within=phrases.within(node.within),
        only=_only(phrases, node.where), product=phrases.template("product", node.product),
    )  # fmt: skip


def _coupon(phrases: Phrases, node: HoldsCoupon) -> str:
    return phrases.fill("coupon", node.state, only=_only(phrases, node.where))


def _bucket(phrases: Phrases, node: Bucket) -> str:
    start, end = phrases.number(node.start), phrases.number(node.end)
    return phrases.fill("bucket", start=start, end=end, salt=phrases.quoted(node.salt))


_LEAVES: dict[type, Callable[[Phrases, Any], str]] = {
    Everyone: lambda phrases, node: phrases.template("everyone"),
    Attribute: _attribute,
    Did: _did,
    Never: _never,
    Last: _last,
    Measure: _measure,
    Top: _top,
    Rfm: _rfm,
    Lifecycle: _lifecycle,
    Consent: _consent,
    Watched: _watched,
    HoldsCoupon: _coupon,
    HasReason: lambda phrases, node: phrases.template("reason").format(phrases.template("reasons", node.reason)),
    InSegment: lambda phrases, node: phrases.template("segment").format(phrases.quoted(node.name)),
    Bucket: _bucket,
}
