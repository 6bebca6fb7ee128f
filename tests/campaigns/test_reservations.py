"""What a campaign offers is reserved, given for good at the export, and given back where nothing is sent."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.campaigns import create, export, run
from app.copilot import MIGRATIONS, Copilot, build
from app.importing import import_csv, import_sample
from app.settings import Settings
from campaigns.outputs import RunFolder
from campaigns.plan import CampaignPlan
from shop.budgets import CodePools
from shop.state import open_state

MakeHome = Callable[[str], Path]
PROGRAM = "from interfaces.cli.main import main; main()"
STATES = "SELECT state, count(*) FROM promotion_reservations WHERE state <> 'released' GROUP BY state ORDER BY state"


def quiet(what: str, done: int) -> None:
    """Show no progress."""


def ran(copilot: Copilot, name: str) -> None:
    create(copilot, CampaignPlan(id=name, segment="everyone", channel="email", reason="lapsing"))
    run(copilot, name, quiet)


def offered(copilot: Copilot, name: str) -> dict[str, tuple[str, str]]:
    """Return promotion and code of each message that has an offer, by customer."""
    found = {}
    for message in RunFolder(copilot.home.runs / name).read_messages():
        for item in message.evidence:
            if item.kind == "offer" and message.verdict.outcome == "allow":
                code = item.fields.get("code")
                found[message.customer_id] = (item.source, str(code.model_dump()["code"]) if code else "")
    return found


def states(copilot: Copilot) -> dict[str, int]:
    with copilot.state() as state:
        return dict(state.execute(STATES))


def changed(home: Path, tmp_path: Path, change: Callable[[list[dict[str, object]]], None]) -> Copilot:
    """A skincare shop of files whose promotions were changed."""
    import_sample(Settings(home=tmp_path / "sample"), "skincare", 150, 7, write=tmp_path / "files", told=quiet)
    file = tmp_path / "files" / "promotions.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document["promotions"])
    file.write_text(json.dumps(document), encoding="utf-8")
    import_csv(Settings(home=home), tmp_path / "files", mapping=None, currency=None, zone=None, live=False, told=quiet)
    return build(Settings(home=home))


def only_vouchers(promotions: list[dict[str, object]]) -> None:
    promotions[:] = [item for item in promotions if item["id"] == "LUSHUI"]
    promotions[0].pop("when")
    promotions[0]["effects"] = [{"kind": "fixed", "amount": "3"}]
    promotions[0]["limits"] = {"uses": 4, "per_customer": 1}


@pytest.fixture
def vouchers(tmp_path: Path) -> Copilot:
    """A shop with one promotion: single-use codes, four uses in all."""
    return changed(tmp_path / "home", tmp_path, only_vouchers)


def test_what_is_offered_is_held_given_at_the_export_and_never_more_than_there_is(vouchers: Copilot) -> None:
    ran(vouchers, "first")
    first = offered(vouchers, "first")
    assert len(first) == 4
    assert len({code for _, code in first.values()}) == 4
    assert states(vouchers) == {"held": 4}
    rows = [json.loads(line) for line in RunFolder(vouchers.home.runs / "first").offers.read_text("utf-8").splitlines()]
    short = [row for row in rows if "all uses are taken" in row["why"]["en"]]
    assert len(short) >= 3
    assert not {row["customer_id"] for row in short} & first.keys()

    ran(vouchers, "second")
    assert offered(vouchers, "second") == {}
    export(vouchers, "first", None)
    exported = states(vouchers)
    assert exported["used"] >= 1
    assert sum(exported.values()) <= 4
    again = export(vouchers, "first", None)
    assert (states(vouchers), again.stale) == (exported, 0)


def test_running_again_gives_the_same_codes_and_frees_what_it_does_not_use(vouchers: Copilot) -> None:
    ran(vouchers, "first")
    first = offered(vouchers, "first")
    run(vouchers, "first", quiet)
    assert offered(vouchers, "first") == first
    assert states(vouchers) == {"held": 4}
    with vouchers.state() as state:
        state.execute("UPDATE campaigns SET document = json_set(document, '$.offers', json('false'))")
    run(vouchers, "first", quiet)
    assert states(vouchers) == {}
    with vouchers.state() as state:
        held = state.execute("SELECT count(*) FROM pool_codes WHERE state = 'held'").fetchone()
    assert held == (0,)


def test_a_code_belongs_to_one_customer_over_all_campaigns(sample_home: MakeHome, tmp_path: Path) -> None:
    shutil.copytree(sample_home("skincare"), tmp_path / "home")
    copilot = build(Settings(home=tmp_path / "home"))
    owners: dict[str, set[str]] = {}
    for name in ("first", "second"):
        ran(copilot, name)
        for customer, (_, code) in offered(copilot, name).items():
            if "-" in code:
                owners.setdefault(code, set()).add(customer)
    assert len(owners) >= 1
    assert {len(customers) for customers in owners.values()} == {1}


def test_a_promise_of_an_older_version_is_kept(vouchers: Copilot) -> None:
    with vouchers.view() as view:
        [(code,)] = view.rows("SELECT min(code) FROM codes WHERE assigned_to = '' AND used_at IS NULL")
    with vouchers.state() as state:
        state.execute("INSERT INTO reserved_codes VALUES (?, 'old', 'LJ000001')", (code,))
    ran(vouchers, "first")
    given = {own for id_, (_, own) in offered(vouchers, "first").items() if id_ != "LJ000001"}
    assert len(given) >= 3
    assert code not in given
    with vouchers.state() as state:
        assert CodePools(state).code_of("LUSHUI26", "LJ000001") == code
        assert state.execute("SELECT count(*) FROM reserved_codes").fetchone() == (0,)


def test_the_state_of_an_older_home_is_brought_up_to_date(tmp_path: Path) -> None:
    """A state that was made before budgets had rows keeps what it holds."""
    older = [item for item in MIGRATIONS if item.name != "budgets-2-rows"]
    with open_state(tmp_path / "state.sqlite", older) as state:
        state.execute("INSERT INTO reserved_codes VALUES ('A', 'spring', 'c1')")
    with open_state(tmp_path / "state.sqlite", MIGRATIONS) as state:
        assert state.execute("SELECT * FROM reserved_codes").fetchall() == [("A", "spring", "c1")]
        assert state.execute("SELECT count(*) FROM promised_rows").fetchone() == (0,)


@pytest.mark.slow
def test_a_run_killed_at_any_moment_promises_no_more_than_there_is(vouchers: Copilot) -> None:
    create(vouchers, CampaignPlan(id="first", segment="everyone", channel="email", reason="lapsing"))
    command = [sys.executable, "-c", PROGRAM, "campaign", "run", "first", "--home", str(vouchers.home.path)]
    for wait in (3.0, 6.0, 9.0):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with sqlite3.connect(vouchers.home.state) as state:
            assert promised(state) <= 4
    run(vouchers, "first", quiet)
    assert len(offered(vouchers, "first")) == 4
    assert states(vouchers) == {"held": 4}


def promised(state: sqlite3.Connection) -> int:
    [(rows,)] = state.execute("SELECT count(*) FROM promotion_reservations WHERE state IN ('held', 'used')")
    counted = state.execute("SELECT value FROM promotion_counts WHERE kind = 'uses' AND name = 'LUSHUI'").fetchone()
    assert rows == (counted[0] if counted else 0)
    return int(rows)
