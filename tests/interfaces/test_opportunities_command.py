"""`copilot opportunities`: words in two languages, JSON, and commands that can be gone on with as they stand."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.reports.opportunities import Opportunities


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_words_and_json(sample_home: Callable[[str], Path]) -> None:
    home = ["--home", str(sample_home("skincare"))]
    found = Opportunities.model_validate_json(run("opportunities", *home, "--json"))
    assert found.items
    chinese = run("opportunities", *home, "--language", "zh", "--channel", "wecom")
    assert all(item.title["zh"] in chinese for item in found.items)
    assert "wecom" in chinese
    assert "email" not in chinese


def test_every_command_plans_a_campaign(sample_home: Callable[[str], Path], tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(sample_home("coffee"), home)
    found = Opportunities.model_validate_json(run("opportunities", "--home", str(home), "--json"))
    for item in found.items:
        _, *words = shlex.split(item.command)
        assert "matched" in run(*words, "--home", str(home))


def test_a_customer_is_shown_with_proofs(sample_home: Callable[[str], Path]) -> None:
    found = Opportunities.model_validate_json(run("opportunities", "--home", str(sample_home("coffee")), "--json"))
    shown = run("customer", "show", found.items[0].example_ids[0], "--home", str(sample_home("coffee")))
    assert "rests on" in shown
    assert "no tracking consent" in shown
