"""Formatting and filling: values read right in each locale, and never become slots."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.check import check
from guard.errors import SlotError, Unprintable
from guard.fill import fill_draft, fill_parts
from guard.formatting import format_value
from guard.rules.examples import example_evidence
from guard.slots import Text, parse
from guard.subject import Subject
from shop.evidence import Evidence, EvidenceSet
from shop.types import Draft


def evidence_with(**fields: Any) -> EvidenceSet:  # noqa: ANN401 - values are validated by Evidence
    item = {"id": "P1", "kind": "product", "fields": fields, "source": "x", "as_of": "2026-11-21T00:00:00+08:00"}
    return EvidenceSet.model_validate({"customer": "c1", "evidence": [item]})


@pytest.mark.parametrize(
    ("field", "value", "locale", "shown"),
    [
        ("price", {"money": "1299", "currency": "USD"}, "en_US", "$1,299.00"),
        ("price", {"money": "12.5", "currency": "EUR"}, "en_IE", "€12.50"),
        ("price", {"money": "17.4", "currency": "GBP"}, "en_GB", "£17.40"),
        ("price", {"money": "199.00", "currency": "CNY"}, "zh_Hans_CN", "199元"),
        ("price", {"money": "17.40", "currency": "CNY"}, "zh_Hans_CN", "17.4元"),
        ("price", {"money": "12999", "currency": "CNY"}, "zh_Hans_CN", "12999元"),
        ("price", {"money": "63", "currency": "USD"}, "zh_Hans_CN", "63美元"),
        ("reduction", {"percent": "20"}, "en_US", "20%"),
        ("reduction", {"percent": "20"}, "zh_Hans_CN", "8折"),
        ("reduction", {"percent": "15"}, "zh_Hans_CN", "8.5折"),
        ("humidity", {"percent": "15"}, "zh_Hans_CN", "15%"),
        ("on", {"date": "2026-11-30"}, "en_US", "November 30"),
        ("on", {"date": "2026-11-30"}, "en_GB", "30 November"),
        ("on", {"date": "2025-11-30"}, "en_US", "November 30, 2025"),
        ("on", {"date": "2026-11-30"}, "zh_Hans_CN", "11月30日"),
        ("on", {"date": "2025-11-30"}, "zh_Hans_CN", "2025年11月30日"),
        ("ends", {"datetime": "2026-12-01T00:00:00+08:00"}, "en_US", "November 30"),
        ("ends", {"datetime": "2026-11-30T23:59:59+08:00"}, "zh_Hans_CN", "11月30日"),
        ("ends", {"datetime": "2026-11-30T18:00:00-05:00"}, "en_US", "November 30 18:00 (UTC-05:00)"),
        ("starts", {"datetime": "2026-11-20T00:00:00+08:00"}, "zh_Hans_CN", "11月20日"),
        ("return_days", {"days": 30}, "en_US", "30 days"),
        ("return_days", {"days": 1}, "en_US", "1 day"),
        ("return_days", {"days": 30}, "zh_Hans_CN", "30天"),
        ("weight", {"number": "1.20", "unit": "kg"}, "en_US", "1.2 kg"),
        ("cotton", {"number": "80", "unit": "%"}, "en_US", "80%"),
        ("reviews", {"number": "1284"}, "en_US", "1,284"),
        ("sizes", {"list": [{"text": "S"}, {"text": "M"}, {"text": "L"}]}, "en_US", "S, M, and L"),
        ("sizes", {"list": [{"text": "大"}, {"text": "中"}]}, "zh_Hans_CN", "大、中"),
        ("code", {"code": "BREW20"}, "zh_Hans_CN", "BREW20"),
        ("name", {"text": "a\u200b b\n c\u202e"}, "en_US", "a b c"),
    ],
)
def test_a_value_is_shown_as_its_locale_writes_it(field: str, value: dict[str, Any], locale: str, shown: str) -> None:
    evidence = evidence_with(**{field: value})
    assert format_value(evidence.value("P1", field), field, locale, 2026) == shown


def test_a_bool_has_no_form() -> None:
    with pytest.raises(Unprintable):
        format_value(evidence_with(in_stock={"bool": True}).value("P1", "in_stock"), "in_stock", "en_US", 2026)


def test_a_draft_is_filled_with_spans_that_point_at_the_values() -> None:
    draft = Draft(subject="[[P1.short_name]]", greeting="Hi [[C.first_name|there]],", body=("It is [[P1.price]].",))
    filled = fill_draft(draft, example_evidence("en"), "en_US", 2026)
    assert filled.parts == {"subject": "Trail Jacket", "greeting": "Hi Anna,", "body.1": "It is $63.00."}
    assert [filled.parts[span.part][span.start : span.end] for span in filled.spans] == [
        "Trail Jacket",
        "Anna",
        "$63.00",
    ]
    assert filled.findings == ()


def test_a_missing_name_falls_back_to_a_neutral_greeting() -> None:
    filled = fill_parts({"greeting": "Hi [[C.first_name|there]],"}, example_evidence("en_plain"), "en_US", 2026)
    assert filled.parts["greeting"] == "Hi there,"
    assert filled.findings == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[[P9.price]]", "slots.unknown"),
        ("[[P1.colour]]", "slots.unknown"),
        ("[[P1.price|$10]]", "slots.fallback"),
        ("[[C.first_name|valued customer]]", "slots.fallback"),
        ("[[P1.in_stock]]", "slots.unprintable"),
        ("[[P1.price", "slots.syntax"),
    ],
)
def test_what_cannot_be_filled_stays_visible_and_is_found(text: str, rule: str) -> None:
    filled = fill_parts({"body.1": f"It is {text} here."}, example_evidence("en"), "en_US", 2026)
    assert [finding.rule for finding in filled.findings] == [rule]
    assert text in filled.parts["body.1"]
    subject = Subject(parts=filled.parts, evidence=example_evidence("en"))
    assert check(subject).outcome == "block"


HOSTILE = st.text(alphabet="[]|.P1Cprice 价\u200b\n", max_size=30)


@settings(max_examples=80, deadline=None)
@given(HOSTILE, HOSTILE)
def test_a_value_never_becomes_a_slot(first: str, second: str) -> None:
    evidence = evidence_with(a={"text": first}, b={"text": second}, price={"money": "63", "currency": "USD"})
    filled = fill_parts({"x": "[[P1.a]][[P1.b]] [[P1.a]]"}, evidence, "en_US", 2026)
    if not filled.findings:
        assert "[[" not in filled.parts["x"]
        assert "]]" not in filled.parts["x"]
    assert "$63" not in filled.parts["x"]


PIECES = st.lists(
    st.sampled_from(["Hello ", "价格", "[[P1.price]]", "[[P1.name]]", ". ", "[[C.first_name|there]]", "(", "]", "["]),
    max_size=8,
)


@settings(max_examples=80, deadline=None)
@given(PIECES)
def test_filling_keeps_the_prose_and_replaces_each_slot_once(pieces: list[str]) -> None:
    text = "".join(pieces)
    try:
        parsed = parse(text)
    except SlotError:
        return
    filled = fill_parts({"x": text}, example_evidence("en"), "en_US", 2026)
    shown = {"P1.price": "$63.00", "P1.name": "Alder Trail Jacket 02", "C.first_name": "Anna"}
    expected = "".join(
        piece.text if isinstance(piece, Text) else shown[f"{piece.id}.{piece.field}"] for piece in parsed
    )
    assert filled.parts["x"] == expected


def test_evidence_of_two_customers_cannot_be_mixed_by_id() -> None:
    item = evidence_with(a={"text": "x"}).evidence[0]
    with pytest.raises(ValueError, match="twice"):
        EvidenceSet(customer="c1", evidence=(item, Evidence.model_validate(item.model_dump())))
