"""The readable cases (cases/*.yaml): what each basket costs, which promotions did it, and why the others did not.

Every case is turned into the document of `copilot promo price --file` and read as such.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shop.promotions import Case, Pricing, read_case

FOLDER = Path(__file__).with_name("cases")
AT = "2026-11-20T12:00:00+08:00"
_LINE = re.compile(
    r"(?P<product>\w+) (?P<quantity>\d+) (?P<unit>[\d.]+)"
    r"(?P<prices>( (was|member|min|cost) [\d.]+)*)"
    r"( in (?P<category>\w+))?( by (?P<brand>\w+))?( of (?P<collection>\w+))?"
)
_FIELDS = {"was": "list_price", "member": "member_price", "min": "min_price", "cost": "cost"}
_OF_THE_BASKET = ("shipping", "customer", "codes", "channel", "country", "attributes")
_OF_THE_CASE = ("rules", "mode", "used", "remaining", "remaining_budgets", "code_pools")


def read_cases() -> list[dict[str, Any]]:
    """Every case, with the file it comes from. Every scalar is text, as it would be in the careful user's JSON."""
    return [
        {**case, "file": path.stem}
        for path in sorted(FOLDER.glob("*.yaml"))
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    ]


def document(case: dict[str, Any]) -> dict[str, Any]:
    """The case as `copilot promo price --file` reads it. Promotions are called A, B, C … where they have no id."""
    currency = case.get("currency", "CNY")
    promotions = [
        {"id": "ABCDEF"[place], "name": {"en": "x"}, "currency": currency, **data}
        for place, data in enumerate(case["promotions"])
    ]
    basket = {"currency": currency, "lines": [line_of(line) for line in case["basket"]]}
    return {
        "promotions": promotions,
        "basket": basket | {key: case[key] for key in _OF_THE_BASKET if key in case},
        "at": case.get("at", AT),
        **{key: case[key] for key in _OF_THE_CASE if key in case},
    }


def line_of(line: str | dict[str, Any]) -> dict[str, Any]:
    """A line written out, or in short: PRODUCT QUANTITY UNIT_PRICE [was|member|min|cost PRICE] [in …] [by …] [of …]."""
    if isinstance(line, dict):
        return line
    found = _LINE.fullmatch(line)
    assert found, line
    named = dict(zip(*[iter(found["prices"].split())] * 2, strict=True))
    return {
        "product_id": found["product"],
        "quantity": found["quantity"],
        "unit_price": found["unit"],
        **{_FIELDS[name]: price for name, price in named.items()},
        "categories": [found["category"]] if found["category"] else [],
        "brand": found["brand"] or "",
        "collections": [found["collection"]] if found["collection"] else [],
    }


CASES = read_cases()


def priced(case: dict[str, Any]) -> Pricing:
    found = read_case(json.dumps(document(case)))
    assert isinstance(found, Case), found
    return found.price()


def why(pricing: Pricing) -> dict[str, str]:
    return {
        item.promotion_id: " ".join(
            [item.reasons[0].kind, *([str(item.reasons[0].missing)] if item.reasons[0].missing is not None else [])]
        )
        for item in pricing.not_applied
    }


def outcome(pricing: Pricing) -> dict[str, Any]:
    """Everything that a case may expect, as text."""
    return {
        "pay": str(pricing.payable),
        "off": [str(line.discount) for line in pricing.lines],
        "hit": {item.promotion_id: str(item.amount) for item in pricing.applied},
        "why": why(pricing),
        "needed": {item.promotion_id: item.reasons[0].needed for item in pricing.not_applied},
        "reasons": {item.promotion_id: [reason.kind for reason in item.reasons] for item in pricing.not_applied},
        "gifts": {gift.product_id: str(gift.quantity) for gift in pricing.gifts},
        "codes": {code.code: code.status for code in pricing.codes},
        "shipping": str(pricing.shipping_after),
        "external": str(pricing.external_discount),
        "deposit": str(pricing.presale.deposit) if pricing.presale else None,
        "balance": str(pricing.presale.balance) if pricing.presale else None,
    }


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['name']}" for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    pricing, expected = priced(case), dict(case["expect"])
    found = outcome(pricing)
    if "why" not in expected and "reasons" not in expected:
        expected["why"] = {}
    assert {key: found[key] for key in expected} == expected
    holds_together(pricing)


def holds_together(pricing: Pricing) -> None:
    """The sums that hold for every price."""
    assert sum((line.discount for line in pricing.lines), Decimal(0)) == pricing.discount
    assert sum((line.total for line in pricing.lines), Decimal(0)) == pricing.total_after
    assert pricing.total_before - pricing.discount == pricing.total_after
    assert pricing.shipping_before - pricing.shipping_discount == pricing.shipping_after
    assert pricing.total_after + pricing.shipping_after == pricing.payable
    assert sum((item.amount for item in pricing.applied), Decimal(0)) == pricing.discount + pricing.shipping_discount
    assert all(line.total >= 0 for line in (*pricing.lines, *pricing.shipping))
    for line in (*pricing.lines, *pricing.shipping):
        assert sum((share.amount for share in line.shares), Decimal(0)) == line.discount
    total = next(step for step in pricing.steps if step.kind == "total")
    assert total.after == pricing.payable
    if pricing.presale:
        assert pricing.presale.deposit + pricing.presale.balance == pricing.payable


def test_the_cases_are_many_and_each_has_a_name() -> None:
    assert len(CASES) >= 120
    assert len({(case["file"], case["name"]) for case in CASES}) == len(CASES)


def test_every_price_goes_through_json_unchanged() -> None:
    for case in CASES:
        pricing = priced(case)
        assert Pricing.model_validate_json(pricing.model_dump_json()) == pricing


def test_every_reason_and_step_has_words_in_both_languages() -> None:
    for case in CASES:
        pricing = priced(case)
        said = [
            *(reason.words for item in pricing.not_applied for reason in item.reasons),
            *(step.words for step in pricing.steps),
            *(item.explanation for item in pricing.applied),
        ]
        assert all(set(words) == {"en", "zh"} and all(words.values()) for words in said)
        assert not any("{" in text for words in said for text in words.values())
