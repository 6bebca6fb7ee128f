"""A restore never makes somebody eligible who said no, wherever that no is on file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from app.copilot import MIGRATIONS
from app.homes import CARRIED
from shop.backup import Restored, restore_backup, write_backup
from shop.consent.eligible import eligible
from shop.consent.records import ConsentRecord, record_consents
from shop.home import Home
from shop.importing.pipeline import import_source
from shop.record import Channel
from shop.samples import sample_source
from shop.state import open_state
from shop.store.view import ShopView
from shop.suppression import address_hash

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PEOPLE = ("in", "stated", "left", "event", "merged", "other", "moved", "shared", "again")
MakeHome = Callable[[str], Home]
NewShop = Callable[..., Any]


def restored(archive: Path, home: Home, at: datetime = NOW) -> Restored:
    return restore_backup(archive, home, at=at, migrations=MIGRATIONS, carried=CARRIED)


def may(home: Home, channel: Channel, at: datetime | None = None) -> set[str]:
    with (
        closing(open_state(home.state, MIGRATIONS)) as state,
        ShopView(home.current_build(), at, state) as view,
    ):
        everybody = [id_ for (id_,) in view.rows("SELECT customer_id FROM facts.customers")]
        return set(eligible(view, state, everybody, channel).ids)


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home.state)) as state:
        return state.execute(sql).fetchall()


def address(name: str) -> str:
    return f"{name}@shop.example"


def shop_of(new: NewShop, **emails: str) -> Any:  # noqa: ANN401 - a TinyShop
    shop = new()
    for name in PEOPLE:
        shop.customer(name, country="CN", language="zh", email=emails.get(name, address(name)))
        shop.consent(name, "email", at="2026-10-01")
    return shop


@pytest.fixture
def archive(tiny_shop: NewShop, home: Home, tmp_path: Path) -> Path:
    """A backup in which everybody said yes."""
    shutil.copy(shop_of(tiny_shop).build(), home.path / "shop-1.duckdb")
    home.publish(home.path / "shop-1.duckdb")
    open_state(home.state, MIGRATIONS).close()
    write_backup(home, tmp_path / "a", at=NOW)
    return tmp_path / "a"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


@pytest.fixture
def later(tiny_shop: NewShop, home: Home, archive: Path) -> Home:
    """The home after an import in which people said no in every way there is; 'again' took theirs back."""
    shop = shop_of(tiny_shop, moved="new@shop.example", shared=address("stated"))
    shop.tables["customers"] = [one for one in shop.tables["customers"] if one["customer_id"] != "merged"]
    merged = shop.key("customer", "merged")
    shop.tables["consents"] = [one for one in shop.tables["consents"] if one["customer_key"] != merged]
    shop.row("customer_aliases", customer_id="merged", customer_key=shop.key("customer", "other"))
    for name in ("stated", "other", "again"):
        shop.consent(name, "email", "opted_out", at="2026-11-10")
    shop.consent("again", "email", at="2026-11-12").event("left", "unsubscribe", "2026-11-10")
    shop.row("refused_addresses", channel="email", address=address("moved"))
    shutil.copy(shop.build(), home.path / "shop-2.duckdb")
    home.publish(home.path / "shop-2.duckdb")
    with closing(open_state(home.state, MIGRATIONS)) as state:
        for moment in ("2026-11-15T10:00:00+00:00", "2026-11-15T10:00:00+00:00", "2026-11-16T10:00:00+00:00"):
            state.execute(
                "INSERT INTO events (customer_id, kind, happened_at) VALUES ('event', 'unsubscribe', ?)", (moment,)
            )
        state.execute("INSERT INTO events (customer_id, kind, happened_at) VALUES ('in', 'view', ?)", (moment,))
    return home


def test_without_carrying_everybody_is_back(archive: Path, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    assert restored(archive, other).carried == 0
    assert may(other, "email") == set(PEOPLE)


def test_a_no_on_file_anywhere_outlives_the_restore(later: Home, archive: Path) -> None:
    assert may(later, "email") == {"in", "moved", "again"}  # 'moved' said no of an address that is not theirs any more
    restored(archive, later)
    assert later.current_build().name == "shop-1.duckdb"
    assert may(later, "email") == {"in", "again"}


def test_unsubscribes_come_without_their_numbers_and_once(later: Home, archive: Path) -> None:
    restored(archive, later)
    found = rows(later, "SELECT customer_id, kind, substr(happened_at, 1, 10) FROM events ORDER BY happened_at")
    assert found == [("event", "unsubscribe", "2026-11-15"), ("event", "unsubscribe", "2026-11-16")]


def test_a_second_restore_adds_nothing_more(later: Home, archive: Path) -> None:
    first = restored(archive, later).carried
    kept = rows(later, "SELECT * FROM consent_records ORDER BY 1, 2, 3")
    assert {row[5] for row in kept} == {"restore"}
    assert restored(archive, later, NOW + timedelta(days=1)).carried == first
    assert rows(later, "SELECT * FROM consent_records ORDER BY 1, 2, 3") == kept


def test_a_backup_of_the_present_needs_nothing_written(later: Home, tmp_path: Path) -> None:
    write_backup(later, tmp_path / "b", at=NOW)
    before = may(later, "email")
    assert restored(tmp_path / "b", later).carried == 0
    assert may(later, "email") == before


def test_a_yes_said_after_the_restore_counts(later: Home, archive: Path) -> None:
    restored(archive, later)
    after = NOW + timedelta(days=1)
    said = ConsentRecord("email", "stated", "", "opted_in", after.replace(tzinfo=None))
    with closing(open_state(later.state, MIGRATIONS)) as state:
        record_consents(state, "form", [said], after)
    assert may(later, "email", after) == {"in", "again", "stated"}


def test_people_of_a_newer_import_who_said_no_stay_out(make_home: MakeHome, tmp_path: Path) -> None:
    home, archive = make_home("one"), tmp_path / "a"
    write_backup(home, archive, at=NOW)
    before = {channel: may(home, channel) for channel in get_args(Channel)}
    import_source(sample_source("coffee", 40, 8), home)
    with ShopView(home.current_build()) as view:
        said = view.rows(
            "SELECT DISTINCT channel, customer_id FROM consents JOIN customers USING (customer_key) WHERE state = $no"
            " EXCEPT SELECT channel, customer_id FROM consents JOIN customers USING (customer_key) WHERE state = $yes",
            {"no": "opted_out", "yes": "opted_in"},
        )
    said = [(channel, id_) for channel, id_ in said if channel in before]  # tracking is no channel to write on
    assert any(id_ in before[channel] for channel, id_ in said)  # who would be back without
    restored(archive, home)
    after = {channel: may(home, channel) for channel in get_args(Channel)}
    assert all(after[channel] <= before[channel] for channel in after)
    assert [id_ for channel, id_ in said if id_ in after[channel]] == []
    assert after["email"]


def test_who_had_a_refused_address_stays_out_under_an_earlier_one(later: Home, archive: Path) -> None:
    no = ConsentRecord("email", "", address_hash("email", "new@shop.example"), "opted_out", None)
    with closing(open_state(later.state, MIGRATIONS)) as state:
        record_consents(state, "list", [no], NOW)
    assert may(later, "email") == {"in", "again"}
    (moved,) = rows(later, "SELECT count(*) FROM consent_records")
    assert moved == (1,)
    restored(archive, later)
    assert may(later, "email") == {"in", "again"}
    ids = rows(later, "SELECT customer_id FROM consent_records WHERE source = 'restore' AND customer_id = 'moved'")
    assert ids == [("moved",)]
