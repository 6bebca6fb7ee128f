"""The same brand, number and seed give the same rows; more customers do not change the first ones."""

from __future__ import annotations

import hashlib

import pytest

from shop.samples import BRANDS, sample_source


def _hash(brand: str, customers: int, seed: int) -> dict[str, str]:
    digests = {}
    for table in sample_source(brand, customers, seed).tables():
        digest = hashlib.sha256(repr(table.columns).encode())
        for row in table.rows:
            digest.update(repr(row).encode())
        digests[table.name] = digest.hexdigest()
    return digests


@pytest.mark.parametrize("brand", BRANDS)
def test_the_same_shop_comes_twice(brand: str) -> None:
    first = _hash(brand, 40, 7)
    assert first == _hash(brand, 40, 7)
    other = _hash(brand, 40, 8)
    assert first["orders"] != other["orders"]


def test_the_first_customers_do_not_depend_on_how_many_there_are() -> None:
    def rows(customers: int, name: str) -> list[list[str]]:
        tables = sample_source("outdoor", customers).tables()
        return next([row.cells for row in table.rows] for table in tables if table.name == name)

    for name in ("customers", "orders", "order_lines", "outcomes"):
        few, many = rows(30, name), rows(90, name)
        assert many[: len(few)] == few
        assert len(many) > len(few)


def test_a_reader_may_stop_early() -> None:
    full = {table.name: sum(1 for _ in table.rows) for table in sample_source("coffee", 30).tables()}
    hasty = {}
    for table in sample_source("coffee", 30).tables():
        if table.name == "customers":
            next(table.rows)
            continue
        hasty[table.name] = sum(1 for _ in table.rows)
    assert hasty == {name: count for name, count in full.items() if name != "customers"}
