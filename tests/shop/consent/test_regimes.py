"""Consent that follows from a sale or an enquiry, and evidence of double opt-in."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shop.consent import attest, basis, eligible
from shop.consent.regimes import is_double_opt_in, months_later
from shop.record import CHANNELS
from shop.types import Market

AT = "2026-11-20"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
MakeMarket = Callable[..., Market]

COUNTRIES = {"DE": ("EU", True), "FR": ("EU", False), "GB": ("UK", True), "CA": ("CA", False), "US": ("US", True),
             "CN": ("CN", True), "AT": ("DE", True)}  # fmt: skip
BOUGHT = {"": None, "new": "2026-11-01", "edge": "2024-11-20", "late": "2024-11-19T23:59:59", "cancelled": "2026-11-02"}
DONE = [*((bought, "") for bought in BOUGHT), ("", "2026-05-20"), ("late", "2026-05-19")]
SAID = ("", "opted_out", "unknown", "left", "out_then_in")


def oracle(country: str, bought: str, asked: str, said: str, channel: str) -> str:
    """Say in plain words what the law computes."""
    if said in ("opted_out", "left"):
        return "opted_out"
    if said == "out_then_in":
        return "consent"
    recent, ever = bought in ("new", "edge"), bought in ("new", "edge", "late")
    if country in ("DE", "GB", "AT") and channel == "email" and ever:
        return "soft_opt_in"
    if country == "CA" and channel in ("email", "sms") and (recent or asked == "2026-05-20"):
        return "implied"
    return "no_consent"


def test_what_follows_from_orders_and_enquiries(
    real_shop: Callable[..., Any], make_market: MakeMarket, state: sqlite3.Connection
) -> None:
    shop = real_shop(*(make_market(land, law, soft=soft) for land, (law, soft) in COUNTRIES.items())).product("p1")
    stories = {
        f"c{number:04}": (country, bought, asked, said)
        for number, (country, (bought, asked), said) in enumerate(itertools.product([*COUNTRIES, "", "JP"], DONE, SAID))
    }
    for number, (id_, (country, bought, asked, said)) in enumerate(stories.items()):
        shop.customer(id_, email=f"{id_}@x.example", phone=f"+49555{number:06}", wecom_id=id_, country=country)
        if BOUGHT[bought]:
            shop.order(id_, BOUGHT[bought], [("p1", 1)], status="cancelled" if bought == "cancelled" else "paid")
        if asked:
            key = shop.key("customer", id_)
            shop.row("tickets", ticket_id=f"t{number}", customer_key=key, opened_at=shop.utc(asked))
        _say(shop, id_, said)
    attest(state, "form", "double opt-in form", "Ann", NOW)
    with shop.view(AT, state) as view:
        for channel in CHANNELS:
            wanted = {id_: oracle(*story, channel) for id_, story in stories.items()}
            result = eligible(view, state, stories, channel)
            found = basis(view, state, stories, channel)
            granted = {id_: kind for id_, kind in wanted.items() if kind not in ("opted_out", "no_consent")}
            assert {id_: one.kind for id_, one in found.items()} == granted
            assert result.ids == sorted(granted)
            assert {item.reason: item.count for item in result.funnel.excluded} == {
                reason: list(wanted.values()).count(reason) for reason in ("opted_out", "no_consent")
            }


def _say(shop: Any, id_: str, said: str) -> None:  # noqa: ANN401 - a TinyShop
    if said == "left":
        shop.event(id_, "unsubscribe", "2026-01-01")
    for channel in CHANNELS:
        if said in ("opted_out", "unknown"):
            shop.consent(id_, channel, said, at="2026-01-01", source="form")
        if said == "out_then_in":
            shop.consent(id_, channel, "opted_out", at="2026-01-01", source="form")
            shop.consent(id_, channel, "opted_in", at="2026-02-01", source="form")


def test_a_computed_basis_names_its_order_and_its_end(
    real_shop: Callable[..., Any], make_market: MakeMarket, state: sqlite3.Connection
) -> None:
    shop = real_shop(make_market("CA"), make_market("GB", "UK", soft=True)).product("p1")
    shop.customer("ca", email="ca@x.example", country="CA").customer("gb", email="gb@x.example", country="GB")
    shop.order("ca", "2026-02-01", [("p1", 1)], order_id="o-old").order(
        "ca", "2026-03-01", [("p1", 1)], order_id="o-new"
    )
    shop.order("gb", "2020-03-01", [("p1", 1)], order_id="o-gb")
    with shop.view(AT, state) as view:
        found = basis(view, state, ["ca", "gb"], "email")
    assert (found["ca"].source, found["ca"].rests_on) == ("implied", "purchase o-new")
    assert found["ca"].until == datetime(2028, 3, 1, tzinfo=UTC)
    assert (found["gb"].source, found["gb"].rests_on, found["gb"].until) == ("soft_opt_in", "purchase o-gb", None)
    assert "2002/58" in found["gb"].law


def test_a_yes_on_record_comes_before_what_is_computed(
    real_shop: Callable[..., Any], make_market: MakeMarket, state: sqlite3.Connection
) -> None:
    shop = real_shop(make_market("GB", "UK", soft=True)).product("p1").customer("c1", email="c@x.example", country="GB")
    shop.order("c1", "2026-03-01", [("p1", 1)]).consent("c1", "email", at="2026-03-01", source="form")
    with shop.view(AT, state) as view:
        assert basis(view, state, ["c1"], "email")["c1"].kind == "soft_opt_in"
        attest(state, "form", "sign-up form", "Ann", NOW)
        assert basis(view, state, ["c1"], "email")["c1"].kind == "consent"


EVIDENCE = [
    ("", "sign-up form", False), ("", "sign-up form with double opt-in", True), ("", "Double-Opt-In per Mail", True),
    ("confirmed opt-in", "form", True), ("", "single opt-in, no double opt-in", False),
    ("", "ohne Double Opt-in", False), ("", "Double opt-in? No", False), ("", "we don't use double opt in", False),
    ("双重确认", "form", True), ("没有双重确认", "form", False), ("No spam. Collected by double opt-in", "form", True),
]  # fmt: skip


def test_germany_asks_for_double_opt_in(
    real_shop: Callable[..., Any], make_market: MakeMarket, state: sqlite3.Connection
) -> None:
    shop, wanted = real_shop(make_market("DE"), make_market("FR", "EU")), {}
    for number, (wording, how, ok) in enumerate(EVIDENCE):
        assert is_double_opt_in(wording, how) == ok, (wording, how)
        attest(state, f"s{number}", how, "Ann", NOW)
        for country in ("DE", "FR"):
            id_ = f"{country}{number:02}"
            wanted[id_] = ok or country == "FR"
            key = shop.customer(id_, email=f"{id_}@x.example", country=country).key("customer", id_)
            shop.row(
                "consents", customer_key=key, channel="email", state="opted_in", source=f"s{number}", wording=wording
            )
    with shop.view(AT, state) as view:
        result = eligible(view, state, wanted, "email")
        assert list(basis(view, state, wanted, "email")) == result.ids
    assert result.ids == sorted(id_ for id_, ok in wanted.items() if ok)
    assert [item.reason for item in result.funnel.excluded] == ["no_double_opt_in"]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-60, 60))
@settings(max_examples=100, deadline=None)
def test_months_later_is_the_same_day_or_the_last(day: date, months: int) -> None:
    found = months_later(datetime(day.year, day.month, day.day), months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found.month, found.day) in _last_days(found.year))


def _last_days(year: int) -> set[tuple[int, int]]:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return {(2, 29 if leap else 28), (4, 30), (6, 30), (9, 30), (11, 30)}
