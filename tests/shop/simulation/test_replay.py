"""A simulation gives every past order exactly the price that it would have alone, and says so in sums."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.promotions import Basket, BasketLine, OfferContext, Pricing, Remaining, Shipping, price
from shop.simulation import Simulation, Terms, simulate
from shop.types import Promotion
from shop.types.promotion import PricingRules
from soak.pricing_cases import random_case

Shop = Callable[..., Any]
START = datetime(2026, 10, 1, tzinfo=UTC)
ZERO = Decimal(0)
FACTORY = [HealthCheck.function_scoped_fixture]
"""`tiny_shop` makes a new shop at every call, so nothing is left over between examples."""


class Past(NamedTuple):
    """One order of the test's own: customer, hours after START, lines (product, units), shipping, codes."""

    customer: str | None
    hour: int
    lines: tuple[tuple[str, int], ...]
    shipping: str
    codes: tuple[str, ...]


GOODS = {"p1": ("20.00", "a", None), "p2": ("20.00", "a", "12.5"), "p3": ("99.90", "b", "60"), "p4": ("5.05", "c", "6")}


def stocked(shop: Any, orders: list[Past]) -> Any:  # noqa: ANN401 - loaded by path
    for id_, (unit, category, cost) in GOODS.items():
        shop.product(id_, price=unit, category=category, **({"cost": Decimal(cost)} if cost else {}))
    for id_ in ("c1", "c2"):
        shop.customer(id_, country="CN", tags=["member"] if id_ == "c1" else [])
    for order in orders:
        at = (START + timedelta(hours=order.hour)).isoformat()
        shop.order(order.customer, at, order.lines, shipping=order.shipping, codes=list(order.codes))
    return shop


def simulated(shop: Any, promotions: list[Promotion], workers: int = 1, **terms: Any) -> Simulation:  # noqa: ANN401
    asked = Terms(since=START, until=START + timedelta(days=40), **terms)
    with shop.view("2026-11-20") as view:
        return simulate(view, promotions, asked, workers=workers)


def alone(order: Past, earlier: int | None, promotions: list[Promotion], left: dict[str, Any]) -> Pricing:
    """The order priced by itself, every fact written by hand."""
    lines = tuple(
        BasketLine(
            product_id=id_, variant_id=id_, quantity=units, unit_price=Decimal(GOODS[id_][0]),
            categories=(GOODS[id_][1],), cost=Decimal(GOODS[id_][2]) if GOODS[id_][2] else None,
        )
        for id_, units in order.lines
    )  # fmt: skip
    fee = Decimal(order.shipping)
    basket = Basket(currency="CNY", lines=lines, shipping=(Shipping(amount=fee),) if fee else ())
    at = START + timedelta(hours=order.hour)
    context = OfferContext(
        at=at, currency="CNY", country="CN" if order.customer else "", customer_id=order.customer or "",
        groups=("member",) if order.customer == "c1" else (), orders=earlier,
        codes=tuple(sorted({item.code for item in promotions if item.code})), **left,
    )  # fmt: skip
    return price(basket, promotions, at, context)


def one_by_one(orders: list[Past], promotions: list[Promotion]) -> list[Pricing]:
    """Every order in the order of time, each promotion's limits counted in the plainest way."""
    uses, per_customer, money, seen = Counter[str](), Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    found = []
    for order in sorted(orders, key=lambda one: one.hour):
        left: dict[str, Any] = {"remaining": {}, "remaining_budgets": {}, "used": {}}
        for item in promotions:
            name, limits = item.limits.budget_name or item.id, item.limits
            left["remaining"][item.id] = Remaining(
                uses=None if limits.uses is None else limits.uses - uses[item.id],
                money=None if limits.budget is None else limits.budget - money[name],
            )
            left["used"][item.id] = per_customer[item.id, order.customer] if order.customer else 0
        pricing = alone(order, seen[order.customer] if order.customer else None, promotions, left)
        seen[order.customer or ""] += 1
        for one in pricing.applied:
            item = next(item for item in promotions if item.id == one.promotion_id)
            uses[item.id] += 1
            per_customer[item.id, order.customer or ""] += 1
            money[item.limits.budget_name or item.id] += one.amount
        found.append(pricing)
    return found


@st.composite
def _orders(draw: st.DrawFn) -> list[Past]:
    hours = draw(st.lists(st.integers(0, 900), min_size=1, max_size=8, unique=True))
    lines = st.lists(
        st.tuples(st.sampled_from(sorted(GOODS)), st.integers(1, 3)),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one[0],
    )
    who = st.sampled_from((None, "c1", "c1", "c2"))
    return [Past(draw(who), hour, tuple(draw(lines)), draw(st.sampled_from(("0", "8.00"))), ()) for hour in hours]


