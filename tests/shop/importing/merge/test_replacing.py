"""Without --merge the tables that a source delivers are replaced, and nothing else."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import duckdb
import pytest

from shop.consent.records import CONSENT_MIGRATIONS, ConsentRecord, record_consents
from shop.errors import ForeignShop, ImportRefused
from shop.importing.csv_source import CsvSource, ShopOverrides
from shop.importing.pipeline import import_source
from shop.state import SHOP_MIGRATIONS, open_state
from shop.suppression import suppress

CRM = {
    "customers.csv": "customer_id,first_name,email,email_consent\nc1,Ann,a@x.example,yes\nc2,Bo,b@x.example,no\n",
    "orders.csv": "order_id,customer_id,placed_at,total\no1,c1,2026-01-05,5\no2,c2,2026-01-06,7\n",
    "promotions.json": json.dumps({"version": 1, "promotions": [
        {"id": "SPRING", "name": {"en": "Spring"}, "currency": "EUR", "effect": {"kind": "percent", "percent": 10},
         "policy": {"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2027-04-01T00:00:00Z"}}
    ]}),
}  # fmt: skip


def test_tables_that_are_not_delivered_stay(town: Any) -> None:  # noqa: ANN401
    town.give("crm", CRM, merge=False)
    town.give("crm", {"customers.csv": "customer_id,email\nc2,b@x.example\nc3,c@x.example\n"}, merge=False)
    assert town.rows("SELECT customer_id FROM customers ORDER BY 1") == [("c2",), ("c3",)]
    owners = "SELECT order_id, customer_id FROM orders LEFT JOIN customers USING (customer_key) ORDER BY 1"
    assert town.rows(owners) == [
        ("o1", None), ("o2", "c2"),
    ]  # fmt: skip
    assert town.rows("SELECT promotion_id FROM promotions") == [("SPRING",)]
    # The order was not forgotten whose it is: the customer may come back.
    town.give("crm", {"customers.csv": "customer_id\nc1\n"}, merge=False)
    assert town.rows("SELECT customer_id FROM orders JOIN customers USING (customer_key)") == [("c1",)]


def test_a_source_is_the_truth_of_its_own_statements(town: Any) -> None:  # noqa: ANN401
    town.give("crm", CRM, merge=False)
    town.give("crm", {"customers.csv": CRM["customers.csv"].replace(",no", ",yes")}, merge=False)
    assert town.eligible() == ["c1", "c2"]


def test_what_another_source_knew_of_people_stays_known(town: Any) -> None:  # noqa: ANN401
    town.give("mail", {
        "customers.csv": "customer_id,email,email_consent\nm1,b@x.example,no\nm2,z@x.example,no\nm3,a@x.example,\n",
        "events.csv": "customer_id,kind,happened_at\nm3,unsubscribe,2026-02-01\nm3,view,2026-02-02\n",
    }, merge=False, id_space="mail")  # fmt: skip
    town.give("shop", {
        "customers.csv": "customer_id,email,email_consent\nc1,a@x.example,yes\nc2,b@x.example,yes\nc3,c@x.example,yes\n"
                         "c4,z@x.example,yes\nc5,z@x.example,yes\n",
        "events.csv": "customer_id,kind,happened_at\nc1,view,2026-03-01\n",
    }, merge=False)  # fmt: skip
    assert town.rows("SELECT customer_id FROM customers ORDER BY 1") == [(f"c{n}",) for n in range(1, 6)]
    assert town.rows("SELECT a.customer_id, c.customer_id FROM customer_aliases a JOIN customers c"
                     " USING (customer_key) ORDER BY ALL") == [("m1", "c2"), ("m3", "c1")]  # fmt: skip
    # m2's address belongs to two people: they are not joined with m2, and its no holds for the address.
    assert town.rows("FROM refused_addresses") == [("email", "z@x.example")]
    assert town.eligible() == ["c3"]
    assert town.rows("SELECT kind, happened_at::DATE::VARCHAR FROM events ORDER BY ALL") == [
        ("unsubscribe", "2026-02-01"), ("view", "2026-03-01"),
    ]  # fmt: skip


def test_suppression_and_recorded_refusals_survive_and_reach_the_joined_person(town: Any) -> None:  # noqa: ANN401
    people = "customer_id,email,email_consent\n{0}1,a@x.example,yes\n{0}2,b@x.example,yes\n{0}3,c@x.example,yes\n"
    town.give("mail", {"customers.csv": people.format("m")}, id_space="mail")
    with closing(open_state(town.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        suppress(state, "email", "A@x.example", "complained", town.clock.now())
        record_consents(state, "desk", [ConsentRecord("email", "m2", "", "opted_out", None)], town.clock.now())
    town.give("shop", {"customers.csv": people.format("c")}, merge=False)
    assert town.eligible() == ["c3"]


def test_a_stated_other_shop_is_refused_and_a_guessed_one_belongs_to_the_home(town: Any) -> None:  # noqa: ANN401
    town.give("crm", CRM)
    folder = town.path / "elsewhere"
    folder.mkdir()
    (folder / "customers.csv").write_text("customer_id,joined_at\nc9,2026-01-01\n", encoding="utf-8")
    import_source(CsvSource(folder), town.home, clock=town.clock, adapter="csv", name="flat", merge=True)
    assert town.rows("SELECT count(*) FROM customers") == [(3,)]
    shop = {"id": "other", "name": "Other", "zone": "UTC", "currency": "EUR", "sender": {"name": "O"}}
    (folder / "shop.json").write_text(json.dumps(shop), encoding="utf-8")
    with pytest.raises(ForeignShop, match="'other'"):
        import_source(CsvSource(folder), town.home, clock=town.clock, adapter="csv", name="flat", merge=True)


def test_a_sample_shop_takes_in_no_files_that_do_not_say_whose_they_are(town: Any) -> None:  # noqa: ANN401
    shop = {"id": "t", "name": "T", "zone": "UTC", "currency": "EUR", "sample": True, "sender": {"name": "T"}}
    folder = town.path / "sample"
    folder.mkdir()
    (folder / "shop.json").write_text(json.dumps(shop), encoding="utf-8")
    (folder / "customers.csv").write_text(CRM["customers.csv"], encoding="utf-8")
    import_source(CsvSource(folder), town.home, clock=town.clock, adapter="csv")
    (folder / "shop.json").unlink()
    with pytest.raises(ForeignShop):
        import_source(CsvSource(folder), town.home, clock=town.clock, adapter="csv")


def test_a_name_that_is_none_is_refused(town: Any) -> None:  # noqa: ANN401
    from shop.errors import InvalidInput

    folder = town.path / "f"
    folder.mkdir()
    (folder / "customers.csv").write_text(CRM["customers.csv"], encoding="utf-8")
    with pytest.raises(InvalidInput, match="cannot name a source"):
        import_source(CsvSource(folder), town.home, clock=town.clock, name="a b/c")


def test_a_merge_into_a_shop_that_cannot_be_read_is_refused(town: Any) -> None:  # noqa: ANN401
    town.give("crm", CRM)
    town.home.current_build().write_bytes(b"not a database")
    with pytest.raises(ImportRefused, match="nothing can be merged"):
        town.give("crm", CRM, merge=True)
    town.give("crm", CRM, merge=False)
    assert town.rows("SELECT count(*) FROM customers") == [(2,)]


def test_a_build_of_another_version_still_says_whose_shop_it_is(town: Any) -> None:  # noqa: ANN401
    town.give("crm", CRM)
    with duckdb.connect(str(town.home.current_build())) as build:
        build.execute("DROP TABLE customer_aliases")
    folder = town.path / "crm"
    with pytest.raises(ForeignShop):
        import_source(CsvSource(folder, shop=ShopOverrides(id="other", currency="EUR")), town.home, clock=town.clock)
    town.give("crm", CRM, merge=False)
    assert town.rows("SELECT count(*) FROM customers") == [(2,)]
