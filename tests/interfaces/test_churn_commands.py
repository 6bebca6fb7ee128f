"""`copilot build churn`, `copilot churn list` and `copilot churn card` through the real program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.churn.wording import reason_label

MakeHome = Callable[[str], Path]
PROGRAM = Path(sys.executable).with_name("copilot")
CUSTOMERS = 600


def ask(*words: str | Path, home: Path) -> Any:  # noqa: ANN401 - JSON
    done = CliRunner().invoke(app, [*(str(word) for word in words), "--home", str(home), "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    assert ask("import", "sample", "--brand", "coffee", "--customers", str(CUSTOMERS), home=made)
    return made


def test_a_model_is_built_once_and_its_card_written(home: Path) -> None:
    built = ask("build", "churn", home=home)
    page = Path(built["page"])
    assert built["card"]["model"].startswith("churn model")
    assert built["card"]["sample"] is True
    assert json.loads((page.parent / "card.json").read_text(encoding="utf-8")) == built["card"]
    first = page.read_bytes()
    saved = (page.parent / "model.npz").stat().st_mtime_ns
    assert ask("churn", "card", home=home) == built
    assert page.read_bytes() == first
    assert (page.parent / "model.npz").stat().st_mtime_ns == saved
    assert page.stat().st_mode & 0o077 == 0
    for moment in ("2024-12-01", "2024-12-02", "2024-12-03"):
        ask("build", "churn", "--as-of", moment, home=home)
    assert len(list(page.parents[1].iterdir())) == 3


def test_the_watch_list_names_who_why_and_what_is_at_stake(home: Path) -> None:
    found = ask("churn", "list", "--limit", "15", home=home)
    assert len(found["items"]) == 15 <= found["at_risk"] <= found["buyers"] <= CUSTOMERS
    assert found["objecting"] > 0
    stakes = [float(item["value_at_risk"]["amount"]) for item in found["items"]]
    assert stakes == sorted(stakes, reverse=True)
    assert any(item["reasons"] for item in found["items"])
    environment = {**os.environ, "COLUMNS": "200"}
    words = [PROGRAM, "churn", "list", "-n", "3", "--why", "--language", "zh", "--home", home]
    shown = subprocess.run(words, capture_output=True, text=True, env=environment, check=True)
    assert found["items"][0]["customer_id"] in shown.stdout
    assert "天" in shown.stdout
    table = subprocess.run([PROGRAM, "churn", "list", "-n", "15", "--home", home], capture_output=True, text=True,
                           env=environment, check=True).stdout  # fmt: skip
    codes = {reason["code"] for item in found["items"] for reason in item["reasons"]}
    assert codes
    assert all(code not in table and reason_label(code, "en") in table for code in codes)


def test_a_small_shop_is_told_that_there_is_no_model(sample_home: MakeHome) -> None:
    shown = subprocess.run(
        [PROGRAM, "build", "churn", "--as-of", "2024-12-01", "--home", sample_home("skincare")],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
        check=True,
    )
    assert "rhythm rule" in shown.stdout
    assert "a model needs 200" in shown.stdout


def test_what_cannot_be_built_is_named(home: Path) -> None:
    done = CliRunner().invoke(app, ["build", "castle", "--home", str(home)])
    assert "index|recommender|lists|churn" in str(done.exception)
