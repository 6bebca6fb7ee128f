"""The folder as a source: files, headers, map file, identity, and the printed contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shop.errors import ImportRefused, InvalidInput
from shop.importing.csv_source import CsvSource, ShopOverrides, guess_mapping, read_mapping
from shop.importing.headers import column_for, guess_columns
from shop.importing.records import sniff
from shop.importing.schema import describe, describe_text
from shop.importing.tables import TABLES, table_named
from shop.importing.treatments import rules


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_every_name_of_the_contract_is_recognised(table: object) -> None:
    known = next(item for item in TABLES if item is table)
    for column in known.columns:
        assert column_for(known, column.name.upper().replace("_", " ")) == column.name
        assert all(column_for(known, f" {alias}：") for alias in column.aliases)


@pytest.mark.parametrize(
    ("header", "column"),
    [("Name (EN)", "name_en"), ("title_zh", "name_zh"), ("商品名称（中文）", "name_zh"), ("Price USD", "price_usd"),
     ("售价_cny", "price_cny"), ("price_xqx", ""), ("Shoe size", ""), ("name_english", ""), ("name", "name"),
     ("Compare-At Price", "list_price"), ("list_price_gbp", "list_price_gbp"), ("brand_en", "")],
)  # fmt: skip
def test_headers_with_a_language_or_currency(header: str, column: str) -> None:
    assert column_for(table_named("products"), header) == column


def test_of_two_headers_for_one_column_the_exact_name_wins() -> None:
    guess = guess_columns(table_named("customers"), "customers.csv", ["id", "customer_id", "name", "shoes"], None)
    assert guess.columns == ("", "customer_id", "nickname", "")
    assert ["'id'" in guess.notes[0], "'shoes'" in guess.notes[1]] == [True, True]


def test_a_map_is_believed_and_checked() -> None:
    table = table_named("customers")
    guess = guess_columns(table, "customers.csv", ["id", "kunde", "name"], {"kunde": "customer_id", "name": ""})
    assert guess.columns == ("", "customer_id", "")
    assert len(guess.notes) == 1
    with pytest.raises(InvalidInput, match="kundennummer"):
        guess_columns(table, "customers.csv", ["id"], {"id": "kundennummer"})


def test_a_guess_can_be_written_and_read_back(tmp_path: Path) -> None:
    (tmp_path / "Customers.CSV").write_text("客户编号,昵称,鞋码\nc1,王,42\n", encoding="gbk")
    guessed = guess_mapping(tmp_path)
    assert guessed == {"Customers.CSV": {"客户编号": "customer_id", "昵称": "nickname", "鞋码": ""}}
    file = tmp_path / "map.yaml"
    file.write_text(json.dumps(guessed), encoding="utf-8")
    assert read_mapping(file) == guessed
    for broken in ("[1]", "a: b", "a: {b: [c]}", ": : :"):
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(InvalidInput):
            read_mapping(file)


def test_a_mapped_folder_is_read_by_its_map(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("nr;wann;summe\n1;2026-01-02;5,00\n", encoding="utf-8")
    mapping = {"ORDERS.csv": {"nr": "order_id", "wann": "placed_at", "summe": "total"}}
    source = CsvSource(tmp_path, mapping=mapping, shop=ShopOverrides(currency="eur"))
    assert source.shop().currency == "EUR"
    (table,) = source.tables()
    assert table.columns == ("order_id", "placed_at", "total")
    assert [(row.number, row.cells) for row in table.rows] == [(2, ["1", "2026-01-02", "5,00"])]


def test_identity_from_the_folder_the_data_and_the_options(tmp_path: Path) -> None:
    folder = tmp_path / "My Shop!"
    folder.mkdir()
    (folder / "orders.csv").write_text("order_id,placed_at,total\n1,2026-01-02,£5\n2,2026-01-02,£6\n", encoding="utf-8")
    source = CsvSource(folder)
    shop = source.shop()
    assert (shop.id, shop.name, shop.currency, shop.zone, shop.sample) == ("my-shop", "My Shop!", "GBP", "UTC", False)
    assert ["UTC" in source.notes[0], "GBP" in source.notes[1]] == [True, True]
    with pytest.raises(InvalidInput):
        CsvSource(folder, shop=ShopOverrides(zone="Mars/Base", currency="EUR")).shop()
    with pytest.raises(InvalidInput):
        CsvSource(folder, shop=ShopOverrides(currency="XQX")).shop()


def test_without_any_currency_the_shop_is_refused(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order_id,placed_at,total\n1,2026-01-02,5\n", encoding="utf-8")
    with pytest.raises(ImportRefused, match="--currency"):
        CsvSource(tmp_path).shop()


def test_shop_json_says_who_the_shop_is(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id\nc1\n", encoding="utf-8")
    document = {"id": "s", "name": "S", "zone": "Asia/Shanghai", "currency": "CNY", "sender": {"name": "S"}}
    (tmp_path / "shop.json").write_text(json.dumps(document), encoding="utf-8")
    assert CsvSource(tmp_path).shop().zone == "Asia/Shanghai"
    assert CsvSource(tmp_path, shop=ShopOverrides(zone="UTC", name="Other")).shop().zone == "UTC"
    (tmp_path / "shop.json").write_text(json.dumps(document | {"currency": "yuan"}), encoding="utf-8")
    with pytest.raises(ImportRefused, match="currency"):
        CsvSource(tmp_path).shop()


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="not a folder"):
        CsvSource(tmp_path / "nowhere").shop()


def test_the_delimiter_that_splits_evenly_is_chosen() -> None:
    assert sniff(["a;b;c\n", "1,5;2,5;3\n"]) == ";"
    assert sniff(["a,b\n", "x|y,z\n"]) == ","
    assert sniff(["only\n"]) == ","


def test_the_contract_is_described_in_full() -> None:
    text, document = describe_text(), describe()
    json.dumps(document)
    for table in TABLES:
        assert table.file in text
        assert all(column.name in text for column in table.columns)
    assert all(reason in text for reason in rules())
    assert [table["file"] for table in document["tables"]] == [table.file for table in TABLES]
    assert {"shop.json", "promotions.json", "policies/*.md", "brand/*.md"} == set(document["documents"])
