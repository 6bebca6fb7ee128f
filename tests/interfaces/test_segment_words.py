"""`copilot segment parse` and `copilot segment glossary`: the contract of the JSON, and answers that are kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(sample_home: Callable[[str], Path], tmp_path: Path) -> Run:
    """Return a function that runs a command in a copy of the sample coffee shop."""
    home = tmp_path / "home"
    shutil.copytree(sample_home("coffee"), home)

    def invoke(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, [*words, "--home", str(home)], env={"COLUMNS": "200"})
        return done.exit_code, done.stdout

    return invoke


def parsed(run: Run, words: str, *more: str) -> dict[str, Any]:
    code, shown = run("segment", "parse", words, "--json", *more)
    assert code == 0, shown
    data: dict[str, Any] = json.loads(shown)
    return data


def test_a_tree_its_words_and_count_that_the_preview_agrees_with(run: Run, tmp_path: Path) -> None:
    data = parsed(run, "US customers with at least 3 orders")
    assert {"tree", "words", "count"} <= set(data)
    file = tmp_path / "tree.json"
    file.write_text(json.dumps(data["tree"]), encoding="utf-8")
    code, ids = run("segment", "preview", str(file), "--ids")
    assert code == 0
    assert len(ids.split()) == data["count"] > 0


def test_a_question_is_answered_once(run: Run) -> None:
    asked = parsed(run, "bought last month")
    assert asked["question"]["en"]
    assert [set(reading) >= {"words", "count"} for reading in asked["readings"]] == [True, True]
    chosen = parsed(run, "bought last month", "--choose", "2")
    assert chosen["count"] == asked["readings"][1]["count"]
    assert parsed(run, "bought last month")["tree"] == asked["readings"][1]["tree"]
    assert "last month" in run("segment", "glossary", "list")[1]
    assert run("segment", "glossary", "forget", "last month")[0] == 0
    assert "question" in parsed(run, "bought last month")


def test_a_refusal_names_what_was_not_understood(run: Run) -> None:
    refused = parsed(run, "bought oat milk")
    assert refused["not_understood"] == ["oat milk"]
    code, shown = run("segment", "parse", "bought oat milk")
    assert code == 1
    assert "oat milk" in shown


def test_words_of_the_shop(run: Run) -> None:
    assert "refused" in parsed(run, "big fish in Denver")
    assert run("segment", "glossary", "set", "big fish", "--words", "top 20% by spend")[0] == 0
    assert "tree" in parsed(run, "big fish in Denver")
    assert run("segment", "glossary", "set", "big fish")[0] == 1


def test_choosing_without_a_question_says_so(run: Run) -> None:
    assert run("segment", "parse", "ordered yesterday", "--choose", "1")[0] == 1
