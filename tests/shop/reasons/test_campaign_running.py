"""campaign_running: who received it, until when, which products are named, and what is never named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from shop.reason import Reason
from shop.reasons import reasons, who

TinyShop: TypeAlias = Any
AT = "2026-11-20T12:00"


def campaign(shop: TinyShop, id_: str, products: dict[str, str], ends_on: str | None = "2026-11-30",
             sent: str = "2026-11-01") -> TinyShop:  # fmt: skip
    """Add a campaign that covers products, each with the code of its coupon."""
    shop.row("campaigns", campaign_id=id_, name=id_, channel="letter", sent_at=shop.utc(sent), ends_on=ends_on)
    for product, code in products.items():
        shop.row("campaign_products", campaign_id=id_, product_key=shop.key("product", product), code=code)
    return shop


def received(shop: TinyShop, id_: str, customer: str = "c1", *, delivered: bool = True, held: bool = False) -> TinyShop:
    return shop.row(
        "outcomes", campaign_id=id_, customer_key=shop.key("customer", customer), arm="a", held_out=held,
        delivered=delivered, opened=False, clicked=False, ordered=False,
    )  # fmt: skip


def found(shop: TinyShop, at: str = AT, customer: str = "c1") -> list[Reason]:
    with shop.view(at) as view:
        mine = [item for item in reasons(view, [customer])[customer] if item.kind == "campaign_running"]
        assert (customer in who(view, "campaign_running")) is bool(mine)
    return mine


def covers(reason: Reason) -> list[str]:
    return [item["text"] for item in reason.facts["covers"].model_dump()["list"]]


@pytest.fixture
def shop(tiny_shop: Callable[..., Any]) -> TinyShop:
    """One Chinese customer who received campaign k, which covers tea and cake until 30 November."""
    made = tiny_shop().customer("c1", country="CN", language="zh")
    for name in ("tea", "cake", "soap", "salt"):
        made.product(name)
    return received(campaign(made, "k", {"tea": "t1", "cake": "t2"}), "k")


def test_what_it_carries(shop: TinyShop) -> None:
    shop.order("c1", "2026-10-02", [("cake", 1), ("soap", 3)]).order("c1", "2026-10-05T00:30", [("tea", 1)])
    shop.order("c1", "2026-10-09", [("tea", 1)])
    [reason] = found(shop)
    assert reason.product_id == "tea"
    assert reason.source == "campaigns: k, delivered, until 2026-11-30; campaign_products: 2 named"
    assert {name: value.model_dump(mode="json") for name, value in reason.facts.items()} == {
        "ends_on": {"date": "2026-11-30"},
        "covers": {"list": [{"text": "Tea"}, {"text": "Cake"}]},
        "last_bought": {"date": "2026-10-09"},
        "bought_before": {"bool": True},
    }


@pytest.mark.parametrize(
    ("at", "holds"),
    [("2026-10-31T23:59", False), ("2026-11-01", True), ("2026-11-30T23:59", True), ("2026-12-01", False)],
)
def test_it_holds_from_its_sending_to_its_last_local_day(shop: TinyShop, at: str, holds: bool) -> None:
    shop.order("c1", "2026-10-02", [("tea", 1)])
    assert bool(found(shop, at)) is holds


@pytest.mark.parametrize("missing", ["not received", "not delivered", "held out", "no end", "objects", "not for sale"])
def test_it_does_not_hold(tiny_shop: Callable[..., Any], missing: str) -> None:
    shop = tiny_shop().customer("c1", country="CN", language="zh", objects_to_profiling=missing == "objects")
    shop.product("tea", status="discontinued" if missing == "not for sale" else "active")
    campaign(shop, "k", {"tea": "t1"}, None if missing == "no end" else "2026-11-30")
    if missing != "not received":
        received(shop, "k", delivered=missing != "not delivered", held=missing == "held out")
    assert found(shop.order("c1", "2026-10-02", [("tea", 1)])) == []


def test_without_a_purchase_the_most_bought_covered_ones_are_named(shop: TinyShop) -> None:
    for number in range(3):
        shop.customer(f"d{number}", country="CN").order(f"d{number}", "2026-10-01", [("cake", 1), ("soap", 9)])
    shop.order("d0", "2026-10-02", [("tea", 5)])
    [reason] = found(shop)
    assert (reason.product_id, covers(reason)) == ("cake", ["Cake", "Tea"])
    assert set(reason.facts) == {"ends_on", "covers"}


def test_a_redeemed_code_is_not_brought_up_again(shop: TinyShop) -> None:
    shop.order("c1", "2026-10-02", [("tea", 2), ("cake", 1)])
    shop.event("c1", "coupon_redeemed", "2026-11-05", campaign_id="k", code="t1")
    assert covers(found(shop)[0]) == ["Cake"]
    assert covers(found(shop, "2026-11-04")[0]) == ["Cake", "Tea"]


def test_the_campaign_with_something_bought_counts_then_the_one_that_ends_first(shop: TinyShop) -> None:
    received(campaign(shop, "soon", {"soap": "s1"}, "2026-11-21"), "soon")
    shop.customer("d", country="CN").order("d", "2026-10-01", [("soap", 1), ("tea", 1)])
    assert covers(found(shop)[0]) == ["Soap"]
    shop.order("c1", "2026-10-02", [("tea", 1)])
    assert covers(found(shop)[0]) == ["Tea"]


def test_at_most_three_names_each_once_and_spoken_ones_first(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().customer("c1", country="CN", language="en")
    names = {"a": "FRZN DNRS/N", "b": "Milk", "c": "milk", "d": "Bread", "e": "Plums", "f": "Jam"}
    for number, (id_, name) in enumerate(names.items()):
        shop.product(id_, texts={"en": {"name": name}})
        for day in range(1, 8 - number):
            shop.order("c1", f"2026-10-0{day}", [(id_, 1)])
    received(campaign(shop, "k", dict.fromkeys(names, "x")), "k")
    assert covers(found(shop)[0]) == ["Milk", "Bread", "Plums"]


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Adult Analgesics", ""), ("Laxatives", ""), ("Fem. Hygn. Tampons", ""), ("Purple Label", "Domestic Wine"),
        ("Number 3", "Cigarettes"), ("Size 4", "Baby Diapers"), ("止痛贴", ""), ("小盒", "避孕用品"),
        ("Lager", "Beers/Ales"),
    ],
)  # fmt: skip
def test_private_goods_are_not_named(tiny_shop: Callable[..., Any], name: str, category: str) -> None:
    shop = tiny_shop().customer("c1", country="CN", language="en")
    shop.product("p", texts={"en": {"name": name, "category": category}}).order("c1", "2026-10-02", [("p", 1)])
    assert found(received(campaign(shop, "k", {"p": "x"}), "k")) == []


@pytest.mark.parametrize("name", ["Ginger Ale", "Whitening Toothpaste", "Sparkling Water", "Paper Towels", "牛奶"])
def test_other_goods_are(tiny_shop: Callable[..., Any], name: str) -> None:
    shop = tiny_shop().customer("c1", country="CN", language="en")
    shop.product("p", texts={"en": {"name": name}}).order("c1", "2026-10-02", [("p", 1)])
    assert covers(found(received(campaign(shop, "k", {"p": "x"}), "k"))[0]) == [name]


def test_the_last_day_is_that_of_the_name(tiny_shop: Callable[..., Any]) -> None:
    """Another product of the same name, not covered, was bought later: "last bought on" must not be the earlier day."""
    shop = tiny_shop().customer("c1", country="CN", language="en")
    shop.product("p", texts={"en": {"name": "Milk"}}).product("q", texts={"en": {"name": "Milk"}})
    shop.order("c1", "2026-10-02", [("p", 1)]).order("c1", "2026-10-20", [("q", 1)])
    [reason] = found(received(campaign(shop, "k", {"p": "x"}), "k"))
    assert reason.facts["last_bought"].model_dump(mode="json") == {"date": "2026-10-20"}


def test_names_are_in_the_customers_language(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().customer("c1", country="CN", language="zh")
    shop.product("p", texts={"en": {"name": "Milk"}, "zh": {"name": "牛奶"}}).product("q")
    shop.order("c1", "2026-10-02", [("p", 2)]).order("c1", "2026-10-03", [("p", 2), ("q", 1)])
    assert covers(found(received(campaign(shop, "k", {"p": "x", "q": "y"}), "k"))[0]) == ["牛奶", "Q"]
