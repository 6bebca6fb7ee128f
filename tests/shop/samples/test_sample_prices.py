"""Prices per market and currency, their history, stock and codes of the coffee shop, read back through the view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from shop.catalogue import price_of, products
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.promotions.codes import free_codes
from shop.samples import sample_source
from shop.samples.catalogue import Catalogue
from shop.samples.stock import COUNT_DAYS, stock_rows
from shop.samples.timeline import FIRST_DAY, number_of
from shop.store.view import ShopView

CUSTOMERS = 300
CURRENCIES = ("USD", "GBP", "EUR")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    found = Home(tmp_path_factory.mktemp("prices") / "home")
    import_source(sample_source("coffee", CUSTOMERS), found)
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return sample_source("coffee", CUSTOMERS).catalogue


def _amount(minor: int) -> Decimal:
    return Decimal(minor).scaleb(-2)


def _days() -> Iterator[date]:
    yield from (date(2025, 1, 15), date(2025, 6, 10), date(2025, 11, 30), date(2026, 3, 2), date(2026, 11, 10))


@pytest.mark.parametrize("day", [*_days()], ids=str)
def test_every_price_of_an_earlier_day_is_the_one_that_held(home: Home, catalogue: Catalogue, day: date) -> None:
    number = number_of(day)
    checked = 0
    with ShopView(home.current_build(), at=f"{day.isoformat()}T12:00") as view:
        found = products(view)
        for item in catalogue.items:
            assert (item.spec.id in found) == (item.first_day <= number)
            if item.spec.id not in found:
                continue
            for variant, sku in zip(found[item.spec.id].variants, item.skus, strict=True):
                for currency in CURRENCIES:
                    expected, price = sku.price_on(currency, number), variant.price_in(currency)
                    assert price is not None
                    assert price.price.amount == _amount(expected.price)
                    regular = None if price.list_price is None else price.list_price.amount
                    assert regular == (_amount(expected.list_price) if expected.list_price else None)
                    checked += 1
    assert checked > 250


def test_a_price_holds_from_midnight_of_the_shop_on(home: Home) -> None:
    """Quarry Flat 64 fell from 369 to 329 dollars on 14 November 2026."""
    for at, amount, regular in (
        ("2026-11-13T23:59", "369.00", None),
        ("2026-11-14T00:00", "329.00", "369.00"),
        (None, "329.00", "369.00"),
    ):
        with ShopView(home.current_build(), at=at) as view:
            quoted = price_of(products(view, ["CF-504"])["CF-504"], "USD")
        assert quoted is not None
        assert quoted.price.amount == Decimal(amount)
        assert (quoted.list_price and quoted.list_price.amount) == (regular and Decimal(regular))


def test_every_market_has_prices_of_its_own_and_no_other_currency_has_any(home: Home) -> None:
    with ShopView(home.current_build()) as view:
        found = products(view)
    sold = [product for product in found.values() if price_of(product, "USD")]
    assert len(sold) > 50
    for product in sold:
        amounts = {currency: price_of(product, currency) for currency in CURRENCIES}
        assert all(amounts.values())
        assert price_of(product, "CNY") is None
    converted = [
        product.id
        for product in sold
        if (dollars := price_of(product, "USD")) and (pounds := price_of(product, "GBP"))
        and abs(pounds.price.amount * Decimal("1.27") - dollars.price.amount) > Decimal("0.02")
    ]  # fmt: skip
    assert len(converted) > len(sold) * 0.8


def test_a_product_that_ended_lately_was_still_sold_before(home: Home) -> None:
    for at, sold in (("2026-11-12T12:00", True), ("2026-11-13T12:00", False)):
        with ShopView(home.current_build(), at=at) as view:
            product = products(view, ["CF-113"])["CF-113"]
        assert (product.status == "active") is sold


@pytest.mark.parametrize("back", [1, 3, 5])
def test_stock_is_the_last_count_before_the_moment(home: Home, catalogue: Catalogue, back: int) -> None:
    day = FIRST_DAY + timedelta(days=COUNT_DAYS[-back])
    with ShopView(home.current_build(), at=f"{day.isoformat()}T12:00") as view:
        found = products(view)
    for item in catalogue.items:
        if item.spec.id not in found:
            continue
        counts: dict[str, int] = {}
        for _, variant, quantity, counted in stock_rows(catalogue, item):
            if counted[:10] <= day.isoformat():
                counts[variant or item.spec.id] = int(quantity)
        assert {variant.id: variant.stock for variant in found[item.spec.id].variants} == {
            variant.id: counts.get(variant.id) for variant in found[item.spec.id].variants
        }


def test_what_came_back_was_not_for_sale_before(home: Home) -> None:
    (first, *_) = sample_source("coffee", 1).truth()["products"]["back_in_stock"]
    for back, sold in ((2, False), (1, True)):
        day = FIRST_DAY + timedelta(days=COUNT_DAYS[-back])
        with ShopView(home.current_build(), at=f"{day.isoformat()}T12:00") as view:
            product = products(view, [first])[first]
        assert (price_of(product, "GBP") is not None) is sold


def test_the_code_pool_counts_what_is_free(home: Home) -> None:
    codes = next(table for table in sample_source("coffee", CUSTOMERS).tables() if table.name == "codes")
    rows = [dict(zip(codes.columns, row.cells, strict=True)) for row in codes.rows]
    assert len(rows) == 400
    assert len({row["code"] for row in rows}) == 400
    free = [row for row in rows if not row["assigned_to"] and not row["used_at"]]
    assert 0 < len(free) < 400
    with ShopView(home.current_build()) as view:
        assert free_codes(view) == {"TASTING26": len(free)}
        owners = view.rows("SELECT DISTINCT assigned_to FROM codes WHERE assigned_to != ''")
        known = {id_ for (id_,) in view.rows("SELECT customer_id FROM customers")}
    assert {id_ for (id_,) in owners} <= known
