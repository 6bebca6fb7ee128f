"""Openings, coupons, watched products, consent, reasons and segments inside of segments, by hand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.copilot import MIGRATIONS
from shop.clock import parse_moment
from shop.errors import InvalidInput
from shop.segments.compiling import members
from shop.segments.saved import save
from shop.segments.tree.nodes import InSegment
from shop.segments.tree.read import read_tree
from shop.state import open_state
from shop.store.view import ShopView

Asked = Callable[..., Callable[..., list[str]]]
OPENED = {"kind": "did", "event": "open"}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_state(tmp_path / "state.sqlite", MIGRATIONS)
    yield connection
    connection.close()


@pytest.fixture
def mailed(tiny_shop: Callable[..., Any]) -> Iterator[ShopView]:
    """Three customers received a campaign: two allowed tracking, one of them opened; a fourth was held out."""
    shop = tiny_shop().product("p1")
    for name in ("opener", "silent", "untracked", "heldout"):
        shop.customer(name, country="US", email=f"{name}@x.example")
        shop.consent(name, "email")
        shop.row("outcomes", campaign_id="M1", customer_key=shop.key("customer", name), arm="a",
                 held_out=name == "heldout", delivered=name != "heldout", opened=name in ("opener", "untracked"),
                 clicked=False, ordered=False)  # fmt: skip
    for name in ("opener", "silent", "heldout"):
        shop.consent(name, "tracking")
    shop.row("campaigns", campaign_id="M1", name="Hello", channel="email", goal="win back",
             sent_at=shop.utc("2026-11-10T09:00"), ends_on=date(2026, 11, 20))  # fmt: skip
    shop.event("opener", "open", "2026-11-11", campaign_id="M1", device="mobile")
    shop.row("campaign_products", campaign_id="M1", product_key=shop.key("product", "p1"), code="SAVE")
    with shop.view("2026-11-20T12:00") as opened:
        yield opened


def test_openings_are_read_of_those_who_allowed_it(mailed: ShopView, asked: Asked) -> None:
    ask = asked(mailed)
    assert ask(kind="did", event="received") == ["opener", "silent", "untracked"]
    assert ask(**OPENED) == ["opener"]
    assert ask(**OPENED, op="eq", times=1) == ["opener"]  # the outcome and the event are one opening
    assert ask(kind="never", event="open") == ["heldout", "silent"]
    assert ask(kind="not", of=OPENED) == ["heldout", "silent"]
    assert ask(kind="not", of={"kind": "not", "of": OPENED}) == ["opener"]
    received = {"kind": "did", "event": "received", "where": [{"field": "channel", "value": "email"}]}
    assert ask(kind="all", of=[received, {"kind": "not", "of": OPENED}]) == ["silent"]
    assert ask(kind="not", of={"kind": "all", "of": [received, OPENED]}) == ["heldout", "silent"]


def test_who_was_held_out_of_a_campaign_is_known_by_campaign_and_time(mailed: ShopView, asked: Asked) -> None:
    ask = asked(mailed)
    assert ask(kind="did", event="held_out") == ["heldout"]
    assert ask(kind="never", event="held_out") == ["opener", "silent", "untracked"]
    named = [{"field": "campaign_name", "op": "eq", "value": "Hello"}]
    assert ask(kind="did", event="held_out", where=named) == ["heldout"]
    assert ask(kind="did", event="held_out", within={"kind": "last", "n": 5, "unit": "days"}) == []


def test_a_saved_segment_about_openings_keeps_the_unknown_out_of_its_opposite(
    mailed: ShopView, asked: Asked, kept: sqlite3.Connection
) -> None:
    at = parse_moment("2026-11-20", mailed.zone)
    save(kept, "openers", read_tree(json.dumps(OPENED)), created_at=at)
    ask = asked(mailed, state=kept)
    assert ask(kind="segment", name="openers") == ["opener"]
    assert ask(kind="not", of={"kind": "segment", "name": "openers"}) == ["heldout", "silent"]


def test_segments_that_contain_each_other_are_refused(mailed: ShopView, kept: sqlite3.Connection) -> None:
    at = parse_moment("2026-11-20", mailed.zone)
    save(kept, "one", InSegment(name="two"), created_at=at)
    save(kept, "two", InSegment(name="one"), created_at=at)
    with pytest.raises(InvalidInput, match="contains itself: one in two in one"):
        members(mailed, InSegment(name="one"), kept)


def test_many_segments_inside_of_each_other_cost_little(mailed: ShopView, kept: sqlite3.Connection) -> None:
    """Each names the one before twice: expanded in place that would be 2 to the 15th conditions."""
    at = parse_moment("2026-11-20", mailed.zone)
    save(kept, "s0", read_tree('{"kind": "attribute", "field": "country", "value": "US"}'), created_at=at)
    for n in range(1, 15):
        twice = {"kind": "all", "of": [{"kind": "segment", "name": f"s{n - 1}"}] * 2}
        save(kept, f"s{n}", read_tree(json.dumps(twice)), created_at=at)
    assert len(members(mailed, InSegment(name="s14"), kept)) == 4


def test_coupons_of_a_campaign_are_held_until_its_last_day_is_over(mailed: ShopView, asked: Asked) -> None:
    ask = asked(mailed)
    assert ask(kind="coupon") == ["opener", "silent", "untracked"]
    assert ask(kind="coupon", where=[{"field": "category", "value": "coffee"}]) == ["opener", "silent", "untracked"]
    assert ask(kind="coupon", where=[{"field": "code", "value": "other"}]) == []
    assert ask(kind="coupon", state="expired") == []


def test_coupons_claimed_used_and_expired(tiny_shop: Callable[..., Any], asked: Asked) -> None:
    shop = tiny_shop().product("p1")
    for name in ("claimed", "redeemed", "ordered", "assigned", "spent", "late"):
        shop.customer(name)
    for name in ("claimed", "redeemed", "ordered"):
        shop.event(name, "coupon_claimed", "2026-11-01", code="Abc")
    shop.event("late", "coupon_claimed", "2026-11-01", code="OLD", campaign_id="M0")
    shop.row(
        "campaigns",
        campaign_id="M0",
        name="Old",
        channel="sms",
        sent_at=shop.utc("2026-10-01"),
        ends_on=date(2026, 11, 19),
    )
    shop.event("redeemed", "coupon_redeemed", "2026-11-05", code="ABC")
    shop.order("ordered", "2026-11-06", [("p1", 1)], codes=["abc"])
    shop.row("codes", pool="p", code="ONE", assigned_to="assigned")
    shop.row("codes", pool="p", code="TWO", assigned_to="spent", used_at=shop.utc("2026-11-07"))
    shop.row("codes", pool="p", code="SIX", assigned_to="spent", used_at=shop.utc("2027-01-01"))
    with shop.view("2026-11-20T12:00") as view:
        ask = asked(view)
        assert ask(kind="coupon") == ["assigned", "claimed", "spent"]  # SIX is used later
        assert ask(kind="coupon", state="used") == ["ordered", "redeemed", "spent"]
        assert ask(kind="coupon", state="expired") == ["late"]
    with shop.view("2026-11-19T23:00") as view:
        assert "late" in asked(view)(kind="coupon")


def test_what_becomes_of_watched_products(tiny_shop: Callable[..., Any], asked: Asked) -> None:
    shop = tiny_shop()
    shop.product("fell", price="100", category="a").price("fell", "80", "2026-11-15")
    shop.product("rose", price="100", category="b").price("rose", "120", "2026-11-15").stock("rose", 0, None)
    shop.product("back", price="10").stock("back", 0, "2026-11-01").stock("back", 5, "2026-11-18")
    for name in ("w1", "w2", "w3", "w4"):
        shop.customer(name, country="CN", language="zh")
    shop.event("w1", "wishlist", "2026-11-10", "fell").event("w2", "wishlist", "2026-11-16", "fell")
    shop.event("w2", "cart", "2026-11-10", "rose").event("w3", "stock_alert", "2026-11-10", "back")
    shop.event("w4", "wishlist", "2026-11-10", "fell").order("w4", "2026-11-12", [("fell", 1)])
    shop.event("w4", "cart", "2026-11-10", "fell").event("w3", "cart", "2026-11-01", "rose")
    shop.event("w3", "cart_removed", "2026-11-02", "rose")
    with shop.view("2026-11-20T12:00") as view:
        ask = asked(view)
        assert ask(kind="watched", product="price_fell") == ["w1"]
        assert ask(kind="watched", product="price_fell", where=[{"field": "category", "value": "b"}]) == []
        assert ask(kind="watched", product="price_fell", within={"kind": "last", "n": 3}) == []
        assert ask(kind="watched", by=["cart"], product="out_of_stock") == ["w2"]
        assert ask(kind="watched", by=["stock_alert", "wishlist"], product="back_in_stock") == ["w3"]


def test_consent_is_that_of_shop_consent_now(
    tiny_shop: Callable[..., Any], asked: Asked, kept: sqlite3.Connection
) -> None:
    shop = tiny_shop()
    for name in ("yes", "no", "mute", "nowhere"):
        shop.customer(name, country="US", email="" if name == "nowhere" else f"{name}@x.example")
    shop.consent("yes", "email").consent("no", "email", "opted_out").consent("nowhere", "email")
    with shop.view("2026-11-20T12:00") as view:
        ask = asked(view, state=kept)
        assert ask(kind="consent", channel="email") == ["yes"]
        assert ask(kind="consent", channel="email", state="opted_in") == ["nowhere", "yes"]
        assert ask(kind="consent", channel="email", state="opted_out") == ["no"]
        assert ask(kind="consent", channel="email", state="unknown") == ["mute"]
        assert ask(kind="consent", channel="sms") == []
        kept.execute(
            "INSERT INTO events (customer_id, kind, happened_at) VALUES ('yes', 'unsubscribe', '2026-11-20T11:00:00')"
        )
        assert ask(kind="consent", channel="email") == []
