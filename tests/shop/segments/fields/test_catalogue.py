"""The catalogue: everything has words and an example that is valid, special categories are refused, errors help."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shop.errors import CopilotError, InvalidInput, NotFound
from shop.segments.fields import catalogue
from shop.segments.fields.check import checked
from shop.segments.fields.schema import tree_schema
from shop.segments.tree.nodes import EVENTS, MEASURES, Attribute
from shop.segments.tree.read import read_tree

KNOWN = catalogue()


def tree(**data: Any) -> Any:  # noqa: ANN401
    return checked(read_tree(json.dumps(data)))


def test_every_name_has_words_in_both_languages() -> None:
    specs = [*KNOWN.attributes.values(), *KNOWN.event_fields.values(), *KNOWN.measures.values()]
    for spec in specs:
        for words in (spec.title, spec.about):
            assert set(words) == {"en", "zh"}
            assert all(words.values())
        assert spec.names["en"]
        assert spec.names["zh"]
    assert tuple(KNOWN.events) == EVENTS
    assert tuple(KNOWN.measures) == MEASURES
    titles = [(spec.title["en"], spec.title["zh"]) for spec in KNOWN.attributes.values()]
    assert len({en for en, _ in titles}) == len({zh for _, zh in titles}) == len(titles)


@pytest.mark.parametrize("name", list(KNOWN.attributes))
def test_examples_of_attributes_are_valid_with_every_operator(name: str) -> None:
    spec = KNOWN.attributes[name]
    example: Any = spec.example
    for op in spec.operators:
        value = {"in": [example], "not_in": [example], "between": [example, example]}.get(op, example)
        assert tree(kind="attribute", field=name, op=op, **({} if op in ("known", "unknown") else {"value": value}))


@pytest.mark.parametrize("name", list(KNOWN.event_fields))
def test_examples_of_event_fields_are_valid_for_every_event_that_carries_them(name: str) -> None:
    spec = KNOWN.event_fields[name]
    op = "contains" if spec.type == "text" else "eq"
    assert spec.events
    for event in spec.events:
        assert tree(kind="did", event=event, where=[{"field": name, "op": op, "value": spec.example}])
    for event in set(EVENTS) - set(spec.events):
        with pytest.raises(NotFound, match=name):
            tree(kind="did", event=event, where=[{"field": name, "op": op, "value": spec.example}])


@pytest.mark.parametrize(
    "name",
    ["religion", "health_status", "is_pregnant", "ethnicity", "sexual_orientation", "political_party", "trade_union",
     "age", "birth_year", "has_children", "minors", "gender", "income", "criminal_record"],
)  # fmt: skip
def test_special_categories_are_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidInput, match="never chosen by that"):
        tree(kind="attribute", field=name, value="x")


def test_special_categories_are_refused_as_tags_and_in_chinese() -> None:
    for tag in ("age: 65+", "pregnant", "宗教: 佛教", "未成年"):
        with pytest.raises(InvalidInput, match="never chosen by that"):
            tree(kind="attribute", field="tags", value=tag)
    assert tree(kind="attribute", field="tags", value="espresso")


def test_no_field_of_the_catalogue_is_special() -> None:
    assert [name for name in (*KNOWN.attributes, *KNOWN.event_fields, *KNOWN.measures) if KNOWN.special(name)] == []


def test_values_get_the_type_of_their_field() -> None:
    assert tree(kind="attribute", field="country", value="us").value == "US"
    assert tree(kind="attribute", field="joined_at", op="ge", value="2026-01-31").value.isoformat() == "2026-01-31"
    assert tree(kind="attribute", field="tags", value="2026-01-31").value == "2026-01-31"
    assert tree(kind="attribute", field="customer_id", value=17).value == "17"
    assert tree(kind="attribute", field="birthday_month", value="11").value == 11
    assert tree(kind="attribute", field="profiled", value="true").value is True


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "attribute", "field": "contry", "value": "US"}, "Nearest: country"),
        ({"kind": "attribute", "field": "country", "op": "gt", "value": "US"}, "Use one of: eq"),
        ({"kind": "attribute", "field": "joined_at", "op": "ge", "value": "soon"}, "a day such as"),
        ({"kind": "attribute", "field": "birthday_month", "value": 13}, "from 1 to 12"),
        ({"kind": "attribute", "field": "birthday_month", "value": True}, "a number"),
        ({"kind": "attribute", "field": "profiled", "value": 1}, "true or false"),
        ({"kind": "did", "event": "view", "where": [{"field": "categry", "value": "x"}]}, "Nearest: category"),
        ({"kind": "did", "event": "open", "where": [{"field": "channel", "value": "fax"}]}, "email, sms, wecom"),
        ({"kind": "measure", "measure": "aov", "value": 5, "where": [{"field": "brand", "op": "known"}]}, "no 'where'"),
        ({"kind": "measure", "measure": "interest", "value": 0.5}, "one category"),
        ({"kind": "measure", "measure": "churn_risk", "value": 1, "within": {"kind": "last", "n": 5}}, "no 'within'"),
        ({"kind": "measure", "measure": "spend", "op": "between", "value": [9, 1]}, "smaller value first"),
        ({"kind": "top", "measure": "interest", "percent": 10}, "cannot be ranked"),
        ({"kind": "rfm", "cells": ["champion"]}, "Nearest: champions"),
        ({"kind": "coupon", "where": [{"field": "device", "value": "x"}]}, "field of coupons"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_what_would(data: dict[str, Any], said: str) -> None:
    with pytest.raises(CopilotError, match=said):
        tree(**data)


def test_an_error_deep_inside_names_its_place() -> None:
    inner = {"kind": "attribute", "field": "contry", "value": "US"}
    with pytest.raises(NotFound, match=r"\$\.of\[1\]\.of"):
        tree(kind="all", of=[{"kind": "everyone"}, {"kind": "not", "of": inner}])


def test_the_schema_is_closed_and_says_what_each_field_means() -> None:
    schema = tree_schema()
    assert schema["$defs"]["Attribute"]["properties"]["field"]["enum"] == list(KNOWN.attributes)
    assert schema["$defs"]["Comparison"]["properties"]["field"]["enum"] == list(KNOWN.event_fields)
    assert all(one.get("additionalProperties") is False for one in schema["$defs"].values() if one["type"] == "object")
    assert schema["x-fields"]["where"]["rating"]["events"] == ["review"]
    assert json.loads(json.dumps(schema, ensure_ascii=False)) == schema
    assert Attribute.model_fields["field"].annotation is str
