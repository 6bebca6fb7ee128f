"""Checking a promotions.json: every problem has its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shop.promotions import validate

GOOD: dict[str, Any] = {
    "id": "a",
    "name": {"en": "Ten off"},
    "currency": "CNY",
    "effect": {"kind": "percent", "percent": 10.5},
    "policy": {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-12-01T00:00:00+08:00"},
}


def problems(*promotions: dict[str, Any]) -> list[str]:
    return [problem.path for problem in validate(json.dumps({"version": 1, "promotions": promotions}))]


def test_a_good_document_has_no_problems() -> None:
    assert problems(GOOD, {**GOOD, "id": "b"}) == []


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"effect": {"kind": "percent", "percent": 120}}, "$.promotions[1].effect.percent"),
        ({"effect": {"kind": "fixed", "amount": -1}}, "$.promotions[1].effect.amount"),
        ({"effect": {"kind": "magic"}}, "$.promotions[1].effect"),
        ({"effect": {"kind": "fixed", "amount": "1.005"}}, "$.promotions[1].effect.amount"),
        ({"effect": {"kind": "percent", "percent": 5, "ceiling": "0.001"}}, "$.promotions[1].effect.ceiling"),
        (
            {"effect": {"kind": "full_reduction", "tiers": [{"threshold": "5", "reduction": "9"}]}},
            "$.promotions[1].effect.tiers[0]",
        ),
        (
            {
                "effect": {
                    "kind": "full_reduction",
                    "tiers": [{"threshold": "99", "reduction": "9"}, {"threshold": "199", "reduction": "9"}],
                }
            },
            "$.promotions[1].effect.tiers[1]",
        ),
        ({"currency": "yuan"}, "$.promotions[1].currency"),
        ({"when": {"min_total": "9.999"}}, "$.promotions[1].when.min_total"),
        ({"when": {"color": "red"}}, "$.promotions[1].when.color"),
        ({"policy": {"starts_at": "2026-11-01", "ends_at": "2026-12-01"}}, "$.promotions[1].policy.starts_at"),
        ({"policy": {**GOOD["policy"], "ends_at": "2026-10-01T00:00:00Z"}}, "$.promotions[1].policy"),
        ({"code": "X", "code_pool": "y"}, "$.promotions[1]"),
        ({"id": "a"}, "$.promotions[1].id"),
    ],
)
def test_a_problem_is_placed(changes: dict[str, Any], path: str) -> None:
    assert path in problems(GOOD, {**GOOD, "id": "b", **changes})


def test_two_promotions_cannot_share_a_code() -> None:
    assert problems({**GOOD, "code": "TEN"}, {**GOOD, "id": "b", "code": "TEN"}) == ["$.promotions[1].code"]


@pytest.mark.parametrize("text", ["", "{", '{"version": 1, "promotions": NaN}', "[" * 100_000])
def test_what_is_not_json_is_one_problem(text: str) -> None:
    assert [problem.path for problem in validate(text)] == ["$"]
