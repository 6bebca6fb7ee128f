"""offer_ends and anniversary at their borders: a claimed code that ends, a first order whose day comes round."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

import pytest

from shop.evidence import CodeValue, DateTimeValue, DateValue, NumberValue, TextValue
from shop.reason import Reason, ReasonKind
from shop.reasons import find, reasons, who

TinyShop: TypeAlias = Any
AT = "2026-11-20T12:00"


def found(shop: TinyShop, kind: ReasonKind, at: str = AT) -> list[Reason]:
    with shop.view(at) as view:
        every = find(view, kind)
        assert [one for one in reasons(view, ["c1"])["c1"] if one.kind == kind] == [
            one for one in every if one.customer_id == "c1"
        ]
        assert who(view, kind) == sorted({one.customer_id for one in every})
    return every


def claimed(make: Callable[..., Any], *, claim: str = "2026-11-10T08:00", **changes: Any) -> TinyShop:  # noqa: ANN401
    """A Chinese customer with a claimed, unused code of a promotion that runs until 26 November, 00:00."""
    policy = {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": changes.pop("ends", "2026-11-26T00:00:00+08:00")}
    effect = {"kind": "fixed", "amount": "10"}
    document = {"id": "ten", "name": {"en": "Ten"}, "currency": "CNY", "effect": effect, "policy": policy}
    document |= {"code_pool": "pool", **changes.pop("promotion", {})}
    shop = make().customer("c1", country="CN", language="zh", objects_to_profiling=changes.pop("objects", False))
    shop.product("p1").row("promotions", promotion_id="ten", position=0, document=json.dumps(document))
    shop.row("codes", **{"pool": "pool", "code": "AB12", "assigned_to": "c1", "used_at": None, **changes})
    return shop.event("c1", "coupon_claimed", claim, code="AB12") if claim else shop


def test_a_claimed_code_that_ends_carries_its_facts(tiny_shop: Callable[..., Any]) -> None:
    [reason] = found(claimed(tiny_shop), "offer_ends")
    assert (reason.customer_id, reason.product_id) == ("c1", None)
    ends = reason.facts.pop("ends")
    assert isinstance(ends, DateTimeValue)
    assert ends.datetime.isoformat() == "2026-11-26T00:00:00+08:00"
    assert reason.facts == {
        "claimed_on": DateValue(date=date(2026, 11, 10)),
        "code": CodeValue(code="AB12"),
        "promotion": TextValue(text="ten"),
    }


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({"ends": "2026-12-05T00:00:00+08:00"}, True),  # its last day is the 4th, fourteen days on
        ({"ends": "2026-12-05T00:00:01+08:00"}, False),
        ({"ends": "2026-11-20T12:00:00+08:00"}, False),  # over
        ({"used_at": datetime(2026, 11, 19)}, False),
        ({"used_at": datetime(2026, 11, 21)}, True),  # not yet used at that moment
        ({"assigned_to": ""}, False),
        ({"assigned_to": "c2"}, False),
        ({"claim": ""}, False),
        ({"claim": "2026-11-21"}, False),  # not yet claimed
        ({"objects": True}, False),
        ({"promotion": {"code_pool": "", "code": "AB12"}}, False),  # a code for everybody is no claim
        ({"promotion": {"currency": "USD"}}, False),
        ({"promotion": {"when": {"countries": ["US"]}}}, False),
        ({"promotion": {"when": {"countries": ["US", "CN"]}}}, True),
    ],
)
def test_when_a_code_ends(tiny_shop: Callable[..., Any], changes: dict[str, Any], holds: bool) -> None:
    assert bool(found(claimed(tiny_shop, **changes), "offer_ends")) is holds


def test_a_code_on_an_order_is_used(tiny_shop: Callable[..., Any]) -> None:
    shop = claimed(tiny_shop).order("c1", "2026-11-12", [("p1", 1)], status="cancelled", codes=["AB12"])
    assert found(shop, "offer_ends")
    assert not found(shop.order("c1", "2026-11-13", [("p1", 1)], codes=["AB12"]), "offer_ends")


@pytest.mark.parametrize(
    ("first", "at", "years"),
    [
        ("2025-11-20", AT, 1),
        ("2025-11-14", AT, 1),
        ("2025-11-13", AT, None),
        ("2025-11-21", AT, None),
        ("2026-11-18", AT, None),  # not a year ago
        ("2022-11-18", AT, 4),
        ("2024-02-29", "2026-02-28T12:00", 2),
        ("2024-02-29", "2026-03-07T12:00", None),
        ("2023-12-30", "2026-01-03T12:00", 2),
    ],
)
def test_the_day_of_the_first_order_comes_round(
    tiny_shop: Callable[..., Any], first: str, at: str, years: int | None
) -> None:
    shop = tiny_shop().product("p1").customer("c1").order("c1", first, [("p1", 1)])
    shop.order("c1", "2026-01-01", [("p1", 1)], status="cancelled")
    told = found(shop, "anniversary", at)
    assert [one.facts["years"] for one in told] == ([] if years is None else [NumberValue(number=years)])
    if told:
        assert told[0].facts["first_bought"] == DateValue(date=date.fromisoformat(first))


def test_anniversaries_equal_a_count_by_hand_on_every_day_of_a_year(tiny_shop: Callable[..., Any]) -> None:
    shop = tiny_shop().product("p1")
    days = [date(2024, 1, 1) + timedelta(days=37 * number) for number in range(12)]
    for number, day in enumerate(days):
        shop.customer(f"c{number}").order(f"c{number}", day.isoformat(), [("p1", 1)])
    shop.customer("c99", objects_to_profiling=True).order("c99", "2024-01-01", [("p1", 1)])
    for step in range(0, 366, 61):
        today = date(2025, 1, 2) + timedelta(days=step)
        with shop.view(f"{today}T12:00") as view:
            told = who(view, "anniversary")
        recent = {today - timedelta(days=back) for back in range(7)}
        expected = {
            f"c{number}"
            for number, day in enumerate(days)
            if any(day.replace(year=other) in recent for other in (2025, 2026) if (day.month, day.day) != (2, 29))
        }
        assert set(told) == expected
