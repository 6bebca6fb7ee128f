"""The audit finds what the evidence does not ground, without the guard."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest

import evals.grounded
from evals.grounded import audit
from shop.types import Message

AS_OF = "2026-11-21T00:00:00+08:00"
FIELDS: dict[str, dict[str, Any]] = {
    "C": {"first_name": {"text": "Anna"}},
    "S": {"link": {"url": "https://alder.example/k/9"}, "address": {"text": "12 Mill Road, OR 97201"}},
    "P1": {
        "name": {"text": "Trail Jacket 02"}, "price": {"money": "1299.00", "currency": "USD"},
        "weight": {"number": "1.20", "unit": "kg"}, "price_cny": {"money": "199", "currency": "CNY"},
    },
    "O1": {
        "reduction": {"percent": "15"}, "code": {"code": "TRAIL15"},
        "ends": {"datetime": "2026-12-01T00:00:00+08:00"}, "days": {"days": 30},
    },
    "R1": {"quote": {"text": "Kept me dry all through the night"}},
}  # fmt: skip
KINDS = {"C": "customer", "S": "shop", "P1": "product", "O1": "offer", "R1": "review"}


def message(text: str, draft: str = "[[P1.price]]", **more: Any) -> Message:  # noqa: ANN401 - fields of Message
    evidence = [
        {"id": id_, "kind": KINDS[id_], "fields": fields, "source": "x", "as_of": AS_OF}
        for id_, fields in FIELDS.items()
    ]
    plain = {
        "id": "m1", "campaign_id": "k", "shop_id": "s", "customer_id": "c1", "channel": "email", "language": "en",
        "locale": "en_US", "jurisdiction": "US", "goal": "g", "segment": "s", "engine": "offline", "writer": "w",
        "why_now": {"kind": "lapsing", "text": "It has been a while.", "evidence": ["C"]},
        "draft": {"body": [draft]}, "copy": {"body": [text], "text": text}, "evidence": evidence,
        "verdict": {"outcome": "allow"}, "as_of": AS_OF,
    }  # fmt: skip
    return Message.model_validate(plain | more)


@pytest.mark.parametrize(
    "text",
    [
        "Hi Anna, the Trail Jacket 02 is $1,299.00 and weighs 1.2 kg.",
        "15% off with TRAIL15 until November 30.",
        "打8.5折,到11月30日,券码TRAIL15,199元",
        "八五折,一百九十九元",
        "You have 30 days. https://alder.example/k/other",
        "Jo: “Kept me dry all through the night”. 12 Mill Road, OR 97201",
        "1299 US dollars, no more",
    ],
)
def test_what_the_evidence_says_is_grounded(text: str) -> None:
    assert audit(message(text)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("It is $1,298.00.", "number '1,298.00'"),
        ("It is $15.", "number '15'"),
        ("30% off.", "number '30'"),
        ("打2折", "number '2'"),
        ("半价没有,七折", "number '七'"),
        ("九百九十九元", "number '九百九十九'"),
        ("Until November 28.", "number '28'"),
        ("Code TRAIL50.", "code 'TRAIL50'"),
        ("See https://alder.test/k/9", "address"),
        ("Write to me@evil.test", "mail address"),
        ("Jo: “Kept me warm all through the night”.", "quotation"),
        ("It is [[P1.price]].", "a slot is left"),
        ("６８ kg", "number '68'"),
        ("It weighs 1.3 kg.", "number '1.3'"),
    ],
)
def test_what_it_does_not_say_is_found(text: str, problem: str) -> None:
    assert any(problem in found for found in audit(message(text)))


def test_evidence_that_is_not_there_and_other_brands_are_found() -> None:
    assert audit(message("Hello.", draft="[[P7.price]]")) == ["body.1: no evidence P7"]
    assert audit(message("Hello from Borealis."), other_brands=["Borealis"]) == ["names another brand: 'Borealis'"]
    assert audit(message("Trail Jacket 02"), other_brands=["Trail Jacket"]) == []


def test_evidence_of_another_customer_is_found() -> None:
    foreign = message("Hello.").model_dump(mode="json", by_alias=True)
    foreign["evidence"][0]["fields"]["customer_id"] = {"text": "c2"}
    assert audit(Message.model_validate(foreign)) == ["C belongs to customer 'c2'"]


def test_every_part_is_read() -> None:
    base = message("Hello.").model_dump(mode="json", by_alias=True)
    for part in ("subject", "preheader", "greeting", "cta", "signoff", "text"):
        changed = {**base, "copy": {**base["copy"], part: "Only $7"}}
        assert audit(Message.model_validate(changed)) == [f"{part}: number '7'"]


def test_the_audit_shares_no_code_with_the_guard() -> None:
    tree = ast.parse(inspect.getsource(evals.grounded))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {name.split(".")[0] for name in imported} & {"guard", "render", "agent", "tools"} == set()
