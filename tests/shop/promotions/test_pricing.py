"""Pricing: readable cases (cases.yaml), and what must hold for every basket."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shop.money import quantum
from shop.promotions import Basket, BasketLine, OfferContext, Pricing, price
from shop.promotions.remainder import distribute
from shop.types import Promotion

AT = datetime(2026, 11, 20, tzinfo=UTC)
WINDOW = {"starts_at": "2026-11-01T00:00:00Z", "ends_at": "2026-12-01T00:00:00Z"}
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
LINE = re.compile(r"(?P<product>\w+) (?P<quantity>\d+) (?P<unit>[\d.]+)( was (?P<was>[\d.]+))?( in (?P<category>.+))?")


def line_of(text: str) -> BasketLine:
    found = LINE.fullmatch(text)
    assert found, text
    return BasketLine(
        product_id=found["product"],
        quantity=int(found["quantity"]),
        unit_price=Decimal(found["unit"]),
        list_price=Decimal(found["was"]) if found["was"] else None,
        categories=(found["category"],) if found["category"] else (),
    )


def promotion_of(place: int, data: dict[str, Any], currency: str) -> Promotion:
    document = {"id": "ABC"[place], "name": {"en": "x"}, "currency": currency, **data}
    policy = {**WINDOW, "priority": document.pop("priority", 0)}
    return Promotion.model_validate({**document, "policy": policy})


def priced(case: dict[str, Any]) -> Pricing:
    currency = case.get("currency", "CNY")
    basket = Basket(currency=currency, lines=tuple(line_of(line) for line in case["basket"]))
    promotions = [promotion_of(place, data, currency) for place, data in enumerate(case["promotions"])]
    return price(basket, promotions, AT, OfferContext(at=AT, currency=currency, codes=tuple(case.get("codes", ()))))


def why(pricing: Pricing) -> dict[str, str]:
    return {
        item.promotion_id: " ".join(
            [item.reasons[0].kind, *([str(item.reasons[0].missing)] if item.reasons[0].missing is not None else [])]
        )
        for item in pricing.not_applied
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    pricing, expected = priced(case), case["expect"]
    assert str(pricing.discount) == expected["discount"]
    assert ([applied.promotion_id for applied in pricing.applied] or ["none"]) == [expected["applied"]]
    assert why(pricing) == expected.get("why", {})
    if "lines" in expected:
        assert [str(line.discount) for line in pricing.lines] == expected["lines"]


def test_the_cases_are_many() -> None:
    assert len(CASES) >= 25
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_pricing_goes_through_json_unchanged() -> None:
    for case in CASES:
        pricing = priced(case)
        assert Pricing.model_validate_json(pricing.model_dump_json()) == pricing


def test_explanation_names_the_amounts_in_both_languages() -> None:
    case = next(case for case in CASES if case["name"] == "每满减 stops at its ceiling")
    explanation = priced(case).applied[0].explanation
    assert explanation["en"] == "30 CNY off for every 200 CNY, 30 times, at most 100 CNY: 100.00 CNY less."
    assert explanation["zh"] == "每满 200 CNY 减 30 CNY，共 30 次，最多减 100 CNY，优惠 100.00 CNY。"


def test_a_price_that_nobody_can_pay_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"lines\[0\].unit_price 10.5 is finer than 1 JPY"):
        Basket(currency="JPY", lines=(line_of("p1 1 10.5"),))


CURRENCIES = st.sampled_from(["CNY", "JPY", "KWD"])


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    currency = draw(CURRENCIES)
    unit = quantum(currency)
    lines = draw(
        st.lists(
            st.builds(
                BasketLine,
                product_id=st.sampled_from(["p1", "p2", "p3", "p4"]),
                variant_id=st.sampled_from(["", "s", "m"]),
                quantity=st.integers(1, 5),
                unit_price=st.integers(0, 200_000).map(lambda count: count * unit),
            ),
            max_size=8,
        )
    )
    return Basket(currency=currency, lines=tuple(lines))


@st.composite
def effects(draw: st.DrawFn) -> dict[str, Any]:
    amounts = st.decimals(1, 500, places=1)
    ceiling = draw(st.none() | amounts)
    kind = draw(st.sampled_from(["percent", "fixed", "full_reduction"]))
    if kind == "percent":
        return {"kind": kind, "percent": draw(st.decimals("0.5", 100, places=1)), "ceiling": ceiling}
    if kind == "fixed":
        return {"kind": kind, "amount": draw(amounts)}
    pairs = sorted(sorted(draw(st.tuples(amounts, amounts))) for _ in range(draw(st.integers(1, 3))))
    tiers = [{"threshold": high, "reduction": low} for low, high in pairs]
    return {"kind": kind, "tiers": tiers, "every": len(tiers) == 1 and draw(st.booleans()), "ceiling": ceiling}


@st.composite
def situations(draw: st.DrawFn) -> tuple[Basket, list[Promotion]]:
    basket = draw(baskets())
    offered = draw(st.lists(effects(), max_size=3))
    wanted = draw(st.lists(st.sampled_from(["p1", "p2"]), max_size=2, unique=True))
    promotions = [
        promotion_of(place, {"effect": effect, "when": {"products": wanted if place else []}}, basket.currency)
        for place, effect in enumerate(offered)
    ]
    return basket, promotions


@settings(max_examples=80, deadline=None)
@given(situations())
def test_every_cent_is_accounted_for(situation: tuple[Basket, list[Promotion]]) -> None:
    basket, promotions = situation
    pricing = price(basket, promotions, AT)
    unit = quantum(basket.currency)
    assert sum((line.discount for line in pricing.lines), Decimal(0)) == pricing.discount
    assert sum((line.total for line in pricing.lines), Decimal(0)) == pricing.total_after
    assert pricing.total_before - pricing.discount == pricing.total_after
    assert sum((applied.amount for applied in pricing.applied), Decimal(0)) == pricing.discount
    for line in pricing.lines:
        assert 0 <= line.discount <= line.unit_price * line.quantity
        assert line.discount % unit == 0
    named = [item.promotion_id for item in (*pricing.applied, *pricing.not_applied)]
    assert sorted(named) == sorted(promotion.id for promotion in promotions)


@settings(max_examples=80, deadline=None)
@given(situations(), st.randoms(use_true_random=False))
def test_neither_order_of_lines_nor_of_promotions_matters(
    situation: tuple[Basket, list[Promotion]], dice: random.Random
) -> None:
    basket, promotions = situation
    lines = dice.sample(basket.lines, len(basket.lines))
    straight = price(basket, promotions, AT)
    mixed = price(Basket(currency=basket.currency, lines=tuple(lines)), dice.sample(promotions, len(promotions)), AT)
    assert (mixed.applied, mixed.not_applied, mixed.discount) == (
        straight.applied,
        straight.not_applied,
        straight.discount,
    )
    assert sorted(mixed.lines, key=str) == sorted(straight.lines, key=str)


@settings(max_examples=80, deadline=None)
@given(situations())
def test_no_single_promotion_would_save_more(situation: tuple[Basket, list[Promotion]]) -> None:
    basket, promotions = situation
    alone = [price(basket, [promotion], AT).discount for promotion in promotions]
    assert price(basket, promotions, AT).discount == max(alone, default=Decimal(0))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9), st.data())
def test_shares_are_fair_to_one_unit(counts: list[int], data: st.DataObject) -> None:
    unit = Decimal("0.01")
    amount = data.draw(st.integers(0, sum(counts))) * unit
    weights = [count * unit for count in counts]
    shares = distribute(amount, weights, unit)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert 0 <= share <= weight
        assert abs(share - amount * weight / max(sum(weights), unit)) < unit
