"""Statements recorded at runtime, suppression, and the files they come from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.consent import attest, eligible, record_consents
from shop.consent.list_files import ListFile
from shop.consent.statements_file import StatementsFile
from shop.consent.suppression_file import SuppressionFile
from shop.errors import InvalidInput
from shop.state import SHOP_MIGRATIONS, open_state
from shop.store.view import ShopView
from shop.suppression import suppress, suppress_many, suppressed_hashes

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def shop(real_shop: Callable[..., Any]) -> Any:  # noqa: ANN401 - a TinyShop
    made = real_shop()
    for number in range(1, 6):
        made.customer(f"c{number}", email=f"c{number}@x.example", phone=f"+4955500{number}")
    return made


def write(tmp_path: Path, text: str, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def take(view: Any, state: sqlite3.Connection, path: Path, source: str = "calls") -> StatementsFile:  # noqa: ANN401
    read = StatementsFile(path, view, NOW)
    record_consents(state, source, read.records(), NOW)
    return read


def test_a_file_of_statements_by_id_and_by_address(shop: Any, state: sqlite3.Connection, tmp_path: Path) -> None:  # noqa: ANN401
    path = write(
        tmp_path,
        "customer_id,address,channel,state,at,wording\n"
        "c1,,email,yes,2026-05-01,Write me\n"
        ",C2@X.example ,e-mail,opted_in,2026-05-01T10:00,\n"
        ",+49 555 003,sms,subscribed,2026-05-01,\n"
        "c4,,email,no,,\n"
        "ghost,,email,yes,2026-05-01,\n",
    )
    with shop.consent("c4", "email", at="2026-11-01", source="calls").view("2026-11-20", state) as view:
        read = take(view, state, path)
        assert (read.read, read.unusable.total(), read.unknown_customers) == (5, 0, 1)
        before = eligible(view, state, [f"c{n}" for n in range(1, 6)], "email")
        assert {item.reason: item.count for item in before.funnel.excluded} == {
            "opted_out": 1, "not_attested": 2, "no_consent": 2,
        }  # fmt: skip
        attest(state, "calls", "written down during calls", "Ann", NOW)
        assert eligible(view, state, [f"c{n}" for n in range(1, 6)], "email").ids == ["c1", "c2"]
        assert eligible(view, state, [f"c{n}" for n in range(1, 6)], "sms").ids == ["c3"]
    assert "x.example" not in "".join(map(str, state.execute("SELECT * FROM consent_records").fetchall()))


def test_the_same_file_again_changes_nothing(shop: Any, state: sqlite3.Connection, tmp_path: Path) -> None:  # noqa: ANN401
    path = write(tmp_path, "email;state;at\nc1@x.example;yes;2026-05-01\nc2@x.example;no;\n")
    with shop.view("2026-11-20", state) as view:
        take(view, state, path)
        kept = state.execute("SELECT * FROM consent_records").fetchall()
        assert record_consents(state, "calls", StatementsFile(path, view, NOW).records(), NOW) == 0
    assert state.execute("SELECT * FROM consent_records").fetchall() == kept


def test_a_refusal_holds_for_the_address_whatever_the_person_is_called_later(
    shop: Any,  # noqa: ANN401
    real_shop: Callable[..., Any],
    state: sqlite3.Connection,
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "customer_id,channel,state\nc1,email,no\n")
    with shop.view("2026-11-20", state) as view:
        take(view, state, path)
    renamed = real_shop().customer("new-1", email="c1@X.example").consent("new-1", "email", at="2026-05-01", source="a")
    attest(state, "a", "form", "Ann", NOW)
    with renamed.view("2026-11-20", state) as view:
        assert eligible(view, state, ["new-1"], "email").funnel.excluded[0].reason == "opted_out"


def test_only_refusals_count_before_their_date(shop: Any, state: sqlite3.Connection, tmp_path: Path) -> None:  # noqa: ANN401
    path = write(tmp_path, "customer_id,channel,state,at\nc1,email,yes,2026-05-01\nc2,email,no,2026-05-01\n")
    shop.consent("c2", "email", at="2026-01-01", source="calls")
    attest(state, "calls", "calls", "Ann", NOW)
    with shop.view("2026-11-20", state) as now, shop.view("2026-03-01", state) as then:
        take(now, state, path)
        assert eligible(now, state, ["c1", "c2"], "email").ids == ["c1"]
        assert eligible(then, state, ["c1", "c2"], "email").ids == []


def test_rows_in_doubt_narrow_or_are_set_aside(shop: Any, state: sqlite3.Connection, tmp_path: Path) -> None:  # noqa: ANN401
    path = write(
        tmp_path,
        "customer_id,address,channel,state,at\n"
        "c1,,email,no,sometime\n"
        "c2,,email,yes,sometime\n"
        "c2,,email,no,2099-01-01\n"
        "c3,,email,yes,2099-01-01\n"
        "c3,,fax,yes,\n"
        "c3,,email,perhaps,\n"
        ",,email,yes,\n"
        ",nobody,email,yes,\n"
        "c3,,email,yes,,surplus\n",
    )
    for number in (1, 2):
        shop.consent(f"c{number}", "email", at="2026-05-01", source="calls")
    attest(state, "calls", "calls", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        read = take(view, state, path)
        assert eligible(view, state, ["c1", "c2", "c3"], "email").ids == []
    assert dict(read.unusable) == {
        "unreadable_date": 1, "future_date": 1, "unknown_channel": 1, "unknown_state": 1, "nobody_named": 1,
        "bad_address": 1, "too_many_cells": 1,
    }  # fmt: skip
    assert [problem.row for problem in read.problems] == [3, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"), ("customer_id,at\nc1,2026-01-01\n", "state"), ("channel,state\nemail,yes\n", "customer_id"),
        ("foo,bar\n1,2\n", "known"), ("customer_id,channel,state,at\nc1,email,yes,03/04/2026\n", "two ways"),
    ],
)  # fmt: skip
def test_files_that_are_no_lists_of_statements(shop: Any, tmp_path: Path, text: str, words: str) -> None:  # noqa: ANN401
    with shop.view() as view, pytest.raises(InvalidInput, match=words) as caught:
        StatementsFile(write(tmp_path, text), view, NOW)
    assert "list.csv" in str(caught.value)


def test_an_error_half_way_keeps_nothing(shop: Any, state: sqlite3.Connection, tmp_path: Path) -> None:  # noqa: ANN401
    path = write(tmp_path, "customer_id,channel,state\nc1,email,no\nc2,email,no\n")
    with shop.view("2026-11-20", state) as view:
        read = StatementsFile(path, view, NOW)

        def breaking() -> Any:  # noqa: ANN401
            yield next(read.records())
            raise InvalidInput("The file ends too early.")

        with pytest.raises(InvalidInput, match="too early"):
            record_consents(state, "calls", breaking(), NOW)
    assert state.execute("SELECT count(*) FROM consent_records").fetchone() == (0,)
    assert record_consents(state, "calls", [], NOW) == 0


@pytest.mark.parametrize(
    "text",
    ["c1@x.example\nC2@X.EXAMPLE\n\nnot an address\n", "Email,Reason\nc1@x.example,bounce\nc2@x.example,\n?,x\n",
     "sep=;\nemail;note\nc1@x.example;\nc2@x.example;\n-;\n"],
)  # fmt: skip
def test_suppression_lists(shop: Any, state: sqlite3.Connection, tmp_path: Path, text: str) -> None:  # noqa: ANN401
    for number in (1, 2, 3):
        shop.consent(f"c{number}", "email", at="2026-05-01", source="form")
    attest(state, "form", "form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        listed = SuppressionFile(write(tmp_path, text), "email", view.shop)
        forms = [form for row in listed.addresses() for form in row]
        assert suppress_many(state, "email", forms, "old list", NOW) == 2
        assert suppress_many(state, "email", forms, "again", NOW) == 0
        result = eligible(view, state, ["c1", "c2", "c3"], "email")
    assert (listed.read, len(listed.unreadable)) == (3, 1)
    assert result.ids == ["c3"]
    assert [item.reason for item in result.funnel.excluded] == ["suppressed"]


def test_a_refusal_reaches_a_chinese_number_in_both_forms(shop: Any, state: sqlite3.Connection, tmp_path: Path) -> None:  # noqa: ANN401
    shop.customer("c8", phone="13800000000").customer("c9", phone="+8613900000000")
    for id_ in ("c8", "c9"):
        shop.consent(id_, "sms", at="2026-05-01", source="form")
    attest(state, "form", "form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        assert eligible(view, state, ["c8", "c9"], "sms").ids == ["c8", "c9"]
        listed = SuppressionFile(write(tmp_path, "13800000000\n139 0000 0000\n"), "sms", view.shop)
        suppress_many(state, "sms", [form for row in listed.addresses() for form in row], "stop", NOW)
        assert eligible(view, state, ["c8", "c9"], "sms").ids == []


@given(st.lists(st.lists(st.sampled_from([f"c{n}@x.example" for n in range(9)]), max_size=6), max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_suppression_list_only_grows(tmp_path_factory: pytest.TempPathFactory, lists: list[list[str]]) -> None:
    state = open_state(tmp_path_factory.mktemp("state") / "state.sqlite", SHOP_MIGRATIONS)
    before: set[str] = set()
    for addresses in lists:
        added = suppress_many(state, "email", addresses, "list", NOW)
        now = suppressed_hashes(state, "email")
        assert now >= before
        assert len(now) - len(before) == added
        before = now
    assert len(before) == len({address for addresses in lists for address in addresses})
    state.close()


def test_a_list_file_reads_headers_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes("客户编号,备注\nc1,好\nc2,\n".encode("gb18030"))
    assert [(row.number, row.cells) for row in ListFile(path, {}, "customer_id")] == [
        (2, {"customer_id": "c1"}), (3, {"customer_id": "c2"}),
    ]  # fmt: skip


def test_a_list_inside_a_larger_transaction_is_part_of_it(state: sqlite3.Connection) -> None:
    state.execute("BEGIN IMMEDIATE")
    suppress(state, "email", "c1@x.example", "import", NOW)
    assert suppress_many(state, "email", ["c1@x.example", "c2@x.example"], "import", NOW) == 1
    state.execute("ROLLBACK")
    assert suppressed_hashes(state, "email") == set()


def test_what_was_recorded_under_an_id_holds_after_a_merge_joined_it(
    shop: Any,  # noqa: ANN401
    state: sqlite3.Connection,
    tmp_path: Path,
) -> None:
    shop.consent("c1", "email", at="2026-01-01", source="form").consent("c2", "email", at="2026-01-01", source="form")
    attest(state, "form", "form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        take(view, state, write(tmp_path, "customer_id,channel,state\nold-1,email,no\n"))
        assert eligible(view, state, ["c1", "c2"], "email").ids == ["c1", "c2"]
    build = shop.build()
    with duckdb.connect(str(build)) as connection:
        connection.execute("INSERT INTO customer_aliases VALUES ('old-1', ?)", [shop.key("customer", "c1")])
    with ShopView(build, NOW, state) as view:
        assert eligible(view, state, ["c1", "c2"], "email").ids == ["c2"]
