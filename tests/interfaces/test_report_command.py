"""`copilot report` through the real command: text in two languages, JSON, a page, and errors that say what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.errors import InvalidInput
from shop.reports import Report

MakeHome = Callable[[str], Path]


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ["report", *words], catch_exceptions=False, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_report_in_words(sample_home: MakeHome) -> None:
    home = str(sample_home("outdoor"))
    english, chinese = (run("--home", home, "--language", language) for language in ("en", "zh"))
    assert "2026-11-09 to 2026-11-15" in english
    assert "Average order value" in english
    assert "客单价" in chinese
    assert "2026-11-09 至 2026-11-15" in chinese


def test_a_report_for_a_machine_is_the_record(sample_home: MakeHome) -> None:
    home = str(sample_home("coffee"))
    found = Report.model_validate_json(run("--home", home, "--period", "2026-10", "--by", "week", "--json"))
    assert (found.step, found.period.first.isoformat()) == ("week", "2026-10-01")
    weeks = [figure.group for figure in found.of("series") if figure.measure == "sales"]
    assert weeks == ["2026-10-01", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"]


def test_as_of_moves_the_period(sample_home: MakeHome) -> None:
    found = json.loads(run("--home", str(sample_home("coffee")), "--as-of", "2026-06-10", "--json"))
    assert found["period"]["first"] == "2026-06-01"


def test_a_page_is_written(sample_home: MakeHome, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert str(page) in run("--home", str(sample_home("skincare")), "--html", str(page), "--language", "zh")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("words", [("--period", "someday"), ("--by", "year"), ("--period", "2027-01")])
def test_what_is_not_possible_is_said(sample_home: MakeHome, words: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        run("--home", str(sample_home("coffee")), *words)
    assert refused.value.hint
