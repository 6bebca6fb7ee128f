"""What the reader did, what others say, and attribute values of a kind that the evidence knows."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from guard.contract import check_file


def _item(id_: str, kind: str, /, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - values as in the contract
    return {"id": id_, "kind": kind, "source": "test", "as_of": "2026-11-21T00:00:00+00:00", "fields": fields}


MUGS = (
    _item("C", "customer", orders={"number": "3"}, last_bought={"date": "2026-05-09"}),
    _item("W1", "reason", kind={"text": "cart_left"}, on={"date": "2026-11-18"}),
    _item(
        "P1", "product", name={"text": "Loch Stoneware Mug"}, short_name={"text": "Loch Mug"},
        price={"money": "24.00", "currency": "USD"}, colour={"text": "slate blue"}, material={"text": "stoneware"},
        lid={"text": "cork lid"}, pages={"number": "40", "unit": "pages"},
    ),
    _item(
        "P2", "product", name={"text": "Fell Enamel Mug"}, short_name={"text": "Fell Mug"},
        price={"money": "18.00", "currency": "USD"}, colour={"text": "moss green"},
    ),
    _item("X1", "statistic", review_count={"number": "94"}, rating_mean={"number": "4.5"}),
    _item(
        "K2", "policy", delivery_days={"text": "2-4"}, fee={"money": "5.50", "currency": "USD"},
        free_shipping_from={"money": "90.00", "currency": "USD"},
    ),
)  # fmt: skip


def outcome(text: str) -> str:
    return check_file(text, json.dumps({"customer": "c1", "evidence": MUGS})).outcome


@pytest.mark.parametrize(
    "text",
    [
        "You told us that you like it plain.", "You saved the Loch Mug.", "You asked for the Loch Mug.",
        "You left it in your basket yesterday.", "Since your last order in March, a lot has changed.",
        "您跟我们说过喜欢素色。", "您收藏过这只杯子。", "这是您第六次下单。", "One customer told us she uses it daily.",
        "Most shoppers add a saucer.", "老顾客都说离不开它。", "My sister has had hers for years.",
        "The Loch Mug is crimson.", "The Loch Mug is not stoneware.", "The Loch Mug has no lid.", "It has 48 pages.",
        "Two for $24.00.", "The Loch Mug is $24.00 a month.", "Loch Mug and Fell Mug: you decide. $18.00 and $24.00.",
        "We ask $18.00 for the Loch Mug and $24.00 for the Fell Mug.", "Shipping is free.",
        "It costs less here than in any other shop.", "It is still at last year's price.", "Delivery takes 5 days.",
    ],
)  # fmt: skip
def test_what_nobody_said_is_found(text: str) -> None:
    assert outcome(text) in ("hold", "block")


@pytest.mark.parametrize(
    "text",
    [
        "You last ordered in May.", "You left it in your basket on November 18.", "94 people have reviewed it.",
        "The Loch Mug is slate blue, the Fell Mug moss green.", "You have ordered three times before.",
        "We ask $24.00 for the Loch Mug and $18.00 for the Fell Mug.", "Slate blue or moss green?",
        "Loch Mug or Fell Mug? You decide: $24.00 and $18.00.", "Shipping is $5.50, or free on orders over $90.",
        "Delivery takes 2-4 days and costs $5.50, and nothing from $90.", "Two Loch Mugs for $48.00.",
        "With a cork lid. 4.5 out of 5 from 94 reviews.",
    ],
)  # fmt: skip
def test_what_the_evidence_says_passes(text: str) -> None:
    assert outcome(text) == "allow"


@pytest.mark.parametrize(
    "pattern", ["you bought ", "not a ", "In May 5% off, ", "您收藏过", "《云", "$1,", "[[", "a\u200b", "第二件"]
)
def test_a_megabyte_of_hostile_text_gets_a_clear_verdict_within_a_second(pattern: str) -> None:
    text = (pattern * (1_000_000 // len(pattern) + 1))[:1_000_000]
    start = time.process_time()
    verdict = check_file(text, json.dumps({"customer": "c1", "evidence": MUGS}))
    assert verdict.outcome == "error"
    assert time.process_time() - start < 1
    assert any("characters" in finding.expected for finding in verdict.findings)
