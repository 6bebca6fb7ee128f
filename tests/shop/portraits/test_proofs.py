"""Every figure of a portrait stands in its evidence, with rows that prove it; what is not known says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import pytest
from pydantic import BaseModel

from shop.evidence import DateValue, Evidence, ListValue, MoneyValue, NumberValue, TextValue, Value
from shop.home import Home
from shop.money import Money, money
from shop.portraits import PROVEN, Portrait, iter_portraits, portraits
from shop.portraits.portrait import PROFILE
from shop.record import Record
from shop.store.view import ShopView

TinyShop: TypeAlias = Any
GIVEN = {"customer_id", "country", "language", "profiled", "evidence", "unknown"}
"""What is no figure: who it is, as the shop's record says, and the proofs themselves."""


class Forecast(Record):
    """What a churn model may say."""

    probability: Decimal | None
    expected_value: Money | None
    model: str = "tested 1"
    trained_until: datetime = datetime(2026, 8, 1, tzinfo=UTC)


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield every value inside a record with the path of its fields; Money is one value."""
    if isinstance(value, BaseModel) and not isinstance(value, Money):
        for name in type(value).model_fields:
            if path or name not in GIVEN:
                yield from leaves(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item, path)
    elif value is not None:
        yield path, value


def plain(value: Value) -> list[object]:
    """Return what a value of evidence holds, as the portrait would."""
    if isinstance(value, ListValue):
        return [part for item in value.list for part in plain(item)]
    if isinstance(value, MoneyValue):
        return [Money(amount=value.money, currency=value.currency)]
    assert isinstance(value, NumberValue | TextValue | DateValue)
    return [next(iter(value))[1]]


def check(portrait: Portrait) -> None:
    """Walk the record: each value is the one that its evidence holds, and nothing else stands there."""
    told: dict[str, list[object]] = {}
    for path, value in leaves(portrait):
        told.setdefault(path, []).append(value)
    proven = set()
    for path, values in told.items():
        evidence = portrait.proof(path)
        assert evidence is not None, path
        assert evidence.source
        assert plain(evidence.fields[PROVEN[path]]) == values, path
        proven.add(PROVEN[path])
    assert {role for item in portrait.evidence for role in item.fields} == proven
    for item in portrait.evidence:
        assert item.fields
        assert Evidence.model_validate(item.model_dump()) == item
    assert Portrait.model_validate(portrait.model_dump()) == portrait
    missing = {name for name in PROFILE if getattr(portrait, name) in (None, ())}
    assert portrait.unknown.keys() == missing
    assert all(portrait.unknown.values())


@pytest.mark.parametrize("brand", ["coffee", "skincare", "outdoor"])
def test_no_value_without_evidence(sample_home: Callable[[str], Path], brand: str) -> None:
    forecast = Forecast(probability=Decimal("0.412"), expected_value=money("31.50", "USD"))
    with ShopView(Home(sample_home(brand)).current_build()) as view:
        ids = [row[0] for row in view.rows("SELECT customer_id FROM customers ORDER BY customer_key")]
        few = portraits(view, ids, churn={ids[0]: forecast})
        every = list(iter_portraits(view, churn={ids[0]: forecast}))
    assert every == list(few.values())
    assert len(every) == 250
    for portrait in every:
        check(portrait)
    assert any(portrait.rhythm_days for portrait in every)


def test_the_gaps_named_give_the_rhythm(sample_home: Callable[[str], Path]) -> None:
    with ShopView(Home(sample_home("coffee")).current_build()) as view:
        regular = [portrait for portrait in iter_portraits(view) if portrait.rhythm_days is not None]
    assert len(regular) > 50
    for portrait in regular:
        evidence = portrait.proof("rhythm_days")
        assert evidence is not None
        found = re.search(r"gaps ([\d, ]+) days;", evidence.source)
        if found is not None:
            assert Decimal(str(median(int(gap) for gap in found[1].split(", ")))) == portrait.rhythm_days


def test_a_proof_names_the_rows(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1", price="50").customer("c1")
    for day in ("2026-08-01", "2026-08-29", "2026-09-29", "2026-10-29"):
        shop.order("c1", day, [("p1", 1)])
    shop.event("c1", "view", "2026-11-01", "p1").event("c1", "cart", "2026-11-01", "p1")
    with shop.view("2026-11-20") as view:
        portrait = portraits(view, ["c1"])["c1"]
    check(portrait)

    def source(field: str) -> str:
        evidence = portrait.proof(field)
        assert evidence is not None
        return evidence.source

    assert source("orders").startswith("orders: 4 paid and not cancelled, 2026-08-01 to 2026-10-29")
    assert source("rhythm_days").startswith("orders on 4 days, gaps 28, 31, 30 days;")
    assert source("interests.weight").startswith(
        "order_lines and events: coffee: bought 4x, in cart or wish list 1x, viewed 1x"
    )
    assert source("price_band").startswith("order_lines: 4 bought, 0 of them reduced")
    assert portrait.unknown["churn_probability"] == "no_churn_model"


def test_who_objects_has_a_generic_portrait_whatever_is_known(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1").customer("c1", objects_to_profiling=True).consent("c1", "tracking")
    for day in ("2026-09-01", "2026-10-01", "2026-11-01"):
        shop.order("c1", day, [("p1", 1)]).event("c1", "open", f"{day}T20:00")
    churn = {"c1": Forecast(probability=Decimal("0.5"), expected_value=money("10", "CNY"))}
    with shop.view("2026-11-20") as view:
        found = [portraits(view, ["c1"], churn=churn)["c1"], *iter_portraits(view, churn=churn)]
    for portrait in found:
        check(portrait)
        assert {path for path, _ in leaves(portrait)} == {"orders", "spend", "first_order", "last_order"}
        assert len(portrait.evidence) == 1
        assert set(portrait.unknown.values()) == {"objects_to_profiling"}


def opened(make: Callable[..., Any], *consents: tuple[str, str, str]) -> TinyShop:
    """A customer with openings at 20, 20, 9 and 21 o'clock, three of an e-mail campaign; consents as given."""
    shop = make().customer("c1")
    shop.row("campaigns", campaign_id="M1", name="Hello", channel="email", sent_at=datetime(2026, 10, 1))
    shop.row("campaigns", campaign_id="M2", name="Hi", channel="sms", sent_at=datetime(2026, 10, 1))
    for at, campaign in (("02T20:05", "M1"), ("03T20:55", "M1"), ("04T09:00", "M2"), ("05T21:00", "M1")):
        shop.event("c1", "open", f"2026-10-{at}", campaign_id=campaign)
    for channel, state, source in consents:
        shop.consent("c1", channel, state, source=source)
    return shop


