"""What `copilot import csv` says: nothing about a person, and at the end what was lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from interfaces.cli.main import app

CUSTOMERS = """customer_id,first_name,email,phone,birthday
c1,Ann,ann.smith@example,07700 90x0123,1990-13-45
c2,Bo,bo@example.com,,
bob.jones@mail.example,Cy,cy@example.com,,
bob.jones@mail.example,Di,di@example.com,,
c3,Eva,eva.long@example.com,,,one,two
"""
PERSONAL = ("smith", "07700", "1990-13", "jones", "eva.long", "Eva")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    made.mkdir()
    (made / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    return made


def run(folder: Path, *words: str) -> Result:
    home = str(folder.parent / "home")
    return CliRunner().invoke(app, ["import", "csv", str(folder), "--currency", "GBP", "--home", home, *words])


def test_no_sample_of_a_report_is_about_a_person(folder: Path) -> None:
    plain, machine = run(folder), run(folder, "--json")
    for shown in (plain.output, machine.stdout):
        assert [word for word in PERSONAL if word in shown] == []
    issues = {(one["row"], one["field"], one["reason"]): one["value"] for one in json.loads(machine.stdout)["issues"]}
    assert issues[2, "email", "bad_email"] == "a… (17 characters)"
    assert issues[2, "phone", "bad_phone"] == "0… (13 characters)"
    assert issues[6, "", "too_many_cells"] == "7 cells, not 5"
    assert issues[5, "customer_id", "duplicate_id"] == "b… (22 characters)"


@pytest.mark.parametrize("header", ["ordered_at", "Order Time", "purchased_at", "purchase_date", "order_datetime"])
def test_a_natural_header_of_the_moment_of_an_order_is_known(folder: Path, header: str) -> None:
    (folder / "orders.csv").write_text(f"order_id,customer_id,{header},total\no1,c2,2026-01-02,5.00\n", "utf-8")
    [orders] = [file for file in json.loads(run(folder, "--json").stdout)["files"] if file["file"] == "orders.csv"]
    assert (orders["read"], orders["quarantined"]) == (1, 0)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("orders.csv", "order_id,customer_id,when_it_was\no1,c2,2026-01-02\n"),
        ("events.csv", "customer_id,kind,happened_at\nc9,view,2026-01-02\n"),
    ],
)
def test_a_table_without_a_row_left_is_the_last_word(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    last = run(folder).stdout.strip().splitlines()[-1]
    assert last.startswith(f"WARNING: no row of {file} was imported; all 1 were set aside (")
    (folder / file).unlink()
    assert "WARNING" not in run(folder).stdout


def test_every_problem_of_shop_json_is_said_at_once(folder: Path) -> None:
    document = {"id": "a", "name": "A", "zone": "UTC", "currency": "pounds", "markets": [{"country": "GBR"}]}
    (folder / "shop.json").write_text(json.dumps(document), encoding="utf-8")
    said = str(run(folder).exception)
    for field in ("currency", "sender", "markets.0.country", "markets.0.currency", "markets.0.jurisdiction"):
        assert f"\n  {field}: " in said


def test_the_schema_lists_the_nested_fields_of_shop_json() -> None:
    lines = [line.split() for line in CliRunner().invoke(app, ["import", "csv", "--schema"]).stdout.splitlines()]
    nested = {line[0]: [word.strip(",") for word in line[1:]] for line in lines if line}
    assert nested["sender"] == ["name*", "email", "postal_address", "sms_sign"]
    assert {"country*", "jurisdiction*", "soft_opt_in"} <= set(nested["markets[]"])
    assert "max_percent" in nested["pricing"]