def _drawn(seed: int, *, wild: bool) -> list[Promotion]:
    """Promotions of the soak's generator, some with limits over all orders and conditions on the customer."""
    dice = random.Random(seed)
    documents = random_case(dice, wild=wild)["promotions"]
    for document in documents:
        limits = document.setdefault("limits", {})
        if dice.random() < 0.3:
            limits["uses"] = dice.randint(1, 4)
        if dice.random() < 0.3:
            limits["per_customer"] = dice.randint(1, 2)
        if dice.random() < 0.2:
            document["code"] = f"CODE{document['id']}"
        if dice.random() < 0.3 and "when" not in document:
            document["when"] = dice.choice(
                (
                    {"kind": "group", "names": ["member"]}, {"kind": "orders", "nth": [2]},
                    {"kind": "customer", "type": "new"}, {"kind": "country", "names": ["CN"]},
                    {"kind": "time", "weekdays": [1, 2, 3], "zone": "Asia/Shanghai"},
                    {"kind": "any", "of": [{"kind": "group", "names": ["member"]}, {"kind": "total", "min": "60"}]},
                )
            )  # fmt: skip
    return [Promotion.model_validate(document) for document in documents]


@given(_orders(), st.integers(0, 10_000), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=FACTORY)
def test_every_order_costs_what_it_would_alone(tiny_shop: Shop, orders: list[Past], seed: int, wild: bool) -> None:
    promotions = _drawn(seed, wild=wild)
    found = simulated(stocked(tiny_shop(), orders), promotions)
    prices = one_by_one(orders, promotions)
    [total] = found.totals
    assert (found.orders, total.orders) == (len(orders), len(orders))
    assert total.revenue_before == sum((one.total_before for one in prices), ZERO)
    paid = total.revenue_after - total.platform_discount + total.shipping_after
    assert paid == sum((one.payable for one in prices), ZERO)
    assert total.helped == sum(bool(one.applied) for one in prices)
    assert total.free == sum(bool(one.applied) and not one.payable for one in prices)
    for result in found.promotions:
        taken = [one for pricing in prices for one in pricing.applied if one.promotion_id == result.promotion_id]
        assert (result.uses, result.discount + result.shipping) == (len(taken), sum((x.amount for x in taken), ZERO))
        assert result.gifts == sum(
            gift.quantity for pricing in prices for gift in pricing.gifts if gift.promotion_id == result.promotion_id
        )


@given(_orders(), st.integers(0, 10_000))
@settings(max_examples=25, deadline=None, suppress_health_check=FACTORY)
def test_groups_and_totals_agree(tiny_shop: Shop, orders: list[Past], seed: int) -> None:
    found = simulated(stocked(tiny_shop(), orders), _drawn(seed, wild=True))
    [total] = found.totals
    for kind in ("buyer", "lifecycle", "rfm"):
        groups = [group for group in found.gains if group.kind == kind]
        assert sum(group.orders for group in groups) == total.orders
        assert sum(group.helped for group in groups) == total.helped
        assert sum((group.revenue_before for group in groups), ZERO) == total.revenue_before
        assert sum((group.gain for group in groups), ZERO) == sum(
            (one.discount + one.shipping for one in found.promotions), ZERO
        )


TEN_OFF_100 = {"id": "ten", "effects": [{"kind": "full_reduction", "tiers": [{"threshold": "100", "reduction": "10"}]}]}


def promotion(**fields: Any) -> Promotion:  # noqa: ANN401 - fields of the document
    return Promotion.model_validate({"name": {"en": "x"}, "currency": "CNY", **fields})


def bought(*lines: tuple[str, int], customer: str | None = "c1", hour: int = 1, **more: Any) -> Past:  # noqa: ANN401
    return Past(customer, hour, lines, more.get("shipping", "0"), more.get("codes", ()))


def test_a_replay_by_hand(tiny_shop: Shop) -> None:
    """Three orders: 99.90 misses 100 by 0.10; 119.90 gets 10 off; 25.05 is far away."""
    orders = [
        bought(("p3", 1), hour=1),
        bought(("p3", 1), ("p2", 1), hour=2),
        bought(("p1", 1), ("p4", 1), hour=3, customer=None),
    ]
    found = simulated(stocked(tiny_shop(), orders), [promotion(**TEN_OFF_100)], min_margin="20")
    [result], [total] = found.promotions, found.totals
    assert (result.uses, result.discount, result.near, result.near_missing) == (1, Decimal(10), 1, Decimal("0.10"))
    assert result.why_not == {"threshold_not_reached": 2}
    assert (total.revenue_before, total.revenue_after) == (Decimal("244.85"), Decimal("234.85"))
    # Costs: p3 60 twice, p2 12.50, p4 6; p1 has none, so 20.00 of revenue has no margin.
    assert (total.cost_known, total.cost) == (Decimal("224.85"), Decimal("138.50"))
    assert (total.margin_before, total.margin_after) == (Decimal("86.35"), Decimal("76.35"))
    # p4 sells 5.05 at a cost of 6 with and without promotions.
    assert (total.below_margin_before, total.below_margin, total.below_cost) == (1, 1, 1)
    gains = {(group.kind, group.name): (group.orders, group.helped, group.gain) for group in found.gains}
    assert gains["buyer", "new"] == (1, 0, ZERO)
    assert gains["buyer", "returning"] == (1, 1, Decimal(10))
    assert gains["buyer", "unknown"] == (1, 0, ZERO)
    assert "without changed behaviour" in found.remarks[0]["en"]


