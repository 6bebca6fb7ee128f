"""Opportunities: audiences, funnels and values equal what reasons, consents and orders say themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.copilot import build
from app.settings import Settings
from shop.consent import eligible
from shop.evidence import MoneyValue, NumberValue, TextValue
from shop.money import Money, money
from shop.reason import REASON_KINDS
from shop.reasons import find, reasons
from shop.record import CHANNELS, Record
from shop.reports.opportunities import opportunities


class Forecast(Record):
    probability: Decimal | None = Decimal("0.5")
    expected_value: Money | None
    model: str = "m"
    trained_until: datetime = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize("brand", ["coffee", "skincare", "outdoor"])
def test_each_audience_is_the_reasons_own(sample_home: Callable[[str], Path], brand: str) -> None:
    copilot = build(Settings(home=sample_home(brand)))
    with copilot.view() as view, copilot.state() as state:
        found = opportunities(view, state)
        everyone = [row[0] for row in view.rows("SELECT customer_id FROM customers")]
        strongest = [listed[0].kind for listed in reasons(view, everyone).values() if listed]
        spent = dict(
            view.rows(
                """SELECT customer_id, sum(spend_base) FROM sales JOIN customers USING (customer_key)
                   WHERE customer_key IN (SELECT customer_key FROM sales WHERE total >= 0) GROUP BY ALL"""
            )
        )
        assert [item.kind for item in found.items] == [kind for kind in REASON_KINDS if find(view, kind)]
        for item in found.items:
            people = {reason.customer_id for reason in find(view, item.kind)}
            assert item.customers == len(people)
            assert item.first == strongest.count(item.kind)
            assert item.spend.amount == sum(spent.get(id_, Decimal(0)) for id_ in people).quantize(Decimal("0.01"))
            assert [funnel.channel for funnel in item.funnels] == list(CHANNELS)
            for funnel in item.funnels:
                assert funnel == eligible(view, state, people, funnel.channel).funnel
    assert sum(item.first for item in found.items) == len(strongest)


def test_evidence_repeats_the_figures_and_the_facts(sample_home: Callable[[str], Path]) -> None:
    copilot = build(Settings(home=sample_home("coffee")))
    with copilot.view() as view, copilot.state() as state:
        for item in opportunities(view, state, ["sms"]).items:
            figures, *examples = item.evidence
            assert figures.fields["customers"] == NumberValue(number=Decimal(item.customers))
            assert figures.fields["spend"] == MoneyValue(money=item.spend.amount, currency="USD")
            assert figures.fields["eligible_sms"] == NumberValue(number=Decimal(item.funnels[0].eligible))
            told = find(view, item.kind)
            for id_, example in zip(item.example_ids, examples, strict=True):
                [reason, *_] = [one for one in told if one.customer_id == id_]
                assert example.fields["kind"] == TextValue(text=item.kind)
                assert {role: example.fields[role] for role in reason.facts} == reason.facts
                assert example.source == reason.source
            assert 1 <= len(set(item.example_ids)) == len(item.example_ids) <= 3


def test_what_is_expected_comes_from_forecasts_alone(tiny_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop = tiny_shop().product("p1").customer("c1").customer("c2").consent("c1", "email")
    for customer in ("c1", "c2"):
        shop.event(customer, "cart", "2026-11-15", "p1")
    shop.order("c1", "2026-10-01", [("p1", 2)])

    def churn(ids: Sequence[str]) -> Mapping[str, Forecast]:
        assert list(ids) == ["c1", "c2"]
        return {"c1": Forecast(expected_value=money("12.34", "CNY")), "c2": Forecast(expected_value=None)}

    with shop.view("2026-11-20") as view:
        [plain] = [one for one in opportunities(view, state, ["email"]).items if one.kind == "cart_left"]
        [known] = [one for one in opportunities(view, state, ["email"], churn).items if one.kind == "cart_left"]
    assert (plain.expected, plain.forecast) == (None, 0)
    assert (known.expected, known.forecast) == (money("12.34", "CNY"), 1)
    assert known.spend == money("200.00", "CNY")
    assert "--segment cart_left" in known.command
    assert "--reason cart_left" in known.command


def test_nobody_with_a_reason_is_no_opportunity(tiny_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    with tiny_shop().customer("c1").view("2026-11-20") as view:
        assert opportunities(view, state).items == ()
