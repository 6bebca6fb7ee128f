"""The Complete Journey: households, baskets in local time, campaigns with their products and end, no amounts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shop.errors import ImportRefused
from shop.segments.builtin import members

AS_OF = "2017-11-15"
GONE_QUIET = """
WITH last AS (SELECT customer_key, max(placed_at) AS placed_at FROM sales GROUP BY customer_key)
SELECT DISTINCT customer_id FROM last JOIN customers USING (customer_key) JOIN outcomes USING (customer_key)
    JOIN campaigns USING (campaign_id)
WHERE timezone('America/New_York', timezone('UTC', placed_at)) < TIMESTAMP '2017-10-16'
    AND NOT held_out AND ends_on >= DATE '2017-11-15'
ORDER BY 1"""
"""Households whose last order is before 2017-10-16 00:00 and who received a campaign that still runs."""


def _small(folder: Path, parquet: Any) -> Path:  # noqa: ANN401
    stamps = [datetime(2017, 10, 16, 3, 30), datetime(2017, 10, 16, 4, 30), datetime(2017, 10, 16, 4, 30),
              datetime(2017, 11, 20, 12, 0)]  # fmt: skip
    parquet(folder / "transactions_sample.parquet", {
        "household_id": ["1", "2", "2", "2"], "store_id": ["9"] * 4, "basket_id": ["b1", "b2", "b2", "b3"],
        "product_id": ["p1", "p1", "p2", "p3"], "quantity": [2.0, 1.0, 0.0, 10514.0],
        "sales_value": [5.0, 2.5, 0.0, 24.91], "retail_disc": [1.0, 0.0, 0.0, 0.0],
        "coupon_disc": [0.5, 0.0, 0.0, 0.0], "coupon_match_disc": [0.2, 0.0, 0.0, 0.0], "week": [42] * 4,
        "transaction_timestamp": stamps,
    })  # fmt: skip
    parquet(folder / "products.parquet", {
        "product_id": ["p1", "p2", "p3"], "manufacturer_id": ["1"] * 3, "department": ["GROCERY", "GROCERY", "FUEL"],
        "brand": ["National"] * 3, "product_category": ["FRZN ICE", None, "COUPON/MISC ITEMS"],
        "product_type": ["ICE - CRUSHED/CUBED", None, "GASOLINE-REG UNLEADED"], "package_size": ["22 LB", None, None],
    })  # fmt: skip
    parquet(folder / "demographics.parquet", {
        "household_id": ["1"], "age": ["65+"], "income": ["35-49K"], "home_ownership": [None],
        "marital_status": ["Married"], "household_size": ["2"], "household_comp": ["2 Adults No Kids"],
        "kids_count": ["0"],
    })  # fmt: skip
    parquet(folder / "campaigns.parquet", {"campaign_id": ["18", "18", "19"], "household_id": ["1", "2", "3"]})
    parquet(folder / "campaign_descriptions.parquet", {
        "campaign_id": ["18", "19"], "campaign_type": ["Type A", "Type B"],
        "start_date": [date(2017, 10, 30), date(2017, 11, 15)], "end_date": [date(2017, 12, 24), date(2017, 12, 17)],
    })  # fmt: skip
    parquet(folder / "coupons.parquet", {
        "coupon_upc": ["u1", "u1", "u2", "u2"], "product_id": ["p1", "p2", "p1", "nowhere"], "campaign_id": ["18"] * 4,
    })  # fmt: skip
    parquet(folder / "coupon_redemptions.parquet", {
        "household_id": ["2"], "coupon_upc": ["u1"], "campaign_id": ["18"], "redemption_date": [date(2017, 11, 20)],
    })  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def small(load: Any, parquet: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401
    return load("complete-journey", _small(tmp_path_factory.mktemp("journey"), parquet))


@pytest.fixture(scope="module")
def real(load: Any, shared_data: Any) -> Any:  # noqa: ANN401
    return load("complete-journey", shared_data("completejourney"))


def test_what_the_files_say_and_no_more(small: Any) -> None:  # noqa: ANN401
    assert [(file.file, file.read, file.quarantined) for file in small.report.files] == [
        ("demographics.parquet", 1, 0), ("products.parquet", 3, 0), ("transactions_sample.parquet", 4, 1),
        ("coupon_redemptions.parquet", 1, 0), ("campaign_descriptions.parquet", 2, 0), ("coupons.parquet", 4, 1),
        ("campaigns.parquet", 3, 0),
    ]  # fmt: skip
    assert small.rows("SELECT customer_id, tags[1], email, country FROM customers ORDER BY 1") == [
        ("1", "age: 65+", "1@example.invalid", "US"), ("2", None, "2@example.invalid", "US"),
        ("3", None, "3@example.invalid", "US"),
    ]  # fmt: skip
    assert small.rows("SELECT product_id, name, category, status FROM products JOIN product_texts USING (product_key)"
                      " ORDER BY 1") == [
        ("p1", "Ice - Crushed/Cubed", "FRZN Ice", "active"), ("p2", "Grocery", "Grocery", "discontinued"),
        ("p3", "Gasoline-Reg Unleaded", "Coupon/Misc Items", "discontinued"),
    ]  # fmt: skip
    assert small.rows("SELECT customer_key, kind, campaign_id, code, value FROM events") == [
        (1, "coupon_redeemed", "18", "u1", None)
    ]


def test_money_is_what_was_paid_and_prices_are_before_coupons(small: Any) -> None:  # noqa: ANN401
    assert small.rows("SELECT order_id, total FROM orders ORDER BY 1") == [
        ("b1", Decimal("4.5")), ("b2", Decimal("2.5")), ("b3", Decimal("24.91")),
    ]  # fmt: skip
    assert small.rows("SELECT unit_price, discount FROM order_lines LIMIT 1") == [(Decimal("2.6"), Decimal("0.7"))]
    assert small.rows("SELECT product_id, price FROM price_now JOIN products USING (product_key)") == [
        ("p1", Decimal("2.5"))
    ]


def test_days_are_those_of_the_shop(small: Any) -> None:  # noqa: ANN401
    with small.view(AS_OF) as view:
        assert view.rows(GONE_QUIET) == [("1",)]


def test_a_campaign_names_products_and_an_end(small: Any) -> None:  # noqa: ANN401
    assert small.rows("SELECT campaign_id, channel, ends_on, arms FROM campaigns", "2017-11-14") == [
        ("18", "letter", date(2017, 12, 24), ["Type A"])
    ]
    covered = (
        "SELECT campaign_id, product_id, code FROM campaign_products JOIN products USING (product_key) ORDER BY 3, 2"
    )
    assert small.rows(covered, "2017-11-14") == [("18", "p1", "u1"), ("18", "p2", "u1"), ("18", "p1", "u2")]
    assert small.rows(covered, "2017-10-29") == []
    assert small.rows("SELECT campaign_id, customer_key, arm, delivered, ordered FROM outcomes ORDER BY ALL") == [
        ("18", 0, "Type A", True, False), ("18", 1, "Type A", True, True), ("19", 2, "Type B", True, False),
    ]  # fmt: skip


def test_a_missing_file_is_named(load: Any, parquet: Any, tmp_path: Path) -> None:  # noqa: ANN401
    _small(tmp_path, parquet)
    (tmp_path / "coupons.parquet").unlink()
    with pytest.raises(ImportRefused, match=r"coupons\.parquet"):
        load("complete-journey", tmp_path)


def test_the_real_folder_adds_up(real: Any) -> None:  # noqa: ANN401
    reads = {file.file: file.read for file in real.report.files}
    assert reads == {
        "demographics.parquet": 801, "products.parquet": 92_331, "transactions_sample.parquet": 75_000,
        "coupon_redemptions.parquet": 2_102, "campaign_descriptions.parquet": 27, "coupons.parquet": 116_204,
        "campaigns.parquet": 6_589,
    }  # fmt: skip
    assert all(file.read == file.kept + file.repaired + file.quarantined for file in real.report.files)
    assert real.rows("SELECT count(DISTINCT customer_key), count(*) FROM outcomes") == [(1_559, 6_589)]


def test_206_households_went_quiet_with_a_campaign_running(real: Any) -> None:  # noqa: ANN401
    """206 in the shop's time. Taking the UTC stamps for local time gives 208: it misses the two households who last
    bought in the evening of 15 October and keeps four who bought in the evening of 14 November."""
    with real.view(AS_OF) as view:
        quiet = [row[0] for row in view.rows(GONE_QUIET)]
        assert len(quiet) == 206
        assert set(quiet) <= set(members(view, "everyone"))
        covered = view.rows(
            """SELECT count(DISTINCT customer_id) FROM outcomes JOIN customers USING (customer_key)
               JOIN campaigns USING (campaign_id) JOIN campaign_products USING (campaign_id)
               JOIN products USING (product_key) JOIN price_now USING (product_key)
               WHERE ends_on >= DATE '2017-11-15' AND status = 'active' AND customer_id IN (SELECT unnest($ids))""",
            {"ids": quiet},
        )
    assert covered == [(206,)]


def test_weeks_of_the_real_folder_turn_at_midnight_in_new_york(shared_data: Any) -> None:  # noqa: ANN401
    """What shows that the stamps are UTC: read so, each `week` of the file is one week from Monday to Sunday."""
    import duckdb

    path = shared_data("completejourney/transactions_sample.parquet")
    sql = "SELECT max(n) FROM (SELECT count(DISTINCT date_trunc('week', {})) AS n FROM read_parquet(?) GROUP BY week)"
    local = "timezone('America/New_York', timezone('UTC', transaction_timestamp))"
    with duckdb.connect() as connection:
        assert connection.execute(sql.format(local), [str(path)]).fetchall() == [(1,)]
        assert connection.execute(sql.format("transaction_timestamp"), [str(path)]).fetchall() == [(2,)]
