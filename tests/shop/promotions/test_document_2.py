"""Version 2 of promotions.json: what is refused, with its place; version 1 turned into it; cases read exactly."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from shop.promotions import Case, read, read_case, validate
from shop.promotions.conditions import asks_the_person, segments_asked, thresholds_asked
from shop.promotions.document import schema
from shop.promotions.stated import can_be_stated
from shop.types import FullReduction, Promotion
from shop.types.promotion import CustomerCondition, Selection, Total

GOOD: dict[str, Any] = {
    "id": "a",
    "name": {"en": "Ten off"},
    "currency": "CNY",
    "effects": [{"kind": "percent", "percent": 10.5}],
}
FALLING = [{"threshold": 9, "percent": 9}, {"threshold": 10, "percent": 5}]
BASKET: dict[str, Any] = {"currency": "CNY", "lines": [{"product_id": "p", "quantity": 1, "unit_price": "10.00"}]}
AT = "2026-11-20T12:00:00+08:00"


def problems(*promotions: dict[str, Any]) -> list[str]:
    return [problem.path for problem in validate(json.dumps({"version": 2, "promotions": promotions}))]


def test_a_promotion_without_window_and_policy_is_good() -> None:
    assert problems(GOOD) == []


def nested(times: int) -> dict[str, Any]:
    condition: dict[str, Any] = {"kind": "group", "names": ["a"]}
    for _ in range(times):
        condition = {"kind": "not", "of": condition}
    return condition


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"effects": []}, ".effects"),
        ({"effects": [{"kind": "magic"}]}, ".effects[0]"),
        ({"effects": [{"kind": "percent", "percent": 0}]}, ".effects[0].percent"),
        ({"effects": [{"kind": "percent", "percent": "abc"}]}, ".effects[0].percent"),
        ({"effects": [{"kind": "percent", "percent": 5, "ceiling_per": "unit"}]}, ".effects[0]"),
        ({"effects": [GOOD["effects"][0], {"kind": "fixed", "amount": "0.001"}]}, ".effects[1].amount"),
        ({"effects": [{"kind": "fixed", "amount": 1, "target": {"to": "order", "units": {}}}]}, ".effects[0].target"),
        ({"effects": [{"kind": "fixed", "amount": 1, "target": {"methods": ["x"]}}]}, ".effects[0].target"),
        ({"effects": [{"kind": "fixed_price", "price": 9, "times": 2}]}, ".effects[0]"),
        ({"effects": [{"kind": "buy_get"}]}, ".effects[0]"),
        ({"effects": [{"kind": "buy_get", "percent": 100, "amount": 3}]}, ".effects[0]"),
        ({"effects": [{"kind": "buy_get", "percent": 9, "first": "grouped", "get": {"brands": ["b"]}}]}, ".effects[0]"),
        ({"effects": [{"kind": "gift", "items": []}]}, ".effects[0].items"),
        ({"effects": [{"kind": "full_reduction", "tiers": [{"threshold": 9}]}]}, ".effects[0].tiers[0]"),
        (
            {"effects": [{"kind": "full_reduction", "by": "quantity", "tiers": [{"threshold": 1.5, "percent": 5}]}]},
            ".effects[0]",
        ),
        (
            {
                "effects": [
                    {
                        "kind": "full_reduction",
                        "tiers": [{"threshold": 9, "percent": 9}, {"threshold": 10, "percent": 5}],
                    }
                ]
            },
            ".effects[0].tiers[1]",
        ),
        (
            {"effects": [{"kind": "presale", "deposit": 9, "worth": 5, "balance_from": AT, "balance_until": AT}]},
            ".effects[0]",
        ),
        ({"when": {"kind": "total"}}, ".when"),
        ({"when": {"kind": "total", "min": 5, "max": 3}}, ".when"),
        ({"when": {"kind": "total", "min": "0.005"}}, ".when.min"),
        ({"when": {"kind": "all", "of": [{"kind": "total", "min": "NaN"}]}}, ".when.of[0].min"),
        ({"when": {"kind": "all", "of": [{"kind": "group", "names": []}]}}, ".when.of[0].names"),
        ({"when": {"kind": "orders", "nth": [3], "every": 2}}, ".when"),
        ({"when": {"kind": "time", "weekdays": [0]}}, ".when.weekdays[0]"),
        ({"when": {"kind": "time", "zone": "Mars/North"}}, ".when.zone"),
        ({"when": {"kind": "attribute", "name": "x", "text": ["a"], "number": {"min": 1}}}, ".when"),
        ({"when": {"kind": "not", "of": {"kind": "code", "codes": ["X"]}}}, ".when"),
        ({"when": {"kind": "total", "min": 1, "items": {"colour": "red"}}}, ".when.items.colour"),
        ({"policy": {"starts_at": "2026"}}, ".policy.starts_at"),
        ({"policy": {"starts_at": AT, "ends_at": AT}}, ".policy"),
        ({"policy": {"ceiling": "1.234"}}, ".policy.ceiling"),
        ({"limits": {"budget_name": "b"}}, ".limits"),
        ({"limits": {"budget": -1}}, ".limits.budget"),
        ({"code": "X", "code_pool": "y"}, ""),
    ],
)
def test_a_problem_is_placed(changes: dict[str, Any], path: str) -> None:
    assert f"$.promotions[1]{path}" in problems(GOOD, {**GOOD, "id": "b", **changes})


def test_conditions_are_nested_five_times_at_most() -> None:
    assert problems({**GOOD, "when": nested(5)}) == []
    assert len(problems({**GOOD, "when": nested(6)})) >= 1
    assert [problem.path for problem in validate(json.dumps({"promotions": [{**GOOD, "when": nested(300)}]}))] == ["$"]


def test_one_bad_promotion_refuses_the_whole_document() -> None:
    found = read(json.dumps({"promotions": [GOOD, {**GOOD, "id": ""}]}))
    assert isinstance(found, list)
    assert [problem.path for problem in found] == ["$.promotions[1].id"]


@pytest.mark.parametrize("version", [0, 3, "2", True, None])
def test_an_unknown_version_is_refused(version: object) -> None:
    assert [item.path for item in validate(json.dumps({"version": version, "promotions": [GOOD]}))] == ["$.version"]


def test_a_key_that_stands_twice_is_refused() -> None:
    found = validate('{"version": 2, "version": 2, "promotions": []}')
    assert [str(problem) for problem in found] == ["$: not JSON: the key 'version' stands there twice"]


def test_numbers_are_read_as_they_are_written() -> None:
    document = {"promotions": [GOOD], "basket": BASKET, "at": AT}
    text = json.dumps(document).replace("10.5", "10.123456789012345678901")
    case = read_case(text)
    assert isinstance(case, Case)
    assert case.promotions[0].effect.model_dump()["percent"] == Decimal("10.123456789012345678901")


OLD: dict[str, Any] = {
    "id": "a",
    "name": {"en": "x"},
    "currency": "CNY",
    "effect": {"kind": "full_reduction", "tiers": [{"threshold": "100", "reduction": "10"}]},
    "when": {
        "countries": ["CN"], "segments": ["vip", "quiet"], "customers": "new", "min_total": "50",
        "products": ["p"], "categories": ["c"], "except_products": ["q"], "skip_reduced": True,
    },
    "policy": {"starts_at": "2026-11-01T00:00:00+08:00", "per_customer": 2},
}  # fmt: skip


def test_version_1_becomes_version_2() -> None:
    found = read(json.dumps({"version": 1, "promotions": [OLD]}))
    assert isinstance(found, tuple)
    (promotion,) = found
    items = Selection(
        any_of=(Selection(products=("p",)), Selection(categories=("c",))),
        none_of=(Selection(products=("q",)),),
        reduced=False,
    )
    assert isinstance(promotion.effect, FullReduction)
    assert promotion.effect.target.items == items
    assert promotion.when is not None
    assert promotion.when.kind == "all"
    assert [condition.kind for condition in promotion.when.of] == ["country", "segment", "customer", "total"]
    assert promotion.when.of[2] == CustomerCondition(type="new")
    assert promotion.when.of[3] == Total(min=Decimal(50), items=items)
    assert (promotion.policy.exclusive, promotion.policy.ends_at, promotion.limits.per_customer) == (True, None, 2)
    assert segments_asked(promotion) == ("quiet", "vip")
    assert thresholds_asked(promotion) == (Decimal(50),)


def test_what_was_upgraded_is_written_and_read_as_version_2() -> None:
    promotion = Promotion.model_validate(OLD)
    text = promotion.model_dump_json()
    assert "effects" in json.loads(text)
    assert Promotion.model_validate_json(text) == promotion


def test_a_bad_promotion_of_version_1_is_refused_with_its_own_places() -> None:
    with pytest.raises(ValidationError) as raised:
        Promotion.model_validate({**OLD, "effect": {"kind": "percent", "percent": 500}})
    assert raised.value.errors()[0]["loc"] == ("effect", "percent", "percent")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"at": "2026-11-20"}, "$.at"),
        ({"at": "2026"}, "$.at"),
        ({"mode": "cheapest"}, "$.rules.mode"),
        ({"mode": "best", "rules": {"mode": "sequential"}}, "$"),
        ({"basket": {**BASKET, "currency": "yuan"}}, "$.basket.currency"),
        (
            {"basket": {**BASKET, "lines": [{"product_id": "p", "quantity": 0, "unit_price": "1"}]}},
            "$.basket.lines[0].quantity",
        ),
        ({"basket": {**BASKET, "shipping": {"method": "x", "amount": "-1"}}}, "$.basket.shipping[0].amount"),
        ({"promotions": [GOOD, GOOD]}, "$.promotions[1].id"),
        ({"promotions": [{**GOOD, "effects": [{"kind": "fixed", "amount": -3}]}]}, "$.promotions[0].effects[0].amount"),
        ({"colour": 1}, "$.colour"),
        ({"used": {"a": 1, "misspelt": 1}}, "$.used.misspelt"),
        ({"remaining": {"misspelt": {"uses": 0}}}, "$.remaining.misspelt"),
        ({"remaining_budgets": {"misspelt": "0"}}, "$.remaining_budgets.misspelt"),
    ],
)
def test_a_bad_case_is_refused_with_the_place(changes: dict[str, Any], path: str) -> None:
    found = read_case(json.dumps({"promotions": [GOOD], "basket": BASKET, "at": AT, **changes}))
    assert isinstance(found, list)
    assert path in [problem.path for problem in found]


def test_the_schema_names_every_effect_and_condition() -> None:
    text = json.dumps(schema())
    for kind in ("member_price", "presale", "buy_get", "gift", "birthday", "orders", "attribute", "time"):
        assert f'"const": "{kind}"' in text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, False),
        ({"when": {"kind": "segment", "names": ["vip"]}}, False),
        ({"when": {"kind": "customer", "type": "new"}}, False),
        ({"when": {"kind": "customer", "ids": ["c1"]}}, True),
        ({"when": {"kind": "not", "of": {"kind": "orders", "nth": [3]}}}, True),
        ({"limits": {"per_customer": 1}}, True),
    ],
)
def test_whether_the_person_is_asked(changes: dict[str, Any], expected: bool) -> None:
    assert asks_the_person(Promotion.model_validate({**GOOD, **changes})) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"when": {"kind": "total", "min": 5}}, True),
        ({"when": {"kind": "all", "of": [{"kind": "group", "names": ["m"]}, {"kind": "total", "min": 5}]}}, True),
        ({"when": {"kind": "total", "max": 5}}, False),
        ({"when": {"kind": "orders", "nth": [3]}}, False),
        ({"when": {"kind": "time", "weekdays": [1]}}, False),
        ({"effects": [{"kind": "fixed", "amount": 5, "spread": "unit"}]}, False),
        ({"effects": [{"kind": "buy_get", "percent": 100}]}, False),
        ({"policy": {"ceiling": 5}}, False),
        ({"limits": {"budget": 5}}, False),
        ({"external": "counted"}, False),
    ],
)
def test_only_what_evidence_says_in_full_is_offered(changes: dict[str, Any], expected: bool) -> None:
    assert can_be_stated(Promotion.model_validate({**GOOD, **changes})) is expected
