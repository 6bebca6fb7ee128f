"""Codes go to different customers; offers are honest, cheap, and only for those who are drifting away."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from shop.catalogue import products
from shop.offers import Offer, OfferRequest, choose_offer, choose_offers
from shop.promotions import OfferContext, assign_codes, first_free_code, free_codes, load, times_used
from shop.store.view import ShopView

Shop = Callable[..., Any]
POLICY = {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-12-01T00:00:00+08:00"}
TEN = {"kind": "percent", "percent": "10"}
FIVE = {"kind": "percent", "percent": "5"}


def stocked(shop: Any, *promotions: dict[str, Any], codes: int = 0) -> ShopView:  # noqa: ANN401 - loaded by path
    """A shop with one product for 100 CNY, these promotions, and a pool of so many codes."""
    shop.product("p1", price="100")
    for place, item in enumerate(promotions):
        document = {"name": {"en": "x"}, "currency": "CNY", "policy": POLICY, **item}
        shop.row("promotions", promotion_id=item["id"], position=place, document=json.dumps(document))
    for number in range(codes):
        shop.row("codes", pool="pool", code=f"CODE{number}")
    view: ShopView = shop.view()
    return view


def request(view: ShopView, customer: str = "c1", **changes: Any) -> OfferRequest:  # noqa: ANN401
    base = {"customer_id": customer, "product": products(view)["p1"], "reason": "lapsing"}
    return OfferRequest(**{**base, "context": OfferContext(at=view.at, currency="CNY"), **changes})


def chosen(offer: Offer | None) -> str | None:
    return offer.promotion.id if offer else None


def test_assigned_and_used_codes_are_not_free(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.row("codes", pool="pool", code="B").row("codes", pool="pool", code="A", assigned_to="c9")
    shop.row("codes", pool="pool", code="C").row("codes", pool="pool", code="0", used_at=shop.utc("2026-11-01"))
    shop.row("codes", pool="dry", code="D", assigned_to="c1")
    with shop.view() as view:
        assert free_codes(view) == {"dry": 0, "pool": 2}
        assert first_free_code(view, "pool") == "B"
        assert first_free_code(view, "dry") is None
        assert assign_codes(view, "pool", ["c9"]) == {"c9": "A"}


def test_codes_are_distinct_stop_when_dry_and_ignore_the_order(tiny_shop: Shop) -> None:
    with stocked(tiny_shop(), codes=3) as view:
        customers = [f"c{number}" for number in range(5)]
        given = assign_codes(view, "pool", customers)
        assert sorted(given.values()) == ["CODE0", "CODE1", "CODE2"]
        assert assign_codes(view, "pool", [*reversed(customers), "c0"]) == given
        assert assign_codes(view, "pool", ["c1"], taken={"CODE0"}) == {"c1": "CODE1"}


def test_promotions_come_in_the_order_of_the_document(tiny_shop: Shop) -> None:
    with stocked(tiny_shop(), {"id": "b", "effect": TEN}, {"id": "a", "effect": FIVE}) as view:
        assert [item.id for item in load(view)] == ["b", "a"]


@pytest.mark.parametrize(
    ("promotions", "expected"),
    [
        ([], None),
        ([{"id": "a", "effect": TEN, "code": "TEN"}], "a"),
        ([{"id": "a", "effect": TEN, "code": "TEN"}, {"id": "b", "effect": FIVE, "code": "FIVE"}], "b"),
        ([{"id": "a", "effect": TEN, "code": "TEN", "when": {"min_total": "100.01"}}], None),
        ([{"id": "a", "effect": TEN, "code": "TEN", "when": {"countries": ["US"]}}], None),
        ([{"id": "a", "effect": TEN, "code": "TEN"}, {"id": "b", "effect": FIVE}], "b"),
        ([{"id": "a", "effect": TEN}, {"id": "b", "effect": FIVE, "code": "FIVE"}], "a"),
        ([{"id": "a", "effect": TEN}, {"id": "b", "effect": FIVE}], "a"),
        ([{"id": "a", "effect": TEN, "code_pool": "pool"}], None),
    ],
    ids=[
        "nothing on file", "one code", "the cheaper of two codes", "the product alone is below the threshold",
        "not for this customer", "what applies anyway costs nothing more", "a code must beat what applies anyway",
        "of what applies anyway the best is applied", "no code left",
    ],
)  # fmt: skip
def test_which_offer_is_chosen(tiny_shop: Shop, promotions: list[dict[str, Any]], expected: str | None) -> None:
    with stocked(tiny_shop(), *promotions) as view:
        assert chosen(choose_offer(view, request(view))) == expected


def test_an_offer_proves_its_price(tiny_shop: Shop) -> None:
    with stocked(tiny_shop(), {"id": "a", "effect": TEN, "code": "TEN"}, {"id": "b", "effect": FIVE}) as view:
        offer = choose_offer(view, request(view))
        assert offer is not None
        assert (offer.promotion.id, offer.code, offer.pricing.total_after) == ("b", "", Decimal("95.00"))


def test_only_a_lapsing_customer_gets_an_offer(tiny_shop: Shop) -> None:
    with stocked(tiny_shop(), {"id": "a", "effect": TEN}) as view:
        assert choose_offer(view, request(view, reason="cart_left")) is None


def test_no_offer_on_a_product_whose_price_varies_or_that_is_gone(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("p1", price="100").variant("p1", "p1-big").price("p1", "150", None, variant="p1-big")
    shop.product("p2", price="100", stock=0)
    shop.row("promotions", promotion_id="a", position=0, document=json.dumps(
        {"id": "a", "name": {"en": "x"}, "currency": "CNY", "effect": TEN, "policy": POLICY}))  # fmt: skip
    with shop.view() as view:
        for product in products(view).values():
            assert choose_offer(view, request(view, product=product)) is None


def test_single_use_codes_are_shared_out_and_the_rest_choose_again(tiny_shop: Shop) -> None:
    pool = {"id": "a", "effect": FIVE, "code_pool": "pool"}
    with stocked(tiny_shop(), pool, {"id": "b", "effect": TEN, "code": "TEN"}, codes=2) as view:
        requests = [request(view, f"c{number}") for number in range(5)]
        offers = choose_offers(view, requests)
        assert choose_offers(view, requests[::-1]) == offers
    assert list(offers) == [f"c{number}" for number in range(5)]
    codes = sorted(offer.code for offer in offers.values() if offer)
    assert codes == ["CODE0", "CODE1", "TEN", "TEN", "TEN"]
    assert {offer.promotion.id for offer in offers.values() if offer and offer.code == "TEN"} == {"b"}


def test_two_promotions_of_one_pool_never_share_a_code(tiny_shop: Shop) -> None:
    small = {"id": "a", "effect": FIVE, "code_pool": "pool", "when": {"segments": ["x"]}}
    large = {"id": "b", "effect": TEN, "code_pool": "pool"}
    with stocked(tiny_shop(), small, large, codes=4) as view:
        member = OfferContext(at=view.at, currency="CNY", segments=("x",))
        requests = [request(view, "c1", context=member), request(view, "c2"), request(view, "c3", context=member)]
        offers = choose_offers(view, requests)
    codes = [offer.code for offer in offers.values() if offer]
    assert len(set(codes)) == 3


def test_a_limit_counts_the_codes_on_earlier_orders(tiny_shop: Shop) -> None:
    once = {"effect": FIVE, "policy": {**POLICY, "per_customer": 1}}
    shop = tiny_shop().customer("c1").customer("c2").product("tea", price="9")
    shop.order("c1", "2026-11-02", [("tea", 1)], codes=["FIVE", "OTHER"])
    shop.order("c1", "2026-11-03", [("tea", 1)], codes=["FIVE"], status="cancelled")
    shop.order("c1", "2026-11-04", [("tea", 1)], codes=["CODE0"])
    shop.order("c2", "2026-11-25", [("tea", 1)], codes=["FIVE"])
    both = ({"id": "a", "code": "FIVE", **once}, {"id": "b", "code_pool": "pool", **once, "effect": TEN})
    with stocked(shop, *both, codes=3) as view:
        assert times_used(view, load(view), ["c2", "c1"]) == {"c2": {}, "c1": {"a": 1, "b": 1}}
        assert choose_offer(view, request(view, "c1")) is None
        assert chosen(choose_offer(view, request(view, "c2"))) == "a"
