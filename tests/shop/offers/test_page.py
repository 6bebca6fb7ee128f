"""The rules on docs/promotions.md are those that shop.json may hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

from shop.types.offer_rules import OfferRules

TEXT = (Path(__file__).parents[3] / "docs" / "promotions.md").read_text(encoding="utf-8")


def test_the_rules_of_the_page_are_valid_and_name_every_one() -> None:
    [block] = re.findall(r'```json\n(\{"offers".*?)```', TEXT, re.S)
    rules = OfferRules.model_validate(json.loads(block)["offers"])
    assert rules.model_fields_set == set(OfferRules.model_fields)
