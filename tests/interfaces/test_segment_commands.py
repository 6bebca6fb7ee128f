"""`copilot segment …` with files and saved segments, through the real program."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app

QUIET = {"kind": "never", "event": "order", "within": {"kind": "last", "n": 30}}


def run(*words: str | Path, home: Path, fails: bool = False) -> str:
    done = CliRunner().invoke(app, [*(str(word) for word in words), "--home", str(home)])
    assert (done.exit_code != 0) == fails, done.output
    return str(done.exception) if fails else done.stdout


def ask(*words: str | Path, home: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(run(*words, "--json", home=home))


@pytest.fixture
def home(sample_home: Callable[[str], Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_home("coffee"), tmp_path / "home"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    path = tmp_path / "quiet.json"
    path.write_text(json.dumps(QUIET), encoding="utf-8")
    return path


def test_a_file_is_previewed_saved_listed_and_mailed(home: Path, tree: Path) -> None:
    ids = run("segment", "preview", tree, "--ids", home=home).split()
    assert ids == sorted(ids)
    assert ids == ask("segment", "preview", tree, "--ids", home=home)
    assert len(ids) == ask("segment", "preview", tree, home=home)["matched"] > 0
    made = ask("segment", "create", "quiet", tree, "--by", "Ann", home=home)
    assert (made["version"], made["author"], made["tree"]["event"]) == (1, "Ann", "order")
    assert run("segment", "preview", "quiet", "--ids", home=home).split() == ids
    [saved] = ask("segment", "list", home=home)["saved"]
    assert (saved["name"], saved["count"]) == ("quiet", len(ids))
    planned = ask("campaign", "create", "Spring", "--segment", "quiet", home=home)
    assert planned["funnel"]["matched"] == len(ids)


def test_versions_are_shown_and_a_plan_keeps_its_own(home: Path, tree: Path) -> None:
    run("segment", "create", "quiet", tree, home=home)
    before = ask("campaign", "create", "one", "--segment", "quiet", home=home)["funnel"]["matched"]
    tree.write_text('{"kind": "everyone"}', encoding="utf-8")
    assert ask("segment", "create", "quiet", tree, home=home)["version"] == 2
    shown = ask("segment", "show", "quiet", home=home)
    assert [one["version"] for one in shown["versions"]] == [2, 1]
    assert "customer_key" in shown["query"]
    assert ask("campaign", "create", "two", "--segment", "quiet", home=home)["funnel"]["matched"] == 250 > before
    again = ask("campaign", "list", home=home)
    assert [plan["tree"]["kind"] for plan in again] == ["never", "everyone"]


def test_a_preview_as_a_page(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run("segment", "preview", "lapsing", "--html", page, home=home)
    assert "<svg" in page.read_text(encoding="utf-8")


def test_the_schema_needs_no_shop() -> None:
    done = CliRunner().invoke(app, ["segment", "schema"])
    assert done.exit_code == 0
    assert "country" in json.loads(done.stdout)["x-fields"]["attribute"]


def test_what_cannot_be_asked_is_said(home: Path, tree: Path, tmp_path: Path) -> None:
    assert "no file" in run("segment", "preview", tmp_path / "none.json", home=home, fails=True)
    tree.write_text('{"kind": "attribute", "field": "religion", "value": "x"}', encoding="utf-8")
    assert "never chosen by that" in run("segment", "preview", tree, home=home, fails=True)
    tree.write_text("[" * 100_000, encoding="utf-8")
    assert "nested too deep" in run("segment", "preview", tree, home=home, fails=True)
    tree.write_text(json.dumps({"kind": "measure", "measure": "churn_risk", "value": 0.5}), encoding="utf-8")
    assert "copilot build churn" in run("segment", "preview", tree, home=home, fails=True)
    tree.write_text(json.dumps({"kind": "segment", "name": "loop"}), encoding="utf-8")
    assert "contain itself" in run("segment", "create", "loop", tree, home=home, fails=True)
    assert "built-in" in run("segment", "create", "lapsing", "everyone", home=home, fails=True)


def test_words_with_one_reading_are_saved_with_the_words(home: Path) -> None:
    said = "ordered at least 3 times in the last 365 days"
    made = ask("segment", "create", "regulars", "--words", said, home=home)
    assert (made["words"], made["version"]) == (said, 1)
    assert made["tree"]["kind"] in ("did", "measure")
    assert run("segment", "preview", "regulars", "--ids", home=home).split()
    assert "asks for" in run("segment", "create", "x", "--words", "pregnant customers", home=home, fails=True)
