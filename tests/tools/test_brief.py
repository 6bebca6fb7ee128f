"""Briefs of real sample shops: everything in them is the customer's own, current, and sold in their market."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.copilot import build
from app.settings import Settings
from shop.evidence import MoneyValue
from shop.people import customers
from shop.record import CHANNELS
from shop.samples import BRANDS
from shop.segments.builtin import members
from tools.brief import BriefRequest, gather
from tools.message_brief import MessageBrief

MakeHome = Callable[[str], Path]


def everyone(home: Path, **asked: object) -> tuple[list[MessageBrief], dict[str, str]]:
    request = BriefRequest.model_validate({"campaign_id": "test", "segment": "everyone", "channel": "email", **asked})
    with build(Settings(home=home)).view() as view:
        gathered = gather(view, members(view, "everyone"), request)
    return gathered.briefs, dict(gathered.left_out)


@pytest.mark.parametrize("brand", BRANDS)
def test_everyone_has_a_brief_or_a_reason_why_not(sample_home: MakeHome, brand: str) -> None:
    with build(Settings(home=sample_home(brand))).view() as view:
        ids = members(view, "everyone")
    briefs, left_out = everyone(sample_home(brand))
    assert len(briefs) >= 40
    assert sorted([*(brief.customer_id for brief in briefs), *left_out]) == ids


@pytest.mark.parametrize("brand", BRANDS)
def test_evidence_is_the_customers_own_and_priced_in_their_market(sample_home: MakeHome, brand: str) -> None:
    with build(Settings(home=sample_home(brand))).view() as view:
        people = customers(view, members(view, "everyone"))
        shop = view.shop
    for brief in everyone(sample_home(brand))[0]:
        person = people[brief.customer_id]
        market = shop.market_of(person.country, person.language)
        assert market is not None
        assert brief.evidence.customer == brief.customer_id
        assert brief.jurisdiction == market.jurisdiction
        amounts = [
            value for item in brief.evidence.evidence for value in item.fields.values() if isinstance(value, MoneyValue)
        ]
        assert {value.currency for value in amounts} <= {market.currency}
        for other in ("email", "phone"):
            address = getattr(person, other)
            assert not address or address not in brief.evidence.model_dump_json()


@pytest.mark.parametrize("brand", BRANDS)
def test_products_can_be_bought_now_and_no_former_price_is_claimed(sample_home: MakeHome, brand: str) -> None:
    for brief in everyone(sample_home(brand))[0]:
        for id_ in ("P1", "P2"):
            item = brief.evidence.get(id_)
            if item is None:
                continue
            if "in_stock" in item.fields:
                assert item.fields["in_stock"].model_dump() == {"bool": True}
            assert ("price" in item.fields) != ("from_price" in item.fields)
            assert "list_price" not in item.fields


def test_one_language_can_be_asked_for(sample_home: MakeHome) -> None:
    briefs, left_out = everyone(sample_home("outdoor"), language="zh")
    assert {brief.language for brief in briefs} == {"zh"}
    assert "other_language" in left_out.values()


def test_no_offers_when_none_are_wanted(sample_home: MakeHome) -> None:
    with_offers = [brief for brief in everyone(sample_home("coffee"))[0] if brief.evidence.get("O1")]
    without = [brief for brief in everyone(sample_home("coffee"), offers=False)[0] if brief.evidence.get("O1")]
    assert with_offers
    assert not without
    for brief in with_offers:
        assert brief.reason == "lapsing"
        assert brief.evidence.get("Q1") is not None


def test_single_use_codes_are_single(sample_home: MakeHome) -> None:
    for brand in BRANDS:
        codes: list[str] = []
        for brief in everyone(sample_home(brand))[0]:
            offer = brief.evidence.get("O1")
            if offer and "code" in offer.fields and "-" in str(offer.fields["code"].model_dump()["code"]):
                codes.append(str(offer.fields["code"].model_dump()["code"]))
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_same_question_gives_the_same_briefs(sample_home: MakeHome, channel: str) -> None:
    assert everyone(sample_home("skincare"), channel=channel) == everyone(sample_home("skincare"), channel=channel)
