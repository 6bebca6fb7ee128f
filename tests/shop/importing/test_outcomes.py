"""Broken files must not empty a good shop, what is no file is named, and only generated data lies in the future."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.errors import ImportRefused
from shop.importing.quality import QualityReport

SHOP = {"id": "t", "name": "T", "zone": "UTC", "currency": "CNY", "sample": True, "sender": {"name": "T"}}


class Shop(Protocol):
    folder: Path

    def write(self, name: str, content: str | bytes) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def rows(self, sql: str) -> list[tuple[object, ...]]: ...


@pytest.mark.parametrize("name", ["customers", "products", "orders"])
@pytest.mark.parametrize("content", [b"", b"\x00" * 99, b"product_id,name\n", b"\x93\x81x\xf3,\xe9\n\xe1\x1f,\xfc\n"])
def test_a_broken_main_file_leaves_the_shop_that_was_there(shop: Shop, name: str, content: bytes) -> None:
    shop.load()
    shop.write(f"{name}.csv", content)
    with pytest.raises(ImportRefused, match=rf"{name}\.csv.*previous shop stays"):
        shop.load()
    assert shop.rows("SELECT count(*) FROM products") == [(2,)]


def test_what_is_no_file_is_named_and_not_read(shop: Shop) -> None:
    (shop.folder / "events.csv").unlink()
    (shop.folder / "events.csv").mkdir()
    (shop.folder / "reviews.csv").symlink_to("/dev/zero")
    (shop.folder / "policies").mkdir()
    os.mkfifo(shop.folder / "policies" / "pipe.md")
    report = shop.load()
    reasons = {file.file: file.reasons for file in report.files}
    assert (reasons["events.csv"], reasons["reviews.csv"]) == ({"not_a_file": 1}, {"not_a_file": 1})
    assert any("pipe.md" in note and "not a file" in note for note in report.notes)


def test_a_shop_that_calls_itself_a_sample_has_no_future(shop: Shop) -> None:
    shop.write("shop.json", json.dumps(SHOP))
    shop.write("events.csv", "customer_id,kind,happened_at\nc1,view,2062-03-04\nc1,view,2026-03-04\n")
    report = shop.load()
    assert report.data_end.startswith("2026-03-04")


def test_a_broken_shop_json_says_what_to_do(shop: Shop) -> None:
    shop.write("shop.json", "{")
    with pytest.raises(ImportRefused, match=r"shop\.json: Invalid JSON.*Correct shop\.json"):
        shop.load()


def test_a_file_without_a_usable_row_is_noted(shop: Shop) -> None:
    shop.write("customers.csv", "customer_id,first_name\n,Ann\n,Bo\n")
    assert "Nothing usable in customers.csv: all 2 rows were set aside." in shop.load().notes


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_program_names_broken_files_and_fails(shop: Shop, tmp_path: Path, form: list[str]) -> None:
    shop.write("products.csv", b"")
    words = ["import", "csv", str(shop.folder), "--currency", "CNY", "--home", str(tmp_path / "h"), *form]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    assert "products.csv: empty_file" in done.stdout


def test_the_program_says_how_many_more_issues_there_are(shop: Shop, tmp_path: Path) -> None:
    shop.write("customers.csv", "customer_id,email\n" + "".join(f"c{n},bad{n}\n" for n in range(1, 16)))
    words = ["import", "csv", str(shop.folder), "--currency", "CNY", "--home", str(tmp_path / "h")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    assert "… and 5 more: copilot import csv" in done.stdout
