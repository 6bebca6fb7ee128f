"""A refusal reaches a phone number in whatever notation; a consent only the number that it was certainly said of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shop.consent import attest, eligible, record_consents
from shop.consent.statements_file import StatementsFile
from shop.consent.suppression_file import SuppressionFile
from shop.suppression import suppress, suppress_many

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

# The number on file, the customer's country, the one that refuses, whether it is meant.
NOTATIONS = [
    ("07700 900123", "GB", "+447700900123", True),
    ("+447700900123", "GB", "07700 900123", True),
    ("+447700900123", "", "07700900123", True),
    ("07700900123", "", "+44 7700 900123", True),
    ("07700900123", "GB", "+44 (0)7700 900123", True),
    ("7700900123", "GB", "0044 7700 900123", True),
    ("447700900123", "GB", "07700900123", True),
    ("013 1234567", "DE", "+49131234567", True),
    ("212 555 0123", "US", "+1 (212) 555-0123", True),
    ("1 212 555 0123", "US", "212-555-0123", True),
    ("13800000000", "CN", "+8613800000000", True),
    # A country that the table does not hold: the last digits decide.
    ("0555 123 456", "GE", "+995 555 123 456", True),
    ("+995555123456", "", "0555123456", True),
    # Another number, and the same national number of another country.
    ("07700 900123", "GB", "+447700900124", False),
    ("07700 900123", "GB", "+497700900123", False),
    ("+447700900123", "", "+33 7700 900123", False),
]


@pytest.fixture
def shop(real_shop: Callable[..., Any], make_market: Callable[..., Any], state: sqlite3.Connection) -> Any:  # noqa: ANN401
    attest(state, "form", "form", "Ann", NOW)
    return real_shop(make_market("US"), make_market("GB", "UK"))


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("phone", "country", "refused", "meant"), NOTATIONS)
def test_a_refusal_in_another_notation(
    shop: Any,  # noqa: ANN401
    state: sqlite3.Connection,
    tmp_path: Path,
    phone: str,
    country: str,
    refused: str,
    meant: bool,
) -> None:
    shop.customer("c1", phone=phone, country=country).consent("c1", "sms", at="2026-05-01", source="form")
    with shop.view("2026-11-20", state) as view:
        assert eligible(view, state, ["c1"], "sms").ids == ["c1"]
        state.execute("SAVEPOINT before")
        listed = SuppressionFile(write(tmp_path, f"phone\n{refused}\n"), "sms", view.shop)
        suppress_many(state, "sms", [form for row in listed.addresses() for form in row], "stop", NOW)
        suppressed = eligible(view, state, ["c1"], "sms").ids
        state.execute("ROLLBACK TO before")
        assert eligible(view, state, ["c1"], "sms").ids == ["c1"]
        said = StatementsFile(write(tmp_path, f"phone,state\n{refused},no\n"), view, NOW)
        record_consents(state, "calls", said.records(), NOW)
        recorded = eligible(view, state, ["c1"], "sms").ids
    assert (suppressed == [], recorded == []) == (meant, meant)


def test_a_refusal_that_was_kept_in_one_notation_alone_still_holds(shop: Any, state: sqlite3.Connection) -> None:  # noqa: ANN401
    for id_, phone in (("c1", "07700900123"), ("c2", "+447700900124")):
        shop.customer(id_, phone=phone, country="GB").consent(id_, "sms", at="2026-05-01", source="form")
    suppress(state, "sms", "+447700900123", "stop", NOW)
    suppress(state, "sms", "07700900124", "stop", NOW)
    with shop.view("2026-11-20", state) as view:
        assert eligible(view, state, ["c1", "c2"], "sms").ids == []


def test_one_customers_no_holds_for_the_same_number_of_another_and_one_number_is_written_to_once(
    shop: Any,  # noqa: ANN401
    state: sqlite3.Connection,
) -> None:
    for id_, phone in (("c1", "07700900123"), ("c2", "+447700900123"), ("c3", "07700900125"), ("c4", "+447700900125")):
        shop.customer(id_, phone=phone, country="GB")
    shop.consent("c1", "sms", "opted_out", at="2026-05-01")
    for id_ in ("c2", "c3", "c4"):
        shop.consent(id_, "sms", at="2026-06-01", source="form")
    with shop.view("2026-11-20", state) as view:
        result = eligible(view, state, ["c1", "c2", "c3", "c4"], "sms")
    assert result.ids == ["c3"]
    assert {item.reason: item.count for item in result.funnel.excluded} == {"opted_out": 2, "duplicate_address": 1}


def test_a_consent_reaches_the_number_that_it_certainly_is_and_no_other(
    shop: Any,  # noqa: ANN401
    state: sqlite3.Connection,
    tmp_path: Path,
) -> None:
    people = (("c1", "07700 900123", "GB"), ("c2", "07700900123", ""), ("c3", "0555123456", "GE"))
    for id_, phone, country in people:
        shop.customer(id_, phone=phone, country=country)
    path = write(tmp_path, "phone,state,at\n+447700900123,yes,2026-05-01\n+995555123456,yes,2026-05-01\n")
    with shop.view("2026-11-20", state) as view:
        record_consents(state, "form", StatementsFile(path, view, NOW).records(), NOW)
        assert eligible(view, state, ["c1", "c2", "c3"], "sms").ids == ["c1"]
