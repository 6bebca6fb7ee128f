"""`copilot guard check` and `copilot guard rules` as a user and a machine call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from guard.rules.examples import example_evidence
from interfaces.cli.main import app
from shop.errors import InvalidInput, NotFound

RUN = CliRunner()


def files(folder: Path, text: str) -> list[str]:
    (folder / "text.txt").write_text(text, encoding="utf-8")
    (folder / "evidence.json").write_text(example_evidence("en").model_dump_json(), encoding="utf-8")
    return ["guard", "check", str(folder / "text.txt"), "--evidence", str(folder / "evidence.json")]


def test_a_false_price_is_blocked_with_its_span(tmp_path: Path) -> None:
    answer = RUN.invoke(app, [*files(tmp_path, "It is $36.00 today."), "--json"], catch_exceptions=False)
    said = json.loads(answer.stdout)
    assert said["outcome"] == "block"
    [finding] = said["findings"]
    assert finding["rule"] == "facts.money"
    assert "It is $36.00 today."[slice(*finding["span"])] == "$36.00"
    assert answer.exit_code == 0


def test_the_gate_closes_unless_the_text_may_leave(tmp_path: Path) -> None:
    assert RUN.invoke(app, [*files(tmp_path, "It folds flat."), "--gate"]).exit_code == 1
    assert RUN.invoke(app, [*files(tmp_path, "It is $63.00 today."), "--gate"]).exit_code == 0


def test_json_input_names_channel_and_subject(tmp_path: Path) -> None:
    text = json.dumps({"text": "您好。", "subject": "您收藏的包", "channel": "email", "jurisdiction": "CN"})
    said = json.loads(RUN.invoke(app, [*files(tmp_path, text), "--json"], catch_exceptions=False).stdout)
    assert "cn.ad_subject" in {finding["rule"] for finding in said["findings"]}


def test_the_page_marks_findings_and_escapes_the_text(tmp_path: Path) -> None:
    page = tmp_path / "verdict.html"
    arguments = [*files(tmp_path, "<script>alert(1)</script> It is $36.00."), "--html", str(page)]
    RUN.invoke(app, arguments, catch_exceptions=False)
    shown = page.read_text(encoding="utf-8")
    assert '<mark class="block">$36.00</mark>' in shown
    assert "<script>" not in shown


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    arguments = files(tmp_path, "x")
    (tmp_path / "evidence.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"evidence\.json"):
        RUN.invoke(app, arguments, catch_exceptions=False)


def test_rules_are_listed_and_shown_with_examples() -> None:
    listed = json.loads(RUN.invoke(app, ["guard", "rules", "--json"], catch_exceptions=False).stdout)
    assert {"facts.money", "words.property"} <= {rule["id"] for rule in listed["rules"]}
    shown = RUN.invoke(app, ["guard", "rules", "words.guarantee"], catch_exceptions=False).stdout
    assert "lifetime warranty" in shown
    with pytest.raises(NotFound, match=r"facts\.money"):
        RUN.invoke(app, ["guard", "rules", "facts.mony"], catch_exceptions=False)