def test_hour_and_channel_need_consent_to_tracking(tiny_shop: Callable[..., Any]) -> None:
    for consents, why in (
        ((), "no_tracking_consent"),
        ((("email", "opted_in", "form"),), "no_tracking_consent"),
        ((("tracking", "opted_out", "form"),), "no_tracking_consent"),
        ((("tracking", "opted_in", "form"),), ""),
    ):
        with opened(tiny_shop, *consents).view("2026-11-20") as view:
            portrait = portraits(view, ["c1"])["c1"]
        check(portrait)
        assert portrait.unknown.get("preferred_hour", "") == why
        assert (portrait.preferred_hour, portrait.preferred_channel) == ((None, None) if why else (20, "email"))
    source = portrait.evidence[-1].source
    assert "4 openings and clicks" in source
    assert "2 of them from 20:00" in source
    assert "3 by email" in source


def test_consent_to_tracking_that_nobody_attested_does_not_count(tiny_shop: Callable[..., Any]) -> None:
    shop = opened(tiny_shop, ("tracking", "opted_in", "form"))
    shop.info = shop.info.model_copy(update={"sample": False})
    with shop.view("2026-11-20") as view:
        assert portraits(view, ["c1"])["c1"].preferred_hour is None
        assert portraits(view, ["c1"], attested=["form"])["c1"].preferred_hour == 20
        assert [one.preferred_hour for one in iter_portraits(view)] == [None]
        assert [one.preferred_hour for one in iter_portraits(view, attested=["form"])] == [20]


def test_two_openings_are_no_habit(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().customer("c1").consent("c1", "tracking")
    shop.event("c1", "open", "2026-10-01T20:00").event("c1", "click", "2026-10-02T20:00")
    with shop.view("2026-11-20") as view:
        portrait = portraits(view, ["c1"])["c1"]
    check(portrait)
    assert portrait.unknown["preferred_hour"] == "fewer_than_3_openings"


def test_a_forecast_is_told_as_the_models(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().customer("c1").customer("c2").customer("c3")
    churn = {
        "c1": Forecast(probability=Decimal("0.731"), expected_value=money("12.00", "CNY")),
        "c2": Forecast(probability=None, expected_value=None),
    }
    with shop.view("2026-11-20") as view:
        found = portraits(view, ["c1", "c2", "c3"], churn=churn)
    for portrait in found.values():
        check(portrait)
    assert found["c1"].churn_probability == Decimal("0.731")
    assert found["c1"].proof("churn_probability") == found["c1"].proof("expected_value")
    assert "tested 1, trained until 2026-08-01" in found["c1"].evidence[-1].source
    assert found["c2"].unknown["churn_probability"] == "no_claim_of_the_model"
    assert found["c3"].unknown["churn_probability"] == "no_forecast"


def test_other_portraits_may_be_asked_for_while_one_reads_all(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1")
    for number in range(5):
        shop.customer(f"c{number}").order(f"c{number}", "2026-10-01", [("p1", number + 1)])
    with shop.view("2026-11-20") as view:
        for portrait in iter_portraits(view):
            assert portraits(view, [portrait.customer_id])[portrait.customer_id] == portrait
        assert [one.customer_id for one in iter_portraits(view, ["c3", "nobody", "c1", "c3"])] == ["c3", "c1"]
    assert date(2026, 10, 1) == portrait.last_order
