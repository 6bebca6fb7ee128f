"""Klaviyo's exports: files known by their headers, consents and their dates, campaigns, events, placed orders."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.errors import ImportRefused
from shop.importing.adapters.address_book import AddressBook
from shop.importing.adapters.exports import Export
from shop.importing.adapters.klaviyo_events import facts_of, is_events
from shop.importing.quality import QualityReport


class Account(Protocol):
    folder: Path
    report: QualityReport

    def write(self, name: str, text: str) -> None: ...
    def load(self, **stated: str) -> QualityReport: ...
    def rows(self, sql: str) -> list[tuple[object, ...]]: ...


def test_profiles(loaded: Account) -> None:
    columns = "customer_id, first_name, email, phone, language, country, city"
    assert loaded.rows(f"SELECT {columns} FROM customers LIMIT 2") == [
        ("01A", "Ada", "ada@example.com", "+15550001111", "en", "US", "Albany"),
        ("01B", "Bo", "bo@example.com", "", "", "", ""),
    ]  # fmt: skip
    assert any("columns not used: Organization" in note for note in loaded.report.notes)


def test_a_consent_is_dated_only_where_the_date_holds_for_every_channel(loaded: Account) -> None:
    consents = loaded.rows(
        "SELECT customer_id, channel, state, given_at::VARCHAR FROM consents JOIN customers USING (customer_key)"
    )
    assert consents == [
        ("01A", "email", "opted_in", "2024-05-01 10:00:00"), ("01A", "sms", "opted_in", "2024-05-01 10:00:00"),
        ("01B", "email", "opted_out", None), ("01B", "sms", "unknown", None),
        ("01C", "email", "opted_in", None), ("01C", "sms", "opted_out", None),
        ("01D", "email", "unknown", None),
        ("01E", "email", "opted_in", "2025-07-02 10:00:00"),
        ("01F", "email", "opted_in", None),
    ]  # fmt: skip
    assert loaded.rows("SELECT DISTINCT source FROM consents") == [("imported",)]


def test_campaigns_without_anybodys_outcome(loaded: Account) -> None:
    assert loaded.rows("SELECT campaign_id, name, channel, sent_at::VARCHAR, arms FROM campaigns") == [
        ("C1", "Spring", "email", "2026-03-01 10:00:00", ["A", "B"]),
        ("C2", "Text", "sms", "2026-03-02 10:00:00", []),
    ]
    assert loaded.rows("SELECT count(*) FROM outcomes") == [(0,)]
    assert any("no person's outcome" in note for note in loaded.report.notes)
    assert any("1 more rows are variations" in note for note in loaded.report.notes)


def test_events_and_the_order_that_has_a_name(loaded: Account) -> None:
    events = loaded.rows(
        "SELECT customer_id, kind, happened_at::VARCHAR, campaign_id, value"
        " FROM events JOIN customers USING (customer_key)"
    )
    assert events == [
        ("01C", "open", "2026-03-01 10:00:00", "C1", None), ("01C", "click", "2026-03-01 11:00:00", "C1", None),
        ("01A", "view", "2026-03-02 01:00:00", None, None), ("01A", "cart", "2026-03-02 02:00:00", None, Decimal(99)),
        ("01A", "checkout", "2026-03-02 03:00:00", None, Decimal(99)),
        ("01C", "unsubscribe", "2026-03-03 11:00:00", "C1", None),
    ]  # fmt: skip
    orders = "SELECT order_id, customer_id, total, currency, o.status FROM orders o JOIN customers USING (customer_key)"
    assert loaded.rows(orders) == [("#1003", "01A", Decimal(99), "USD", "paid")]


def test_the_report_adds_up(loaded: Account) -> None:
    files = {file.file: file for file in loaded.report.files}
    assert all(file.read == file.kept + file.repaired + file.quarantined for file in files.values())
    assert {name: (file.read, file.reasons) for name, file in files.items()} == {
        "All people 2026-11-20.csv": (6, {}), "All people 2026-11-20.csv (suppressed)": (1, {}),
        "Suppressed profiles.csv": (4, {"bad_email": 1, "unreadable_date": 1}),
        "campaign results.csv": (3, {"unknown_word": 1}),
        "events.csv": (9, {"unknown_word": 2, "unknown_customer": 1, "unknown_product": 2}),
        "events.csv (orders)": (1, {}),
    }  # fmt: skip


def test_a_product_is_named_by_the_handle_in_its_address_else_by_its_id(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "Event Name,Datetime,Profile Email,URL,Product ID,Event Properties\n"
        "Viewed Product,2026-03-02,a@example.com,https://shop.example/en/products/tent?variant=1,77,\n"
        "Viewed Product,2026-03-02,a@example.com,https://shop.example/pages/about,77,\n"
        'Viewed Product,2026-03-02,a@example.com,,,"{""URL"":""https://shop.example/products/mug#x""}"\n'
        'Viewed Product,2026-03-02,a@example.com,,,"{""ProductID"":9007199254740993,""URL"":[1]}"\n'
        "Viewed Product,2026-03-02,a@example.com,,,{broken\n",
        encoding="utf-8",
    )
    export = Export(path)
    assert is_events(export)
    read = facts_of(export)
    found = [read(row.cells).product for row in export.rows()]
    assert found == ["tent", "77", "mug", "9007199254740993", ""]


def test_older_profiles(account: Account) -> None:
    for path in account.folder.iterdir():
        path.unlink()
    account.write(
        "list.csv",
        'Email,First Name,Phone Number,$consent,Email Marketing\na@example.com,A,,"[""email"", ""web""]",\n'
        'b@example.com,B,,"[\'sms\']",\nc@example.com,C,,"[""email""]",Unsubscribed\n,D,+15550004444,,\n',
    )
    account.write("other.csv", "Fruit,Colour\nplum,blue\n")
    report = account.load(currency="EUR")
    assert account.rows("SELECT customer_id FROM customers") == [
        ("a@example.com",), ("b@example.com",), ("c@example.com",), ("+15550004444",),
    ]  # fmt: skip
    assert account.rows("SELECT customer_key, channel, state FROM consents") == [
        (0, "email", "opted_in"), (1, "sms", "opted_in"), (2, "email", "opted_out"),
    ]  # fmt: skip
    assert any("other.csv" in note and "not used" in note for note in report.notes)


def test_a_folder_without_profiles_or_currency_is_refused(account: Account) -> None:
    (account.folder / "events.csv").unlink()
    with pytest.raises(ImportRefused, match="No currency"):
        account.load()
    (account.folder / "All people 2026-11-20.csv").unlink()
    with pytest.raises(ImportRefused, match="no export of profiles"):
        account.load(currency="EUR")


@given(
    st.lists(
        st.tuples(st.sampled_from(["k1", "k2"]), st.sampled_from(["", "a@x.de", "b@x.de"]), st.sampled_from(["", "+1"]))
    )
)
@settings(max_examples=50, deadline=None)
def test_an_address_finds_a_person_only_when_it_is_theirs_alone(people: list[tuple[str, str, str]]) -> None:
    book = AddressBook()
    for key, email, phone in people:
        book.add(key, email, phone)
    for email in ("A@X.de ", "b@x.de"):
        owners = {key for key, own, _ in people if own == email.strip().lower()}
        assert book.find(email) == (owners.pop() if len(owners) == 1 else "")
    owners = {key for key, _, phone in people if phone}
    assert book.find("", "00 1") == (owners.pop() if len(owners) == 1 else "")
