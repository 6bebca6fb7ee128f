"""Customers in bulk, and who of them may be contacted."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from shop.consent import CONSENT_IN_FORCE, eligible
from shop.people import customers
from shop.suppression import suppress

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def excluded(result: Any) -> dict[str, int]:  # noqa: ANN401 - a Contactable
    return {item.reason: item.count for item in result.funnel.excluded}


def test_customers_come_in_the_order_asked_with_their_consent(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().customer("c2", email="b@x.example", tags=["vip"], joined_at="2026-01-02T10:00", language="zh")
    shop.customer("c1", first_name="Anna", country="GB", objects_to_profiling=True)
    shop.consent("c2", "email", "opted_out", at="2026-02-01").consent("c2", "email", "opted_in", at="2026-03-01")
    shop.consent("c2", "sms", "opted_in", at="2027-01-01")
    with shop.view("2026-11-20") as view:
        found = customers(view, ["c2", "nobody", "c1"])
    assert list(found) == ["c2", "c1"]
    assert found["c1"].first_name == "Anna"
    assert found["c1"].objects_to_profiling
    assert found["c1"].consents == ()
    assert found["c2"].tags == ("vip",)
    assert found["c2"].joined_at is not None
    assert found["c2"].joined_at.isoformat() == "2026-01-02T10:00:00+08:00"
    [consent] = found["c2"].consents
    assert (consent.channel, consent.state) == ("email", "opted_in")
    assert consent.given_at is not None
    assert consent.given_at.date().isoformat() == "2026-03-01"


@pytest.mark.parametrize(
    ("statements", "left", "state"),
    [
        ([("opted_in", None)], None, "opted_in"),
        ([("opted_in", "2026-03-01"), ("opted_out", "2026-04-01")], None, "opted_out"),
        ([("opted_out", "2026-03-01"), ("opted_in", "2026-04-01")], None, "opted_in"),
        ([("opted_in", "2026-03-01"), ("opted_out", None)], None, "opted_out"),
        ([("opted_in", "2026-03-01"), ("opted_out", "2026-03-01")], None, "opted_out"),
        ([("opted_in", "2026-03-01"), ("unknown", "2026-04-01")], None, "unknown"),
        ([("opted_in", "2026-03-01")], "2026-04-01", "opted_out"),
        ([("opted_in", "2026-05-01")], "2026-04-01", "opted_in"),
        ([("opted_in", None)], "2026-04-01", "opted_out"),
    ],
)
def test_the_consent_in_force(
    tiny_shop: Callable[..., Any], statements: list[tuple[str, str | None]], left: str | None, state: str
) -> None:
    shop = tiny_shop().customer("c1")
    for said, at in statements:
        shop.consent("c1", "email", said, at=at)
    if left:
        shop.event("c1", "unsubscribe", left)
    with shop.view("2026-11-20") as view:
        assert [row[-1] for row in view.rows(CONSENT_IN_FORCE)] == [state]


def test_an_unsubscribe_counts_for_its_campaigns_channel(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().customer("c1").consent("c1", "email").consent("c1", "sms")
    shop.row("campaigns", campaign_id="m1", name="May", channel="sms", sent_at=shop.utc("2026-05-01"))
    shop.event("c1", "unsubscribe", "2026-05-02", campaign_id="m1")
    with shop.view("2026-11-20") as view:
        assert {c.channel: c.state for c in customers(view, ["c1"])["c1"].consents} == {
            "email": "opted_in", "sms": "opted_out",
        }  # fmt: skip


def test_every_reason_is_counted_once_and_the_funnel_adds_up(
    tiny_shop: Callable[..., Any], state: sqlite3.Connection
) -> None:
    shop = tiny_shop().customer("ok", email="ok@x.example", objects_to_profiling=True).consent("ok", "email")
    shop.customer("twin", email="OK@x.example ").consent("twin", "email")
    shop.customer("silent", email="silent@x.example")
    shop.customer("asked", email="asked@x.example").consent("asked", "email", "unknown")
    shop.customer("out", email="out@x.example").consent("out", "email", "opted_out")
    shop.customer("other_me", email="Out@X.example").consent("other_me", "email")
    shop.customer("no_mail").consent("no_mail", "email")
    shop.customer("odd_mail", email="nowhere").consent("odd_mail", "email")
    shop.customer("blocked", email="blocked@x.example").consent("blocked", "email")
    suppress(state, "email", "Blocked@x.example", "complaint", NOW)
    with shop.view("2026-11-20", state) as view:
        ids = [row[0] for row in view.rows("SELECT customer_id FROM customers")]
        result = eligible(view, state, [*ids, "ghost", "ok"], "email")
    assert result.ids == ["ok"]
    assert excluded(result) == {
        "unknown_customer": 1, "no_address": 2, "opted_out": 2, "no_consent": 2, "suppressed": 1,
        "duplicate_address": 1,
    }  # fmt: skip
    assert result.funnel.matched == 10 == result.funnel.eligible + sum(excluded(result).values())
    assert result.funnel.objects_to_profiling == 1
    assert all(item.fix["en"] and item.fix["zh"] for item in result.funnel.excluded)


def test_an_unsubscribe_after_the_view_was_opened_is_heard(
    tiny_shop: Callable[..., Any], state: sqlite3.Connection
) -> None:
    shop = tiny_shop().customer("c1", phone="+86 138 0000 0000").customer("c2", phone="+8613800000000")
    shop.consent("c1", "sms", at="2026-01-01").consent("c2", "sms", at="2026-01-01")
    with shop.view("2026-11-20", state) as view:
        assert eligible(view, state, ["c1", "c2"], "sms").ids == ["c1"]
        state.execute(
            "INSERT INTO events (customer_id, kind, happened_at) VALUES ('c2', 'unsubscribe', ?)",
            ("2026-12-01T00:00:00+08:00",),
        )
        assert excluded(eligible(view, state, ["c1", "c2"], "sms")) == {"opted_out": 2}


def test_nobody_is_contacted_without_a_last_word_of_yes(
    tiny_shop: Callable[..., Any], state: sqlite3.Connection
) -> None:
    shop, stories = tiny_shop(), {}
    words = ("opted_in", "opted_out", "unknown")
    for number, story in enumerate(s for n in range(4) for s in itertools.product(words, repeat=n)):
        stories[f"c{number:02}"] = story
        shop.customer(f"c{number:02}", wecom_id=f"w{number}")
        for day, word in enumerate(story, 1):
            shop.consent(f"c{number:02}", "wecom", word, at=f"2026-01-{day:02}")
    with shop.view("2026-11-20") as view:
        result = eligible(view, state, stories, "wecom")
    assert result.ids == [id_ for id_, story in stories.items() if story[-1:] == ("opted_in",)]
    assert set(excluded(result)) == {"opted_out", "no_consent"}
