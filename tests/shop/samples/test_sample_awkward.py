"""Every awkward row that the truth lists is really in the data, with what makes it awkward."""

from __future__ import annotations

import pytest

from shop.samples import BRANDS, sample_source

Rows = list[dict[str, str]]


@pytest.fixture(scope="module", params=BRANDS)
def shop(request: pytest.FixtureRequest) -> tuple[dict[str, Rows], dict[str, str]]:
    source = sample_source(request.param, 20)
    tables = {
        table.name: [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
        for table in source.tables()
    }
    return tables, {entry["kind"]: entry["id"] for entry in source.truth()["awkward"]}


def _one(rows: Rows, column: str, id_: str) -> dict[str, str]:
    return next(row for row in rows if row[column] == id_)


def test_names(shop: tuple[dict[str, Rows], dict[str, str]]) -> None:
    tables, awkward = shop
    people = tables["customers"]
    assert _one(people, "customer_id", awkward["first_name_test"])["first_name"] == "TEST"
    assert _one(people, "customer_id", awkward["double_surname"])["last_name"] == "欧阳"
    assert _one(people, "customer_id", awkward["nickname_only"])["nickname"] == "Momo妈妈"
    assert "<b" in _one(people, "customer_id", awkward["html_name"])["first_name"]
    assert len(_one(people, "customer_id", awkward["very_long_name"])["first_name"]) > 80
    assert " " in _one(people, "customer_id", awkward["invalid_email"])["email"]
    assert sum(row["customer_id"] == awkward["duplicate_id"] for row in people) == 2


def test_products(shop: tuple[dict[str, Rows], dict[str, str]]) -> None:
    tables, awkward = shop
    column = next(name for name in tables["products"][0] if name.startswith("description"))
    texts = {row["product_id"]: row[column] for row in tables["products"]}
    assert "<script>" in texts[awkward["html_description"]]
    assert "Ignore all previous instructions" in texts[awkward["injected_description"]]
    assert len(texts[awkward["long_description"]]) >= 5000
    assert "[[O1.code]]" in texts[awkward["slot_in_description"]]
    prices = {row["product_id"]: row["price"] for row in tables["products"]}
    assert prices[awkward["price_with_sign"]][0] in "$¥"
    assert "," in prices[awkward["price_with_decimal_comma"]]


def test_orders_and_reviews(shop: tuple[dict[str, Rows], dict[str, str]]) -> None:
    tables, awkward = shop
    known = {row["customer_id"] for row in tables["customers"]}
    assert _one(tables["orders"], "order_id", awkward["unknown_customer"])["customer_id"] not in known
    assert _one(tables["order_lines"], "order_id", awkward["return"])["quantity"] == "-1"
    bodies = [row["body"] for row in tables["reviews"]]
    assert any("90% off" in body for body in bodies)
    assert any("<script>" in body or "onerror" in body for body in bodies)
    assert all(3 <= len(body) <= 200 for body in bodies)
    assert len({row["rating"] for row in tables["reviews"]}) == 5
