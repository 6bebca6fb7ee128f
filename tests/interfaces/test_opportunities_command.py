"""`copilot opportunities`: words in two languages, JSON, and commands that can be gone on with as they stand."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.reports import Report
from shop.reports.opportunities import Opportunities
from tools.customer import CustomerCard


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
    ids = list(dict.fromkeys(id_ for item in found.items for id_ in item.example_ids))
    shown = [run("customer", "show", id_, "--home", str(sample_home("coffee"))) for id_ in ids[:12]]
    assert all("rests on" in one for one in shown)
    # Openings are read of those alone who allowed it; some of so many people did not.
    refused = [one for one in shown if "no tracking consent" in one]
    assert 0 < len(refused) < len(shown)


def test_a_shop_too_small_for_a_model_is_told_nothing_about_the_future(
    sample_home: Callable[[str], Path], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(sample_home("coffee"), home)
    found = Opportunities.model_validate_json(run("opportunities", "--home", str(home), "--churn", "--json"))
    assert [item.expected for item in found.items] == [None] * len(found.items)
    lapsing = next(item for item in found.items if item.kind == "lapsing")
    customer = lapsing.example_ids[0]
    card = CustomerCard.model_validate_json(run("customer", "show", customer, "--home", str(home), "--churn", "--json"))
    assert card.portrait is not None
    assert card.portrait.unknown["churn_probability"] == "no_claim_of_the_model"
    report = Report.model_validate_json(run("report", "--home", str(home), "--churn", "--json"))
    assert {figure.measure for figure in report.of("churn")} <= {"churn_cause"}
