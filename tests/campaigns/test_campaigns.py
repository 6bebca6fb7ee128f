"""Campaigns over a sample shop: planned, run, written, exported, with nobody lost on the way."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from app.campaigns import create, export, run
from app.copilot import Copilot, build
from app.settings import Settings
from campaigns.export import plain_cell
from campaigns.outputs import RunFolder
from campaigns.plan import CampaignPlan, list_plans, plan_id
from evals.grounded import audit
from shop.errors import InvalidInput, NotFound
from shop.people import customers
from shop.suppression import suppress

MakeHome = Callable[[str], Path]


@pytest.fixture
def copilot(sample_home: MakeHome, tmp_path: Path) -> Copilot:
    """A shop of its own, because campaigns write."""
    shutil.copytree(sample_home("skincare"), tmp_path / "home")
    return build(Settings(home=tmp_path / "home"))


def quiet(name: str, done: int) -> None:
    """Show no progress."""


def planned(copilot: Copilot, **changes: object) -> CampaignPlan:
    plan = CampaignPlan.model_validate({"id": "test", "segment": "everyone", "channel": "sms", **changes})
    create(copilot, plan)
    return plan


def test_a_plan_is_kept_and_read_back(copilot: Copilot) -> None:
    plan = planned(copilot, limit=3)
    with copilot.state() as state:
        assert list_plans(state) == [plan]


def test_the_same_plan_again_is_fine_and_another_one_is_refused(copilot: Copilot) -> None:
    planned(copilot)
    planned(copilot)
    with pytest.raises(InvalidInput, match="another name"):
        planned(copilot, limit=2)


def test_an_unknown_segment_or_campaign_names_the_nearest(copilot: Copilot) -> None:
    with pytest.raises(NotFound, match="lapsing"):
        planned(copilot, segment="lapsin")
    planned(copilot, id="spring-news")
    with pytest.raises(NotFound, match="spring-news"):
        run(copilot, "spring-new", quiet)


def test_names_become_ids() -> None:
    assert plan_id("Quiet lately, 2026!") == "quiet-lately-2026"
    assert plan_id("双11 回归") == "双11-回归"
    with pytest.raises(InvalidInput):
        plan_id("!!!")


def test_everyone_is_counted_once(copilot: Copilot) -> None:
    planned(copilot)
    done = run(copilot, "test", quiet)
    funnel = done.funnel
    assert funnel.matched == funnel.eligible + sum(item.count for item in funnel.excluded)
    assert funnel.eligible == done.messages + sum(done.left_out.values())
    assert done.messages >= 10


def test_what_is_written_can_be_read_and_is_grounded(copilot: Copilot) -> None:
    planned(copilot, channel="email", limit=12)
    run(copilot, "test", quiet)
    folder = RunFolder(copilot.home.runs / "test")
    messages = folder.read_messages()
    assert len(messages) == 12
    assert [audit(message) for message in messages] == [[]] * 12
    summary = json.loads(folder.summary.read_text(encoding="utf-8"))
    assert summary["messages"] == 12
    assert folder.messages.stat().st_mode & 0o077 == 0


def test_a_second_run_writes_the_same_bytes(copilot: Copilot) -> None:
    planned(copilot, limit=8)
    folder = RunFolder(copilot.home.runs / "test")
    run(copilot, "test", quiet)
    first = folder.messages.read_bytes()
    run(copilot, "test", quiet)
    assert folder.messages.read_bytes() == first


def test_nobody_to_write_to_says_what_would_help(copilot: Copilot) -> None:
    planned(copilot, segment="prospects", reason="lapsing")
    with pytest.raises(InvalidInput, match="may be contacted"):
        run(copilot, "test", quiet)


def test_an_export_leaves_out_who_opted_out_since(copilot: Copilot) -> None:
    planned(copilot, channel="email", limit=5)
    run(copilot, "test", quiet)
    messages = RunFolder(copilot.home.runs / "test").read_messages()
    gone = messages[0].customer_id
    with copilot.view() as view, copilot.state() as state:
        address = customers(view, [gone])[gone].email
        suppress(state, "email", address, "unsubscribed", view.at)
    done = export(copilot, "test", None)
    assert (done.written, done.unreachable, done.held) == (4, 1, 0)
    files = sorted(Path(done.folder).glob("*.eml"))
    assert len(files) == 4
    for file in files:
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        assert mail["To"] != address
        assert str(mail["Subject"]).startswith("广告")
        assert mail["List-Unsubscribe-Post"] is None
        assert mail.get_body(("plain",)) is not None
        assert mail.get_body(("html",)) is not None


def test_text_channels_are_exported_as_a_table(copilot: Copilot) -> None:
    planned(copilot, limit=4)
    run(copilot, "test", quiet)
    done = export(copilot, "test", None)
    with (Path(done.folder) / "messages.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 4
    assert all(row["text"].startswith("【") for row in rows)
    assert all(row["address"].startswith("+86") for row in rows)


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@x", "\tx"])
def test_cells_are_not_formulas(text: str) -> None:
    assert plain_cell(text) == "'" + text


def test_exporting_before_running_says_what_to_do(copilot: Copilot) -> None:
    with pytest.raises(NotFound, match="campaign run"):
        export(copilot, "nothing", None)
