"""Facts told of the wrong product, offers with other numbers, and amounts that an offer leaves to pay."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guard.contract import check_file

_AT = "2026-11-24T09:00:00-05:00"


def _money(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"money": amount, "currency": currency}


def _evidence(kind: str, id_: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - a value of any kind
    return {"id": id_, "kind": kind, "fields": fields, "source": "test", "as_of": _AT}


def _text(words: str) -> dict[str, str]:
    return {"text": words}


def _number(number: str, unit: str = "") -> dict[str, str]:
    return {"number": number, "unit": unit}


ENGLISH = [
    _evidence(
        "product", "P1", name=_text("Fellside Boots"), price=_money("120.00"), reference_price=_money("150.00"),
        weight=_number("1.2", "kg"), stock=_number("9"), in_stock={"bool": True},
    ),
    _evidence(
        "product", "P2", name=_text("Wool Socks"), price=_money("18.00"), weight=_number("90", "g"),
        stock=_number("0"), in_stock={"bool": False},
    ),
    _evidence(
        "offer", "O1", name=_text("Boots week"), threshold=_money("100.00"), reduction=_money("15.00"),
        code={"code": "FELL15"}, exclusions=_text("cannot be combined with other codes"),
    ),
    _evidence("offer", "O2", name=_text("Three for two"), buy=_number("3"), pay=_number("2")),
    _evidence("statistic", "X1", product=_text("Fellside Boots"), rating_mean=_number("4.6"),
              review_count=_number("210")),
    _evidence("review", "R1", product=_text("Fellside Boots"), quote=_text("Dry feet after a whole week of rain."),
              author=_text("Nell"), rating=_number("5")),
    _evidence("policy", "K1", title=_text("Delivery"), text=_text("Free shipping on orders over $60."),
              free_shipping_from=_money("60.00"), warranty_days={"days": 730}),
    _evidence("basket", "Q1", list_total=_money("138.00"), saving=_money("15.00"), total=_money("123.00")),
]  # fmt: skip
CHINESE = [
    _evidence("product", "P1", name=_text("青梅酒"), price=_money("68.00", "CNY"),
              reference_price=_money("85.00", "CNY"), 容量=_number("500", "ml")),
    _evidence("product", "P2", name=_text("桂花米酿"), price=_money("39.00", "CNY"), 容量=_number("330", "ml")),
    _evidence("offer", "O1", name=_text("第二件半价"), product=_text("青梅酒"), reduction={"percent": "50"},
              buy=_number("2")),
    _evidence("review", "R1", product=_text("青梅酒"), quote=_text("酸甜正好,不冲头。"), author=_text("阿蓝")),
    _evidence("policy", "K1", title=_text("配送"), text=_text("满99元包邮。"),
              free_shipping_from=_money("99.00", "CNY")),
]  # fmt: skip


UNNAMED = [*ENGLISH[:2], _evidence("statistic", "X1", rating_mean=_number("4.6"), review_count=_number("210"))]


def _outcome(text: str) -> str:
    chinese = any(char > "\u2fff" for char in text)
    evidence = {"customer": "c1", "evidence": CHINESE if chinese else ENGLISH}
    return check_file(text, json.dumps(evidence, ensure_ascii=False)).outcome


@pytest.mark.parametrize(
    "text",
    [
        "The Wool Socks are rated 4.6.",
        "The Wool Socks have 210 reviews.",
        'The Wool Socks: "Dry feet after a whole week of rain." – Nell',
        "The Fellside Boots are yours for $123.",
        "The Wool Socks are ready to ship.",
        "The Wool Socks are 1,110 g heavier than the Fellside Boots.",
        "Buy two pairs, get one free.",
        "Buy three, pay for one.",
        "The second pair is free.",
        "Free shipping on orders over $100.",
        "Daniel put one aside for you.",
        "Nobody makes a better one.",
        "Harbour Rain Hood, $18.00.",
        "With FELL15 you pay $103 for the Fellside Boots. Cannot be combined with other codes. From $100.",
        "The Fellside Boots are $120, before $150: a third less.",
        "It comes with three years' warranty.",
        "桂花米酿:“酸甜正好,不冲头。”",
        "店员小林给您留了一瓶。",
        "青梅酒买一送一。",
        "青梅酒第二件免费。",
        "满68元包邮。",
        "桂花米酿比青梅酒贵29元。",
        "桂花米酿两瓶58.5元,第二件半价。",
        "青梅酒打七折:68元,原价85元。",
        "明天中午前送达。",
        "它绝对不会坏。",
        "青梅酒里面有夹层暗格。",
        "立冬姐,记得来看看。",
    ],
)
def test_what_is_told_of_another_thing_does_not_pass(text: str) -> None:
    """Each is a right fact in the wrong place, or one that nothing proves."""
    assert _outcome(text) in ("hold", "block")


@pytest.mark.parametrize(
    "text",
    [
        "The Fellside Boots are rated 4.6.",
        'The Fellside Boots: "Dry feet after a whole week of rain." – Nell',
        "The Fellside Boots and the Wool Socks come to $138.",
        "The Wool Socks are 1,110 g lighter than the Fellside Boots.",
        "The Fellside Boots weigh 1200 g.",
        "The Fellside Boots are $120, before $150: a fifth less.",
        "The Fellside Boots are $30 less than before.",
        "A great deal of rain fell this week.",
        "Three for two.",
        "Free shipping on orders over $60.",
        "It comes with two years' warranty.",
        "With FELL15 the Fellside Boots come to $105 ($15 off from $100, not combinable with other codes).",
        "青梅酒八折:68元(原价85元),直降17元。",
        "青梅酒两瓶102元,第二件半价。",
        "桂花米酿比青梅酒便宜29元。",
        "阿蓝说青梅酒:“酸甜正好,不冲头。”",
        "满99元包邮。",
    ],
)
def test_what_follows_from_the_evidence_passes(text: str) -> None:
    """Computed amounts, other units and other words for the same are no inventions."""
    assert _outcome(text) == "allow"


def test_a_rating_without_a_product_is_that_of_the_first() -> None:
    """So says the contract of a brief: X1 and R1 are about P1."""
    evidence = json.dumps({"customer": "c1", "evidence": UNNAMED})
    assert check_file("The Fellside Boots are rated 4.6. They have 210 reviews.", evidence).outcome == "allow"
    assert check_file("The Wool Socks are rated 4.6.", evidence).outcome in ("hold", "block")