def test_an_order_that_a_promotion_brings_below_the_margin(tiny_shop: Shop) -> None:
    half = promotion(id="half", effects=[{"kind": "percent", "percent": "50"}])
    found = simulated(stocked(tiny_shop(), [bought(("p3", 1))]), [half])
    [total], [worst] = found.totals, found.worst
    assert (total.below_margin_before, total.below_margin, total.below_cost) == (0, 1, 1)
    assert (worst.order_id, worst.revenue, worst.margin) == ("o1", Decimal("49.95"), Decimal("-10.05"))
    assert worst.promotions == ("half",)


def test_which_promotion_crowds_out_which(tiny_shop: Shop) -> None:
    small = promotion(id="small", effects=[{"kind": "fixed", "amount": "1"}], policy={"stack_group": "g"})
    large = promotion(id="large", effects=[{"kind": "fixed", "amount": "2"}], policy={"stack_group": "g"})
    found = simulated(stocked(tiny_shop(), [bought(("p1", 1)), bought(("p1", 1), hour=2)]), [small, large])
    assert [(one.promotion_id, one.because_of, one.orders) for one in found.rivals] == [("small", "large", 2)]
    assert found.situations == 1


def test_a_budget_runs_out_in_the_order_of_time(tiny_shop: Shop) -> None:
    five = promotion(
        id="five", effects=[{"kind": "fixed", "amount": "5"}], limits={"budget": "12", "partial": True}
    )  # fmt: skip
    orders = [bought(("p1", 1), hour=hour) for hour in (1, 2, 3, 4)]
    found = simulated(stocked(tiny_shop(), orders), [five])
    [result] = found.promotions
    assert (result.uses, result.discount, result.why_not) == (3, Decimal(12), {"budget_used_up": 1})
    assert result.ran_out_at == START + timedelta(hours=4)


@pytest.mark.parametrize(
    ("codes", "uses"), [("everybody", {"code": 2, "pool": 2}), ("nobody", {"code": 0, "pool": 0}),
                        ("as_ordered", {"code": 1, "pool": 1})]
)  # fmt: skip
def test_who_enters_codes_is_a_term(tiny_shop: Shop, codes: str, uses: dict[str, int]) -> None:
    shop = stocked(
        tiny_shop(), [bought(("p1", 1), codes=("TEN", "x")), bought(("p2", 1), hour=2, codes=("SINGLE7",))]
    )  # fmt: skip
    shop.row("codes", pool="mails", code="SINGLE7")
    promotions = [
        promotion(id="code", code="TEN", effects=[{"kind": "fixed", "amount": "1"}]),
        promotion(id="pool", code_pool="mails", effects=[{"kind": "fixed", "amount": "2"}]),
    ]
    found = simulated(shop, promotions, codes=codes)
    assert {one.promotion_id: one.uses for one in found.promotions} == uses


def test_windows_are_left_out_unless_they_are_asked_for(tiny_shop: Shop) -> None:
    later = promotion(
        id="later", effects=[{"kind": "fixed", "amount": "1"}], policy={"starts_at": "2026-12-01T00:00:00Z"},
        when={"kind": "time", "windows": [{"starts_at": "2026-12-01T00:00:00Z"}], "weekdays": [4], "zone": "UTC"},
    )  # fmt: skip
    orders = [bought(("p1", 1), hour=1), bought(("p1", 1), hour=25)]  # a Thursday, a Friday
    shop = stocked(tiny_shop(), orders)
    assert [one.uses for one in simulated(shop, [later]).promotions] == [1]
    [written] = simulated(shop, [later], windows="as_written").promotions
    assert (written.uses, written.why_not["not_started"]) == (0, 2)


def test_the_shops_rules_hold_in_a_replay(tiny_shop: Shop) -> None:
    half = promotion(id="half", effects=[{"kind": "percent", "percent": "50"}])
    found = simulated(stocked(tiny_shop(), [bought(("p3", 1))]), [half], rules=PricingRules(max_percent=Decimal(10)))
    assert found.totals[0].discount == Decimal("9.99")


def test_no_orders_no_figures(tiny_shop: Shop) -> None:
    found = simulated(stocked(tiny_shop(), []), [promotion(**TEN_OFF_100)])
    assert (found.orders, found.totals, found.promotions[0].uses) == (0, (), 0)


def test_processes_change_nothing(tiny_shop: Shop) -> None:
    """Unlike orders, so many that they are handed over; and a limit that keeps them in one process."""
    names = sorted(GOODS)
    orders = [
        bought((names[place % len(names)], 1 + place // len(names)), customer=("c1", "c2")[place % 2], hour=place)
        for place in range(450)
    ]
    shop = stocked(tiny_shop(), orders)
    percent = [{"kind": "percent", "percent": "10"}]
    tenth = promotion(id="a", effects=percent)
    for chosen in ([tenth], [tenth, promotion(id="b", effects=percent, limits={"uses": 7})]):
        one, two = simulated(shop, chosen), simulated(shop, chosen, workers=2)
        assert one == two
        assert one.situations > 400
        assert next(item.uses for item in one.promotions if item.promotion_id == "a") == 450
