"""Sentences whose every value stands in the evidence, or that have none, and that are false all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guard.contract import check_file


def _item(id_: str, kind: str, /, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - values as in the contract
    return {"id": id_, "kind": kind, "source": "test", "as_of": "2023-11-20T00:00:00+00:00", "fields": fields}


def _dollars(amount: str) -> dict[str, str]:
    return {"money": amount, "currency": "USD"}


SHELF = (
    _item("C", "customer", orders={"number": "3"}, last_bought={"date": "2023-08-17"}),
    _item("W1", "reason", wishlisted_on={"date": "2023-11-15"}),
    _item(
        "P1", "product", name={"text": "The Blue Mug"}, short_name={"text": "Blue Mug"}, price=_dollars("42.00"),
        stock={"number": "212"}, in_stock={"bool": True}, weight={"number": "300", "unit": "g"},
        height={"number": "30"},
    ),
    _item(
        "P2", "product", name={"text": "The Red Kettle"}, short_name={"text": "Red Kettle"}, price=_dollars("60.00"),
        stock={"number": "0"}, in_stock={"bool": False},
    ),
    _item("R1", "review", quote={"text": "Lovely glaze."}, author={"text": "Mara"}, rating={"number": "5"}),
    _item("X1", "statistic", review_count={"number": "9"}, rating_mean={"number": "3.8"}),
    _item("K1", "policy", return_days={"days": 30}, refund_days={"days": 5}),
    _item("B1", "brand", line={"text": "We answer every letter."}),
)  # fmt: skip
OFFER = _item(
    "O1", "offer", code={"code": "SHELF10"}, reduction=_dollars("10.00"),
    exclusions={"text": "items already reduced are excluded"},
)  # fmt: skip
EVERY = {**OFFER, "fields": {**OFFER["fields"], "every": {"bool": True}}}
FELL = _item("W1", "reason", price_then=_dollars("50.00"), price_now=_dollars("42.00"))


def outcome(text: str, *more: dict[str, Any]) -> str:
    taken = {item["id"] for item in more}
    items = [item for item in SHELF if item["id"] not in taken]
    return check_file(text, json.dumps({"customer": "c1", "evidence": [*items, *more]})).outcome


@pytest.mark.parametrize(
    "text",
    [
        "The Red Kettle is in stock.", "The Blue Mug is here. The Red Kettle too. It is in stock.",
        "The Red Kettle: 212 in stock.", "Only 212 left!", "只剩212件了。",
    ],
)  # fmt: skip
def test_stock_is_that_of_the_product_named_and_small_where_called_small(text: str) -> None:
    assert outcome(text) == "block"


def test_a_delivery_is_no_stock_once_it_is_sold_out() -> None:
    restocked = _item("W1", "reason", restocked_on={"date": "2023-11-18"})
    sold_out = _item("P1", "product", name={"text": "The Blue Mug"}, in_stock={"bool": False}, stock={"number": "0"})
    assert outcome("It is in stock.", restocked, sold_out) == "block"


@pytest.mark.parametrize(
    "text",
    [
        "Rated 5 out of 5 by 9 people.", "You have 5 days to return it.", "Returns are open for 3 months.",
        "Over 9 customers gave it five stars.", "Mara bought 9.", "Refunds take 30 days.", "3 people wrote about it.",
        "You have ordered 9 times.", "5天内可退。", "3个人写了评价。",
    ],
)  # fmt: skip
def test_a_number_proves_only_what_it_counts(text: str) -> None:
    assert outcome(text) == "block"


@pytest.mark.parametrize(
    "text",
    [
        "You put it in your basket on 17 August 2023.", "It was launched on November 15.",
        "You bought it on November 15.",
        "You saved it on 17 August 2023.", "You asked about it on November 15.", "8月17日您收藏过。", "11月15日上架。",
    ],
)  # fmt: skip
def test_a_day_of_the_past_is_the_day_of_what_is_said(text: str) -> None:
    assert outcome(text) == "block"


@pytest.mark.parametrize(
    "text",
    [
        "The Blue Mug is in stock.", "It is in stock.", "The Red Kettle is gone; the Blue Mug is in stock.",
        "212 in stock.", "9 people wrote about it, and it is rated 3.8.", "You have 30 days to return it.",
        "Refunds take 5 days.", "Mara gave it five stars.", "You have ordered 3 times.", "30天内可退。",
        "You saved it on November 15.", "You bought it on 17 August 2023.", "8月17日您买过。",
    ],
)  # fmt: skip
def test_a_true_sentence_passes(text: str) -> None:
    assert outcome(text) == "allow"
