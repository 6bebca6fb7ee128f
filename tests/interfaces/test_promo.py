"""`copilot promo validate|schema|price`: what a person reads, what a machine reads, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from interfaces.cli.main import app

PROMOTION: dict[str, Any] = {
    "id": "a",
    "name": {"en": "Ten off", "zh": "减十元"},
    "currency": "CNY",
    "when": {"kind": "total", "min": "100"},
    "effects": [{"kind": "fixed", "amount": "10"}],
}
LINE = {"product_id": "p", "quantity": 2, "unit_price": 44}
CASE: dict[str, Any] = {
    "promotions": [PROMOTION],
    "basket": {"currency": "CNY", "lines": [LINE]},
    "at": "2026-11-20T12:00:00+08:00",
}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "file.json"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["promo", *words])


def test_a_price_says_what_is_missing_in_both_languages(written: Path) -> None:
    written.write_text(json.dumps(CASE), encoding="utf-8")
    english, chinese = run("price", "--file", str(written)), run("price", "--file", str(written), "--language", "zh")
    assert english.exit_code == chinese.exit_code == 0
    assert "a: 12.00 CNY are missing to reach 100 CNY." in english.stdout
    assert "a: 距满 100 CNY 还差 12.00 CNY。" in chinese.stdout


def test_a_price_for_a_machine(written: Path) -> None:
    written.write_text(json.dumps({**CASE, "basket": {**CASE["basket"], "lines": [LINE, LINE]}}), encoding="utf-8")
    found = json.loads(run("price", "--file", str(written), "--json").stdout)
    assert (found["total_before"], found["payable"], found["method"]) == ("176.00", "166.00", "best combination")
    assert [line["shares"] for line in found["lines"]] == [[{"promotion_id": "a", "amount": "5.00"}]] * 2


def test_no_text_of_a_document_leads_the_terminal(written: Path) -> None:
    name = {"en": "\x1b[31mTen\x07 off\x9b2J\u202e"}
    line = {**LINE, "product_id": "p\x1b]0;title\x07", "quantity": 3}
    document = {**CASE, "promotions": [{**PROMOTION, "name": name}], "basket": {"currency": "CNY", "lines": [line]}}
    written.write_text(json.dumps(document), encoding="utf-8")
    shown = run("price", "--file", str(written))
    assert shown.exit_code == 0
    assert "Ten off2J" in shown.stdout
    assert not set("\x1b\x07\x9b\u202e") & set(shown.stdout)
    steps = json.loads(run("price", "--file", str(written), "--json").stdout)["steps"]
    assert "\x1b" not in "".join(step["words"]["en"] for step in steps)


def test_a_case_with_a_problem_is_not_priced(written: Path) -> None:
    written.write_text(json.dumps({**CASE, "at": "soon"}), encoding="utf-8")
    plain, machine = run("price", "--file", str(written)), run("price", "--file", str(written), "--json")
    assert plain.exit_code == machine.exit_code == 1
    assert plain.stdout.startswith("$.at: ")
    assert [problem["path"] for problem in json.loads(machine.stdout)["problems"]] == ["$.at"]


def test_a_good_file_is_valid(written: Path) -> None:
    written.write_text(json.dumps({"version": 2, "promotions": [PROMOTION]}), encoding="utf-8")
    plain, machine = run("validate", str(written)), run("validate", str(written), "--json")
    assert plain.exit_code == machine.exit_code == 0
    assert plain.stdout.strip().endswith("1 promotions, no problems.")
    assert json.loads(machine.stdout)["valid"] is True


def test_a_bad_file_is_not(written: Path) -> None:
    written.write_text(
        json.dumps({"promotions": [{**PROMOTION, "effects": [{"kind": "fixed", "amount": 0}]}]}), "utf-8"
    )
    plain, machine = run("validate", str(written)), run("validate", str(written), "--json")
    assert plain.exit_code == machine.exit_code == 1
    assert plain.stdout.startswith("$.promotions[0].effects[0].amount: ")
    assert json.loads(machine.stdout)["valid"] is False


@pytest.mark.parametrize("content", [None, b"\xff\xfe{", b"{"])
def test_what_cannot_be_read_ends_with_1(written: Path, content: bytes | None) -> None:
    if content is not None:
        written.write_bytes(content)
    assert run("validate", str(written)).exit_code == 1
    assert run("price", "--file", str(written)).exit_code == 1


@pytest.mark.parametrize("what", ["promotions", "case", "pricing"])
def test_schemas_are_json_schemas(what: str) -> None:
    found = json.loads(run("schema", what).stdout)
    assert found["type"] == "object"
    assert found["properties"]


def test_the_schema_comes_with_validate_too() -> None:
    assert run("validate", "--schema").stdout == run("schema").stdout


def test_json_for_a_machine_leads_no_terminal_either(written: Path) -> None:
    bad = {**PROMOTION, "id": "a\x9b2J", "when": {"kind": "total\x9b\u202e"}}
    written.write_text(json.dumps({"version": 2, "promotions": [bad]}, ensure_ascii=False), encoding="utf-8")
    done = run("validate", str(written), "--json")
    assert done.exit_code == 1
    assert not {"\x9b", "\u202e", "\x1b"} & set(done.stdout)
    assert "\\u009b" in done.stdout
    line = {**LINE, "product_id": "p\x9b2J"}
    written.write_text(json.dumps({**CASE, "basket": {"currency": "CNY", "lines": [line]}}), encoding="utf-8")
    priced = run("price", "--file", str(written), "--json")
    assert "\x9b" not in priced.stdout
    assert json.loads(priced.stdout)["lines"][0]["product_id"] == "p\x9b2J"
