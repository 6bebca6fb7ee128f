"""Products as they stood at a moment, and the one price that may be quoted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shop.catalogue import narrowed, price_of, products, variant_title
from shop.catalogue.chosen import FEW
from shop.money import money

Shop = Callable[..., Any]


def test_a_product_comes_with_everything(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    texts = {"zh": {"name": "咖啡", "category": "咖啡豆"}, "en": {"name": "Coffee", "category": "Beans"}}
    shop.product("p1", price="99.5", list_price="120", stock=7, texts=texts, brand="Tiny", source_row=17,
                 rating=Decimal("4.50"), rating_count=12, cost=Decimal("40"))  # fmt: skip
    key = shop.key("product", "p1")
    shop.row("product_attributes", product_key=key, position=1, name="weight", number=Decimal("250"), unit="g")
    shop.row("product_attributes", product_key=key, position=0, name="acidity", number=Decimal("0.25"))
    shop.row("pictures", product_key=key, position=0, ref="media:b.png", language="en", alt="A bag")
    shop.row("pictures", product_key=key, position=0, ref="media:b.png", language="zh", alt="一袋")
    with shop.view() as view:
        product = products(view)["p1"]
    assert (product.brand, product.source, product.rating_count) == ("Tiny", "products.csv:17", 12)
    assert product.cost == money("40.00", "CNY")
    assert (list(product.texts), product.text("fr").name, product.text("zh").name) == (["en", "zh"], "Coffee", "咖啡")
    assert [(item.name, str(item.number), item.unit) for item in product.attributes] == [
        ("acidity", "0.25", ""),
        ("weight", "250", "g"),
    ]
    assert [(picture.ref, picture.alt) for picture in product.pictures] == [
        ("media:b.png", {"en": "A bag", "zh": "一袋"})
    ]
    assert str(product.rating) == "4.5"
    variant = product.variants[0]
    price = variant.price_in("CNY")
    assert (variant.stock, price and str(price.price.amount), price and price.list_price) == (
        7, "99.50", money("120.00", "CNY"),
    )  # fmt: skip


def test_prices_and_stock_are_those_of_the_moment(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("p1", price="100", stock=5).price("p1", "80", "2026-11-10").price("p1", "60", "2026-11-15")
    shop.stock("p1", 0, "2026-11-12")
    seen = []
    for moment in ("2026-11-09", "2026-11-10", "2026-11-12", "2026-11-16"):
        with shop.view(moment) as view:
            product = products(view)["p1"]
            variant = product.variants[0]
            seen.append((str(variant.prices[0].price.amount), variant.stock, product.sellable()))
    assert seen == [("100.00", 5, True), ("80.00", 5, True), ("80.00", 0, False), ("60.00", 0, False)]


def test_ids_choose_and_unknown_ids_are_missing(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("p3").product("p1").product("p2").product("later", launched_on="2026-12-01")
    with shop.view() as view:
        assert list(products(view)) == ["p1", "p2", "p3"]
        assert list(products(view, ["p3", "p1", "p3", "no such", "later"])) == ["p1", "p3"]
        assert products(view, []) == {}


def test_currencies_have_their_own_decimals(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("p1", price="1200", currency="JPY").price("p1", "9.5", None, currency="USD")
    with shop.view() as view:
        prices = products(view)["p1"].variants[0].prices
    assert [str(price.price.amount) for price in prices] == ["1200", "9.50"]


def test_the_lowest_price_that_can_be_bought_is_quoted(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("p1", price="100", stock=1)
    shop.variant("p1", "cheap").price("p1", "50", None, variant="cheap").stock("p1", 0, None, variant="cheap")
    shop.variant("p1", "middle").price("p1", "70", None, variant="middle", list_price="90")
    with shop.view() as view:
        quoted = price_of(products(view)["p1"], "CNY")
    assert quoted is not None
    assert (quoted.variant_id, quoted.price, quoted.list_price, quoted.varies) == (
        "middle", money("70.00", "CNY"), money("90.00", "CNY"), True,
    )  # fmt: skip


def test_a_price_of_equal_variants_does_not_vary(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("p1", price="100").variant("p1", "red").price("p1", "100", None, variant="red")
    with shop.view() as view:
        quoted = price_of(products(view)["p1"], "CNY")
    assert quoted is not None
    assert (quoted.variant_id, quoted.varies) == ("p1", False)


def test_what_cannot_be_bought_has_no_price_to_quote(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("empty", stock=0).product("gone", status="discontinued", discontinued_on=date(2026, 1, 1))
    shop.product("fine", stock=None)
    with shop.view() as view:
        found = products(view)
    assert price_of(found["empty"], "CNY") is None
    assert price_of(found["gone"], "CNY") is None
    assert price_of(found["fine"], "USD") is None
    assert price_of(found["fine"], "CNY") is not None


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        ("active", date(2026, 11, 1), "discontinued"), ("active", date(2026, 11, 20), "discontinued"),
        ("active", date(2026, 11, 21), "active"), ("discontinued", date(2026, 11, 21), "active"),
        ("discontinued", None, "discontinued"), ("active", None, "active"),
    ],
)  # fmt: skip
def test_the_day_of_discontinuation_decides(
    tiny_shop: Shop, status: str, day: date | None, expected: str
) -> None:  # fmt: skip
    with tiny_shop().product("p1", status=status, discontinued_on=day).view("2026-11-20T12:00") as view:
        assert products(view)["p1"].status == expected


def test_a_narrowed_product_has_the_price_and_stock_of_its_variant(tiny_shop: Shop) -> None:
    shop = tiny_shop().product("p1", price="100", stock=4).product("p2")
    shop.variant("p1", "big", title="1 kg").price("p1", "160", None, variant="big").stock("p1", 2, None, variant="big")
    with shop.view() as view:
        found = products(view)
    big = narrowed(found["p1"], "big")
    assert big is not None
    quoted = price_of(big, "CNY")
    assert quoted is not None
    assert (quoted.price, quoted.varies, big.stock()) == (money("160.00", "CNY"), False, 2)
    assert variant_title(found["p1"], "big") == "1 kg"
    assert narrowed(found["p1"], None) == found["p1"]
    assert narrowed(found["p1"], "p2") is None
    assert variant_title(found["p2"], "p2") == ""


def test_a_long_list_of_ids_gives_the_same_as_short_ones(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    ids = [f"p{number:03}" for number in range(FEW + 10)]
    for number, id_ in enumerate(ids):
        shop.product(id_, price=str(number + 1), stock=number)
    with shop.view() as view:
        long = products(view, [*ids[1:], "no such"])
    with shop.view() as view:
        short = {id_: products(view, [id_])[id_] for id_ in (ids[1], ids[-1])}
    assert list(long) == ids[1:]
    assert {id_: long[id_] for id_ in short} == short


def test_views_of_two_moments_do_not_share_what_they_read(tiny_shop: Shop) -> None:
    shop = tiny_shop()
    shop.product("p1", price="100").price("p1", "80", "2026-11-10")
    with shop.view("2026-11-09") as before, shop.view("2026-11-11") as after:
        found = [products(view)["p1"].variants[0].prices[0].price for view in (before, after, before)]
    assert found == [money("100.00", "CNY"), money("80.00", "CNY"), money("100.00", "CNY")]
