"""What a changed rule would have said of a run that is over, beside the verdict that was stored."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.campaigns import create, run
from app.copilot import Copilot, allowed_hosts, build
from app.guarding import replay_run
from app.settings import Settings
from campaigns.offers import tells_offer
from campaigns.outputs import RunFolder
from campaigns.plan import CampaignPlan
from campaigns.replay import replay
from guard.rules import rules, rules_version
from interfaces.cli.main import app
from shop.content import brand_book
from shop.errors import InvalidInput, NotFound

STRICT = """
rules:
  - id: own.no_shop_name
    title: The shop's name is not told
    severity: block
    source: own
    since: "2026-11"
    phrases: {hints: ["】"], zh: ["【[^】]+】"], expected: no name, negated: true}
"""


@pytest.fixture
def copilot(sample_home: Callable[[str], Path], tmp_path: Path) -> Copilot:
    shutil.copytree(sample_home("skincare"), tmp_path / "home")
    found = build(Settings(home=tmp_path / "home"))
    create(found, CampaignPlan.model_validate({"id": "r", "segment": "everyone", "channel": "sms", "limit": 6}))
    run(found, "r", lambda what, done: None)
    return found


def test_the_rules_in_force_say_again_what_they_said(copilot: Copilot) -> None:
    stored = RunFolder(copilot.home.runs / "r").read_messages()
    assert {message.verdict.rules for message in stored} == {rules_version()}
    with copilot.view() as view:
        books = {message.language: brand_book(view, message.language) for message in stored}
        again = replay("r", stored, rules(), books.__getitem__, allowed_hosts(view), view.shop.markets[0].jurisdiction)
    assert again.messages == len(stored) > 0
    assert (again.newly_hit, again.no_longer_hit, again.changed_outcome) == (0, 0, 0)


def test_a_stricter_rule_of_a_file_hits_messages_that_passed_then(copilot: Copilot) -> None:
    done = replay_run(copilot, "r", "", STRICT)
    assert done.newly_hit == done.changed_outcome == done.messages > 0
    assert {(one.before, one.after) for one in done.hits} == {("allow", "block")}
    assert all(one.now[0].claim.startswith("【") and not one.then for one in done.hits)


def test_a_rule_that_cannot_run_is_an_error_and_no_block(copilot: Copilot) -> None:
    stored = RunFolder(copilot.home.runs / "r").read_messages()
    empty = rules()[0].model_copy(update={"id": "own.empty", "phrases": None})
    with copilot.view() as view:
        books = {message.language: brand_book(view, message.language) for message in stored}
        done = replay("r", stored, [empty], books.__getitem__, allowed_hosts(view))
    assert {(one.before, one.after) for one in done.hits} == {("allow", "error")}
    assert done.changed_outcome == done.messages


def test_the_command_prints_the_same_as_json(copilot: Copilot, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(STRICT, encoding="utf-8")
    asked = ["guard", "replay", "r", "--rules", str(tmp_path / "rules.yaml"), "--home", str(tmp_path / "home")]
    said = json.loads(CliRunner().invoke(app, [*asked, "--json"], catch_exceptions=False).stdout)
    assert said["newly_hit"] == said["messages"]
    told = CliRunner().invoke(app, asked, catch_exceptions=False).stdout
    assert f"{said['messages']} messages" in told
    assert "own.no_shop_name" in told


def test_a_run_as_of_another_moment_promises_nothing_that_is_limited(copilot: Copilot) -> None:
    held = "SELECT count(*) FROM promotion_reservations WHERE state = 'held'"
    plan = CampaignPlan.model_validate({"id": "then", "segment": "lapsing", "channel": "wecom", "limit": 12})
    found = {}
    for as_of in ("2026-11-19", None):
        asked = build(Settings(home=copilot.home.path, as_of=as_of))
        create(asked, plan)
        run(asked, "then", lambda what, done: None)
        offers = [one for one in RunFolder(copilot.home.runs / "then").read_messages() if tells_offer(one)]
        with copilot.state() as state:
            found[as_of] = (len(offers) > 0, state.execute(held).fetchone()[0] > 0)
    assert found == {"2026-11-19": (True, False), None: (True, True)}


def test_what_is_not_there_is_named(copilot: Copilot) -> None:
    with pytest.raises(InvalidInput, match="No rule"):
        replay_run(copilot, "r", "", "")
    with pytest.raises(NotFound, match=r"facts\.money"):
        replay_run(copilot, "r", "facts.mony", "")
    with pytest.raises(NotFound):
        replay_run(copilot, "no-such-run", "facts.money", "")
