"""Offers are what earns most by hand-checked figures, honest, and only for those whom the shop's rules allow."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from shop.catalogue import products
from shop.offers import Choice, Headroom, NothingKept, Offer, OfferRequest, choose_offers, decide
from shop.promotions import OfferContext, load, times_used
from shop.store.view import ShopView
from shop.types import Promotion
from shop.types.offer_rules import OfferRules

Shop = Callable[..., Any]
POLICY = {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-12-01T00:00:00+08:00"}
TEN = {"kind": "percent", "percent": "10"}
FIVE = {"kind": "percent", "percent": "5"}
RULE = {"published_rule": {"en": "Vouchers go to some"}}


def ruled(shop: Any, **rules: Any) -> Any:  # noqa: ANN401
    """Give the shop rules for offers."""
    shop.info = shop.info.model_copy(update={"offers": OfferRules.model_validate({**RULE, **rules})})
    return shop


def stocked(shop: Any, *promotions: dict[str, Any], codes: int = 0, cost: str | None = "20") -> ShopView:  # noqa: ANN401
    """A shop with one product for 100 CNY that costs it 20, these promotions, and a pool of so many codes.

    Nothing was ever sent: 2 of 100 order without an offer and 3 of 100 with one, as the rules assume. So no offer is
    worth 0.02 x 80 = 1.60, five percent off 0.03 x 75 = 2.25, ten percent off 0.03 x 70 = 2.10.
    """
    shop.product("p1", price="100", cost=None if cost is None else Decimal(cost))
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


def choose_offer(view: ShopView, asked: OfferRequest) -> Offer | None:
    return choose_offers(view, [asked])[asked.customer_id]


def choice(view: ShopView, asked: OfferRequest) -> Choice:
    return decide(view, [asked])[asked.customer_id]


def kinds(found: Choice) -> dict[str, list[str]]:
    """Return why each candidate was not open."""
    return {one.promotion_id: [because.kind for because in one.because] for one in found.candidates}


def chosen(offer: Offer | None) -> str | None:
    return offer.promotion.id if offer else None


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


def test_only_the_reasons_of_the_rules_carry_an_offer(tiny_shop: Shop) -> None:
    with stocked(tiny_shop(), {"id": "a", "effect": TEN}) as view:
        found = choice(view, request(view, reason="cart_left"))
        assert (found.offer, found.why["zh"]) == (None, "不给优惠：这类信息不带优惠。")
    with stocked(ruled(tiny_shop(), reasons=["cart_left"]), {"id": "a", "effect": TEN}) as view:
        assert chosen(choose_offer(view, request(view, reason="cart_left"))) == "a"
        assert choose_offer(view, request(view)) is None


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
    with stocked(ruled(tiny_shop()), pool, {"id": "b", "effect": TEN, "code": "TEN"}, codes=2) as view:
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
    with stocked(ruled(tiny_shop()), small, large, codes=4) as view:
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
    with stocked(ruled(shop), *both, codes=3) as view:
        assert times_used(view, load(view), ["c2", "c1"]) == {"c2": {}, "c1": {"a": 1, "b": 1}}
        assert choose_offer(view, request(view, "c1")) is None
        assert chosen(choose_offer(view, request(view, "c2"))) == "a"


def test_the_figures_of_a_choice_can_be_checked_by_hand(tiny_shop: Shop) -> None:
    ten, five = {"id": "a", "effect": TEN, "code": "TEN"}, {"id": "b", "effect": FIVE, "code": "FIVE"}
    with stocked(tiny_shop(), ten, five) as view:
        found = choice(view, request(view))
    figures = [
        (one.promotion_id, one.response.rate if one.response else None, one.margin, one.value)
        for one in found.candidates
    ]
    assert figures == [
        ("", Decimal("0.020000"), Decimal(80), Decimal("1.6000")),
        ("a", Decimal("0.030000"), Decimal(70), Decimal("2.1000")),
        ("b", Decimal("0.030000"), Decimal(75), Decimal("2.2500")),
    ]
    assert {one.response.basis for one in found.candidates if one.response} == {"assumed"}
    assert found.why["en"] == "Offered: it is expected to earn 2.2500 CNY, no offer 1.6000 CNY."


def test_no_offer_wins_where_it_earns_more(tiny_shop: Shop) -> None:
    """Without a known cost the margin is 30 of 100: 0.02 x 30 = 0.60 without, 0.03 x 20 = 0.60 with ten percent off."""
    with stocked(tiny_shop(), {"id": "a", "effect": TEN, "code": "TEN"}, cost=None) as view:
        found = choice(view, request(view))
    assert found.offer is None
    assert found.why["en"] == "No offer: it is expected to earn 0.6000 CNY, the best offer 0.6000 CNY."
    with stocked(tiny_shop(), {"id": "b", "effect": FIVE, "code": "FIVE"}, cost=None) as view:
        assert chosen(choose_offer(view, request(view))) == "b"  # 0.03 x 25 = 0.75


def test_a_message_costs_the_same_whatever_it_offers(tiny_shop: Shop) -> None:
    shop = ruled(tiny_shop(), contact_cost={"sms": "0.05"})
    with stocked(shop, {"id": "a", "effect": TEN, "code": "TEN"}) as view:
        context = OfferContext(at=view.at, currency="CNY", channel="sms")
        found = choice(view, request(view, context=context))
    assert [one.value for one in found.candidates] == [Decimal("1.5500"), Decimal("2.0500")]


@pytest.mark.parametrize(
    ("rules", "promotion", "why"),
    [
        ({"published_rule": {}}, {"when": {"segments": ["x"]}}, ["no_published_rule"]),
        ({"published_rule": {}}, {"when": {"customers": "returning"}}, ["no_published_rule"]),
        ({"published_rule": {}}, {}, []),
        ({"most_percent": "9.99"}, {}, ["too_deep"]),
        ({"most_percent": "10"}, {}, []),
        ({"min_margin": "77.8"}, {}, ["margin_too_small"]),  # 70 of 90 are 77.77 %
        ({"min_margin": "77.7"}, {}, []),
        ({}, {"effects": [{"kind": "fixed", "amount": "10"}], "limits": {"budget": "9.99"}}, ["not_for_this_product"]),
        ({}, {"effects": [{"kind": "fixed", "amount": "10"}], "limits": {"budget": "10"}}, []),
        ({}, {"effects": [TEN], "limits": {"budget": "1000"}}, ["cannot_be_stated"]),  # may cost any amount
        ({"budget": "9.99"}, {}, ["budget_used_up"]),
        ({"budget": "10"}, {}, []),
    ],
)
def test_what_the_rules_have_against_an_offer(
    tiny_shop: Shop, rules: dict[str, Any], promotion: dict[str, Any], why: list[str]
) -> None:
    document = {"id": "a", "code": "TEN", **({} if "effects" in promotion else {"effect": TEN}), **promotion}
    with stocked(ruled(tiny_shop(), **rules), document) as view:
        context = OfferContext(at=view.at, currency="CNY", segments=("x",), returning=True)
        ledger = Budgeted(view)
        found = decide(view, [request(view, context=context)], ledger)["c1"]
    assert (kinds(found)["a"], found.offer is None) == (why, bool(why))


class Budgeted(NothingKept):
    """A ledger that knows the budget of the rules and nothing else."""

    def __init__(self, view: ShopView) -> None:
        super().__init__(view)
        self._money = view.shop.offers.budget

    def headroom(self, promotions: Sequence[Promotion], customer_ids: Sequence[str]) -> Headroom:
        return super().headroom(promotions, customer_ids)._replace(money=self._money)


def test_the_lowest_cap_of_a_customers_segments_holds(tiny_shop: Shop) -> None:
    """After one order 26 days ago a customer is new: at most 5 percent, unless the shop says otherwise."""
    shop = tiny_shop().customer("c1").product("tea", price="9").order("c1", "2026-10-25", [("tea", 1)])
    with stocked(shop, {"id": "a", "effect": TEN, "code": "TEN"}, {"id": "b", "effect": FIVE, "code": "FIVE"}) as view:
        found = choice(view, request(view))
        assert (chosen(found.offer), kinds(found)["a"]) == ("b", ["too_deep"])
    shop.info = ruled(tiny_shop(), segment_percent={"new_customers": "4"}, published_rule={}).info
    with shop.view() as view:
        assert choose_offer(view, request(view)) is None
    shop.info = ruled(tiny_shop(), segment_percent={"new_customers": "20", "everyone": "10"}).info
    with shop.view() as view:
        assert kinds(choice(view, request(view)))["a"] == []


def test_a_code_that_takes_off_no_more_than_what_applies_anyway_is_kept(tiny_shop: Shop) -> None:
    pool = {"id": "a", "effect": TEN, "code_pool": "pool", "policy": {**POLICY, "priority": 9}}
    with stocked(ruled(tiny_shop()), pool, {"id": "b", "effect": TEN}, codes=1) as view:
        found = choice(view, request(view))
    assert (chosen(found.offer), kinds(found)["a"]) == ("b", ["no_better"])


def test_a_dry_pool_is_a_reason_for_the_row(tiny_shop: Shop) -> None:
    pool = {"id": "a", "effect": FIVE, "code_pool": "pool"}
    with stocked(ruled(tiny_shop()), pool, codes=1) as view:
        found = decide(view, [request(view, f"c{number}") for number in range(3)])
    why = sorted(one.why["en"] for one in found.values())
    assert why[:2] == ["No offer; a was not open: no code is left in the pool."] * 2
    assert why[2].startswith("Offered")


def test_nobody_gets_what_they_are_not_eligible_for(tiny_shop: Shop) -> None:
    members, others = {"id": "a", "effect": FIVE, "when": {"segments": ["x"]}}, {"id": "b", "effect": TEN, "code": "T"}
    with stocked(ruled(tiny_shop()), members, others) as view:
        inside = OfferContext(at=view.at, currency="CNY", segments=("x",))
        asked = [request(view, f"c{n}", **({"context": inside} if n % 2 else {})) for n in range(6)]
        found = choose_offers(view, asked)
    assert {id_: chosen(offer) for id_, offer in found.items()} == {f"c{n}": "a" if n % 2 else "b" for n in range(6)}


def test_what_was_held_before_is_offered_again_and_nothing_else(tiny_shop: Shop) -> None:
    ten, five = {"id": "a", "effect": TEN, "code": "TEN"}, {"id": "b", "effect": FIVE, "code": "FIVE"}
    with stocked(ruled(tiny_shop(), most_percent="1"), ten, five) as view:
        assert chosen(choose_offer(view, request(view, held=("a", "TEN")))) == "a"
        assert choose_offer(view, request(view, held=("gone", "TEN"))) is None
        assert choose_offer(view, request(view)) is None


@pytest.mark.parametrize("limits", [{"uses": 2}, {"per_day": 2}, {"budget": "12"}])
def test_a_limit_is_not_overrun_within_one_batch(tiny_shop: Shop, limits: dict[str, Any]) -> None:
    document = {"id": "a", "code": "A", "effects": [{"kind": "fixed", "amount": "6"}], "limits": limits}
    with stocked(tiny_shop(), document) as view:
        found = choose_offers(view, [request(view, f"c{number}") for number in range(5)])
    assert sum(offer is not None for offer in found.values()) == 2
