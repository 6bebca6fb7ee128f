"""Consent in a shop of several sources: a no of any holds, a yes is for the address that it was said of."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from shop.consent.attestations import attest
from shop.consent.records import CONSENT_MIGRATIONS, ConsentRecord, record_consents
from shop.people import customers
from shop.state import SHOP_MIGRATIONS, open_state
from shop.store.view import ShopView
from shop.suppression import address_hash

HEADER = "customer_id,email,phone,country,email_consent,consent_at\n"


def two(town: Any, shop: str, mail: str) -> Any:  # noqa: ANN401
    town.give("shop", {"customers.csv": HEADER + shop + "\n"})
    return town.give("mail", {"customers.csv": HEADER + mail + "\n"}, id_space="mail")


@pytest.mark.parametrize(("shop", "mail", "reached"), [
    ("c1,a@x.example,,,yes,", "m1,a@x.example,,,,", ["c1"]),
    ("c1,a@x.example,,,yes,", "m1,a@x.example,,,no,", []),
    ("c1,a@x.example,,,no,", "m1,a@x.example,,,yes,", []),
    # A later yes of another source does not take a no back.
    ("c1,a@x.example,,,no,2025-01-01", "m1,a@x.example,,,yes,2026-01-01", []),
    ("c1,a@x.example,,,,", "m1,a@x.example,,,yes,2026-01-01", ["c1"]),
    # Joined by phone: the yes was said of an address that the customer does not have here.
    ("c1,a@x.example,+442079460001,,,", "m1,b@x.example,+442079460001,,yes,", []),
    ("c1,,+442079460001,,yes,", "m1,b@x.example,+442079460001,,,", []),
    # The yes was given where double opt-in must be proven.
    ("c1,a@x.example,,US,,", "m1,a@x.example,,DE,yes,", []),
])  # fmt: skip
def test_what_two_sources_say_of_one_person(town: Any, shop: str, mail: str, reached: list[str]) -> None:  # noqa: ANN401
    for name in ("shop", "mail"):
        (town.path / name).mkdir()
    markets = [{"country": country, "currency": "EUR", "language": "en", "locale": "en_US", "jurisdiction": country}
               for country in ("US", "DE")]  # fmt: skip
    info = {"id": "t", "name": "T", "zone": "UTC", "currency": "EUR", "sender": {"name": "T"}, "markets": markets}
    town.give("shop", {"shop.json": json.dumps(info), "customers.csv": HEADER + shop + "\n"})
    town.give("mail", {"customers.csv": HEADER + mail + "\n"}, id_space="mail")
    assert town.rows("SELECT count(*) FROM customers") == [(1,)]
    assert town.eligible() == reached
    with ShopView(town.home.current_build(), town.clock.now()) as view:
        said = {one.state for one in customers(view, ["c1"])["c1"].consents if one.channel == "email"}
    assert ("opted_in" in said) == bool(reached) or "DE" in mail


@pytest.mark.parametrize(("later", "reached"), [(",", []), (",2026-01-01", ["c1"]), (",2024-01-01", [])])
def test_only_a_dated_later_yes_of_the_same_source_takes_its_no_back(
    town: Any,  # noqa: ANN401
    later: str,
    reached: list[str],
) -> None:
    town.give("shop", {"customers.csv": HEADER + "c1,a@x.example,,,no,2025-01-01\n"})
    report = town.give("shop", {"customers.csv": HEADER + f"c1,a@x.example,,,yes{later}\n"})
    assert town.eligible() == reached
    assert bool(report.conflicts) == (later == ",")
    assert all("--merge" in one.fix for one in report.conflicts)


def test_a_new_address_does_not_inherit_the_consent_of_the_old_one(town: Any) -> None:  # noqa: ANN401
    town.give("shop", {"customers.csv": HEADER + "c1,a@x.example,,,yes,\n"})
    town.give("shop", {"customers.csv": HEADER + "c1,new@x.example,,,,\n"})
    assert town.eligible() == []
    town.give("shop", {"customers.csv": HEADER + "c1,a@x.example,,,,\n"})
    assert town.eligible() == ["c1"]


def test_an_unsubscribe_in_one_source_is_a_no(town: Any) -> None:  # noqa: ANN401
    events = "customer_id,kind,happened_at\nm1,unsubscribe,2025-06-01\n"
    town.give("mail", {"customers.csv": HEADER + "m1,a@x.example,,,,\n", "events.csv": events}, id_space="mail")
    town.give("shop", {"customers.csv": HEADER + "c1,a@x.example,,,yes,2026-01-01\n"})
    assert town.rows("SELECT customer_id FROM customers") == [("m1",)]
    assert town.eligible() == []


def test_recording_a_newer_yes_takes_a_dated_no_back(town: Any) -> None:  # noqa: ANN401
    two(town, "c1,a@x.example,,,yes,2026-01-01", "m1,a@x.example,,,no,2025-01-01")
    assert town.eligible() == []
    with closing(open_state(town.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        now = town.clock.now()
        said = ConsentRecord("email", "c1", "", "opted_in", now.replace(tzinfo=None))
        record_consents(state, "desk", [said], now)
    assert town.eligible() == ["c1"]


def test_attesting_one_source_does_not_vouch_for_another(town: Any) -> None:  # noqa: ANN401
    two(town, "c1,a@x.example,,,yes,", "m2,b@x.example,,,yes,")
    with closing(open_state(town.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        attest(state, "imported", "a form", "Ann", town.clock.now())
    assert town.eligible(sample=False) == ["c1"]
    with closing(open_state(town.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        attest(state, "imported-mail", "another form", "Ann", town.clock.now())
    assert town.eligible(sample=False) == ["c1", "m2"]


def test_a_sale_speaks_for_the_address_of_its_own_source(town: Any) -> None:  # noqa: ANN401
    market = {"country": "GB", "currency": "EUR", "language": "en", "locale": "en_GB", "jurisdiction": "UK",
              "soft_opt_in": True}  # fmt: skip
    info = {"id": "t", "name": "T", "zone": "UTC", "currency": "EUR", "sender": {"name": "T"}, "markets": [market]}
    town.give("shop", {
        "shop.json": json.dumps(info),
        "customers.csv": HEADER + "c1,a@x.example,,GB,,\nc2,,+442079460001,GB,,\n",
        "orders.csv": "order_id,customer_id,placed_at,total\no1,c1,2026-01-05,5\no2,c2,2026-01-05,5\n",
    })  # fmt: skip
    mail = "m1,a@x.example,,GB,,\nm2,b@x.example,+442079460001,GB,,\n"
    town.give("mail", {"customers.csv": HEADER + mail}, id_space="mail")
    assert town.rows("SELECT customer_id, email FROM customers ORDER BY 1") == [
        ("c1", "a@x.example"), ("c2", "b@x.example")
    ]  # fmt: skip
    assert town.eligible() == ["c1"]


def test_a_refusal_recorded_under_an_id_or_address_reaches_the_joined_person(town: Any) -> None:  # noqa: ANN401
    two(town, "c1,a@x.example,,,yes,", "m1,a@x.example,,,yes,")
    assert town.eligible() == ["c1"]
    with closing(open_state(town.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        said = ConsentRecord("email", "m1", address_hash("email", "a@x.example"), "opted_out", None)
        record_consents(state, "desk", [said], town.clock.now())
    assert town.eligible() == []


def test_a_runtime_event_of_another_id_reaches_the_joined_person(town: Any) -> None:  # noqa: ANN401
    two(town, "c1,a@x.example,,,yes,", "m1,a@x.example,,,yes,")
    with closing(open_state(town.home.state, (*SHOP_MIGRATIONS, *CONSENT_MIGRATIONS))) as state:
        state.execute(
            "INSERT INTO events (customer_id, kind, happened_at) VALUES ('m1', 'view', '2026-10-01T00:00:00')"
        )
        with ShopView(town.home.current_build(), town.clock.now(), state) as view:
            assert view.rows("SELECT customer_id FROM events JOIN customers USING (customer_key)") == [("c1",)]
