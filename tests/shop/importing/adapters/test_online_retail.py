"""Online Retail: every row of the file is accounted for once, returns lower the spend, charges are no products."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shop.consent import CONSENT_MIGRATIONS, eligible
from shop.reasons import reasons
from shop.segments.builtin import members
from shop.state import SHOP_MIGRATIONS, open_state

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
ROWS: list[tuple[Any, ...]] = [
    ("536365", "85123A", "WHITE HANGING HEART", 6, datetime(2010, 12, 1, 8, 26), 2.55, 17850, "United Kingdom"),
    ("536365", "85123a", "WHITE HANGING HEART", 1, datetime(2010, 12, 1, 8, 27), 2.55, 17850, "United Kingdom"),
    ("536365", "POST", "POSTAGE", 1, datetime(2010, 12, 1, 8, 26), 18.0, 17850, "United Kingdom"),
    ("536370", "22728", "ALARM CLOCK BAKELIKE PINK", 24, datetime(2010, 12, 1, 8, 45), 3.75, 12583, "EIRE"),
    ("536370", "22727", "ALARM CLOCK BAKELIKE RED", 2, datetime(2010, 12, 1, 8, 45), 0.0, 12583, "EIRE"),
    ("C536379", "22728", "ALARM CLOCK BAKELIKE PINK", -4, datetime(2011, 1, 7, 9, 41), 3.75, 12583, "EIRE"),
    ("C536380", "D", "Discount", -1, datetime(2011, 1, 8, 9, 41), 27.5, 14527, "Unspecified"),
    ("536414", "22139", None, 56, datetime(2011, 1, 9, 11, 52), 0.0, None, "United Kingdom"),
    ("536415", "22139", "damages", -56, datetime(2011, 1, 9, 11, 53), 0.0, None, "United Kingdom"),
    ("536544", "22728", "ALARM CLOCK BAKELIKE PINK", 1, datetime(2011, 2, 1, 14, 32), 7.62, None, "United Kingdom"),
    ("A563185", "B", "Adjust bad debt", 1, datetime(2011, 8, 12, 14, 50), 11062.06, None, "United Kingdom"),
    ("A563186", "B", "Adjust bad debt", 1, datetime(2011, 8, 12, 14, 51), -11062.06, None, "United Kingdom"),
]


@pytest.fixture(scope="module")
def small(load: Any, parquet: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    path = tmp_path_factory.mktemp("data") / "online_retail.parquet"
    return load("online-retail", parquet(path, dict(zip(COLUMNS, map(list, zip(*ROWS, strict=True)), strict=True))))


@pytest.fixture(scope="module")
def real(load: Any, shared_data: Any) -> Any:  # noqa: ANN401
    return load("online-retail", shared_data("online_retail/online_retail.parquet"))


def test_every_row_is_counted_once(small: Any) -> None:  # noqa: ANN401
    assert [file.file for file in small.report.files] == ["online_retail.parquet"]
    file = small.file("online_retail.parquet")
    assert (file.read, file.quarantined, file.kept + file.repaired) == (12, 4, 8)
    assert file.reasons == {"not_a_sale": 4, "return": 2, "unknown_product": 1}
    assert small.report.totals.read == 12
    assert {file.file for file in small.report.derived} == {
        f"{table} derived from online_retail.parquet" for table in ("customers", "products", "orders", "price_history")
    }


def test_returns_lower_the_spend_and_are_no_orders(small: Any) -> None:  # noqa: ANN401
    assert small.rows(
        "SELECT customer_id, orders, spend_base, last_order_at FROM facts.customer_features JOIN customers"
        " USING (customer_key) ORDER BY 1"
    ) == [
        ("12583", 1, Decimal("75.0000"), datetime(2010, 12, 1, 8, 45)),
        ("17850", 1, Decimal("17.8500"), datetime(2010, 12, 1, 8, 26)),
    ]
    with small.view() as view:
        assert members(view, "prospects") == ["14527"]
        [lapsing] = reasons(view, ["12583"])["12583"]
    assert lapsing.facts["last_bought"].date == date(2010, 12, 1)
    assert lapsing.facts["orders"].number == 1


def test_charges_and_corrections_are_no_products(small: Any) -> None:  # noqa: ANN401
    assert small.rows("SELECT product_id, name FROM products JOIN product_texts USING (product_key) ORDER BY 1") == [
        ("22728", "Alarm Clock Bakelike Pink"),
        ("85123A", "White Hanging Heart"),
    ]
    assert small.rows("SELECT order_id, shipping FROM orders WHERE shipping <> 0") == [("536365", 18)]
    assert small.rows("SELECT count(*) FROM order_lines WHERE product_key IS NULL") == [(3,)]


def test_guests_countries_and_contacts(small: Any) -> None:  # noqa: ANN401
    assert small.rows("SELECT order_id FROM orders WHERE customer_key IS NULL") == [("536544",)]
    assert small.rows("SELECT customer_id, country, email, first_name FROM customers ORDER BY 1") == [
        ("12583", "IE", "12583@example.invalid", ""),
        ("14527", "", "14527@example.invalid", ""),
        ("17850", "GB", "17850@example.invalid", ""),
    ]
    assert small.rows("SELECT DISTINCT state, source FROM consents") == [("opted_in", "demo")]


def test_a_price_is_known_when_its_month_is_over(small: Any) -> None:  # noqa: ANN401
    prices = "SELECT price FROM price_now JOIN products USING (product_key) WHERE product_id = '22728'"
    assert small.rows(prices, "2010-12-31") == []
    assert small.rows(prices, "2011-01-02") == [(Decimal("3.7500"),)]
    assert small.rows(prices) == [(Decimal("7.6200"),)]


def test_the_csv_form_reads_the_same(small: Any, load: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "online_retail.csv"
    with path.open("w", encoding="latin-1", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(COLUMNS)
        for row in ROWS:
            customer = "" if row[6] is None else f"{row[6]}.0"
            writer.writerow([*row[:4], row[4].strftime("%m/%d/%Y %H:%M"), row[5], customer, row[7]])
    other = load("online-retail", path)
    orders = "SELECT order_id, customer_id, placed_at, total FROM orders LEFT JOIN customers USING (customer_key)"
    assert other.rows(orders) == small.rows(orders)
    assert other.report.totals == small.report.totals


def test_the_real_file_adds_up(real: Any) -> None:  # noqa: ANN401
    file = real.file("online_retail.parquet")
    assert file.read == 541_909 == file.kept + file.repaired + file.quarantined == real.report.totals.read
    assert file.reasons == {"not_a_sale": 2_478, "return": 9_288, "unknown_product": 16}
    assert real.rows("SELECT count(*) FROM customers") == [(4_372,)]
    assert real.rows("SELECT sum(total) FROM order_lines WHERE customer_key IS NOT NULL") == [
        (Decimal("8911407.904") - Decimal("611342.09"),)
    ]
    assert real.rows("SELECT sum(total) FROM orders WHERE customer_key IS NOT NULL") == real.rows(
        "SELECT sum(total) FROM order_lines WHERE customer_key IS NOT NULL"
    )
    assert real.rows("SELECT count(*) FROM products WHERE NOT regexp_matches(product_id, '^[0-9]{5}')") == [(0,)]


def test_the_real_shop_can_be_written_to(real: Any, tmp_path: Path) -> None:  # noqa: ANN401
    state = open_state(tmp_path / "state.sqlite", (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))
    with real.view() as view:
        lapsing = members(view, "lapsing")
        may = eligible(view, state, lapsing, "email").ids
        assert len(may) == len(lapsing) > 200
        found = reasons(view, may[:200])
    state.close()
    assert all(found.values())
