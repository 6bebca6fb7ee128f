"""A reminder of a claimed code: it offers that promotion with that code, or the person's next reason is taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agent.composer import Composer
from shop.evidence import CodeValue
from shop.types.offer_rules import OfferRules
from tools.brief import BriefRequest, Gathered, gather

Shop = Callable[..., Any]
FACTS = {"id": "ten", "name": {"en": "Ten off"}, "currency": "USD", "effect": {"kind": "fixed", "amount": "10"}}


def shop_with(make: Shop, threshold: str) -> Any:  # noqa: ANN401 - loaded by path
    """Customer c1 claimed a code; p1 is what the shop recommends, and p2 lies in the cart of c2."""
    shop = make(currency="USD")
    shop.info = shop.info.model_copy(update={"offers": OfferRules(published_rule={"en": "Vouchers go to some"})})
    shop.product("p1", price="50", stock=9).product("p2", price="20", stock=9)
    policy = {"starts_at": "2026-11-01T00:00:00+00:00", "ends_at": "2026-11-26T00:00:00+00:00"}
    document = {**FACTS, "policy": policy, "when": {"min_total": threshold}, "code_pool": "pool"}
    document["exclusions"] = {"en": "Gift cards are excluded"}
    shop.row("promotions", promotion_id="ten", position=0, document=json.dumps(document))
    other = {**FACTS, "id": "one", "effect": {"kind": "fixed", "amount": "1"}, "policy": policy, "code": "ONEOFF"}
    shop.row("promotions", promotion_id="one", position=1, document=json.dumps(other))
    for place in range(3):
        name = f"b{place}"
        shop.customer(name, country="US", language="en").order(name, "2026-10-01", [("p1", 1)])
    shop.customer("c1", country="US", language="en", first_name="Anna", email="c1@example.invalid")
    shop.row("codes", pool="pool", code="AB12CD", assigned_to="c1").row(
        "codes", pool="pool", code="ZZ99", assigned_to=""
    )
    return shop.event("c1", "coupon_claimed", "2026-11-10T08:00", code="AB12CD")


def gathered(shop: Any, **asked: Any) -> Gathered:  # noqa: ANN401
    with shop.view("2026-11-20T12:00") as view:
        return gather(view, ["c1"], BriefRequest(campaign_id="t", segment="", channel="email", **asked))


def test_the_held_code_is_offered_with_its_conditions(tiny_shop: Shop) -> None:
    [brief] = gathered(shop_with(tiny_shop, "40")).briefs
    assert brief.reason == "offer_ends"
    offer = brief.evidence.get("O1")
    assert offer is not None
    assert offer.fields["code"] == CodeValue(code="AB12CD")
    reason = brief.evidence.get("W1")
    assert reason is not None
    assert set(reason.fields) == {"kind", "claimed_on", "ends"}  # the code is told with its conditions only
    message = Composer(None, allowed_hosts=frozenset({"tiny.example"})).compose(brief)
    assert message.verdict.outcome == "allow", message.verdict.findings
    text = " ".join(message.copy_.body)
    assert all(words in text for words in ("AB12CD", "$10.00", "$40.00", "Gift cards are excluded"))


def test_what_cannot_be_stated_is_not_told(tiny_shop: Shop) -> None:
    shop = shop_with(tiny_shop, "90")  # no single recommended product reaches it
    assert gathered(shop).left_out == {"c1": "nothing_to_say"}
    assert gathered(shop, reason="offer_ends").left_out == {"c1": "nothing_to_say"}
    assert gathered(shop_with(tiny_shop, "40"), offers=False).left_out == {"c1": "nothing_to_say"}


def test_the_next_reason_is_taken_then(tiny_shop: Shop) -> None:
    shop = shop_with(tiny_shop, "90")
    shop.order("c1", "2025-11-18", [("p2", 1)])
    [brief] = gathered(shop).briefs
    assert brief.reason in ("lapsing", "anniversary")
    assert "AB12CD" not in brief.model_dump_json()
