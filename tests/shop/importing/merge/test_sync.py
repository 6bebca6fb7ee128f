"""`copilot sync` reads again what changed, and says what is missing; the commands around it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli.main import app
from shop.errors import NoShop
from shop.home import Home
from shop.importing.sync import sync
from shop.store.view import ShopView

Answer = tuple[int, Any]


class Desk:
    """A home, the folders of its sources, and the program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.home = Home(path / "home")

    def write(self, name: str, text: str) -> Path:
        target = self.path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return target

    def ask(self, *words: str | Path) -> Answer:
        done = CliRunner().invoke(app, [*map(str, words), "--home", str(self.home), "--json"])
        return done.exit_code, json.loads(done.stdout) if done.stdout else done.stderr

    def say(self, *words: str | Path) -> str:
        return CliRunner().invoke(app, [*map(str, words), "--home", str(self.home)], env={"COLUMNS": "300"}).stdout

    def names(self) -> list[Any]:
        with ShopView(self.home.current_build()) as view:
            return view.rows("SELECT customer_id, first_name FROM customers ORDER BY ALL")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.write("crm/customers.csv", "customer_id,first_name,joined_at\nc1,Ann,2026-01-01\nc2,Bo,2026-01-02\n")
    desk.write("till/kunden.csv", "nr,vorname\nc2,Bob\nc3,Cy\n")
    desk.write("map.yaml", 'kunden.csv: {"@table": customers, nr: customer_id, vorname: first_name}\n')
    return desk


def load(desk: Desk) -> None:
    options = ("--currency", "EUR", "--zone", "Europe/Berlin")
    code, report = desk.ask("import", "csv", desk.path / "crm", *options, "--source", "crm")
    assert (code, report["conflicts"]) == (0, [])
    code, report = desk.ask(
        "import", "csv", desk.path / "till", "--map", desk.path / "map.yaml", "--merge", "--source", "till"
    )
    assert (code, [one["column"] for one in report["conflicts"]]) == (0, ["first_name"])
    assert set(report) >= {"files", "totals", "conflicts"}


def test_nothing_changed_makes_no_build(desk: Desk) -> None:
    load(desk)
    builds = desk.home.builds()
    code, found = desk.ask("sync")
    assert (code, [(one["name"], one["state"]) for one in found]) == (0, [("crm", "unchanged"), ("till", "unchanged")])
    assert desk.home.builds() == builds


def test_a_changed_source_is_merged_with_the_options_it_had(desk: Desk) -> None:
    load(desk)
    desk.write("till/kunden.csv", "nr,vorname\nc3,Cyrus\n")
    code, found = desk.ask("sync")
    assert (code, [one["state"] for one in found]) == (0, ["unchanged", "imported"])
    assert found[1]["report"]["totals"]["kept"] == 1
    # The shop has several sources, so rows are upserted: what a delivery leaves out stays.
    assert desk.names() == [("c1", "Ann"), ("c2", "Bo"), ("c3", "Cyrus")]
    assert [one["state"] for one in desk.ask("sync")[1]] == ["unchanged", "unchanged"]


def test_a_changed_map_is_a_change(desk: Desk) -> None:
    load(desk)
    desk.write("map.yaml", 'kunden.csv: {"@table": customers, nr: customer_id, vorname: nickname}\n')
    assert [one["state"] for one in desk.ask("sync")[1]] == ["unchanged", "imported"]


def test_a_single_source_is_replaced(desk: Desk) -> None:
    desk.ask("import", "csv", desk.path / "crm", "--currency", "EUR")
    desk.write("crm/customers.csv", "customer_id,first_name,joined_at\nc9,Di,2026-01-01\n")
    assert [one["state"] for one in desk.ask("sync")[1]] == ["imported"]
    assert desk.names() == [("c9", "Di")]


def test_what_is_missing_or_refused_is_said_and_the_shop_stays(desk: Desk) -> None:
    load(desk)
    (desk.path / "crm").rename(desk.path / "moved")
    desk.write("till/kunden.csv", "nr,vorname\nc3,Cyrus\n")
    desk.write("till/shop.json", "{")
    code, found = desk.ask("sync")
    assert (code, [one["state"] for one in found]) == (1, ["missing", "refused"])
    assert "shop.json" in found[1]["detail"]
    assert len(desk.names()) == 3
    assert "MISSING" in desk.say("sync")


def test_a_home_without_a_shop_has_nothing_to_sync(tmp_path: Path) -> None:
    with pytest.raises(NoShop):
        sync(Home(tmp_path), lambda origin: pytest.fail(origin.name))


def test_the_program_shows_where_sources_differ(desk: Desk) -> None:
    load(desk)
    desk.write("till/kunden.csv", "nr,vorname\nc2,Bobby\n")
    told = ("--map", desk.path / "map.yaml", "--merge", "--source", "till")
    shown = desk.say("import", "csv", desk.path / "till", *told)
    assert "Where sources differ" in shown
    assert "first_name" in shown
    assert "Bobby" not in shown
