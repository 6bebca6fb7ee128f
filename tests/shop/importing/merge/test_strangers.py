"""One id that means two people in two sources joins nobody; an e-mail address with two names or birthdays neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.importing import import_csv, sync_sources
from app.settings import from_environment
from shop.store.view import ShopView

HEADER = "customer_id,first_name,last_name,email,phone,country\n"
CONSENTS = "customer_id,first_name,email,email_consent\n"


def apart(report: Any) -> list[tuple[str, tuple[str, ...]]]:  # noqa: ANN401 - a QualityReport
    told = [one for one in report.conflicts if (one.table, one.column) == ("customers", "customer_id")]
    assert all("--own-ids" in one.fix for one in told)
    return [(one.rule.split(":")[0].split(",")[0], one.samples) for one in told]


@pytest.mark.parametrize(("shop", "till", "two"), [
    ("Ann,,a@x.example,,", "Zoe,,z@x.example,,", True),
    ("Ann,,a@x.example,+447700900001,", "Zoe,,z@x.example,+447700900002,", True),
    ("Ann,,,,", "Zoe,,,,", True),
    (",,a@x.example,+447700900001,", ",,z@x.example,+447700900002,", True),
    # Something agrees.
    ("Ann,,a@x.example,,", "Zoe,,A@x.example,,", False),
    ("Ann,,a@x.example,07700 900001,GB", "Zoe,,z@x.example,+447700900001,", False),
    ("Ann,,a@x.example,,", "Ann,Smith,z@x.example,,", False),
    ("Ann,Smith,a@x.example,,", "A.,Smith,z@x.example,,", False),
    ("小明,王,a@x.example,,", "王小明,,z@x.example,,", False),
    # Too little is known; an address alone may have changed.
    ("Ann,,a@x.example,,", ",,,,", False),
    (",,a@x.example,,", ",,z@x.example,,", False),
])  # fmt: skip
def test_one_id_for_two_people(town: Any, shop: str, till: str, two: bool) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": HEADER + f"c1,{shop}\n"})
    report = town.give("till", {"customers.csv": HEADER + f"c1,{till}\n"})
    found = [id_ for (id_,) in town.rows("SELECT customer_id FROM customers ORDER BY ALL")]
    assert found == (["c1", "till:c1"] if two else ["c1"])
    assert apart(report) == ([("not joined", ("c1",))] if two else [])


def test_orders_consent_and_unsubscribes_stay_with_their_own_person(town: Any) -> None:  # noqa: ANN401
    def files(name: str, email: str, said: str, order: str) -> dict[str, str]:
        return {
            "customers.csv": CONSENTS + f"c1,{name},{email},{said}\n",
            "orders.csv": f"order_id,customer_id,placed_at,total\n{order},c1,2026-01-05,5\n",
        }

    town.give("shop", files("Ann", "a@x.example", "yes", "o1"))
    town.give("till", files("Zoe", "z@x.example", "no", "o2"))
    owners = "SELECT order_id, customer_id FROM orders LEFT JOIN customers USING (customer_key) ORDER BY 1"
    assert town.rows(owners) == [("o1", "c1"), ("o2", "till:c1")]
    assert town.rows("SELECT customer_id, email, first_name FROM customers ORDER BY 1") == [
        ("c1", "a@x.example", "Ann"), ("till:c1", "z@x.example", "Zoe")
    ]  # fmt: skip
    assert town.eligible() == ["c1"]
    town.give("till", files("Zoe", "z@x.example", "yes", "o2"), merge=False)
    # A source without people does not say which of the two it means: its order is nobody's, its unsubscribe is both's.
    events = "customer_id,kind,happened_at\nc1,unsubscribe,2026-06-01\n"
    orders = "order_id,customer_id,placed_at,total\no3,c1,2026-01-05,5\n"
    town.give("log", {"orders.csv": orders, "events.csv": events})
    assert ("o3", None) in town.rows(owners)
    assert town.eligible() == []


def test_a_third_source_that_fits_both_is_reported(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": HEADER + "c1,Ann,,a@x.example,,\nc2,Bo,,,,\n"})
    town.give("till", {"customers.csv": HEADER + "c1,Zoe,,z@x.example,,\nc2,Bo,,,,\n"})
    report = town.give("mail", {"customers.csv": HEADER + "c1,,,,,\nc2,,,,,\n"})
    assert apart(report) == [("joined", ("c1",))]


@pytest.mark.parametrize(("shop", "mail", "joined"), [
    ("Ann,1980-05-01", "Ann,1980-05-01", True),
    ("Ann,1980-05-01", "Ann,2010-07-01", False),
    ("Ann,1980-05-01", "Bo,1980-05-01", False),
    ("Ann,", "ann Smith,1980-05-01", True),
    (",", "Ann,1980-05-01", True),
])  # fmt: skip
def test_an_address_of_a_family(town: Any, shop: str, mail: str, joined: bool) -> None:  # noqa: ANN401
    header = "customer_id,first_name,birthday,email\n"
    town.give("shop", {"customers.csv": header + f"c1,{shop},family@x.example\n"})
    report = town.give("mail", {"customers.csv": header + f"m1,{mail},family@x.example\n"}, id_space="mail")
    assert town.rows("SELECT count(*) FROM customers") == [(1 if joined else 2,)]
    assert [(one.column, one.samples) for one in report.conflicts if one.rule.startswith("not joined")] == (
        [] if joined else [("email", ("c1", "m1"))]
    )


def test_a_no_at_a_familys_address_holds_for_all_of_it(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": CONSENTS + "c1,Ann,family@x.example,yes\n"})
    town.give("mail", {"customers.csv": CONSENTS + "m1,Bo,family@x.example,no\n"}, id_space="mail")
    assert town.eligible() == []


def test_ids_of_another_system_stay_apart(tmp_path: Path) -> None:
    settings = from_environment(home=tmp_path / "home")
    for name, row in (("shop", "c1,Ann,,,,"), ("till", "c1,Ann,,,,")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "customers.csv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
        import_csv(
            settings, folder, mapping=None, currency="EUR", zone="UTC", live=False, told=lambda name, rows: None,
            merge=True, source=name, own_ids=name == "till",
        )  # fmt: skip

    def people() -> list[str]:
        builds = sorted(path for path in (tmp_path / "home").rglob("*.duckdb"))
        with ShopView(builds[-1].resolve()) as view:
            return [id_ for (id_,) in view.rows("SELECT customer_id FROM customers ORDER BY ALL")]

    assert people() == ["c1", "till:c1"]
    (tmp_path / "till" / "customers.csv").write_text(f"{HEADER}c1,Ann,,,,\nc2,Bo,,,,\n", encoding="utf-8")
    sync_sources(settings, told=lambda name, rows: None)
    assert people() == ["c1", "c2", "till:c1"]
