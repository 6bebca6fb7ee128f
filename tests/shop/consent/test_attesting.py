"""Attestations: nobody of an unattested source may be contacted, and one sentence of a person changes that."""

from __future__ import annotations

import shlex
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shop.consent import attest, attestations, basis, eligible, explained, may_be_sent, sources
from shop.errors import InvalidInput

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def three_sources(shop: Any) -> Any:  # noqa: ANN401 - a TinyShop
    for number, source in enumerate(["till & paper", "till & paper", "till & paper", "form", "form", "fair"]):
        shop.customer(f"c{number}", email=f"c{number}@x.example")
        shop.consent(f"c{number}", "email", at="2026-01-01", source=source)
    return shop


def test_zero_before_and_more_after(real_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    ids = [f"c{number}" for number in range(6)]
    with three_sources(real_shop()).view("2026-11-20", state) as view:
        before = eligible(view, state, ids, "email")
        assert before.ids == []
        [waiting] = before.funnel.excluded
        assert (waiting.reason, waiting.count) == ("not_attested", 6)
        assert [(item.source, item.count) for item in waiting.sources] == [
            ("till & paper", 3),
            ("form", 2),
            ("fair", 1),
        ]
        assert waiting.fix["en"].index("'till & paper'") < waiting.fix["en"].index("attest form")
        assert waiting.fix["zh"] != waiting.fix["en"]
        attest(state, "till & paper", "a card at the till", "Ann", NOW)
        after = eligible(view, state, ids, "email")
    assert after.ids == ["c0", "c1", "c2"]
    assert after.funnel.bases == {"consent": 3}
    assert [(item.reason, item.count) for item in after.funnel.excluded] == [("not_attested", 3)]


def test_the_fix_is_a_command_of_a_shell(real_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop = real_shop().customer("c1", email="c1@x.example").consent("c1", "email", source='it\'s $(a) "source"')
    with shop.view("2026-11-20", state) as view:
        [waiting] = eligible(view, state, ["c1"], "email").funnel.excluded
    words = shlex.split(waiting.fix["en"].split("`")[1])
    assert words[:4] == ["copilot", "consent", "attest", 'it\'s $(a) "source"']
    assert {"--how", "--by"} < set(words)


def test_many_sources_are_counted_and_the_largest_named(
    real_shop: Callable[..., Any], state: sqlite3.Connection
) -> None:
    shop = real_shop()
    for number in range(50):
        shop.customer(f"c{number:02}", email=f"c{number}@x.example").consent(
            f"c{number:02}", "email", source=f"s{number}"
        )
    with shop.view("2026-11-20", state) as view:
        [waiting] = eligible(view, state, [f"c{number:02}" for number in range(50)], "email").funnel.excluded
    assert waiting.fix["en"].count("copilot consent attest") == 5
    assert "45 more sources" in waiting.fix["en"]
    assert len(waiting.sources) <= 20


def test_the_explanation_begins_with_most_people(real_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop = three_sources(real_shop()).customer("x1").customer("x2", email="x2@x.example")
    shop.consent("x2", "email", "opted_out")
    with shop.view("2026-11-20", state) as view:
        funnel = eligible(view, state, ["x1", "x2", "ghost", *(f"c{n}" for n in range(6))], "email").funnel
    assert [line.split(":")[0] for line in explained(funnel)] == [
        "6 not_attested", "1 unknown_customer", "1 no_address", "1 opted_out",
    ]  # fmt: skip
    assert all(line for line in explained(funnel, "zh"))


def test_attesting_again_adds_to_the_history(state: sqlite3.Connection) -> None:
    first = attest(state, "form", "sign-up form", "Ann", NOW)
    assert attest(state, " form ", "sign-up form", "Ann", NOW + timedelta(days=1)) == first
    second = attest(state, "form", "double opt-in form", "Bob", NOW + timedelta(days=2), "I agree.")
    assert attestations(state) == {"form": second}
    assert state.execute("SELECT count(*) FROM consent_attestations").fetchone() == (2,)


@pytest.mark.parametrize(
    ("source", "how", "by", "words"),
    [
        ("", "form", "Ann", "source"), ("form", " ", "Ann", "how"), ("form", "form", "", "by"),
        ("demo", "form", "Ann", "synthetic"), (" demo", "form", "Ann", "synthetic"),
        ("x" * 201, "form", "Ann", "source"),
    ],
)  # fmt: skip
def test_an_empty_or_reserved_attestation_is_refused(
    state: sqlite3.Connection, source: str, how: str, by: str, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        attest(state, source, how, by, NOW)
    assert attestations(state) == {}


def test_demo_contacts_are_written_for_and_never_sent_to(
    real_shop: Callable[..., Any], state: sqlite3.Connection
) -> None:
    shop = real_shop().customer("d1", email="d1@example.invalid").consent("d1", "email", source="demo")
    shop.customer("d2", phone="+15550100").consent("d2", "sms", source="demo")
    shop.customer("d3", email="d3@example.invalid").consent("d3", "email", source="form")
    shop.customer("r1", email="r1@x.example").consent("r1", "email", source="form")
    attest(state, "form", "sign-up form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        assert eligible(view, state, ["d1", "d3", "r1"], "email").funnel.bases == {"consent": 2, "demo": 1}
        by_mail = basis(view, state, ["d1", "d3", "r1"], "email")
        by_sms = basis(view, state, ["d2"], "sms")
    assert by_mail["d1"].kind == by_sms["d2"].kind == "demo"
    assert not may_be_sent(by_mail["d1"], "d1@example.invalid")
    assert not may_be_sent(by_mail["d1"], "d1@x.example")
    assert not may_be_sent(by_sms["d2"], "+15550100")
    assert not may_be_sent(by_mail["d3"], "D3@Example.INVALID.")
    assert may_be_sent(by_mail["r1"], "r1@x.example")


def test_a_basis_says_who_answers_for_it(real_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop = three_sources(real_shop())
    kept = attest(state, "fair", "a list at the fair", "Ann", NOW, "Write me.")
    with shop.view("2026-11-20", state) as view:
        found = basis(view, state, ["c4", "c5", "ghost"], "email")
    assert list(found) == ["c5"]
    assert found["c5"].attestation == kept
    assert (found["c5"].kind, found["c5"].source) == ("consent", "fair")
    assert found["c5"].given_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_sample_shops_count_as_attested(tiny_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop = three_sources(tiny_shop())
    with shop.view("2026-11-20", state) as view:
        assert len(eligible(view, state, [f"c{n}" for n in range(6)], "email").ids) == 6
        assert {item.counts_because for item in sources(view, state)} == {"sample data"}


def test_the_list_of_sources(real_shop: Callable[..., Any], state: sqlite3.Connection) -> None:
    shop = three_sources(real_shop()).consent("c5", "sms", "opted_out", source="fair")
    attest(state, "form", "sign-up form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        found = {item.source: item for item in sources(view, state)}
    assert list(found) == ["fair", "form", "till & paper"]
    assert [(c.channel, c.opted_in, c.opted_out, c.unknown) for c in found["fair"].channels] == [
        ("email", 1, 0, 0), ("sms", 0, 1, 0),
    ]  # fmt: skip
    assert found["form"].fix == ""
    assert found["fair"].fix.startswith("copilot consent attest fair --how ")


def test_an_unattested_yes_does_not_outweigh_a_no_elsewhere(
    real_shop: Callable[..., Any], state: sqlite3.Connection
) -> None:
    shop = real_shop()
    for id_ in ("her", "twin"):
        shop.customer(id_, email="one@x.example")
    shop.consent("her", "email", "opted_out", at="2026-01-01").consent(
        "her", "email", at="2026-02-01", source="hearsay"
    )
    shop.consent("twin", "email", at="2026-03-01", source="form")
    attest(state, "form", "sign-up form", "Ann", NOW)
    with shop.view("2026-11-20", state) as view:
        reasons = {item.reason: item.count for item in eligible(view, state, ["her", "twin"], "email").funnel.excluded}
        assert reasons == {"opted_out": 1, "not_attested": 1}
        attest(state, "hearsay", "a letter", "Ann", NOW)
        assert eligible(view, state, ["her", "twin"], "email").ids == ["her"]
