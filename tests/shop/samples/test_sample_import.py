"""The sample shops pass through the import and read back through the view."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from shop.home import Home
from shop.importing.pipeline import import_source
from shop.samples import BRANDS, sample_source
from shop.samples.export import write_csv
from shop.store.view import ShopView

COUNTED = ("customers", "products", "promotions", "codes", "campaigns", "policies", "brand_books")
PRICE = """SELECT price FROM price_now JOIN products USING (product_key)
           WHERE product_id = ? AND price_now.currency = ?"""


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_is_imported_whole(brand: str, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    source = sample_source(brand, 200)
    import_source(source, home)
    with ShopView(home.current_build()) as view:
        found = {name: view.rows(f"SELECT count(*) FROM {name}")[0][0] for name in COUNTED}
        assert view.at.date().isoformat() == "2026-11-20"
        assert view.shop.sample
        assert found["customers"] == 200
        assert found["products"] == len(source.catalogue.items)
        assert found["codes"] == 400
        assert found["campaigns"] == 3
        languages = len(source.shop().languages)
        assert (found["policies"], found["brand_books"]) == (3 * languages, languages)
        assert found["promotions"] >= 9
        orders = view.rows("SELECT count(*), count(customer_key) FROM orders")[0]
        assert orders[0] == sum(1 for _ in _rows(brand, "orders"))
        assert orders[1] == orders[0] - 1
        odd = {entry["kind"]: entry["id"] for entry in source.truth()["awkward"]}
        stored = view.rows(PRICE, [odd["price_with_sign"], source.shop().currency])
        item = next(item for item in source.catalogue.items if item.spec.id == odd["price_with_sign"])
        assert {price for (price,) in stored} == {item.spec.price}


def _rows(brand: str, name: str) -> list[list[str]]:
    tables = sample_source(brand, 200).tables()
    return next([row.cells for row in table.rows] for table in tables if table.name == name)


def test_the_export_is_the_contract_on_disk(tmp_path: Path) -> None:
    files = write_csv(sample_source("outdoor", 15), tmp_path)
    names = {str(file.relative_to(tmp_path)) for file in files}
    assert {
        "shop.json",
        "customers.csv",
        "events.csv",
        "promotions.json",
        "brand/zh.md",
        "policies/returns.en.md",
    } <= names
    assert json.loads((tmp_path / "shop.json").read_text(encoding="utf-8"))["sample"] is True
    for table in sample_source("outdoor", 15).tables():
        with (tmp_path / table.file).open(encoding="utf-8", newline="") as handle:
            header, *rows = csv.reader(handle)
        assert tuple(header) == table.columns
        assert rows == [row.cells for row in table.rows]
    assert len(list((tmp_path / "pictures").glob("*.png"))) == len(sample_source("outdoor", 1).catalogue.items)
