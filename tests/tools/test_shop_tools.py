"""The tools a model may call, in LangChain's form over a real shop: answers are typed, failures speak."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.copilot import build
from app.settings import Settings
from shop.segments.builtin import members
from tools.langchain import as_langchain
from tools.shop_tools import SHOP_TOOLS

MakeHome = Callable[[str], Path]


def ask(home: Path, asked: str, /, **given: object) -> str:
    tool = next(tool for tool in SHOP_TOOLS if tool.name == asked)
    with build(Settings(home=home)).view() as view:
        return str(as_langchain(tool, view).invoke(given))


@pytest.fixture
def customer(sample_home: MakeHome) -> str:
    with build(Settings(home=sample_home("coffee"))).view() as view:
        return members(view, "loyal")[0]


def test_each_tool_answers_with_json(sample_home: MakeHome, customer: str) -> None:
    home = sample_home("coffee")
    assert json.loads(ask(home, "query_segment", name="loyal"))["matched"] > 0
    assert json.loads(ask(home, "customer_portrait", customer_id=customer))["portrait"]["orders"] > 0
    assert len(json.loads(ask(home, "recommend", customer_id=customer, k=3))["items"]) == 3
    assert json.loads(ask(home, "eligible_promotions", customer_id=customer))["promotions"]
    facts = json.loads(ask(home, "product_facts", product_id="CF-401"))
    assert facts["kind"] == "product"
    assert facts["fields"]["price"]["currency"] == "USD"


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("query_segment", {"name": "lapsin"}, "lapsing"),
        ("customer_portrait", {"customer_id": "nobody"}, "No customer"),
        ("product_facts", {"product_id": "CF-4011"}, "CF-401"),
        ("recommend", {"customer_id": "x", "k": 1000}, "k"),
        ("recommend", {"customer_id": "x", "as_admin": True}, "as_admin"),
        ("eligible_promotions", {"customer_id": "x", "channel": "fax"}, "email"),
    ],
)
def test_a_failure_tells_the_model_what_is_valid(
    sample_home: MakeHome, name: str, given: dict[str, object], expected: str
) -> None:
    answer = ask(sample_home("coffee"), name, **given)
    assert expected in answer
    assert "failed" in answer or "unusable" in answer


def test_every_tool_says_what_it_does_and_only_reads() -> None:
    assert {tool.effect for tool in SHOP_TOOLS} == {"read"}
    for tool in SHOP_TOOLS:
        assert len(tool.description.split()) >= 5
        schema = tool.arguments.model_json_schema()
        assert schema["additionalProperties"] is False
