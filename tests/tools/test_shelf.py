"""Briefs of tiny shops: the variant of the reason, promotions without a code, quotes, and codes promised before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from shop.catalogue import products
from shop.offers import NothingKept, OfferRequest, choose_offers
from shop.promotions import OfferContext
from shop.record import Language
from shop.types import Customer, Review
from shop.types.offer_rules import OfferRules
from tools.brief import BriefRequest, gather
from tools.evidence.offer import offer_evidence
from tools.message_brief import MessageBrief
from tools.shelf import _names, _wrote

Shop = Callable[..., Any]
POLICY = {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-12-01T00:00:00+08:00"}
TEN = {"kind": "percent", "percent": "10"}
TIERS = {"kind": "full_reduction", "tiers": [{"threshold": "300", "reduction": "30"}]}
RULE: dict[Language, str] = {"en": "Vouchers go to some"}


def ruled(shop: Any) -> Any:  # noqa: ANN401
    """Let the shop publish a rule for offers that differ per person."""
    shop.info = shop.info.model_copy(update={"offers": OfferRules(published_rule=RULE)})
    return shop


def shop_with(make: Shop, *promotions: dict[str, Any]) -> Any:  # noqa: ANN401 - loaded by path
    shop = make().customer("c1", country="CN", language="zh", first_name="Anna").product("p1", price="100", stock=9)
    shop.variant("p1", "big", title="1 kg").price("p1", "160", None, variant="big").stock("p1", 2, None, variant="big")
    for place, item in enumerate(promotions):
        document = {"id": "a", "name": {"en": "x"}, "currency": "CNY", "policy": POLICY, **item}
        shop.row("promotions", promotion_id="a", position=place, document=json.dumps(document))
    return shop


def brief(shop: Any, **asked: Any) -> MessageBrief:  # noqa: ANN401
    with shop.view("2026-11-20T12:00") as view:
        [found] = gather(view, ["c1"], BriefRequest(campaign_id="t", segment="", channel="email", **asked)).briefs
    return found


def fields(found: MessageBrief, id_: str) -> dict[str, Any]:
    item = found.evidence.get(id_)
    return {name: value.model_dump(mode="json") for name, value in item.fields.items()} if item else {}


def test_the_product_of_a_reason_that_names_a_variant_is_that_variant(tiny_shop: Shop) -> None:
    shop = shop_with(tiny_shop)
    p1 = fields(brief(shop.event("c1", "cart", "2026-11-15", "p1", variant_key=shop.key("variant", "big"))), "P1")
    assert (p1["price"]["money"], p1["stock"]["number"], p1["variant"]) == ("160.00", "2", {"text": "1 kg"})
    assert "from_price" not in p1


def test_the_product_of_a_reason_without_a_variant_is_all_of_it(tiny_shop: Shop) -> None:
    p1 = fields(brief(shop_with(tiny_shop).event("c1", "cart", "2026-11-15", "p1")), "P1")
    assert (p1["from_price"]["money"], p1["stock"]["number"]) == ("100.00", "11")
    assert "variant" not in p1


@pytest.mark.parametrize("offers", [True, False])
@pytest.mark.parametrize(
    ("promotion", "holds"),
    [
        ({"effect": TEN}, True),
        ({"effect": TIERS}, True),
        ({"effect": TEN, "when": {"min_total": "500"}}, True),
        ({"effect": TIERS, "when": {"channels": ["sms"]}}, True),
        ({"effect": TEN, "code": "TEN"}, False),
        ({"effect": TEN, "code_pool": "pool"}, False),
        ({"effect": TEN, "when": {"customers": "returning"}}, False),
        ({"effect": TIERS, "when": {"countries": ["US"]}}, False),
        ({"effect": TIERS, "when": {"except_products": ["p1"]}}, False),
        ({"effect": TIERS, "policy": {**POLICY, "ends_at": "2026-11-19T00:00:00+08:00"}}, False),
    ],
)
def test_a_promotion_without_a_code_is_told(
    tiny_shop: Shop, promotion: dict[str, Any], holds: bool, offers: bool
) -> None:  # fmt: skip
    shop = shop_with(tiny_shop, promotion).event("c1", "cart", "2026-11-15", "p1")
    p1 = fields(brief(shop, offers=offers), "P1")
    assert p1.get("automatic_promotion") == ({"bool": True} if holds else None)


def test_a_limit_per_customer_is_told_and_promised_codes_are_left_alone(tiny_shop: Shop) -> None:
    shop = ruled(tiny_shop()).product("p1", cost=20)
    document = {"id": "a", "name": {"en": "x"}, "currency": "CNY", "code_pool": "pool", "effect": TEN}
    document["policy"] = {**POLICY, "per_customer": 2}
    shop.row("promotions", promotion_id="a", position=0, document=json.dumps(document))
    shop.row("codes", pool="pool", code="A1").row("codes", pool="pool", code="B2")
    with shop.view("2026-11-20T12:00") as view:
        context, ledger = OfferContext(at=view.at, currency="CNY"), NothingKept(view)
        base = {"context": context, "product": products(view)["p1"], "reason": "lapsing"}
        asked = [[OfferRequest(customer_id=name, **base)] for name in ("c1", "c2", "c3")]
        first, second, none = (next(iter(choose_offers(view, one, ledger).values())) for one in asked)
        assert first is not None
        assert second is not None
        told = offer_evidence(first, "en", view.at, RULE).model_dump(mode="json")["fields"]
    assert (told["code"], told["per_customer"]["number"]) == ({"code": "A1"}, "2")
    assert told["personal_rule"] == {"text": "Vouchers go to some"}
    assert (second.code, none) == ("B2", None)


def test_an_offer_without_an_end_states_none_and_what_cannot_be_stated_is_not_offered(tiny_shop: Shop) -> None:
    shop = tiny_shop().product("p1", cost=20)
    base = {"name": {"en": "x"}, "currency": "CNY"}
    bundle = {"id": "a", "code": "A", "effects": [{"kind": "buy_get", "percent": 1}], **base}
    friday = {"id": "b", "code": "B", "when": {"kind": "time", "weekdays": [5]}, "effects": [TEN], **base}
    evergreen = {"id": "c", "code": "C", "effects": [{**TEN, "percent": "20"}], **base}
    for place, document in enumerate((bundle, friday, evergreen)):
        shop.row("promotions", promotion_id=document["id"], position=place, document=json.dumps(document))
    with shop.view("2026-11-20T12:00") as view:
        context = OfferContext(at=view.at, currency="CNY")
        asked = [OfferRequest(customer_id="c1", context=context, product=products(view)["p1"], reason="lapsing")]
        offer = choose_offers(view, asked)["c1"]
        assert offer is not None
        told = offer_evidence(offer, "en", view.at, RULE).model_dump(mode="json")["fields"]
    assert (offer.promotion.id, told["reduction"]) == ("c", {"percent": "20"})
    assert not {"starts", "ends", "personal_rule"} & set(told)


@pytest.mark.parametrize(
    ("author", "account", "own"),
    [
        ("anna", None, True), (" ANNA ", None, True), ("小安", None, True), ("Ann", None, False), ("", None, False),
        ("Someone", "c1", True), ("Someone", "c2", False),
    ],
)  # fmt: skip
def test_nobody_is_quoted_to_themselves(author: str, account: str | None, own: bool) -> None:
    reader = Customer(id="c1", first_name="Anna", nickname="小安")
    review = Review(id="r1", product_id="p1", customer_id=account, rating=5, body="Good.", author=author)
    assert _wrote(reader, _names(reader), review) is own
