"""docs/promotions.md: its examples are valid and cost what it says, and its reference is that of the types."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shop.promotions import Case, read_case, receipt, validate
from shop.promotions.document.reference import reference

PAGE = Path(__file__).parents[3] / "docs" / "promotions.md"
TEXT = PAGE.read_text(encoding="utf-8")
PROMOTIONS = re.findall(r"```json promotion\n(.*?)```", TEXT, re.S)
CASES = re.findall(r"```json case( zh)?\n(.*?)```\n\n```text receipt\n(.*?)```", TEXT, re.S)


@pytest.mark.parametrize("example", PROMOTIONS)
def test_a_promotion_of_the_page_is_valid(example: str) -> None:
    assert validate(json.dumps({"version": 2, "promotions": [json.loads(example)]})) == []


@pytest.mark.parametrize(("language", "case", "expected"), CASES)
def test_a_case_of_the_page_costs_what_it_says(language: str, case: str, expected: str) -> None:
    found = read_case(case)
    assert isinstance(found, Case)
    assert receipt(found.price(), "zh" if language else "en").strip() == expected.strip()


def test_the_page_has_its_examples_and_the_reference_of_the_types() -> None:
    assert (len(PROMOTIONS), len(CASES)) == (1, 3)
    assert TEXT.count("```json promotion") + TEXT.count("```json case") == 4
    between = TEXT.split("<!-- reference -->")[1].split("<!-- end -->")[0]
    assert between.strip() == reference().strip()
