"""Campaigns to a file of ids, and demo contacts that an export refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from app.campaigns import create, export, run
from app.copilot import Copilot, build
from app.settings import Settings
from campaigns.ids import read_ids
from campaigns.plan import CampaignPlan, load_plan, save_plan
from interfaces.cli.main import app
from shop.errors import InvalidInput

MakeHome = Callable[[str], Path]


@pytest.fixture
def copilot(sample_home: MakeHome, tmp_path: Path) -> Copilot:
    shutil.copytree(sample_home("skincare"), tmp_path / "home")
    return build(Settings(home=tmp_path / "home"))


def quiet(name: str, done: int) -> None:
    """Show no progress."""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "ids.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("b\na\n\n a \n", ("a", "b")), ("customer_id\n7\n", ("7",)), ("name,Customer ID\nx,1\ny,2\n", ("1", "2")),
        ("household_key\n1\n", ("1",)), ("客户编号;备注\n甲;\n", ("甲",)), ("sep=,\nid,note\nz,1\n", ("z",)),
        ('"a"\n"b"\n', ("a", "b")), ("\ufeff1\r\n2\r\n", ("1", "2")),
    ],
)  # fmt: skip
def test_files_of_ids(tmp_path: Path, text: str, ids: tuple[str, ...]) -> None:
    assert read_ids(write(tmp_path, text)) == ids


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ids.csv: The file is empty"), ("name,city\na,b\n", "'name', 'city'"),
        ("email\na@x.example\n", "customer_id"),
        ("customer_id,name\na,b\n,c\n", "ids.csv:3: The id is missing"),
        ("a\n" + "x" * 201, "ids.csv:2: The id is too long"),
        ("customer_id\n", "no ids"), ("customer_id,name\na,b,c\n", "ids.csv:2: Too many cells"),
        ("id,name\na,\"b\n", "ids.csv:2"), ("\x00\x01", "control characters"),
    ],
)  # fmt: skip
def test_files_that_are_no_lists_of_ids(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_ids(write(tmp_path, text))
    assert words in str(caught.value)


def test_a_file_that_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be read"):
            read_ids(path)


@given(st.lists(st.text("ab1-_.é娜", min_size=1, max_size=6).filter(lambda text: text.strip() == text), min_size=1))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, ids: list[str]) -> None:
    path = tmp_path_factory.mktemp("ids") / "ids.txt"
    path.write_text("customer_id\n" + "\n".join(ids), encoding="utf-8")
    assert read_ids(path) == tuple(sorted(set(ids)))


def test_a_campaign_to_ids_counts_those_that_nobody_knows(copilot: Copilot) -> None:
    with copilot.view() as view:
        known = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY 1 LIMIT 60")]
    plan = CampaignPlan(id="test", segment="ids", channel="sms", ids=(*known, "ghost-1", "ghost-2"))
    funnel = create(copilot, plan).funnel
    assert funnel.matched == 62
    assert {item.reason: item.count for item in funnel.excluded}["unknown_customer"] == 2
    done = run(copilot, "test", quiet)
    assert done.messages > 0
    assert done.funnel == funnel
    with copilot.state() as state:
        assert load_plan(state, "test") == plan


def test_nobody_of_the_ids_says_why_most_people_first(copilot: Copilot) -> None:
    create(copilot, CampaignPlan(id="test", segment="ids", channel="sms", ids=("ghost-1", "ghost-2")))
    with pytest.raises(InvalidInput, match="the 2 ids") as caught:
        run(copilot, "test", quiet)
    assert caught.value.hint.startswith("2 unknown_customer: ")


def test_a_plan_kept_before_there_were_ids_is_still_the_same_plan(copilot: Copilot) -> None:
    plan = CampaignPlan(id="old", segment="everyone", channel="sms")
    old = json.dumps({key: value for key, value in json.loads(plan.model_dump_json()).items() if key != "ids"})
    with copilot.state() as state:
        state.execute("INSERT INTO campaigns VALUES ('old', ?, 'then')", (old,))
        save_plan(state, plan, "now")
        with pytest.raises(InvalidInput, match="another name"):
            save_plan(state, plan.model_copy(update={"ids": ("a",)}), "now")


def test_demo_contacts_are_written_for_and_not_exported(copilot: Copilot) -> None:
    with duckdb.connect(str(copilot.home.current_build())) as connection:
        connection.execute("UPDATE consents SET source = 'demo' WHERE customer_key % 2 = 0")
    plan = CampaignPlan(id="test", segment="everyone", channel="email", limit=12)
    assert create(copilot, plan).funnel.bases.keys() == {"consent", "demo"}
    run(copilot, "test", quiet)
    done = export(copilot, "test", None)
    assert done.demo_contact > 0
    assert done.written > 0
    assert done.written + done.demo_contact + done.held + done.unreachable == 12
    assert len(list(Path(done.folder).glob("*.eml"))) == done.written


def test_the_command_takes_a_segment_or_ids(copilot: Copilot, tmp_path: Path) -> None:
    home = ["--home", str(copilot.home.path)]
    ids = write(tmp_path, "customer_id\nghost\n")
    done = CliRunner().invoke(app, ["campaign", "create", "few", "--ids", str(ids), *home])
    assert done.exit_code == 0, done.output
    assert "nobody may be contacted yet" in done.output
    assert "1 unknown_customer" in done.output
    listed = CliRunner().invoke(app, ["campaign", "list", *home], env={"COLUMNS": "200"})
    assert "the 1 ids" in listed.output
    for words in ([], ["--segment", "everyone", "--ids", str(ids)]):
        refused = CliRunner().invoke(app, ["campaign", "create", "x", *words, *home])
        assert refused.exit_code == 2
