"""`copilot consent …` over a shop imported from CSV: from nobody to somebody, and what survives the next import."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from interfaces.cli import consent
from interfaces.cli.main import app
from shop.clock import FixedClock
from shop.errors import CopilotError
from shop.home import Home
from shop.importing.csv_source import CsvSource
from shop.importing.pipeline import import_source

CUSTOMERS = """customer_id,email,phone,country,email_consent,sms_consent,consent_at,consent_source
c1,c1@x.example,+4955501,GB,yes,,2026-05-01,checkout box
c2,c2@x.example,+4955502,GB,yes,yes,2026-05-01,checkout box
c3,c3@x.example,+4955503,GB,yes,,2026-05-01,fair
c4,c4@x.example,+4955504,GB,no,,2026-05-01,fair
c5,c5@x.example,+4955505,GB,,,,
"""
ORDERS = "order_id,customer_id,placed_at,total,currency\no1,c5,2026-05-02,10,GBP\no2,c4,2026-05-03,10,GBP\n"
SHOP = {
    "id": "real", "name": "Real", "zone": "Europe/London", "currency": "GBP", "sender": {"name": "Real"},
    "markets": [{"country": "GB", "currency": "GBP", "language": "en", "locale": "en_GB", "jurisdiction": "UK"}],
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    import_folder(tmp_path, CUSTOMERS)
    return tmp_path / "home"


def import_folder(tmp_path: Path, customers: str, **market: object) -> None:
    folder = tmp_path / "csv"
    folder.mkdir(exist_ok=True)
    [own] = SHOP["markets"]  # type: ignore[misc]
    document = {**SHOP, "markets": [{**own, **market}]}  # type: ignore[dict-item]
    (folder / "shop.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "customers.csv").write_text(customers, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    import_source(CsvSource(folder), Home(tmp_path / "home"), clock=FixedClock(datetime(2026, 6, 1, tzinfo=UTC)))


def consenting(home: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(consent.app, [*map(str, words), "--home", str(home)], env={"COLUMNS": "250"})


def ask(home: Path, *words: str | Path) -> Any:  # noqa: ANN401 - JSON
    done = consenting(home, *words, "--json")
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def funnel(home: Path, channel: str = "email") -> Any:  # noqa: ANN401 - JSON
    words = ["segment", "preview", "everyone", "--channel", channel, "--home", str(home), "--json"]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    return json.loads(done.stdout)["funnel"]


def reasons(found: Any) -> dict[str, int]:  # noqa: ANN401 - JSON
    return {item["reason"]: item["count"] for item in found["excluded"]}


def write(home: Path, text: str) -> Path:
    path = home.with_name("list.csv")
    path.write_text(text, encoding="utf-8")
    return path


def test_from_nobody_to_somebody_with_the_command_that_the_funnel_names(home: Path) -> None:
    before = funnel(home)
    assert before["eligible"] == 0
    assert reasons(before) == {"opted_out": 1, "not_attested": 3, "no_consent": 1}
    [waiting] = [item for item in before["excluded"] if item["reason"] == "not_attested"]
    words = shlex.split(waiting["fix"]["en"].split("`")[1])
    assert words[:2] == ["copilot", "consent"]
    done = consenting(home, *words[2:])
    assert done.exit_code == 0, done.output
    assert "Opt-ins that count now: 2 by email, 1 by sms" in done.output
    after = funnel(home)
    assert (after["eligible"], reasons(after)["not_attested"]) == (2, 1)
    assert funnel(home, "sms")["eligible"] == 1


def test_the_list_says_who_answers_for_what(home: Path) -> None:
    ask(home, "attest", "fair", "--how", "a list at the fair", "--by", "Ann", "--wording", "Write me.")
    listed = {item["source"]: item for item in ask(home, "list")["sources"]}
    assert listed["fair"]["attestation"]["by"] == "Ann"
    assert listed["fair"]["channels"] == [{"channel": "email", "opted_in": 1, "opted_out": 1, "unknown": 0}]
    assert listed["checkout box"]["fix"].startswith("copilot consent attest 'checkout box'")
    shown = consenting(home, "list")
    assert shown.exit_code == 0
    for words in ("attested by Ann", "not attested", "a list at the fair", "copilot consent attest 'checkout box'"):
        assert words in shown.output


def test_what_was_recorded_survives_the_next_import(home: Path, tmp_path: Path) -> None:
    ask(home, "attest", "checkout box", "--how", "a box at the checkout", "--by", "Ann")
    path = write(home, "customer_id,channel,state,at\nc1,email,no,2026-05-20\nc5,email,yes,2026-05-03\n")
    done = ask(home, "import", path, "--source", "calls")
    assert (done["read"], done["recorded"], done["added"]) == (2, 2, 2)
    assert done["fix"].startswith("copilot consent attest calls")
    assert ask(home, "import", path, "--source", "calls")["added"] == 0
    ask(home, "attest", "calls", "--how", "asked for during calls", "--by", "Bob")
    write(home, "C2@x.example\n")
    suppressed = ask(home, "suppress", path, "--channel", "email", "--reason", "complaint")
    assert (suppressed["read"], suppressed["added"], suppressed["total"]) == (1, 1, 1)
    assert ask(home, "suppress", path)["known"] == 1
    for customers in (CUSTOMERS, CUSTOMERS.replace("c2,", "renamed,")):
        import_folder(tmp_path, customers)
        found = funnel(home)
        assert found["eligible"] == 1, "only c5 is left"
        assert reasons(found) == {"opted_out": 2, "suppressed": 1, "not_attested": 1}
    assert ask(home, "list")["suppressed"]["email"] == 1


def test_the_soft_opt_in_is_a_setting_of_the_market(home: Path, tmp_path: Path) -> None:
    import_folder(tmp_path, CUSTOMERS, soft_opt_in=True)
    found = funnel(home)
    assert found["bases"] == {"soft_opt_in": 1}
    assert reasons(found) == {"opted_out": 1, "not_attested": 3}
    words = ["segment", "preview", "everyone", "--home", str(home)]
    shown = CliRunner().invoke(app, words, env={"COLUMNS": "250"})
    assert "on the basis of soft_opt_in" in shown.output


def test_a_campaign_to_nobody_names_the_command(home: Path) -> None:
    CliRunner().invoke(app, ["campaign", "create", "hello", "--segment", "everyone", "--home", str(home)])
    done = CliRunner().invoke(app, ["campaign", "run", "hello", "--home", str(home)])
    assert isinstance(done.exception, CopilotError)
    assert done.exception.hint.startswith("3 not_attested: ")
    assert "copilot consent attest 'checkout box'" in done.exception.hint


def test_lists_are_counted_row_by_row_and_told(home: Path) -> None:
    path = write(home, "customer_id,channel,state\nc1,email,no\nghost,email,yes\nc2,fax,yes\n")
    done = consenting(home, "import", path, "--source", "calls")
    assert "3 rows: 2 recorded (2 new), 1 set aside." in done.output
    assert "1 unknown channel (rows 4)" in done.output
    assert "1 rows name customers" in done.output
    write(home, "Email\nc1@x.example\nnobody\n")
    told = consenting(home, "suppress", path).output
    assert "2 rows: 1 added, 0 there already, 1 no address. The email list holds 1." in told
    assert "No address in rows 3." in told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("attest", "fare", "--how", "x", "--by", "Ann"), "Nearest: fair"),
        (("attest", "fair", "--how", " ", "--by", "Ann"), "how"),
        (("import", "FILE", "--source", "demo"), "synthetic"),
        (("import", "FILE", "--source", "calls"), "None of the 1 rows"),
        (("suppress", "FILE", "--channel", "sms"), "No column holds addresses for sms"),
        (("suppress", "FILE", "--channel", "fax"), "email, sms, wecom"),
    ],
)
def test_errors_say_what_to_do(home: Path, words: tuple[str, ...], expected: str) -> None:
    path = write(home, "email,state\nc1@x.example,perhaps\n")
    done = consenting(home, *(str(path) if word == "FILE" else word for word in words))
    assert isinstance(done.exception, CopilotError)
    assert expected in str(done.exception)
